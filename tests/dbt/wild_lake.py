"""One lake of everything that is strange: random sessions, wrong clocks, bad fields, damaged bodies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import polars as pl

from ingestion.landing import RawStore
from ingestion.playback.compaction import Landed
from tests.dbt.bad_bodies import (
    take_bad_fields,
    take_cut_bodies,
    take_lone_events,
    take_mutations,
    take_odd_sessions,
)
from tests.dbt.random_sessions import Session, draw_sessions, rows
from tests.dbt.spooled import Spool, play
from tests.support.lake import Row, build_frame
from tests.support.warehouse import run_dbt

SESSION_COUNT = 400
PARTS = 3
_DELAYS = [timedelta(seconds=1), timedelta(hours=3)]
HOURS = 3600.0
BUILD = (
    "build", "--select", "+tag:playback", "--indirect-selection", "cautious",
    "--exclude-resource-type", "unit_test",
)  # fmt: skip
CLOCKS: dict[str, Callable[[float], float]] = {
    "right": lambda seconds: seconds,
    "three-hours-fast": lambda seconds: seconds + 3 * HOURS,
    "three-hours-slow": lambda seconds: seconds - 3 * HOURS,
    "two-days-fast": lambda seconds: seconds + 48 * HOURS,
    "two-days-slow": lambda seconds: seconds - 48 * HOURS,
    "drifting": lambda seconds: 1.05 * seconds,
    "set-ahead": lambda seconds: seconds + (3 * HOURS if seconds > 150 else 0),
    "set-back": lambda seconds: seconds - (3 * HOURS if seconds > 150 else 0),
}


@dataclass(frozen=True)
class WildLake:
    """A built lake, and what was put into it."""

    folder: Path
    sessions: list[Session]
    spool: Spool
    landed: Landed
    row_count: int
    id_count: int


def build(folder: Path) -> WildLake:
    """Land everything and build it, data tests included. Raises DbtError when one of them fails."""
    store = RawStore(folder / "raw")
    store.ensure_tables()
    sessions = draw_sessions(SESSION_COUNT)
    plain = [row for number, session in enumerate(sessions) for row in rows(session, number, "plain", [5])]
    twins = _rearranged(sessions)
    _land(store, plain, "plain")
    for number in range(PARTS):
        _land(store, twins[number::PARTS], f"rearranged-{number}")
    spool = _spool()
    landed = spool.land(store, folder)
    run_dbt(folder, *BUILD)
    ids = {*spool.event_ids, *(row["event_id"] for row in (*plain, *twins))}
    return WildLake(folder, sessions, spool, landed, len(plain) + len(twins) + len(spool.event_ids), len(ids))


def _rearranged(sessions: list[Session]) -> list[Row]:
    """The same sessions by others: batches cut otherwise, rows in any order, a third of them sent again."""
    draw = Random(7)  # noqa: S311 - reproducible
    twins = [
        row
        for number, session in enumerate(sessions)
        for row in rows(session, number, "rearranged", [3, 1, 7])
    ]
    twins += [
        row | {"received_at": row["received_at"] + draw.choice(_DELAYS)}
        for row in draw.sample(twins, len(twins) // 3)
    ]
    draw.shuffle(twins)
    return twins


def _land(store: RawStore, content: list[Row], part: str) -> None:
    dated = build_frame("playback_events", content).with_columns(
        received_date=pl.col("received_at").dt.date()
    )
    for (day,), frame in dated.partition_by("received_date", as_dict=True, include_key=False).items():
        store.land("playback_events", frame, received_date=day, part=part)


def _spool() -> Spool:
    spool = Spool()
    for name, clock in CLOCKS.items():
        play(spool, name, clock)
        play(spool, f"{name}-unsent", clock, has_sent_at=False)
        play(spool, f"{name}-unnumbered", clock, is_numbered=False)
        play(spool, f"{name}-blind", clock, has_position=False)
    take_bad_fields(spool)
    take_lone_events(spool)
    take_odd_sessions(spool)
    take_cut_bodies(spool)
    take_mutations(spool)
    return spool
