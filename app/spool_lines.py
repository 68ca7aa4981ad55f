"""What a spool segment says: one JSON object a line, `kind` event or reject. Pure.

A line has the columns of the raw table, under the contract's names where those differ: `type` for
`event_type`, `viewer_id` (by now the salted hash) for `viewer_key`. Times are Unix ms. `ingestion.compaction`
reads it.
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


class _RejectLine(msgspec.Struct, tag_field="kind", tag="reject"):
    reject_id: str
    batch_id: str
    source: Source
    received_at: int
    event_index: int
    event_id: str | None
    reason: str
    detail: str | None
    original: str


def event_lines(events: Sequence[EventFields], receipt: Receipt) -> bytes:
    """Lines for accepted events.

    JSON text holds no bare line feed, so a brace after one begins an event: there the receipt goes in.
    """
    prefix = b'{"kind":"event",' + _encoder.encode(receipt)[1:-1] + b","
    return (b"\n" + _encoder.encode_lines(events)).replace(b"\n{", b"\n" + prefix)[1:]


def reject_lines(rejects: Sequence[Reject], receipt: Receipt) -> bytes:
    """Lines for what goes to quarantine."""
    return _encoder.encode_lines(
        [
            _RejectLine(
                f"{receipt.batch_id}-{reject.index}",
                receipt.batch_id,
                receipt.source,
                receipt.received_at,
                reject.index,
                reject.event_id,
                reject.reason,
                reject.detail,
                reject.original,
            )
            for reject in rejects
        ]
    )
