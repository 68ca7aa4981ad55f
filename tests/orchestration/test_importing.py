"""Access logs and exports through the assets and the command that read them."""

from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from typer.testing import CliRunner

from app.settings import Settings
from ingestion.landing import RawStore
from orchestration.cli.main import app
from orchestration.defs.access_logs import access_logs
from orchestration.defs.imports import imports
from orchestration.resources import DataFolder
from tests.support.access_logs import combined, media_requests

PLAYS = "2026-11-01 20:00:00\tu-1\ti-1\tMovie\tA film\tDirectPlay\tWeb\tTV\t1500\n"


def materialize(asset: dg.AssetsDefinition, folder: Path) -> dict[str, object]:
    """The metadata of what an asset materialised."""
    result = dg.materialize([asset], resources={"data": DataFolder(data_dir=str(folder))})
    [event] = result.get_asset_materialization_events()
    return {name: value.value for name, value in event.materialization.metadata.items()}


def rows(folder: Path) -> pl.DataFrame:
    return RawStore(Settings(data_dir=folder).raw_dir).scan("playback_events").collect()


def test_access_logs_are_landed_with_their_devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    lines = [combined(request) for request in media_requests("hlsjs-v1-query-full")]
    (logs / "access.log").write_text("\n".join(lines) + "\n")
    assert materialize(access_logs, tmp_path)["dagster/partition_row_count"] == 0
    monkeypatch.setenv("WATCHHOUSE_ACCESS_LOGS_DIR", str(logs))
    assert materialize(access_logs, tmp_path)["dagster/partition_row_count"] == len(lines)
    assert materialize(access_logs, tmp_path)["dagster/partition_row_count"] == 0
    found = rows(tmp_path)
    assert found.height == len(lines)
    assert (set(found["device_type"]), set(found["browser_name"])) == ({"desktop"}, {"Chrome"})


def test_the_folder_of_imports_is_read_and_faulty_files_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "imports"
    for server, content in (("jellyfin", PLAYS), ("tautulli", "no export")):
        (folder / server).mkdir(parents=True)
        (folder / server / "export.txt").write_text(content)
    (tmp_path / "secrets").mkdir()
    result = dg.materialize([imports], resources={"data": DataFolder(data_dir=str(tmp_path))})
    [check] = result.get_asset_check_evaluations()
    assert not check.passed
    assert list(check.metadata) == ["tautulli/export.txt"]
    assert rows(tmp_path).height == 5


def test_the_command_imports_a_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHHOUSE_DATA_DIR", "the command sets it")
    export = tmp_path / "backup.tsv"
    export.write_text(PLAYS)
    command = [
        "import",
        "jellyfin",
        str(export),
        "--zone",
        "Europe/Berlin",
        "--data-dir",
        str(tmp_path / "data"),
    ]
    first, second = (CliRunner().invoke(app, command) for _ in range(2))
    assert "1 plays as 5 events" in " ".join(first.output.split())
    assert "imported before" in " ".join(second.output.split())
    found = rows(tmp_path / "data")
    assert (found.height, found["client_at"].dt.hour().min()) == (5, 19)
    wrong = CliRunner().invoke(app, [*command[:4], "Nowhere/At-All"])
    assert (wrong.exit_code, "is no time zone" in wrong.output) == (2, True)
