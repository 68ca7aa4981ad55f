"""The dbt project as Dagster knows it, and its manifest, kept fresh."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

PROJECT = DbtProject(project_dir=Path(__file__).parent.parent / "dbt_project")
_SOURCE_SUFFIXES = {".sql", ".yml", ".csv", ".md"}


DBT_EXECUTABLE = str(Path(sys.executable).with_name("dbt"))
TRANSLATOR = DagsterDbtTranslator(
    DagsterDbtTranslatorSettings(enable_asset_checks=True, enable_dbt_views_as_virtual_assets=True)
)


def ensure_manifest() -> Path:
    """Path of dbt's manifest, parsed anew when a file of the project is newer than it.

    Raises RuntimeError with dbt's own words when the project does not parse.
    """
    target = PROJECT.project_dir / "target"
    target.mkdir(exist_ok=True)
    with (target / ".parse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _is_stale(PROJECT.manifest_path):
            _parse()
    return PROJECT.manifest_path


def read_mart_names() -> list[str]:
    """Names of the marts that the manifest declares: the tables that a snapshot must hold."""
    manifest: Mapping[str, Any] = json.loads(ensure_manifest().read_text())
    return sorted(
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    )


def project_files() -> Iterator[Path]:
    """The files of the dbt project, without what dbt writes."""
    for path in PROJECT.project_dir.rglob("*"):
        inside = path.relative_to(PROJECT.project_dir).parts
        if path.suffix in _SOURCE_SUFFIXES and inside[0] not in ("target", "logs"):
            yield path


def _is_stale(manifest: Path) -> bool:
    if not manifest.exists():
        return True
    parsed_at = manifest.stat().st_mtime
    return any(path.stat().st_mtime > parsed_at for path in project_files())


def _parse() -> None:
    command = [DBT_EXECUTABLE, "parse", "--quiet"]
    environment = {
        "WATCHHOUSE_DATA_DIR": "data",
        **os.environ,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    outcome = subprocess.run(  # noqa: S603 - our own interpreter and fixed arguments
        command, cwd=PROJECT.project_dir, env=environment, capture_output=True, text=True, check=False
    )
    if outcome.returncode != 0:
        raise RuntimeError(f"the dbt project does not parse:\n{outcome.stdout}{outcome.stderr}")
