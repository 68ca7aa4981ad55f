"""Bodies of `POST /analytics/events` and `/analytics/event` to events and rejects. Pure, deterministic.

One typed decode takes a whole batch when all of it is in the contract's own form. Anything else (camelCase,
aliases, unknown fields, faults) is judged event by event in `ingestion.parsers.loose_events`.
"""

from typing import NamedTuple

import msgspec

from ingestion.parsers.contract import (
    EARLIEST_MS,
    LATEST_MS,
    Batch,
    EventFields,
    PlaybackEvent,
    Reject,
    unix_ms,
)
from ingestion.parsers.loose_events import judge_events, open_envelope

_decoder = msgspec.json.Decoder(Batch)


class ParsedBatch(NamedTuple):
    """What a body held. `sent_at` is the device's clock at sending, Unix ms."""

    events: list[PlaybackEvent]
    rejects: list[Reject]
    sent_at: int | None
    write_key: str | None


class TooManyEventsError(ValueError):
    """The batch holds more events than are taken at once."""


def parse_batch(body: bytes, *, max_events: int) -> ParsedBatch:
    """Events and rejects of a body that holds a batch or a single event.

    Raises MalformedBodyError when it is neither, TooManyEventsError beyond `max_events`.
    """
    return parse_good_batch(body, max_events=max_events) or _parse_loosely(body, max_events)


def parse_good_batch(body: bytes, *, max_events: int) -> ParsedBatch | None:
    """The events of a body that is all in the contract's own form, else None: quick either way.

    Raises TooManyEventsError beyond `max_events`.
    """
    batch = _decode_strictly(body)
    if batch is None:
        return None
    _check_count(len(batch.events), max_events)
    for name, value in _given(batch.context):
        for event in batch.events:
            if getattr(event, name) is None:
                setattr(event, name, value)
    sent_at = None if batch.sent_at is None else unix_ms(batch.sent_at)
    return ParsedBatch(batch.events, [], sent_at, batch.write_key)


def event_schema() -> dict[str, object]:
    """JSON Schema of a batch. Fields that it does not name are allowed (they are kept under `extra`)."""
    schema = msgspec.json.schema(Batch)
    for definition in schema["$defs"].values():
        definition.pop("additionalProperties", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _decode_strictly(body: bytes) -> Batch | None:
    try:
        batch = _decoder.decode(body)
    except (ValueError, RecursionError):
        return None
    for event in batch.events:
        if not isinstance(event.client_at, int):  # of a whole number the decoder has checked the bounds
            event.client_at = at = unix_ms(event.client_at)
            if not EARLIEST_MS <= at <= LATEST_MS:
                return None
    sent_at = batch.sent_at
    return batch if sent_at is None or EARLIEST_MS <= unix_ms(sent_at) <= LATEST_MS else None


def _parse_loosely(body: bytes, max_events: int) -> ParsedBatch:
    envelope = open_envelope(body)
    _check_count(len(envelope.events), max_events)
    events, rejects = judge_events(envelope)
    return ParsedBatch(events, rejects, envelope.sent_at, envelope.write_key)


def _given(context: EventFields | None) -> list[tuple[str, object]]:
    if context is None:
        return []
    values = ((name, getattr(context, name)) for name in context.__struct_fields__)
    return [(name, value) for name, value in values if value is not None]


def _check_count(count: int, limit: int) -> None:
    if count > limit:
        raise TooManyEventsError(f"{count} events; at most {limit} are taken at once")
