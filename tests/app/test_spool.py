"""The spool: what is answered for is on disk, whatever happens around it."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from app.spool import Spool, SpoolFolder, SpoolRefusedError, SpoolState, claim_batch, finish, read_depth

LINE = b'{"n":1}\n'


@asynccontextmanager
async def opened(
    root: Path, *, segment_bytes: int = 10_000, segment_seconds: float = 60.0, limit_bytes: int = 1_000_000
) -> AsyncIterator[Spool]:
    spool = Spool(root, segment_bytes=segment_bytes, segment_seconds=segment_seconds, limit_bytes=limit_bytes)
    await spool.open()
    try:
        yield spool
    finally:
        await spool.close()


def stored(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(root.glob("*/*.ndjson")))


def names(root: Path, place: str) -> list[str]:
    return sorted(path.name for path in (root / place).glob("*.ndjson"))


def state_of(spool: Spool) -> SpoolState:
    return spool.state


async def until(is_so: object, *, tries: int = 400) -> None:
    assert callable(is_so)
    for _ in range(tries):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let this process write no file beyond `size` bytes: a real failing write, half done."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_everything_that_waits_is_stored_once_and_in_order(tmp_path: Path) -> None:
    lines = [b'{"n":%d}\n' % number for number in range(200)]

    async def scenario() -> None:
        async with opened(tmp_path) as spool:
            await asyncio.gather(*(spool.append(line) for line in lines))
            assert stored(tmp_path) == b"".join(lines)
            assert names(tmp_path, "sealed") == []

    asyncio.run(scenario())
    assert len(names(tmp_path, "sealed")) == 1
    assert names(tmp_path, "open") == []
    assert read_depth(tmp_path)[:2] == (sum(map(len, lines)), 1)


def test_a_segment_is_closed_by_size_and_also_by_age_when_idle(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path / "size", segment_bytes=16) as spool:
            for _ in range(4):
                await spool.append(LINE)
            await until(lambda: len(names(tmp_path / "size", "sealed")) == 2)
        async with opened(tmp_path / "age", segment_seconds=0.05) as spool:
            await spool.append(LINE)
            await until(lambda: names(tmp_path / "age", "sealed"))

    asyncio.run(scenario())


def test_a_full_spool_refuses_and_recovers_when_compaction_has_made_room(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path, segment_bytes=64, limit_bytes=100) as spool:
            with pytest.raises(SpoolRefusedError):
                for _ in range(20):
                    await spool.append(LINE * 8)
            assert state_of(spool) == SpoolState.FULL
            batch = claim_batch(tmp_path)
            assert batch is not None
            finish(batch)
            await until(lambda: spool.state == SpoolState.OK)
            await spool.append(LINE)

    asyncio.run(scenario())


def test_a_write_that_fails_half_way_leaves_nothing_and_the_spool_recovers(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as spool:
            await spool.append(LINE)
            with file_size_limit(100), pytest.raises(SpoolRefusedError):
                await spool.append(b'{"never":"%s"}\n' % (b"x" * 200))
            assert state_of(spool) == SpoolState.FAILING
            assert stored(tmp_path) == LINE
            await spool.append(b'{"n":2}\n')
            assert spool.state == SpoolState.OK

    asyncio.run(scenario())
    assert stored(tmp_path) == LINE + b'{"n":2}\n'


def test_a_folder_that_cannot_be_written_refuses_until_it_can(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as spool:
            (tmp_path / "open").rmdir()
            with pytest.raises(SpoolRefusedError):
                await spool.append(LINE)
            (tmp_path / "open").mkdir()
            await spool.append(LINE)

    asyncio.run(scenario())
    assert stored(tmp_path) == LINE


def test_nothing_is_taken_before_open_and_after_close(tmp_path: Path) -> None:
    async def scenario() -> None:
        spool = Spool(tmp_path, segment_bytes=100, segment_seconds=1, limit_bytes=1000)
        with pytest.raises(SpoolRefusedError):
            await spool.append(LINE)
        async with opened(tmp_path) as other:
            pass
        with pytest.raises(SpoolRefusedError):
            await other.append(LINE)

    asyncio.run(scenario())


def test_a_client_that_leaves_costs_nobody_else(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as spool:
            leaving, staying = (asyncio.create_task(spool.append(LINE)) for _ in range(2))
            await asyncio.sleep(0)
            leaving.cancel()
            await staying

    asyncio.run(scenario())


def test_segments_of_the_dead_are_sealed_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    killed = (
        "import asyncio, os, pathlib, sys\n"
        "from app.spool import Spool\n"
        "async def main():\n"
        "    spool = Spool(pathlib.Path(sys.argv[1]), segment_bytes=99, segment_seconds=9, limit_bytes=999)\n"
        "    await spool.open()\n"
        "    await spool.append(b'{}\\n')\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )

    async def scenario() -> None:
        async with opened(tmp_path) as living:
            await living.append(LINE)
            (own,) = names(tmp_path, "open")
            done = subprocess.run([sys.executable, "-c", killed, str(tmp_path)], env=os.environ, check=False)
            assert done.returncode == -signal.SIGKILL
            async with opened(tmp_path):
                assert names(tmp_path, "open") == [own]
                assert len(names(tmp_path, "sealed")) == 1

    asyncio.run(scenario())


def test_a_batch_stays_the_same_until_it_is_finished(tmp_path: Path) -> None:
    folder = SpoolFolder(tmp_path)
    folder.ensure()
    assert claim_batch(tmp_path) is None
    (folder.sealed / "a.ndjson").write_bytes(LINE)
    (folder.sealed / "b.ndjson").write_bytes(LINE)
    first = claim_batch(tmp_path)
    assert first is not None
    assert [path.name for path in first.segments] == ["a.ndjson", "b.ndjson"]
    (folder.sealed / "c.ndjson").write_bytes(LINE)
    assert claim_batch(tmp_path) == first
    finish(first)
    second = claim_batch(tmp_path)
    assert second is not None
    assert [path.name for path in second.segments] == ["c.ndjson"]


def test_a_finish_that_was_cut_off_is_completed_by_the_next_claim(tmp_path: Path) -> None:
    folder = SpoolFolder(tmp_path)
    folder.ensure()
    for name in ("done-x", "empty"):
        (folder.compacting / name).mkdir()
    (folder.compacting / "done-x" / "a.ndjson").write_bytes(LINE)
    assert read_depth(tmp_path).segment_count == 0
    assert claim_batch(tmp_path) is None
    assert list(folder.compacting.iterdir()) == []
