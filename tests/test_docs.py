"""The documentation names everything there is: settings, provider fields, endpoints, make targets, marts."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined

from app.main import create_app
from app.problem import ProblemType
from app.settings import Settings
from ingestion.settings import ProbeSettings, ProviderSettings
from orchestration.cli.main import app as command_line

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
MARTS = [
    model
    for path in sorted((ROOT / "dbt_project" / "models" / "marts").rglob("_*.yml"))
    for model in msgspec.yaml.decode(path.read_bytes()).get("models", [])
]


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "required"
    if value is None or value == ():
        return ""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _rows(model: type[BaseModel], prefix: str = "", upper: bool = False) -> list[str]:
    rows = []
    for name, field in model.model_fields.items():
        shown = f"{prefix}{name.upper() if upper else name}"
        default = "" if field.default_factory else _default(field.default)
        rows.append(f"| `{shown}` | {default} | {field.description} |")
    return rows


@pytest.mark.parametrize("row", _rows(Settings, "WATCHHOUSE_", upper=True))
def test_every_setting_stands_in_the_readme(row: str) -> None:
    assert row in README


@pytest.mark.parametrize("row", _rows(ProviderSettings) + _rows(ProbeSettings, "probe."))
def test_every_provider_field_is_documented(row: str) -> None:
    assert row in (ROOT / "docs" / "PROVIDERS.md").read_text()


def test_every_type_of_problem_is_documented() -> None:
    errors = (ROOT / "docs" / "API.md").read_text().partition("## Errors")[2]
    assert set(re.findall(r"`([a-z-]+)`", errors)) >= set(ProblemType)


def test_every_endpoint_is_documented(settings: Settings) -> None:
    text = (ROOT / "docs" / "API.md").read_text()
    paths = create_app(settings).openapi()["paths"]
    assert "/v1/views" in paths
    missing = [path for path in paths if f"`{path}`" not in text]
    assert missing == []


def test_every_make_target_is_in_make_help_and_the_main_ones_in_the_readme() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):(?!=)", makefile, flags=re.MULTILINE)
    documented = re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE)
    assert set(targets) - set(documented) == {"system-packages"}
    for target in ("demo", "build", "test", "check", "docs", "setup", "help"):
        assert f"make {target}" in README


@pytest.mark.parametrize("model", MARTS, ids=lambda model: model["name"])
def test_every_mart_is_listed_with_its_description(model: dict[str, Any]) -> None:
    listed = (ROOT / "docs" / "MARTS.md").read_text()
    description = " ".join(model["description"].split())
    assert f"| `{model['name']}` | {description} |" in listed


def test_every_command_has_help_with_an_example() -> None:
    group = typer.main.get_command(command_line)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert "Example: " in (command.help or ""), name
        assert f"`{name}`" in (ROOT / "CHANGELOG.md").read_text(), name


def test_pictures_that_the_documentation_shows_exist() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"!\[[^\]]*\]\(([^)#]+)\)", page.read_text()):
            assert (page.parent / target).is_file(), f"{page.name} shows {target}"


def test_links_between_pages_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
