"""Bodies that mux-embed posts: `{"metadata": {"transmission_timestamp": …}, "events": […]}`. Pure.

Its first event, `viewstart` and `viewend` carry nearly all keys, the others what changed: within a body what
holds for a view is carried forward. Across bodies nothing is known here; the models take a view's latest
values.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from ingestion.parsers.contract import Reason, Reject, bounded_original
from ingestion.parsers.mux.event import OF_VIEW, MuxEvent, read_event, time_of

_PRIVATE = re.compile(rb'"(uusid|mvrid|ake)"\s*:\s*"(?:[^"\\]|\\.)*"?')


class ParsedBeacon(NamedTuple):
    """What a body held. `sent_at` is the device's clock at sending, Unix ms; `env_key` the site's key."""

    events: list[MuxEvent]
    rejects: list[Reject]
    sent_at: int | None
    env_key: str | None


class TooManyBeaconEventsError(ValueError):
    """The body holds more events than are taken at once."""


class _Body(msgspec.Struct):
    events: list[msgspec.Raw]
    metadata: dict[str, Any] = {}


class _Keyed(msgspec.Struct):
    ake: str | None = None


_decoder = msgspec.json.Decoder(_Body)


def parse_beacon(body: bytes, *, max_events: int = 500) -> ParsedBeacon:
    """Events and rejects of a body; one that is no beacon is a reject itself.

    Raises TooManyBeaconEventsError beyond `max_events`.
    """
    try:
        beacon = _decoder.decode(body)
    except (ValueError, RecursionError) as error:
        return ParsedBeacon([], [_reject(0, body, Reason.MALFORMED_RECORD, str(error))], None, None)
    if len(beacon.events) > max_events:
        raise TooManyBeaconEventsError(f"{len(beacon.events)} events; at most {max_events} are taken at once")
    verdicts = list(_verdicts(beacon.events))
    events = [verdict for verdict in verdicts if isinstance(verdict, MuxEvent)]
    rejects = [verdict for verdict in verdicts if isinstance(verdict, Reject)]
    _settle_stalls(events)
    sent_at = time_of(beacon.metadata, "transmission_timestamp")
    return ParsedBeacon(events, rejects, sent_at, _env_key(beacon.events))


def _env_key(events: list[msgspec.Raw]) -> str | None:
    """The key that the first event brings, as all of them do."""
    try:
        return msgspec.json.decode(events[0], type=_Keyed).ake if events else None
    except (ValueError, RecursionError):
        return None


def _verdicts(events: list[msgspec.Raw]) -> Iterator[MuxEvent | Reject]:
    known: dict[str, dict[str, Any]] = {}
    for index, raw in enumerate(events):
        try:
            content = msgspec.json.decode(raw, type=dict[str, Any])
        except (ValueError, RecursionError) as error:
            yield _reject(index, bytes(raw), Reason.BAD_TYPE, str(error))
            continue
        of_view = known.setdefault(str(content.get("xid")), {})
        of_view.update({key: content[key] for key in OF_VIEW & content.keys()})
        event = read_event({**of_view, **content})
        yield _reject(index, bytes(raw), Reason.MISSING_FIELD, event) if isinstance(event, str) else event


def _settle_stalls(events: list[MuxEvent]) -> None:
    """Let nothing of a view's be later than a stall that follows it.

    A stall is told when it has lasted a second, at the time that it began: a heartbeat told in between would
    move its beginning in the order of the events.
    """
    began: dict[str, int] = {}
    for event in reversed(events):
        if event.type == "rebuffer_start":
            began[event.session_id] = event.client_at
        elif event.type == "heartbeat":
            event.client_at = min(event.client_at, began.get(event.session_id, event.client_at))


def _reject(index: int, original: bytes, reason: Reason, detail: str) -> Reject:
    """A reject whose original names neither viewer nor site."""
    public = _PRIVATE.sub(rb'"\1":"***"', original).decode(errors="replace")
    return Reject(index, None, reason, detail[:256], bounded_original(public))
