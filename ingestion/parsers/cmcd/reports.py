"""Bodies of `POST /analytics/cmcd`: CMCD version 2 event mode (CTA-5004-B), and what real players send.

Records are facts with their own names under `cmcd`; which stall or which startup time is to be believed is
decided in SQL. Pure and deterministic.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from ingestion.parsers.cmcd.measures import add_measures
from ingestion.parsers.cmcd.record import (
    Record,
    as_plain,
    integer,
    number,
    read_json_record,
    read_record,
    text,
)
from ingestion.parsers.contract import EventFields, Reason, Reject, bounded_original

RECORD_BYTES = 8192
_VERSION = 2
CmcdEventType = Literal[
    "view_start", "playing", "pause", "seek_start", "rebuffer_start", "ended", "error", "view_end",
    "heartbeat", "rate_change", "quality_change", "volume_change", "visibility_change", "ad_start", "ad_end",
    "ad_skip", "preload", "waiting", "request", "other",
]  # fmt: skip
_TYPE_OF_STATE: dict[str, CmcdEventType] = {
    "s": "view_start", "p": "playing", "k": "seek_start", "r": "rebuffer_start", "a": "pause", "e": "ended",
    "f": "error", "q": "view_end", "d": "preload", "w": "waiting",
}  # fmt: skip
_TYPE_OF_EVENT: dict[str, CmcdEventType] = {
    "t": "heartbeat", "bc": "quality_change", "pr": "rate_change", "m": "volume_change",
    "um": "volume_change", "b": "visibility_change", "e": "error", "rr": "request", "as": "ad_start",
    "ae": "ad_end", "sk": "ad_skip",
}  # fmt: skip
_NEEDED_BY_EVENT = {"ps": "sta", "pr": "pr", "c": "cid", "bc": "br", "e": "ec", "ce": "cen", "rr": "url"}


class CmcdEvent(EventFields, kw_only=True, omit_defaults=True, gc=False):
    """One record as an event. Without `session_id` nothing ties it to a view; it is kept all the same."""

    event_id: str
    type: CmcdEventType
    client_at: int
    cmcd: str
    session_id: str | None = None
    content_id: str | None = None


class ParsedRecords(NamedTuple):
    """What a body held. `faults` counts values dropped alone and what was missing."""

    events: list[CmcdEvent]
    rejects: list[Reject]
    faults: dict[str, int]


class TooManyRecordsError(ValueError):
    """The body holds more records than are taken at once."""


class _RecordError(ValueError):
    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def parse_cmcd_body(
    body: bytes, content_type: str, *, max_records: int = 500, player: str | None = None
) -> ParsedRecords:
    """Events, rejects and faults of a body of lines, or of a JSON object or array (`application/json`).

    `player` names the player where the request told it. Raises TooManyRecordsError beyond `max_records`.
    """
    sources = list(_json_sources(body) if "json" in content_type.lower() else _lines(body))
    if len(sources) > max_records:
        raise TooManyRecordsError(f"{len(sources)} records; at most {max_records} are taken at once")
    parsed = ParsedRecords([], [], {})
    faults: Counter[str] = Counter()
    for index, source in enumerate(sources):
        try:
            event = _event(source, _read(source, faults), faults)
            event.player_name = player
            parsed.events.append(event)
        except _RecordError as fault:
            parsed.rejects.append(_reject(index, source, fault))
    parsed.faults.update(faults)
    return parsed


def _lines(body: bytes) -> Iterator[bytes]:
    return (line.strip() for line in body.split(b"\n") if line.strip())


def _json_sources(body: bytes) -> Iterator[bytes]:
    try:
        content = msgspec.json.decode(body, type=list[msgspec.Raw] | dict[str, msgspec.Raw])
    except (ValueError, RecursionError):
        yield body
    else:
        yield from map(bytes, content) if isinstance(content, list) else [body]


def _read(source: bytes, faults: Counter[str]) -> Record:
    if len(source) > RECORD_BYTES:
        raise _RecordError(Reason.TOO_LONG, "record")
    try:
        if source.startswith(b"{"):
            return read_json_record(msgspec.json.decode(source, type=dict[str, object]), faults)
        return read_record(source, faults)
    except (ValueError, RecursionError) as error:
        raise _RecordError(Reason.MALFORMED_RECORD, str(error)) from error


def _event(source: bytes, record: Record, faults: Counter[str]) -> CmcdEvent:
    _check_version(record)
    kind, state, at = text(record, "e"), text(record, "sta"), integer(record, "ts")
    if kind is None or at is None:
        raise _RecordError(Reason.MISSING_FIELD, "e" if kind is None else "ts")
    for key in {_NEEDED_BY_EVENT.get(kind, "sid"), "sid"} - record.keys():
        faults[f"missing_{key}"] += 1
    event = CmcdEvent(
        event_id=_event_id(source, record),
        type=_event_type(kind, state),
        client_at=at,
        session_id=text(record, "sid"),
        content_id=text(record, "cid"),
        is_fatal=True if kind == "ps" and state == "f" else None,
        cmcd=msgspec.json.encode(as_plain(record)).decode(),
    )
    add_measures(event, record)
    return event


def _check_version(record: Record) -> None:
    version = number(record, "v")
    if version is None:
        raise _RecordError(Reason.MISSING_FIELD, "v")
    if version > _VERSION:
        raise _RecordError(Reason.NEWER_VERSION, "v")
    if version < _VERSION:
        raise _RecordError(Reason.BAD_VALUE, "v")


def _event_type(event: str, state: str | None) -> CmcdEventType:
    if event == "ps":
        return _TYPE_OF_STATE.get(state or "", "other")
    return _TYPE_OF_EVENT.get(event, "other")


def _event_id(source: bytes, record: Record) -> str:
    """A reused `sid` must not swallow new records, so `ts` and `e` are part of the identity."""
    sid, sn = text(record, "sid"), integer(record, "sn")
    whole = f"{sid}|event|{sn}|{integer(record, 'ts')}|{text(record, 'e')}".encode()
    return hashlib.sha256(source if sid is None or sn is None else whole).hexdigest()[:32]


def _reject(index: int, source: bytes, fault: _RecordError) -> Reject:
    original = bounded_original(source.decode(errors="replace"))
    return Reject(index, None, fault.reason, fault.detail[:256], original)
