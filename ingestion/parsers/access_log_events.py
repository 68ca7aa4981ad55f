"""Requests of access logs, CMCD versions 1 and 2, as events. Pure.

What a request says of the player's state (`su`, `bs`) is judged in SQL; here its keys become columns, and
all of them JSON under `cmcd`, with the answer's status as `rc`.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

import msgspec

from ingestion.parsers.access_log import LINE_BYTES, LogLine, LogLineError, read_log_line
from ingestion.parsers.cmcd.measures import add_measures
from ingestion.parsers.cmcd.record import Item, as_plain, first, read_record, text
from ingestion.parsers.contract import EventFields, Reason, Reject, bounded_original

_VERSION = 2
# `br` of other objects is not the picture's.
_WITHOUT_PICTURE = frozenset({"a", "c", "i", "k", "m", "o", "tt"})
ReadAgent = Callable[[str], Mapping[str, object]]


class LoggedRequest(EventFields, kw_only=True, omit_defaults=True, gc=False):
    """One request with CMCD. Without `session_id` nothing ties it to a view."""

    event_id: str
    client_at: int
    cmcd: str
    type: Literal["request"] = "request"
    session_id: str | None = None
    content_id: str | None = None
    user_agent: str | None = None


class LoggedRequests(NamedTuple):
    """What a piece of a log held. `other_count` counts lines without CMCD."""

    events: list[LoggedRequest]
    rejects: list[Reject]
    other_count: int


def read_log_lines(lines: Iterable[bytes]) -> LoggedRequests:
    """Requests with CMCD among the lines of a log, and the lines that hold CMCD and cannot be read."""
    found = LoggedRequests([], [], 0)
    others = 0
    for index, line in enumerate(lines):
        try:
            request = _request(line)
        except (ValueError, RecursionError) as fault:
            found.rejects.append(_reject(index, line, fault))
            continue
        if request is None:
            others += 1
        else:
            found.events.append(request)
    return found._replace(other_count=others)


def _request(line: bytes) -> LoggedRequest | None:
    if len(line) > LINE_BYTES:
        raise LogLineError("the line is too long")
    logged = read_log_line(line)
    return None if logged is None else _event(logged, line)


def _event(logged: LogLine, line: bytes) -> LoggedRequest:
    record = read_record(logged.cmcd.encode(), Counter())
    version = first(record, "v")
    if isinstance(version, int | float) and version > _VERSION:
        raise LogLineError("a version of CMCD above 2")
    if logged.status is not None:
        record.setdefault("rc", [Item(logged.status, None)])
    event = LoggedRequest(
        event_id=hashlib.sha256(line.strip()).hexdigest()[:32],
        client_at=logged.at,
        cmcd=msgspec.json.encode(as_plain(record)).decode(),
        session_id=text(record, "sid"),
        content_id=text(record, "cid"),
        user_agent=logged.user_agent,
    )
    add_measures(event, record)
    if text(record, "ot") in _WITHOUT_PICTURE:
        event.bitrate_bps = None
    return event


def _reject(index: int, line: bytes, fault: Exception) -> Reject:
    reason = Reason.TOO_LONG if len(line) > LINE_BYTES else Reason.MALFORMED_RECORD
    return Reject(index, None, reason, str(fault)[:256], bounded_original(_without_client(line)))


def _without_client(line: bytes) -> str:
    """The part of a line that names no client: from the request on, and of JSON nothing."""
    text_ = line[:LINE_BYTES].decode(errors="replace")
    return "" if text_.lstrip().startswith("{") else text_.partition('"')[2]
