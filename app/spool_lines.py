"""What a spool segment says: one JSON object a line, a receipt around an `event` or a `reject`. Pure.

    {"source":"events","batch_id":"…","received_at":…,"sent_at":…,"event":{…}}

Inside, names are those of the raw tables, or the contract's where those differ: `type` for `event_type`,
`viewer_id` (by now the salted hash) for `viewer_key`, `index` for `event_index`. Times are Unix ms.
`ingestion.compaction` reads it.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from ingestion.parsers.contract import EventFields, Reject

Source = Literal["events", "cmcd"]
_encoder = msgspec.json.Encoder()


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the collector adds to everything that came with one request. `sent_at` is the device's clock."""

    source: Source
    batch_id: str
    received_at: int
    sent_at: int | None = None


def event_lines(events: Sequence[EventFields], receipt: Receipt) -> bytes:
    """Lines for accepted events."""
    return _wrapped("event", events, receipt)


def reject_lines(rejects: Sequence[Reject], receipt: Receipt) -> bytes:
    """Lines for what goes to quarantine."""
    return _wrapped("reject", rejects, receipt)


def _wrapped(name: str, contents: Sequence[msgspec.Struct], receipt: Receipt) -> bytes:
    """JSON text holds no bare line feed, so each one ends a content: there the next receipt goes in."""
    if not contents:
        return b""
    opening = _encoder.encode(receipt)[:-1] + f',"{name}":'.encode()
    lines = _encoder.encode_lines(contents).replace(b"\n", b"}\n" + opening)
    return opening + lines.removesuffix(opening)
