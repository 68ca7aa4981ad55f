"""Turns: how many checks may talk to one host, and to all hosts, at a time."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from ingestion.probing.model import ProbeLimits


class _Host:
    def __init__(self, max_checks: int) -> None:
        self.seats = anyio.Semaphore(max_checks)
        self.next_start = 0.0

    async def space(self, seconds: float) -> None:
        """Wait until the host has had its pause since the last check began."""
        now = anyio.current_time()
        start = max(now, self.next_start)
        self.next_start = start + seconds
        await anyio.sleep(start - now)


class Gate:
    """Hands out turns within the limits; first come, first served.

    The host of a turn is that of the entry's own URL: what it redirects to or includes is part of the turn.
    """

    def __init__(self, limits: ProbeLimits) -> None:
        self._spacing_seconds = limits.spacing_seconds
        self._total = anyio.Semaphore(limits.max_total)
        self._hosts: defaultdict[str, _Host] = defaultdict(lambda: _Host(limits.max_per_host))

    @asynccontextmanager
    async def turn(self, host: str, *, is_first: bool) -> AsyncIterator[None]:
        """Hold a turn. The first of a check keeps the host's spacing; later ones go on with it."""
        turns = self._hosts[host]
        async with turns.seats:
            if is_first:
                await turns.space(self._spacing_seconds)
            async with self._total:
                yield
