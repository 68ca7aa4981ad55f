"""Bodies of players, taken the collector's way: parser, anonymiser, spool lines. Every verdict is counted."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.spool_lines import Receipt, Source, batch_lines
from ingestion.landing import RawStore
from ingestion.parsers.cmcd.reports import parse_cmcd_body
from ingestion.parsers.contract import EventFields, Reject
from ingestion.parsers.events import parse_batch
from ingestion.parsers.loose_events import MalformedBodyError
from ingestion.parsers.mux.beacons import parse_beacon
from ingestion.playback.compaction import Landed, land_batch
from ingestion.playback.viewers import Anonymiser

START_MS = 1_793_534_400_000  # the first moment of `tests.support.lake`


@dataclass
class Spool:
    """The lines of all bodies so far, the ids of accepted events, and how much was not accepted."""

    lines: list[bytes] = field(default_factory=list)
    event_ids: list[str] = field(default_factory=list)
    reject_count: int = 0
    refused_bodies: list[bytes] = field(default_factory=list)
    _anonymiser: Anonymiser = field(default_factory=lambda: Anonymiser(b"salt"))

    def take_events(self, body: dict[str, Any] | bytes, received_at: float) -> None:
        """A body of `/analytics/events`, received so many seconds after the lake's first moment."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            parsed = parse_batch(content, max_events=500)
        except MalformedBodyError:
            self.refused_bodies.append(content)
            return
        self._add("events", parsed.events, parsed.rejects, received_at, parsed.sent_at)

    def take_records(self, body: bytes, content_type: str, received_at: float) -> None:
        """A body of `/analytics/cmcd`."""
        parsed = parse_cmcd_body(body, content_type)
        self._add("cmcd", parsed.events, parsed.rejects, received_at, None)

    def take_beacon(self, body: bytes, received_at: float) -> None:
        """A body of `/analytics/mux`."""
        parsed = parse_beacon(body)
        self._add("mux", parsed.events, parsed.rejects, received_at, parsed.sent_at)

    def land(self, store: RawStore, scratch: Path) -> Landed:
        """Land everything taken as one batch."""
        segment = scratch / "segment.ndjson"
        segment.write_bytes(b"".join(self.lines))
        return land_batch(store, "wild", [segment])

    def _add(
        self,
        source: Source,
        events: Sequence[EventFields],
        rejects: Sequence[Reject],
        received_at: float,
        sent_at: int | None,
    ) -> None:
        at = START_MS + round(received_at * 1000)
        self._anonymiser.anonymise(events, received_at=at)
        receipt = Receipt(source, f"batch-{len(self.lines)}", at, sent_at)
        self.lines.append(batch_lines(events, rejects, receipt))
        self.event_ids += [str(getattr(event, "event_id")) for event in events]  # noqa: B009 - of every kind
        self.reject_count += len(rejects)


def event(session: str, kind: str, seconds: float, number: int, /, **fields: object) -> dict[str, Any]:
    """An event in the contract's form, by a device's clock, numbered; a field of None is left out."""
    given = {
        "event_id": f"{session}-{kind}-{number}",
        "session_id": session,
        "content_id": "wild-title",
        "type": kind,
        "client_at": START_MS + round(seconds * 1000),
        "seq": number,
        **fields,
    }
    return {name: value for name, value in given.items() if value is not None}


def play(
    spool: Spool,
    session: str,
    clock: Callable[[float], float] = lambda seconds: seconds,
    *,
    has_sent_at: bool = True,
    is_numbered: bool = True,
    has_position: bool = True,
) -> None:
    """Five minutes played, a heartbeat each 10 s, a batch each 30 s; `clock` is what the device shows.

    The frame stands after 1 s; a batch takes 200 ms.
    """
    happened = [("view_start", 0.0), ("playing", 1.0)]
    happened += [("heartbeat", 1.0 + 10 * number) for number in range(1, 30)] + [("view_end", 301.0)]
    for first in range(0, len(happened), 3):
        batch = happened[first : first + 3]
        sent = batch[-1][1]
        events = [
            event(
                session, kind, clock(seconds), first + place,
                position_seconds=max(seconds - 1, 0) if has_position else None,
                seq=first + place if is_numbered else None,
            )
            for place, (kind, seconds) in enumerate(batch)
        ]  # fmt: skip
        sent_at = START_MS + round(clock(sent) * 1000) if has_sent_at else None
        spool.take_events({"events": events, "sent_at": sent_at}, sent + 0.2)
