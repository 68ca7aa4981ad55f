"""Disks that are full, turn read-only or fail to sync: 503, nothing half-accepted, on without a restart."""

import asyncio
import errno
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from app.settings import Settings
from app.spool import Spool, SpoolRefusedError, SpoolState, claim_batch, finish
from ingestion.landing import RawStore
from ingestion.playback.compaction import land_batch
from tests.app.collector_app import serving
from tests.app.test_collector import EVENT
from tests.app.test_spool import LINE, opened, state_of, stored


@pytest.fixture
def small_disk(data_dir: Path) -> Iterator[Path]:
    """A spool folder on a real file system of its own, of 256 KiB."""
    folder = data_dir / "spool"
    folder.mkdir(parents=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"needs the right to mount: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def send(address: str, number: int) -> int:
    event = {**EVENT, "event_id": f"e-{number}", "custom": {"padding": "x" * 100}}
    body = json.dumps({"events": [{**event, "seq": index} for index in range(20)]})
    headers = {"Content-Type": "application/json"}
    answer = httpx2.post(f"{address}/analytics/events", content=body, headers=headers)
    if answer.status_code == 503:
        assert answer.json()["type"] == "overloaded"
        assert int(answer.headers["Retry-After"]) >= 1
    return answer.status_code


def test_a_full_disk_refuses_whole_batches_until_there_is_room(
    settings: Settings, small_disk: Path, data_dir: Path
) -> None:
    answers: dict[int, int] = {}
    store = RawStore(data_dir / "raw")
    with serving(data_dir, segment_bytes=40_000) as (address, _):
        for number in range(150):
            answers[number] = send(address, number)
        assert set(answers.values()) == {202, 503}
        assert answers[149] == 503
        land_all(store, settings)
        assert send(address, 150) == 202
        answers[150] = 202
    land_all(store, settings)
    rows = store.scan("playback_events").collect().group_by("event_id").len()
    accepted = {f"e-{number}": 20 for number, status in answers.items() if status == 202}
    assert dict(rows.rows()) == accepted
    assert store.scan("playback_rejects").collect().is_empty()


def test_a_disk_that_turns_read_only_refuses_until_it_turns_back(
    settings: Settings, small_disk: Path, data_dir: Path
) -> None:
    with serving(data_dir, segment_seconds=0.05) as (address, _):
        assert send(address, 0) == 202
        while list((small_disk / "open").iterdir()):
            pass
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        assert [send(address, 1), send(address, 2)] == [503, 503]
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        assert send(address, 3) == 202
    store = RawStore(data_dir / "raw")
    land_all(store, settings)
    assert set(store.scan("playback_events").collect()["event_id"]) == {"e-0", "e-3"}


def test_after_a_failed_sync_nothing_more_goes_into_that_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the disk holds of it is unknown: what was not answered for is cut off, and a new one begun."""
    sync, faults = os.fdatasync, [errno.EIO]

    def failing_once(descriptor: int) -> None:
        if faults:
            raise OSError(faults.pop(), "the disk is failing")
        sync(descriptor)

    async def scenario(spool: Spool) -> None:
        await spool.append(LINE)
        (first,) = (tmp_path / "open").iterdir()
        monkeypatch.setattr(os, "fdatasync", failing_once)
        with pytest.raises(SpoolRefusedError):
            await spool.append(b'{"never":1}\n')
        assert state_of(spool) == SpoolState.FAILING
        await spool.append(b'{"n":2}\n')
        assert spool.state == SpoolState.OK
        (second,) = (tmp_path / "open").iterdir()
        assert second.name != first.name
        assert (tmp_path / "sealed" / first.name).read_bytes() == LINE

    async def run() -> None:
        async with opened(tmp_path) as spool:
            await scenario(spool)

    asyncio.run(run())
    assert stored(tmp_path) == LINE + b'{"n":2}\n'


def land_all(store: RawStore, settings: Settings) -> None:
    while batch := claim_batch(settings.spool_dir):
        landed = land_batch(store, batch.batch_id, batch.segments)
        assert landed.is_complete
        finish(batch)
