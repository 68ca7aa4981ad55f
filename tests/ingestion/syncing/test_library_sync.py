# ruff: noqa: ARG002 - the protocol
"""What a library tells beside its list: counters, heatmaps, states, the account. The kind is a small one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ingestion.fetching.http import client
from ingestion.fetching.sources import Source, read_previous
from ingestion.kinds.base import Account, Catalog, Fetcher, MediaState
from ingestion.kinds.made import make_source
from ingestion.kinds.registry import KINDS
from ingestion.landing import RawStore
from ingestion.parsers.defects import Defects
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.m3u.playlist import ParsedPlaylist
from ingestion.schemas.registry import RAW_TABLES
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog import CatalogSync, land_catalog, sync_catalog

MONDAY = datetime(2026, 11, 16)  # noqa: DTZ001 - raw tables hold naive UTC
PROVIDER = ProviderSettings.model_validate(
    {"id": "lib", "name": "Library", "kind": "bunny", "library_id": "1", "access_key": "the-key"}
)


class SmallLibrary:
    """Two videos; what is counted of them changes."""

    views = 1

    def fetch(self, provider: ProviderSettings, fetcher: Fetcher) -> Sequence[Source]:
        counted = make_source("http://h/statistics", "statistics", str(self.views).encode())
        return [make_source("http://h/videos", "videos", b"a b"), replace(counted, is_volatile=True)]

    def parse(self, provider: ProviderSettings, sources: Sequence[Source]) -> Catalog:
        videos, statistics = (source.read().decode() for source in sources)
        entries = [_video(number, name) for number, name in enumerate(videos.split())]
        return Catalog(
            [ParsedPlaylist("videos", entries, [], {}, Defects(), "utf-8")],
            account=Account(status="Active", max_connections=2, active_connections=self.views),
            statistics=pl.DataFrame(
                [("a", "day", MONDAY, int(statistics), 1.5)],
                schema=["item_id", "grain", "bucket_at", "view_count", "watched_seconds"],
                orient="row",
            ),
            heatmaps=pl.DataFrame(
                {"item_id": ["a"], "segment": pl.Series([0], dtype=pl.Int32), "watched_ratio": [0.5]}
            ),
            checks=[
                MediaState("a", "ok"),
                MediaState("b", "transcoding_failed", '{"key":"the-key"}'),
                MediaState("not listed", "ok"),
            ],
        )


def _video(number: int, name: str) -> PlaylistEntry:
    return PlaylistEntry(
        line_number=number,
        stream_type="movie",
        identity_basis=f"id:{name}",
        name=name,
        stream_url=f"http://h/{name}",
        item_id=name,
    )


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> SmallLibrary:
    library = SmallLibrary()
    monkeypatch.setitem(KINDS, "bunny", library)
    return library


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path)


def sync(store: RawStore, sync_id: str) -> CatalogSync:
    with client() as http:
        done = sync_catalog(
            PROVIDER,
            client=http,
            previous=read_previous(store, "lib", "catalog"),
            sync_id=sync_id,
            now=lambda: datetime.now(UTC),
        )
    land_catalog(store, done)
    return done


@pytest.mark.usefixtures("library")
def test_all_that_a_library_tells_lands(store: RawStore) -> None:
    done = sync(store, "s1")
    for table, frame in done.tables.items():
        RAW_TABLES[table].validate(frame)
    keys = dict(done.entries.select("item_id", "stream_key").iter_rows())
    checks = store.scan("stream_checks").select("run_id", "stream_key", "reason", "vantage", "evidence")
    assert checks.collect().rows() == [
        ("s1", keys["a"], "ok", "provider", None),
        ("s1", keys["b"], "transcoding_failed", "provider", '{"key":"***"}'),
    ]
    runs = store.scan("probe_runs").select("run_id", "planned_count", "checked_count", "skipped_count")
    assert runs.collect().rows() == [("s1", 3, 2, 1)]
    assert store.scan("video_heatmaps").select("item_id", "watched_ratio").collect().rows() == [("a", 0.5)]
    account = done.sync.select("account_status", "max_connections", "active_connections", "expires_at")
    assert account.row(0) == ("Active", 2, 1, None)


def test_counters_that_move_leave_the_catalog_unchanged(store: RawStore, library: SmallLibrary) -> None:
    sync(store, "s1")
    library.views = 7
    second = sync(store, "s2")
    assert (second.outcome, second.count("catalog_entries")) == ("unchanged", 0)
    assert second.sync["active_connections"].item() == 7
    counted = store.scan("video_statistics").sort("synced_at").select("sync_id", "view_count")
    assert counted.collect().rows() == [("s1", 1), ("s2", 7)]
    assert store.scan("stream_checks").select("run_id").unique().sort("run_id").collect().rows() == [
        ("s1",),
        ("s2",),
    ]
