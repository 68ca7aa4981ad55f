"""Events that are not in the contract's own form, one by one: aliases, unknown fields, faults. Pure.

The verdict on every event is a `PlaybackEvent` or a `Reject` with one reason and the field it is about.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, cast

import msgspec

from ingestion.parsers.contract import (
    EARLIEST_MS,
    LATEST_MS,
    EventFields,
    ExtendedEvent,
    PlaybackEvent,
    Reason,
    Reject,
    bounded_original,
    unix_ms,
)
from ingestion.parsers.json_depth import MAX_DEPTH, is_too_deep

EXTRA_BYTES = 2048
_ENVELOPE = ("schema_version", "sent_at", "write_key", "context")
_FIELDS = frozenset(PlaybackEvent.__struct_fields__)
_REQUIRED = _FIELDS - frozenset(EventFields.__struct_fields__)
_PERCENT_NAMES = ("progressPct", "progress_pct")
_PRIVATE = ("viewer_id", "write_key")
_TYPE_ALIASES = {"play": "playing", "buffering": "rebuffer_start", "stop": "view_end"}
# The contract sets these no length: what is over is cut, not refused.
_CUT = {"error_code": 128, "error_message": 2048, "cdn": 256, "player_name": 128, "player_version": 128,
        "player_type": 128, "app_version": 128, "page_url": 2048, "referrer": 2048}  # fmt: skip
_FIELD_IN_MESSAGE = re.compile(r"(?:field `|at `\$\.)(\w+)")


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


_SNAKE = {_camel(name): name for name in (*_FIELDS, *_ENVELOPE)}


class MalformedBodyError(ValueError):
    """The body is no batch and no event: not JSON, not UTF-8, nested too deep, or of another shape."""


class _EventError(Exception):
    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class _Named(NamedTuple):
    known: dict[str, object]
    unknown: dict[str, object]


class Envelope(NamedTuple):
    """A batch whose events are still undecoded. `fault` holds for all of them."""

    events: list[msgspec.Raw]
    sent_at: int | None
    write_key: str | None
    context: _Named
    fault: _EventError | None


def open_envelope(body: bytes) -> Envelope:
    """Take a batch, or a single event as a batch of one, apart. Raises MalformedBodyError."""
    if is_too_deep(body):
        raise MalformedBodyError(f"nested deeper than {MAX_DEPTH}")
    members = _decode_members(body)
    if members.get("schema_version", 1) != 1:
        raise MalformedBodyError("schema_version is not 1")
    events = cast(list[msgspec.Raw], members["events"])
    key = members.get("write_key")
    write_key = key if isinstance(key, str) else None
    try:
        sent_at = _time("sent_at", members["sent_at"]) if members.get("sent_at") is not None else None
        return Envelope(events, sent_at, write_key, _name_context(members.get("context")), None)
    except _EventError as fault:
        return Envelope(events, None, write_key, _Named({}, {}), fault)


def judge_events(envelope: Envelope) -> tuple[list[PlaybackEvent], list[Reject]]:
    """The verdict on every event of a batch, in its order."""
    events: list[PlaybackEvent] = []
    rejects: list[Reject] = []
    for index, raw in enumerate(envelope.events):
        content: object = None
        try:
            content = _decode_event(raw)
            events.append(_judge(content, envelope))
        except _EventError as fault:
            rejects.append(_reject(index, raw, content, fault))
    return events, rejects


def _decode_members(body: bytes) -> dict[str, object]:
    try:
        body.decode()
        raw = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        members = {_SNAKE.get(name, name): value for name, value in raw.items()}
        event = {name: value for name, value in raw.items() if _SNAKE.get(name, name) not in _ENVELOPE}
        own = {name: msgspec.json.decode(members[name]) for name in _ENVELOPE if name in members}
        if "events" not in members:
            return {**own, "events": [msgspec.Raw(msgspec.json.encode(event))]}
        return {**own, "events": msgspec.json.decode(members["events"], type=list[msgspec.Raw])}
    except (ValueError, RecursionError) as error:
        raise MalformedBodyError(f"not a batch or an event in JSON: {error}") from error


def _decode_event(raw: msgspec.Raw) -> object:
    try:
        return msgspec.json.decode(raw)
    except ValueError as error:
        raise _EventError(Reason.BAD_VALUE, str(error)) from error


def _judge(content: object, envelope: Envelope) -> PlaybackEvent:
    if envelope.fault is not None:
        raise envelope.fault
    own = _name_fields(content, "event")
    known = {**envelope.context.known, **own.known}
    unknown = {**envelope.context.unknown, **own.unknown}
    _settle(known)
    try:
        if unknown:
            return msgspec.convert({**known, "extra": _bounded_json(unknown)}, ExtendedEvent)
        return msgspec.convert(known, PlaybackEvent)
    except msgspec.ValidationError as error:
        raise _fault_of(str(error)) from error


def _name_fields(content: object, what: str) -> _Named:
    """Split an object into the contract's fields, under their own names, and others; nulls say nothing."""
    if not isinstance(content, dict):
        raise _EventError(Reason.BAD_TYPE, what)
    named = _Named({}, {})
    for given, value in cast(dict[str, object], content).items():
        name = _SNAKE.get(given, given)
        if value is None or (name != given and name in content):
            continue
        (named.known if name in _FIELDS else named.unknown)[name] = value
    for name in _PERCENT_NAMES:
        if (percent := named.unknown.pop(name, None)) is not None:
            named.known.setdefault("progress_ratio", _ratio(name, percent))
    return named


