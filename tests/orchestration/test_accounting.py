"""The check that every line the collector answered for became one row."""

from pathlib import Path

import dagster as dg
import pytest

from app.settings import Settings
from app.spool import SpoolFolder, read_depth
from ingestion.landing import RawStore
from ingestion.playback.compaction import Landed, land_batch
from orchestration.defs.playback import playback
from orchestration.resources import DataFolder
from tests.ingestion.playback.test_compaction import lines


def seal(settings: Settings, content: bytes) -> None:
    folder = SpoolFolder(settings.spool_dir)
    folder.ensure()
    (folder.sealed / "a.ndjson").write_bytes(content)


def run(settings: Settings) -> tuple[dg.ExecuteInProcessResult, dg.AssetCheckEvaluation]:
    result = dg.materialize(
        [playback], resources={"data": DataFolder(data_dir=str(settings.data_dir))}, raise_on_error=False
    )
    (check,) = result.get_asset_check_evaluations()
    return result, check


def test_what_adds_up_is_landed_and_leaves_the_spool(settings: Settings) -> None:
    seal(settings, lines("a", "b") + b"nonsense\n" + lines("c"))
    result, check = run(settings)
    assert (result.success, check.passed, check.blocking) == (True, True, True)
    assert {name: value.value for name, value in check.metadata.items()} == {
        "lines": 4, "events": 3, "rejects": 1,
    }  # fmt: skip
    assert read_depth(settings.spool_dir).segment_count == 0
    assert run(settings)[1].passed


def test_what_does_not_add_up_fails_the_check_and_stays_in_the_spool(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(settings, lines("a", "b"))

    def forgetful(store: RawStore, batch_id: str, segments: list[Path]) -> Landed:
        landed = land_batch(store, batch_id, segments)
        return landed._replace(event_count=landed.event_count - 1)

    monkeypatch.setattr("orchestration.defs.playback.land_batch", forgetful)
    assert not run(settings)[1].passed
    assert read_depth(settings.spool_dir).segment_count == 1
    monkeypatch.undo()
    _, check = run(settings)
    assert check.passed
    assert RawStore(settings.raw_dir).scan("playback_events").collect().height == 2
