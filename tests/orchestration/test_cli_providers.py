"""`watchhouse providers` and `watchhouse admin-token`, as operators use them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.admin_tokens import find_holder
from app.settings import Settings
from ingestion.errors import SettingsError, WatchhouseError
from orchestration.cli.main import app
from orchestration.providers import read_providers

ESCAPES = "#EXTM3U\n#EXTINF:-1,\x1b[31mRed\nhttp://127.0.0.1:9/a.ts\n"
PLAYLIST = "#EXTM3U\n#EXTINF:-1,One\nhttp://127.0.0.1:9/bob/PLANTED5/1.ts\nno address\n"


def run(*arguments: str, typed: str | None = None, status: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments), input=typed)
    if isinstance(result.exception, WatchhouseError):
        raise result.exception
    assert result.exit_code == status, result.output
    assert "PLANTED" not in result.output
    return result.output


def playlist_in(folder: Path, content: str) -> str:
    path = folder / "list.m3u"
    path.write_text(content)
    return path.as_uri()


def test_secrets_come_from_standard_input(settings: Settings) -> None:
    arguments = ["--kind", "xtream", "--set", "panel_url=http://panel.example", "--set", "probe.enabled=true"]
    secrets = ["--secret", "username", "--secret", "password", "--secret", "headers.Cookie"]
    run("providers", "add", "panel", *arguments, *secrets, typed="PLANTED1\nPLANTED2\nPLANTED3\n")
    [provider] = read_providers(settings)
    assert provider.username is not None
    assert provider.password is not None
    assert provider.username.get_secret_value() == "PLANTED1"
    assert provider.password.get_secret_value() == "PLANTED2"
    assert provider.headers["Cookie"].get_secret_value() == "PLANTED3"
    assert provider.probe.enabled
    assert "PLANTED" not in settings.providers_path.read_text() + settings.changes_path.read_text()
    assert '{"Cookie":"***"}' in run("providers", "show", "panel")
    shown = json.loads(run("providers", "show", "panel", "--json"))
    assert shown["definition"]["password"] == "***"


@pytest.mark.parametrize(
    "given",
    [
        "password=PLANTED1",
        "password=12345678",
        "headers.Cookie=PLANTED1",
        "urls=http://h/get.php?password=PLANTED1",
        "urls",
    ],
)
def test_secrets_as_arguments_are_refused(settings: Settings, given: str) -> None:
    with pytest.raises(SettingsError, match="--se") as caught:
        run("providers", "add", "news", "--kind", "m3u", "--set", given)
    assert "PLANTED" not in str(caught.value)
    assert not settings.providers_path.exists()


def test_references_are_set_and_faults_told_with_status_2(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ["--kind", "bunny", "--set", "library_id=12", "--set", 'access_key={ env = "BUNNY_KEY" }']
    told = run("providers", "add", "videos", *arguments, status=2)
    assert "access_key: environment variable BUNNY_KEY is not set" in told
    monkeypatch.setenv("BUNNY_KEY", "PLANTED1")
    run("providers", "add", "videos", *arguments)
    assert '{"env":"BUNNY_KEY"}' in run("providers", "show", "videos")


def test_a_definition_from_a_file_is_edited_switched_and_removed(settings: Settings, tmp_path: Path) -> None:
    source = tmp_path / "news.toml"
    source.write_text('name = "News"\nkind = "m3u"\nurls = ["http://h/a", "http://h/?token=PLANTED1"]\n')
    run("providers", "add", "news", "--from", str(source))
    run(
        "providers",
        "edit",
        "news",
        "--set",
        "name=Nouvelles",
        "--set",
        "urls=http://h/b",
        "--set",
        "urls=http://h/c",
    )
    [provider] = read_providers(settings)
    assert provider.name == "Nouvelles"
    assert [url.get_secret_value() for url in provider.urls] == ["http://h/b", "http://h/c"]
    run("providers", "disable", "news")
    assert "disabled" in run("providers", "list")
    assert read_providers(settings) == []
    run("providers", "enable", "news")
    run("providers", "remove", "news", typed="n\n", status=1)
    run("providers", "remove", "news", "--yes")
    assert "No providers yet" in run("providers", "list")
    told = json.loads(run("providers", "changes", "news", "--json"))
    assert [one["action"] for one in told] == ["removed", "enabled", "disabled", "changed", "added"]
    assert {one["via"] for one in told} == {"command line"}
    with pytest.raises(WatchhouseError, match="reuse"):
        run("providers", "add", "news", "--from", str(source))
    run("providers", "add", "news", "--from", str(source), "--reuse")


def test_a_dry_run_tells_by_its_status_how_it_went(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    add = ["--kind", "m3u", "--set"]
    run("providers", "add", "clean", *add, f"urls={playlist_in(folder, ESCAPES)}")
    told = run("providers", "test", "clean")
    assert "Catalog  accepted, 1 entries, 0 rejected" in told
    assert "\x1b" not in told
    playlist_in(folder, PLAYLIST)
    told = run("providers", "test", "clean", status=1)
    assert "rejected: line 4, not_a_url: no address" in told
    found = json.loads(run("providers", "test", "clean", "--json", status=1))
    assert found["entries_by_type"] == {"live": 1}
    playlist_in(folder, "<html>")
    assert "html" in run("providers", "test", "clean", status=2)
    assert not (settings.raw_dir / "catalog_entries").exists()


def test_a_definition_that_is_not_saved_is_tried_from_standard_input(data_dir: Path, tmp_path: Path) -> None:
    url = playlist_in(tmp_path, PLAYLIST)
    definition = {"id": "new", "name": "New", "kind": "m3u", "urls": [url], "headers": {"Cookie": "PLANTED1"}}
    command = [
        sys.executable,
        "-m",
        "orchestration.cli.main",
        "providers",
        "test",
        "--definition",
        "-",
        "--json",
    ]
    done = subprocess.run(command, input=json.dumps(definition), capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["catalog"]["entry_count"] == 1
    assert "PLANTED" not in done.stdout + done.stderr
    assert not data_dir.exists()


def test_faults_of_a_definition_that_is_tried_come_as_json_too() -> None:
    given = {"id": "x", "name": "X", "kind": "m3u", "urls": [{"env": "NOT_SET_ANYWHERE"}]}
    told = run("providers", "test", "--definition", "-", "--json", typed=json.dumps(given), status=2)
    [fault] = json.loads(told[: told.rindex("}") + 1])["faults"]
    assert fault == {"location": "urls.0", "message": "environment variable NOT_SET_ANYWHERE is not set"}


def test_whoever_has_no_account_name_is_recorded_by_number(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 2_000_000_001)
    run("channels", "refuse", "PPV Event 7")
    assert "2000000001" in run("channels", "list")


def test_admin_tokens_are_made_listed_and_taken_back(settings: Settings) -> None:
    token = run("admin-token", "anna").strip()
    assert find_holder(settings.admin_tokens_dir, token) == "anna"
    assert run("admin-token") == "anna\n"
    run("admin-token", "anna", "--revoke")
    assert find_holder(settings.admin_tokens_dir, token) is None


def test_every_command_about_providers_has_an_example() -> None:
    for name in ("list", "show", "add", "edit", "enable", "disable", "remove", "changes", "test"):
        assert f"watchhouse providers {name}" in run("providers", name, "--help").replace("\n", " ")
