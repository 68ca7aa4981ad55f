from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingestion.fetching.entry_history import SERIES_COLUMNS, ListHistory, count_lists, read_series
from ingestion.landing import RawStore
from tests.support.lake import Row, at, build_frame, entry


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path)


def land(store: RawStore, sync_id: str, *rows: Row) -> Path:
    frame = build_frame("catalog_entries", rows)
    return store.land("catalog_entries", frame, received_date=date(2026, 11, 1), part=f"alpha.{sync_id}")


def series(item_id: str, **fields: object) -> Row:
    return entry(
        "s", 0, f"show {item_id}", stream_type="series", playlist="series", item_id=item_id, **fields
    )


def test_episodes_of_series_are_counted_apart(store: RawStore) -> None:
    episode = entry("s", 0, "e", stream_type="episode", playlist="series", parent_item_id="7")
    land(store, "s1", entry("s", 0, "a"), series("7"), episode, episode)
    land(store, "s2", entry("s", 0, "a"), entry("s", 0, "b", stream_type="episode"))

    past = count_lists(store, "alpha", ["s1", "gone", "s2"])

    assert past == ListHistory({"main": [1, 2], "series": [1]}, [2, 0, 0])


def test_series_that_were_asked_for_once(store: RawStore) -> None:
    land(
        store,
        "s1",
        series("7", episodes_asked_at=at(0), episode_count=3, are_episodes_read=True),
        series("7", episodes_asked_at=at(0), episode_count=3, are_episodes_read=True),
        series("8", episodes_asked_at=at(0), are_episodes_read=False),
        series("9"),
        entry("s", 0, "film", stream_type="movie", item_id="9"),
    )

    assert read_series(store, "alpha", "s1").rows() == [("7", 3, at(0)), ("8", None, at(0))]
    assert read_series(store, "alpha", "gone").is_empty()


def test_files_of_an_earlier_version_have_no_such_columns(store: RawStore) -> None:
    path = land(store, "s1", series("7"))
    pl.read_parquet(path).drop("episode_count", "episodes_asked_at", "are_episodes_read").write_parquet(path)

    assert read_series(store, "alpha", "s1").columns == list(SERIES_COLUMNS)
    assert count_lists(store, "alpha", ["s1"]).list_counts == {"series": [1]}
