"""Durable group commit: everything that waits is written and synced at once, then everyone is answered.

The event loop never waits for the disk: one thread does all that touches it, one pass after the other.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from app.spool.folder import Depth, SpoolFolder
from app.spool.segment import Segment, segment_name

TICK_SECONDS = 0.5
QUEUE_BYTES = 67_108_864
_log = logging.getLogger(__name__)


class SpoolState(StrEnum):
    """How a spool is: `full` and `failing` end by themselves when the cause does."""

    OK = "ok"
    FULL = "full"
    FAILING = "failing"
    CLOSED = "closed"


class SpoolRefusedError(Exception):
    """Nothing was stored. `state` tells why."""

    def __init__(self, state: SpoolState) -> None:
        super().__init__(f"the spool is {state}")
        self.state = state


class Spool:
    """One collector's way into a spool folder."""

    def __init__(self, root: Path, *, segment_bytes: int, segment_seconds: float, limit_bytes: int) -> None:
        self._folder = SpoolFolder(root)
        self._segment_bytes = segment_bytes
        self._segment_seconds = segment_seconds
        self._limit_bytes = limit_bytes
        self._worker = f"{os.getpid()}-{uuid4().hex[:8]}"
        self._segment_number = 0
        self._segment: Segment | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="spool")
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._waiting_bytes = 0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_failing = False
        self._depth = Depth(0, 0, 0.0)
        self._depth_at = 0.0
        self._added_bytes = 0

    async def open(self) -> None:
        """Take over what collectors that died left open, and start. Raises OSError."""
        await self._in_thread(self._prepare)
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Commit what waits, seal the segment, stop."""
        task, self._task = self._task, None
        if task is not None:
            self._wake.set()
            await task
        self._thread.shutdown()

    async def append(self, lines: bytes) -> None:
        """Store whole lines; on return they are on disk. Raises SpoolRefusedError: then none of them is."""
        if self.state in (SpoolState.CLOSED, SpoolState.FULL):
            raise SpoolRefusedError(self.state)
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append((lines, waiter))
        self._waiting_bytes += len(lines)
        self._wake.set()
        await waiter

    @property
    def state(self) -> SpoolState:
        """How the spool is now."""
        if self._task is None or self._task.done():
            return SpoolState.CLOSED
        used = self._depth.bytes + self._added_bytes + self._waiting_bytes
        if used > self._limit_bytes or self._waiting_bytes > QUEUE_BYTES:
            return SpoolState.FULL
        return SpoolState.FAILING if self._is_failing else SpoolState.OK

    def depth(self) -> Depth:
        """What waited in the folder, all collectors together, at most a second ago."""
        return self._depth

    def _prepare(self) -> None:
        self._folder.ensure()
        if abandoned := self._folder.seal_abandoned():
            _log.info("sealed %d segments that a collector left open", abandoned)
        self._measure()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._task is not None or self._waiting:
            tick = loop.call_later(TICK_SECONDS, self._wake.set)
            await self._wake.wait()
            tick.cancel()
            self._wake.clear()
            group, self._waiting, self._waiting_bytes = self._waiting, [], 0
            await self._pass([lines for lines, _ in group], [waiter for _, waiter in group])
        await self._in_thread(self._seal)

    async def _pass(self, lines: Sequence[bytes], waiters: Sequence["asyncio.Future[None]"]) -> None:
        """Commit one group and tell everyone in it how it went."""
        is_stored = False
        try:
            await self._in_thread(self._work, lines)
            is_stored = True
        except OSError as fault:
            _log.error("the spool cannot be written: %s", fault)
        finally:
            for waiter in waiters:
                if waiter.done():  # the client left
                    continue
                if is_stored:
                    waiter.set_result(None)
                else:
                    waiter.set_exception(SpoolRefusedError(SpoolState.FAILING))

    def _work(self, lines: Sequence[bytes]) -> None:
        """Everything a pass does on disk. Raises OSError when the lines are not stored."""
        try:
            if lines:
                self._commit(b"".join(lines))
        finally:
            with suppress(OSError):  # the lines are stored; the next pass tries again
                self._rotate_when_due()
                self._measure_when_due()

    def _commit(self, data: bytes) -> None:
        try:
            segment = self._segment or self._open_segment()
            segment.commit(data)
        except OSError:
            self._is_failing = True
            self._seal()  # after a failed sync nobody knows what the disk holds: go on in a new file
            raise
        self._is_failing = False
        self._added_bytes += len(data)

    def _open_segment(self) -> Segment:
        self._segment_number += 1
        self._segment = Segment(self._folder, segment_name(self._worker, self._segment_number))
        return self._segment

    def _rotate_when_due(self) -> None:
        segment = self._segment
        if segment is None:
            return
        if segment.byte_count >= self._segment_bytes or segment.age_seconds >= self._segment_seconds:
            self._seal()

    def _seal(self) -> None:
        segment, self._segment = self._segment, None
        if segment is not None:
            segment.seal()

    def _measure_when_due(self) -> None:
        if time.monotonic() - self._depth_at >= TICK_SECONDS:
            self._measure()

    def _measure(self) -> None:
        self._depth = self._folder.depth()
        self._depth_at = time.monotonic()
        self._added_bytes = 0

    async def _in_thread(self, work: Callable[..., None], *arguments: object) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)
