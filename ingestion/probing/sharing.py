"""One check per address and run: entries that lead to the same address share its finding."""

from collections.abc import Callable
from dataclasses import dataclass, field

import anyio

from ingestion.probing.model import Finding, ProbeTarget

Key = tuple[str, str | None, str | None, frozenset[tuple[str, str]]]


class SameStreamError(Exception):
    """The address is already being checked for another entry."""

    def __init__(self, other: "Share") -> None:
        super().__init__("same address as another entry")
        self.other = other


@dataclass(eq=False)
class Share:
    """The check of one entry as others may wait for it."""

    target: ProbeTarget
    claim: Callable[[str], None]
    is_waiting: bool = False
    finding: Finding | None = None
    done: anyio.Event = field(default_factory=anyio.Event)

    async def wait_for(self, other: "Share") -> Finding:
        """The finding of another entry's check."""
        self.is_waiting = True
        await other.done.wait()
        finding = other.finding or Finding("error")
        return finding.with_evidence(shared_with=other.target.stream_key)

    def settle(self, finding: Finding) -> None:
        """Give the finding to all that wait for it."""
        self.finding = finding
        self.done.set()


class Shares:
    """Who checks which address. The same address asked with other headers is another one."""

    def __init__(self) -> None:
        self._owners: dict[Key, Share] = {}

    def open(self, target: ProbeTarget) -> Share:
        """The share of a new check; its `claim(url)` raises SameStreamError where another was first.

        One that waits itself is not waited for: two entries that redirect to each other would never end.
        """

        def claim(url: str) -> None:
            key = (url, target.user_agent, target.referrer, frozenset(target.headers.items()))
            owner = self._owners.setdefault(key, share)
            if owner is not share and not owner.is_waiting:
                raise SameStreamError(owner)

        share = Share(target, claim)
        return share
