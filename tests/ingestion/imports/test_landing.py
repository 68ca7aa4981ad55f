# ruff: noqa: DTZ001 - raw tables hold naive UTC
"""Imports as a whole: an export to rows, once, whatever happens in between."""

import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from ingestion.errors import ParseError
from ingestion.imports import landing
from ingestion.imports.landing import import_history
from ingestion.landing import RawStore
from ingestion.parsers.jellyfin import JellyfinExport
from ingestion.parsers.plays import MAX_PLAY_SECONDS
from ingestion.parsers.tautulli import TautulliExport
from ingestion.playback.viewers import viewer_key
from ingestion.schemas.playback import PlaybackEvents, PlaybackRejects

NOW = datetime(2026, 11, 21, 10)
SALT = b"salt"


def row(number: int, seconds: int, kind: str = "Movie") -> str:
    return (
        f"2026-11-0{number} 20:00:00Z\tuser-{number}\titem\t{kind}\tA film\tDirectPlay\tWeb\tTV\t{seconds}\n"
    )


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "backup.tsv"
    path.write_text(row(1, 1500) + row(2, 40 * 86_400) + row(3, -2147483648))
    return path


def rows(store: RawStore, table: str = "playback_events") -> pl.DataFrame:
    frame = store.scan(table).collect()
    return frame.sort("client_at", "seq") if "client_at" in frame.columns else frame


def test_plays_become_events(tmp_path: Path, export: Path) -> None:
    store = RawStore(tmp_path / "raw")
    done = import_history(store, JellyfinExport(), export, salt=SALT, now=NOW)
    assert done == (2, 5 + 146, 1, 1, True)
    events = PlaybackEvents.validate(rows(store))
    [first, second] = events.partition_by("session_id", maintain_order=True)
    assert first.sort("seq")["event_type"].to_list() == [
        "view_start", "playing", "heartbeat", "heartbeat", "view_end",
    ]  # fmt: skip
    assert first.sort("seq")["position_seconds"].to_list() == [0, 0, 600, 1200, 1500]
    assert first["client_at"].max() == datetime(2026, 11, 1, 20, 25)
    assert set(first["viewer_key"]) == {viewer_key(SALT, "user-1")}
    assert (first["is_capped"].any(), second["is_capped"].all()) == (False, True)
    assert second["position_seconds"].max() == MAX_PLAY_SECONDS
    [reject] = PlaybackRejects.validate(rows(store, "playback_rejects")).to_dicts()
    assert (reject["source"], reject["reason"], reject["event_index"]) == ("jellyfin", "bad_value", 2)


def test_the_same_export_changes_nothing(tmp_path: Path, export: Path) -> None:
    store = RawStore(tmp_path / "raw")
    import_history(store, JellyfinExport(), export, salt=SALT, now=NOW)
    before = rows(store)
    again = import_history(store, JellyfinExport(), export, salt=SALT, now=datetime(2026, 12, 1))
    assert (again.is_new, again.event_count) == (False, 0)
    assert rows(store).equals(before)


def test_a_longer_export_gives_old_plays_their_old_ids(tmp_path: Path, export: Path) -> None:
    store = RawStore(tmp_path / "raw")
    import_history(store, JellyfinExport(), export, salt=SALT, now=NOW)
    known = set(rows(store)["event_id"])
    export.write_text(export.read_text() + row(4, 60))
    import_history(store, JellyfinExport(), export, salt=SALT, now=NOW)
    assert len(set(rows(store)["event_id"]) - known) == 3


def test_a_killed_import_runs_again_over_the_same_files(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RawStore(tmp_path / "raw")
    with monkeypatch.context() as patch:
        patch.setattr(landing, "reject_frame", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            import_history(store, JellyfinExport(), export, salt=SALT, now=NOW)
    assert rows(store).height == 151
    tomorrow = datetime(2026, 11, 22)
    assert import_history(store, JellyfinExport(), export, salt=SALT, now=tomorrow).is_new
    assert rows(store).height == 151


def test_large_exports_are_landed_in_parts(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "PLAYS_PER_PART", 1)
    store = RawStore(tmp_path / "raw")
    import_history(store, JellyfinExport(), export, salt=SALT, now=NOW)
    assert len(list((store.root / "playback_events").glob("*/import.*.parquet"))) == 2
    assert rows(store).height == 151


def test_live_plays_beat_as_often_as_is_believed(tmp_path: Path, export: Path) -> None:
    export.write_text(row(1, 100, "TvChannel"))
    store = RawStore(tmp_path / "raw")
    import_history(store, JellyfinExport(), export, salt=SALT, now=NOW)
    assert rows(store)["event_type"].to_list().count("heartbeat") == 3
    assert rows(store)["is_live"].all()


def test_what_is_too_large_or_no_export_lands_nothing(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RawStore(tmp_path / "raw")
    with pytest.raises(ParseError, match="no list of history rows"):
        export.write_text(json.dumps({"response": {"result": "error"}}))
        import_history(store, TautulliExport(), export, salt=SALT, now=NOW)
    monkeypatch.setattr(landing, "EXPORT_BYTES", 10)
    with pytest.raises(ParseError, match="larger than 10 bytes"):
        import_history(store, TautulliExport(), export, salt=SALT, now=NOW)
    assert rows(store).is_empty()


def test_with_daily_rotation_a_viewer_is_another_one_each_day(tmp_path: Path, export: Path) -> None:
    export.write_text("".join(row(day, 60).replace(f"user-{day}", "same") for day in (1, 2)))
    keys = []
    for rotation in ("none", "daily"):
        store = RawStore(tmp_path / rotation)
        import_history(store, JellyfinExport(), export, salt=SALT, now=NOW, rotation=rotation)
        keys.append(rows(store)["viewer_key"].n_unique())
    assert keys == [1, 2]
