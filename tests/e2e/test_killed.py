"""Killed processes, failing builds, full disks: readers keep the last good snapshot and nothing is lost."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from app.settings import Settings
from app.snapshot import Snapshot, SnapshotStore
from app.spool import claim_batch, finish, read_depth
from ingestion.landing import RawStore
from ingestion.playback.compaction import land_batch
from ingestion.simulation.plan import SimulationPlan
from ingestion.simulation.simulate import simulate
from orchestration.build_state import finish_build
from orchestration.dbt import read_mart_names
from orchestration.providers import read_providers
from orchestration.publish import publish_marts
from orchestration.pulling import SyncStores, pull_catalog
from orchestration.row_counts import read_row_counts
from orchestration.simulate import send_to_collector, write_raw_events
from tests.e2e.commands import environment, processes_of, started, wait_until, watchhouse
from tests.ingestion.simulation.worlds import catalogue, plan
from tests.support.lake import build_frame, check
from tests.support.servers import api_process, wait_for_address
from tests.support.warehouse import run_dbt

LANDED, SPOOLED = plan(event_count=2_000), plan(seed=8, event_count=2_000)
# A publish takes about 0.3 s.
KILLED_AFTER_SECONDS = (0.0, 0.08, 0.16, 0.24)
# What the log of a run says when it is killed: at landing events, and in the middle of the marts.
MOMENTS = ("playback - STEP_START", "OK created sql table model marts")
_PUBLISH_WITHOUT_END = """
import resource, sys
from app.settings import Settings
from orchestration.dbt import read_mart_names
from orchestration.publish import publish_marts

settings, marts, limit = Settings(), read_mart_names(), int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
while True:
    publish_marts(settings, marts)
