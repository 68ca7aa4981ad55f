"""What a spool segment says: one JSON object a line. Pure.

    {"batch_id":"…","receipt":{"source":"events","received_at":…,"sent_at":…,"observed":{…}}}
    {"batch_id":"…","event":{…}}
    {"batch_id":"…","reject":{…}}

A request's lines follow each other, its receipt first. Inside, names are those of the raw tables, or the
contract's where those differ: `type` for `event_type`, `index` for `event_index`, and `viewer_id` for what
`ingestion.playback.viewers` made of it: `viewer_key` and `client_key` in one. Times are Unix ms.
`ingestion.playback.compaction` reads it.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from ingestion.parsers.contract import EventFields, Reject

Source = Literal["events", "cmcd", "mux"]
_encoder = msgspec.json.Encoder()


class Observed(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What the collector saw of a request beside its body. The address that it came from is not kept."""

    site_id: str | None = None
    country_code: str | None = None
    asn: int | None = None
    as_organization: str | None = None
    device_type: str | None = None
    os_name: str | None = None
    os_version: str | None = None
    browser_name: str | None = None
    browser_version: str | None = None
    is_bot: bool | None = None


NOTHING_OBSERVED = Observed()


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the collector adds to everything that came with one request. `sent_at` is the device's clock."""

    source: Source
    batch_id: str
    received_at: int
    sent_at: int | None = None
    observed: Observed = NOTHING_OBSERVED


class _Head(msgspec.Struct, omit_defaults=True):
    """A receipt as its line holds it: the batch's id stands before it."""

    source: Source
    received_at: int
    sent_at: int | None
    observed: Observed


def batch_lines(events: Sequence[EventFields], rejects: Sequence[Reject], receipt: Receipt) -> bytes:
    """The lines of one request; nothing where it brought nothing."""
    if not events and not rejects:
        return b""
    start = b'{"batch_id":"%s","' % receipt.batch_id.encode()
    head = _Head(receipt.source, receipt.received_at, receipt.sent_at, receipt.observed)
    contents = (_contents(start + b'event":', events), _contents(start + b'reject":', rejects))
    return b"".join((start, b'receipt":', _encoder.encode(head), b"}\n", *contents))


def event_lines(events: Sequence[EventFields], receipt: Receipt) -> bytes:
    """Lines for accepted events alone."""
    return batch_lines(events, [], receipt)


def reject_lines(rejects: Sequence[Reject], receipt: Receipt) -> bytes:
    """Lines for what goes to quarantine alone."""
    return batch_lines([], rejects, receipt)


def _contents(opening: bytes, contents: Sequence[msgspec.Struct]) -> bytes:
    """JSON text holds no bare line feed, so each one ends a content: there the next opening goes in."""
    if not contents:
        return b""
    lines = _encoder.encode_lines(contents).replace(b"\n", b"}\n" + opening)
    return opening + lines.removesuffix(opening)
