"""From raw events to all playback marts: full builds and increments, `python -m tests.bench.playback_marts`.

Builds lakes of simulated events at two sizes and measures, for each, the full build and the increment of new
events on top, as whole dbt processes without data tests. Beside them polars computes the play time of the
same sessions: the plainest thing that could be done with the same files. Budgets: `docs/PERFORMANCE.md`.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self

import polars as pl
import psutil

from ingestion.landing import RawStore
from ingestion.simulation.catalogue import build_catalogue
from ingestion.simulation.plan import SimulationPlan
from orchestration.simulate import write_raw_events
from tests.support.warehouse import run_dbt

NEWEST_AT = datetime(2026, 11, 1)  # noqa: DTZ001 - raw tables hold naive UTC
EVENTS_PER_VIEWER = 250
DAYS = 30
SELECTION = ("--select", "+tag:playback")
_BELIEF_SECONDS = 30


class Measured(NamedTuple):
    """Wall seconds of one lake's steps, and the events that it holds."""

    event_count: int
    polars_seconds: float
    full_seconds: float
    increment_seconds: float
    build_bytes: int


class _Watch:
    """The largest resident size that a process below this one has while the block runs, in bytes."""

    def __enter__(self) -> Self:
        self.peak_bytes = 0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(0.2):
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    self.peak_bytes = max(self.peak_bytes, process.memory_info().rss)


def measure(event_count: int, increment_count: int, folder: Path) -> Measured:
    """Make a lake in the folder, build it, and build again after more events came."""
    store = RawStore(folder / "raw")
    store.ensure_tables()
    made = _simulate(store, event_count, seed=1, newest_at=NEWEST_AT)
    polars_seconds = _timed(lambda: _play_seconds(folder / "raw"))
    with _Watch() as watch:
        full_seconds = _timed(lambda: run_dbt(folder, "run", "--full-refresh", *SELECTION))
    _simulate(store, increment_count, seed=2, newest_at=NEWEST_AT + timedelta(hours=1), days=1)
    increment_seconds = _timed(lambda: run_dbt(folder, "run", *SELECTION))
    return Measured(made, polars_seconds, full_seconds, increment_seconds, watch.peak_bytes)


def _simulate(store: RawStore, count: int, *, seed: int, newest_at: datetime, days: int = DAYS) -> int:
    viewers = max(10, count // EVENTS_PER_VIEWER)
    plan = SimulationPlan(newest_at, seed=seed, viewers=viewers, days=days, event_count=count)
    return write_raw_events(plan, _catalogue(), store, salt=b"bench")


def _catalogue() -> pl.DataFrame:
    """200 channels of three providers, and ten programmes on each."""
    number = pl.int_range(200, eager=True)
    channels = pl.DataFrame({"number": number}).select(
        channel_id=pl.format("channel-{}", "number"),
        stream_id=pl.format("stream-{}", "number"),
        provider_id=pl.format("provider-{}", pl.col("number") % 3),
        name=pl.format("Channel {}", "number"),
    )
    slots = pl.DataFrame({"slot": pl.int_range(10, eager=True)})
    programmes = channels.join(slots, how="cross").select(
        "channel_id",
        "provider_id",
        title=pl.format("Programme {} of {}", "slot", "name"),
        duration_seconds=pl.lit(900) + 600 * pl.col("slot"),
    )
    return build_catalogue(channels, programmes, seed=1)


def _play_seconds(raw: Path) -> pl.DataFrame:
    """Play time by session: each event once, in order, gaps after playing believed for 30 s at most."""
    columns = ("event_id", "session_id", "event_type", "client_at", "sent_at", "received_at", "seq")
    states = {"view_start": "startup", "playing": "playing", "rebuffer_end": "playing", "pause": "paused"}
    states |= {"rebuffer_start": "rebuffering", "seek_start": "seeking", "ended": "ended", "error": "failed"}
    session = pl.col("session_id")
    events = pl.scan_parquet(raw / "playback_events" / "*" / "*.parquet", hive_partitioning=False)
    played = (
        events.select(columns)
        .unique("event_id", keep="any")
        .with_columns(
            at=pl.col("client_at") + (pl.col("received_at") - pl.col("sent_at")).min().over(session)
        )
        .sort("session_id", "seq", "at", "event_id")
        .with_columns(
            state=pl.col("event_type").replace_strict(states, default=None).forward_fill().over(session),
            gap=(pl.col("at").shift(-1).over(session) - pl.col("at")).dt.total_microseconds() / 1e6,
        )
        .filter(pl.col("state") == "playing")
    )
    return played.group_by("session_id").agg(pl.col("gap").clip(upper_bound=_BELIEF_SECONDS).sum()).collect()


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _tell(large: Measured, small: Measured, increment_count: int) -> None:
    lines = [
        *(
            f"{one.event_count:>12,} events  full build {one.full_seconds:6.1f} s  "
            f"polars, play time alone {one.polars_seconds:6.1f} s  "
            f"increment of {increment_count:,} {one.increment_seconds:6.1f} s"
            for one in (small, large)
        ),
        f"full build / polars   {large.full_seconds / large.polars_seconds:6.2f}",
        f"increment, large / small   {large.increment_seconds / small.increment_seconds:6.2f}",
        f"greatest memory of a build   {large.build_bytes / 1e9:6.1f} GB",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def main() -> None:
    """Read the sizes and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000_000, help="events of the larger lake")
    parser.add_argument("--increment", type=int, default=100_000, help="events that come on top")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = partial(measure, increment_count=arguments.increment)
        small = run(arguments.events // 10, folder=Path(folder) / "small")
        large = run(arguments.events, folder=Path(folder) / "large")
    _tell(large, small, arguments.increment)


if __name__ == "__main__":
    main()