"""
_COUNT = "select count(*) as n from query_table(?)"
_NO_LIMIT = -1
_BUILD_UNTESTED = ("build", "--exclude-resource-type", "test", "unit_test")
_PLAYLIST = """#EXTM3U
#EXTINF:-1 tvg-id="One.uk",One
http://origin.example/one.m3u8
#EXTINF:-1 tvg-id="Two.uk",Two
http://origin.example/two.m3u8
"""
_PROVIDERS = """[[providers]]
id = "small"
name = "Small"
kind = "m3u"
urls = ["{playlist}"]
"""


class House:
    """A small installation: what its readers see, and which events it has landed."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.settings = Settings(data_dir=data_dir)
        self.raw = RawStore(self.settings.raw_dir)

    def current_id(self) -> str | None:
        """What `CURRENT` names."""
        return SnapshotStore(self.settings.published_dir).current_id()

    def read(self) -> Snapshot:
        """The snapshot that a reader who comes now gets, after reading each of its tables whole."""
        snapshot = SnapshotStore(self.settings.published_dir).current()
        assert snapshot is not None
        for name, mart in snapshot.manifest.tables.items():
            assert pl.read_parquet(snapshot.directory / f"{name}.parquet").height == mart.row_count
            assert snapshot.rows(_COUNT, [name]) == [{"n": mart.row_count}]
        return snapshot

    def event_ids(self) -> list[str]:
        """Ids of the landed events, sorted; one that is there twice is twice in the list."""
        return sorted(self.raw.scan("playback_events").collect()["event_id"])

    def unfinished(self) -> list[Path]:
        """What publishes that did not finish have left."""
        return list(self.settings.published_dir.glob(".*"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """An installation with a good snapshot of a playlist and of landed events, and more in its spool."""
    house = House(tmp_path_factory.mktemp("killed") / "data")
    playlist = house.data_dir.with_name("list.m3u")
    playlist.write_text(_PLAYLIST)
    house.data_dir.mkdir()
    house.settings.providers_path.write_text(_PROVIDERS.format(playlist=playlist.as_uri()))
    [provider] = read_providers(house.settings)
    pull_catalog(provider, SyncStores.of(house.settings))
    write_raw_events(LANDED, catalogue(), house.raw, salt=b"salt")
    run_dbt(house.data_dir, *_BUILD_UNTESTED)
    finish_build(house.settings)
    publish_marts(house.settings, read_mart_names())
    _collect(house.data_dir, SPOOLED)
    return house


def _collect(data_dir: Path, of: SimulationPlan) -> None:
    """Send a plan's events to a collector, which is killed when it has answered for the last one."""
    log = data_dir.with_name("collector.log")
    with api_process(data_dir, log) as collector:
        send_to_collector(of, catalogue(), wait_for_address(log, collector))


def _ids_of(*plans: SimulationPlan) -> list[str]:
    return sorted(
        one for of in plans for chunk in simulate(of, catalogue()) for one in chunk.events["event_id"]
    )


def test_runs_killed_anywhere_lose_nothing(house: House, tmp_path: Path) -> None:
    before = house.read().id
    for moment in MOMENTS:
        _kill_run(house, moment)
        assert house.read().id == before
    published = watchhouse(house.data_dir, "publish")
    assert published.returncode == 0, published.stderr
    after = house.read()
    assert after.id > before
    assert house.event_ids() == _ids_of(LANDED, SPOOLED)
    assert read_depth(house.settings.spool_dir).segment_count == 0
    undisturbed = Settings(data_dir=tmp_path / "undisturbed")
    shutil.copytree(house.settings.raw_dir, undisturbed.raw_dir)
    run_dbt(undisturbed.data_dir, *_BUILD_UNTESTED)
    counts = read_row_counts(undisturbed.warehouse_path)
    assert {name: mart.row_count for name, mart in after.manifest.tables.items()} == {
        name: counts[name] for name in read_mart_names()
    }


def _kill_run(house: House, moment: str) -> None:
    log = house.data_dir / "logs" / "pipeline.log"
    seen = len(log.read_text()) if log.exists() else 0
    with started(house.data_dir, "publish") as running:
        wait_until(lambda: log.exists() and moment in log.read_text()[seen:], what=moment)
        running.kill()
        wait_until(lambda: not processes_of(house.data_dir), what="end of every process")


@contextmanager
def _publishing(house: House, *, limit_bytes: int = _NO_LIMIT) -> Iterator[subprocess.Popen[str]]:
    """A process that publishes again and again, and cannot make a file larger than the limit."""
    with subprocess.Popen(
        [sys.executable, "-c", _PUBLISH_WITHOUT_END, str(limit_bytes)],
        env=environment(house.data_dir),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_publish_killed_anywhere_leaves_a_whole_snapshot(house: House) -> None:
    were_cut_off = 0
    for seconds in KILLED_AFTER_SECONDS:
        before = house.read().id
        with _publishing(house) as process:
            _wait_for_another(house, before)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=seconds)
            process.send_signal(signal.SIGKILL)
        assert house.read().id > before
        were_cut_off += bool(house.unfinished())
    assert were_cut_off > 0
    publish_marts(house.settings, read_mart_names())
    assert house.unfinished() == []
    assert len(SnapshotStore(house.settings.published_dir).ids()) == house.settings.snapshots_kept


def _wait_for_another(house: House, snapshot_id: str) -> None:
    wait_until(lambda: house.current_id() != snapshot_id, what="publish")


@pytest.mark.parametrize("limit_bytes", [1_000, 200_000], ids=["a Parquet file", "the serving file"])
def test_a_disk_that_refuses_leaves_the_old_snapshot(house: House, limit_bytes: int) -> None:
    before, known = house.read().id, SnapshotStore(house.settings.published_dir).ids()
    with _publishing(house, limit_bytes=limit_bytes) as process:
        _, errors = process.communicate(timeout=30)
    assert process.returncode != 0
    assert "File too large" in errors
    assert house.read().id == before
    assert SnapshotStore(house.settings.published_dir).ids() == known
    assert house.unfinished() == []


def test_a_build_whose_tests_fail_publishes_nothing(house: House) -> None:
    before, today = house.read().id, datetime.now(UTC).date()
    twice = build_frame("stream_checks", [check("one", 0), check("one", 0)])
    bad = house.raw.land("stream_checks", twice, received_date=today, part="twice")
    try:
        failed = watchhouse(house.data_dir, "publish")
    finally:
        bad.unlink()
    assert failed.returncode == 1
    assert "unique_fct_stream_checks_check_id" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert house.read().id == before


@pytest.mark.parametrize("cut", ["after claiming", "while landing", "after landing", "while finishing"])
def test_a_compaction_cut_off_loses_and_doubles_nothing(tmp_path: Path, cut: str) -> None:
    cut_off = House(tmp_path / "data")
    cut_off.data_dir.mkdir()
    _collect(cut_off.data_dir, SPOOLED)
    batch = claim_batch(cut_off.settings.spool_dir)
    assert batch is not None
    if cut != "after claiming":
        landed = land_batch(cut_off.raw, batch.batch_id, batch.segments)
        if cut == "while landing":
            landed.files[-1].unlink()
        if cut == "while finishing":
            batch.folder.rename(batch.folder.with_name(f"done-{batch.batch_id}"))
    while batch := claim_batch(cut_off.settings.spool_dir):
        land_batch(cut_off.raw, batch.batch_id, batch.segments)
        finish(batch)
    assert cut_off.event_ids() == _ids_of(SPOOLED)
    assert read_depth(cut_off.settings.spool_dir).segment_count == 0