def _name_context(content: object) -> _Named:
    named = _name_fields({} if content is None else content, "context")
    return _Named({k: v for k, v in named.known.items() if k not in _REQUIRED}, named.unknown)


def _ratio(name: str, percent: object) -> float:
    if isinstance(percent, bool) or not isinstance(percent, int | float):
        raise _EventError(Reason.BAD_TYPE, name)
    if not 0 <= percent <= 100:
        raise _EventError(Reason.BAD_VALUE, name)
    return percent / 100


def _settle(known: dict[str, object]) -> None:
    """Resolve aliases of types, times and lengths, in place."""
    if "client_at" in known:
        known["client_at"] = _time("client_at", known["client_at"])
    if isinstance(kind := known.get("type"), str):
        known["type"] = _TYPE_ALIASES.get(kind, kind)
    for name, length in _CUT.items():
        if isinstance(text := known.get(name), str):
            known[name] = text[:length]


def _time(name: str, value: object) -> int:
    """Unix ms of ISO 8601 with a zone or of an integer, between the years 2000 and 2100."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(at, bool) or not isinstance(at, int | datetime):
            raise _EventError(Reason.BAD_TIME, name)
        moment = unix_ms(at)
    except (ValueError, TypeError, OverflowError) as error:  # TypeError: no zone
        raise _EventError(Reason.BAD_TIME, name) from error
    if not EARLIEST_MS <= moment <= LATEST_MS:
        raise _EventError(Reason.BAD_TIME, name)
    return moment


def _bounded_json(fields: Mapping[str, object]) -> str:
    """JSON of as many fields as fit into EXTRA_BYTES; `_dropped` counts the others."""
    members: list[bytes] = []
    room = EXTRA_BYTES - len(b'{"_dropped":1000000}')
    for name, value in fields.items():
        member = msgspec.json.encode({name: value})[1:-1]
        if len(member) < room:
            room -= len(member) + 1
            members.append(member)
    if len(members) < len(fields):
        members.append(b'"_dropped":%d' % (len(fields) - len(members)))
    return (b"{" + b",".join(members) + b"}").decode()


def _fault_of(message: str) -> _EventError:
    """Reason and field from a message of msgspec."""
    found = _FIELD_IN_MESSAGE.search(message)
    field = found[1] if found else message
    if "missing required field" in message:
        return _EventError(Reason.MISSING_FIELD, field)
    if "of length <=" in message:
        return _EventError(Reason.TOO_LONG, field)
    if ", got `" in message:
        return _EventError(Reason.BAD_TYPE, field)
    return _EventError(Reason.UNKNOWN_TYPE if field == "type" else Reason.BAD_VALUE, field)


def _reject(index: int, raw: msgspec.Raw, content: object, fault: _EventError) -> Reject:
    event_id = None
    original = bytes(raw).decode()
    if isinstance(content, dict):
        event_id = next(_texts(content, ("event_id", "eventId")), None)
        public = {k: v for k, v in content.items() if _SNAKE.get(k, k) not in _PRIVATE}
        original = msgspec.json.encode(public).decode()
    return Reject(index, event_id, fault.reason, fault.detail[:256], bounded_original(original))


def _texts(content: Mapping[str, object], names: tuple[str, ...]) -> Iterator[str]:
    values = (content.get(name) for name in names)
    return (value[:64] for value in values if isinstance(value, str))
