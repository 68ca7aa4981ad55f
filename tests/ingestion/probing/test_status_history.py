# ruff: noqa: DTZ001 - raw tables hold naive UTC
import csv
import gzip
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from ingestion.errors import ParseError
from ingestion.fetching.http import client
from ingestion.fetching.sources import read_previous
from ingestion.kinds.status_history import read_history
from ingestion.landing import RawStore
from ingestion.parsers.history import parse_history
from ingestion.probing.status_history import build_checks, land_history
from ingestion.schemas.catalog import CatalogEntries
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog import land_catalog, sync_catalog

SAMPLES = Path("data/samples/health").resolve()
HEADER = b"playlist,tvg_id,url,last_title,status_by_day\n"
DAYS = b"index,date_utc\n0,2022-02-22\n1,2022-02-24\n"
TODAY = date(2026, 11, 21)


def provider(**more: object) -> ProviderSettings:
    return ProviderSettings.model_validate(
        {
            "id": "h",
            "name": "H",
            "kind": "status_history",
            "history_url": (SAMPLES / "stream_status_daily.csv.gz").as_uri(),
            "days_url": (SAMPLES / "days.csv").as_uri(),
            **more,
        }
    )


def test_the_real_history_as_catalog_and_checks(tmp_path: Path) -> None:
    """Truth: counts of plain Python over the same CSV."""
    with gzip.open(SAMPLES / "stream_status_daily.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    states: Counter[str] = Counter()
    for row in rows:
        states.update(row["status_by_day"])
    store = RawStore(tmp_path)
    with client() as http:
        sync = sync_catalog(
            provider(),
            client=http,
            previous=None,
            sync_id="s1",
            now=lambda: datetime(2026, 11, 21, 5, tzinfo=UTC),
        )
        history = read_history(provider(), http)
    land_catalog(store, sync)
    assert (sync.outcome, len(sync.entries)) == ("accepted", len(rows))
    assert sync.entries["stream_key"].n_unique() == len(rows)
    assert sync.entries["has_credentials"].sum() == len(sync.logins) > 0
    built = build_checks(provider(), history, TODAY)
    checks, runs = built
    assert dict(checks["reason"].value_counts().iter_rows()) == {
        "ok": states["o"],
        "timeout": states["t"],
        "error": states["e"],
        "blocked": states["b"],
    }
    assert len(checks) == checks["check_id"].n_unique() == 2_029_686
    assert set(checks["stream_key"].unique()) <= set(sync.entries["stream_key"])
    assert len(runs) == 396
    assert runs["skipped_count"].sum() == states["?"]
    assert runs["planned_count"].sum() == len(checks) + states["?"]
    assert runs["started_at"].max() == datetime(2026, 11, 20, 3)
    assert runs["started_at"].min() == datetime(2026, 11, 20, 3) - (date(2023, 4, 30) - date(2022, 2, 22))
    land_history(store, provider(), built, TODAY)
    assert store.scan("stream_checks").select(pl.len()).collect().item() == len(checks)


def small_history(streams: bytes) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    checks, runs = build_checks(provider(), parse_history("h", HEADER + streams, DAYS), TODAY)
    return (
        checks.select("run_id", "checked_at", "reason", "level", "interval_seconds").rows(),
        runs.select("run_id", "planned_count", "checked_count", "skipped_count", "is_valid").rows(),
    )


def test_states_become_checks_on_moved_days() -> None:
    checks, runs = small_history(b"ad,A.ad,http://h/a,A,ot\nad,,http://h/b,B,?b\nad,,http://h/c,C,e-\n")
    first, last = datetime(2026, 11, 18, 3), datetime(2026, 11, 20, 3)
    assert checks == [
        ("h-2022-02-22", first, "ok", 1, 86_400),
        ("h-2022-02-24", last, "timeout", 1, 86_400),
        ("h-2022-02-24", last, "blocked", 1, 86_400),
        ("h-2022-02-22", first, "error", 1, 86_400),
    ]
    assert runs == [("h-2022-02-22", 3, 2, 1, True), ("h-2022-02-24", 2, 2, 0, True)]


def test_the_end_can_be_set() -> None:
    history = parse_history("h", HEADER + b"ad,,http://h/a,A,oo\n", DAYS)
    checks, _ = build_checks(provider(end_date=date(2024, 2, 29)), history, TODAY)
    assert checks["checked_at"].to_list() == [datetime(2024, 2, 27, 3), datetime(2024, 2, 29, 3)]


def test_landing_on_another_day_replaces_the_history(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    history = parse_history("h", HEADER + b"ad,,http://h/a,A,oo\n", DAYS)
    for today in (TODAY, TODAY + timedelta(days=3)):
        land_history(store, provider(), build_checks(provider(), history, today), today)
    checks = store.scan("stream_checks").collect()
    assert len(checks) == 2
    assert checks["checked_at"].max() == datetime(2026, 11, 23, 3)


def test_rows_become_entries_and_bad_rows_rejects() -> None:
    history = parse_history(
        "h",
        HEADER
        + b"ad,,http://h:80/live/bob/pw/7.ts,A,oo\nad,T.ad,http://h/b?token=pw,,oo\nad,T.ad,http://h/c,C,oo\n"
        + b"ad,X,,http://h/live/bob/pw/1.ts,oo\nad,Y,http://h/d,D,o\n",
        DAYS,
    )
    assert history.streams.select("identity_basis", "name", "stream_url", "stream_host", "tvg_id").rows() == [
        ("id:7", "A", "http://h:80/live/***/***/7.ts", "h", None),
        ("tvg:T.ad", "http://h/b?token=***", "http://h/b?token=***", "h", "T.ad"),
        ("tvg:T.ad", "C", "http://h/c", "h", "T.ad"),
    ]
    assert history.streams["stream_key"].n_unique() == 3
    assert history.rejects == [
        ("ad", 5, "no_url", "http://h/live/***/***/1.ts"),
        ("ad", 6, "bad_states", "D"),
    ]
    assert sorted(history.logins.values()) == ["http://h/b?token=pw", "http://h:80/live/bob/pw/7.ts"]


@pytest.mark.parametrize(
    ("streams", "days"),
    [
        (b"", DAYS),
        (b"<html></html>", DAYS),
        (b"a,b\n1,2\n", DAYS),
        (HEADER, b""),
        (HEADER, b"index,date_utc\n"),
        (HEADER, b"index,date_utc\n1,2022-02-22\n"),
        (HEADER, b"index,date_utc\n0,yesterday\n"),
    ],
)
def test_what_is_no_history_is_refused(streams: bytes, days: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        parse_history("h", streams, days)
    assert caught.value.reason == "bad_history"


def test_bad_histories_reject_the_sync(tmp_path: Path) -> None:
    store = RawStore(tmp_path / "raw")
    (tmp_path / "streams.csv").write_bytes(HEADER)
    (tmp_path / "days.csv").write_bytes(DAYS)
    urls = {"history_url": (tmp_path / "streams.csv").as_uri(), "days_url": (tmp_path / "days.csv").as_uri()}

    def sync(**more: object) -> tuple[str, str | None]:
        with client() as http:
            done = sync_catalog(
                provider(**urls, **more),
                client=http,
                previous=read_previous(store, "h", "catalog"),
                sync_id="s",
                now=lambda: datetime.now(UTC),
            )
        land_catalog(store, done)
        return done.outcome, done.reason

    assert sync() == ("rejected", "no_entries")
    assert sync(max_bytes=10) == ("rejected", "too_large")
    (tmp_path / "streams.csv").write_bytes(HEADER + b"ad,,http://h/a,A,oo\n")
    assert sync() == ("accepted", None)
    CatalogEntries.validate(store.scan("catalog_entries").collect())
    assert sync() == ("unchanged", None)
    (tmp_path / "days.csv").unlink()
    assert sync() == ("rejected", "file_not_found")
