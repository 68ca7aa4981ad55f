"""A lake of a few hand-written rows, landed by the same code as the real one.

A row names what matters to its test; everything else takes a default that no rule reacts to.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from ingestion.landing import RawStore
from ingestion.schemas.base import polars_schema
from ingestion.schemas.registry import RAW_TABLES

Row = dict[str, Any]

START = datetime(2026, 11, 1, 12)  # noqa: DTZ001 - raw tables hold naive UTC

_DEFAULTS: dict[str, Row] = {
    "catalog_defects": {
        "provider_id": "alpha",
        "sync_kind": "catalog",
        "playlist": "main",
        "defect_count": 1,
    },
    "catalog_entries": {
        "provider_id": "alpha",
        "identity_basis": "name:x",
        "entry_ordinal": 0,
        "playlist": "main",
        "line_number": 1,
        "stream_type": "live",
        "has_credentials": False,
        "is_radio": False,
        "is_separator": False,
    },
    "catalog_syncs": {
        "provider_id": "alpha",
        "provider_name": "Alpha",
        "provider_kind": "m3u",
        "sync_kind": "catalog",
        "outcome": "accepted",
        "entry_count": 0,
        "reject_count": 0,
        "received_bytes": 0,
    },
    "catalog_rejects": {"provider_id": "alpha", "playlist": "main", "line_number": 1, "excerpt": ""},
    "channel_matches": {
        "matching_id": "m1",
        "subject": "stream",
        "provider_id": "alpha",
        "method": "exact_name",
        "score": 1.0,
        "margin": 1.0,
    },
    "guide_channels": {"provider_id": "alpha", "display_names": "[]"},
    "guide_programmes": {
        "provider_id": "alpha",
        "has_derived_stop": False,
        "title": "News",
        "is_new": False,
        "is_previously_shown": False,
    },
    "playback_events": {
        "session_id": "s1",
        "viewer_key": "v1",
        "content_id": "movie-1",
        "source": "events",
        "batch_id": "b1",
    },
    "playback_rejects": {"batch_id": "b1", "source": "events", "event_index": 0},
    "probe_runs": {
        "provider_id": "alpha",
        "vantage": "here",
        "planned_count": 0,
        "checked_count": 0,
        "skipped_count": 0,
        "canary_count": 1,
        "canary_ok_count": 1,
        "is_valid": True,
    },
    "stream_checks": {
        "provider_id": "alpha",
        "run_id": "r1",
        "level": 2,
        "vantage": "here",
        "reason": "ok",
        "interval_seconds": 900,
    },
    "video_heatmaps": {"provider_id": "alpha", "segment": 0},
    "video_statistics": {"provider_id": "alpha", "grain": "day"},
}


def at(seconds: float) -> datetime:
    """The moment some seconds after the lake's first."""
    return START + timedelta(seconds=seconds)


def day(number: int) -> date:
    """The UTC day some days after the lake's first."""
    return (START + timedelta(days=number)).date()


def stream_key(name: str) -> str:
    """A stream key (32 characters) that is readable in a failing test."""
    return name.ljust(32, "0")


def event(kind: str, seconds: float, /, **fields: object) -> Row:
    """A playback event of a client whose clock is right and whose batch arrives a second later."""
    row = {
        "event_type": kind,
        "client_at": at(seconds),
        "sent_at": at(seconds),
        "received_at": at(seconds + 1),
        **fields,
    }
    row.setdefault("event_id", f"{row.get('session_id', 's1')}-{kind}-{seconds}")
    return row


def sync(sync_id: str, seconds: float, /, **fields: object) -> Row:
    """A sync that took one second."""
    return {"sync_id": sync_id, "started_at": at(seconds), "finished_at": at(seconds + 1), **fields}


def entry(sync_id: str, seconds: float, name: str, /, **fields: object) -> Row:
    """An entry of that sync, with an address that follows from its name."""
    return {
        "sync_id": sync_id,
        "synced_at": at(seconds),
        "stream_key": stream_key(name),
        "name": name,
        "stream_url": f"http://origin.example/{name}.m3u8",
        "stream_host": "origin.example",
        **fields,
    }


def check(name: str, seconds: float, /, reason: str = "ok", **fields: object) -> Row:
    """A check of a stream."""
    row = {"stream_key": stream_key(name), "checked_at": at(seconds), "reason": reason, **fields}
    row.setdefault("check_id", f"{name}-{row.get('run_id', 'r1')}-{seconds}")
    return row


def write_lake(data_dir: Path, tables: Mapping[str, Iterable[Row]], *, part: str = "fixture") -> None:
    """Write the rows under `<data_dir>/raw`, and a zero-row file for every table."""
    store = RawStore(data_dir / "raw")
    store.ensure_tables()
    for table, rows in tables.items():
        store.land(table, build_frame(table, rows), received_date=START.date(), part=part)


def build_frame(table: str, rows: Iterable[Row]) -> pl.DataFrame:
    """Rows as a frame of the raw table, defaults filled in. Raises ValueError for an unknown column."""
    schema = polars_schema(RAW_TABLES[table])
    filled = [{**_DEFAULTS[table], **row} for row in rows]
    if unknown := {name for row in filled for name in row} - set(schema):
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in filled], schema=schema)
