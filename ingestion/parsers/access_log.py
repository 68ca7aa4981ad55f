"""Lines of access logs that hold CMCD: common, combined, and JSON lines of any server. Pure.

CMCD is in the query (`CMCD=`, URL-encoded), or in its four headers where the log has them: as quoted texts
after the combined format (`"$http_cmcd_request" …`, in any order: their keys differ), or as members of JSON.
Where both are there, the headers count (CTA-5004). The client's address is not read.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_plus

import msgspec

from ingestion.parsers.cmcd.record import KEYS
from ingestion.parsers.contract import EARLIEST_MS, LATEST_MS

LINE_BYTES = 65_536
_HINT = re.compile(rb"cmcd", re.IGNORECASE)
_LINE = re.compile(
    r"\[(?P<time>\d{2}/[A-Za-z]{3}/\d{4}(?::\d{2}){3} [+-]\d{4})\] "
    r'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}|-)(?P<rest>.*)'
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\x([0-9A-Fa-f]{2})|\\(.)")
_QUERY = re.compile(r"[?&]CMCD=([^&\s#]*)")
_HEADERS = frozenset({"cmcd-request", "cmcd-object", "cmcd-status", "cmcd-session"})
_PREFIX = re.compile(r"^(?:http|cs|req(?:uest)?|sent|header|headers)[-.]")
_PARTS = frozenset({"request", "http", "headers", "request_headers", "requestheaders", "httprequest"})
_MAX_DEPTH = 3
_TIMES = ("time_iso8601", "@timestamp", "timestamp", "time", "time_local", "datetime", "msec", "ts", "date")
_ADDRESSES = ("uri", "request_uri", "url", "request", "path", "cs_uri", "uri_path")
_QUERIES = ("query", "args", "query_string", "cs_uri_query")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e\+?\d+)?")
_AGENTS = frozenset({"user-agent", "useragent", "agent"})


class LogLine(NamedTuple):
    """A request with CMCD: when (Unix ms), its RFC 8941 dictionary, and what else is of use."""

    at: int
    cmcd: str
    user_agent: str | None
    status: int | None


class LogLineError(ValueError):
    """A line holds CMCD and cannot be read; the text says what is missing."""


def read_log_line(line: bytes) -> LogLine | None:
    """The request of a line, or None where it holds no CMCD. Raises LogLineError."""
    is_told = _HINT.search(line) is not None
    text = line.decode(errors="replace").strip()
    if text.startswith("{"):
        return _read_json(text) if is_told else None
    return _read_text(text, is_told)


def _read_text(text: str, is_told: bool) -> LogLine | None:
    found = _LINE.search(text)
    if found is None:
        if is_told:
            raise LogLineError("neither common nor combined format nor JSON")
        return None
    quoted = [_unescape(part) for part in _QUOTED.findall(found["rest"])]
    agent, headers = (quoted[1] if len(quoted) > 1 else None), [part for part in quoted[2:] if _is_cmcd(part)]
    cmcd = _joined(headers) or _from_query(_unescape(found["request"]))
    if cmcd is None:
        return None
    return LogLine(_time(found["time"]), cmcd, agent, _status(found["status"]))


def _read_json(text: str) -> LogLine | None:
    try:
        content = msgspec.json.decode(text, type=dict[str, object])
    except (ValueError, RecursionError) as error:
        raise LogLineError("not JSON") from error
    members = dict(_flattened(content))
    headers = [_text(value) for name, value in members.items() if _header_name(name) in _HEADERS]
    cmcd = _joined(headers) or _from_query(_address(members))
    if cmcd is None:
        return None
    agents = (_text(value) for name, value in members.items() if _header_name(name) in _AGENTS)
    moment = next((members[name] for name in _TIMES if members.get(name) not in (None, "")), None)
    return LogLine(_time(moment), cmcd, next(agents, None), _status(str(members.get("status"))))


def _flattened(content: Mapping[str, object], depth: int = 0) -> Iterator[tuple[str, object]]:
    """Members, those of `request` and of the headers inside it among them; no deeper."""
    for name, value in content.items():
        if not isinstance(value, dict):
            yield name.lower(), value
        elif depth < _MAX_DEPTH and name.lower() in _PARTS:
            yield from _flattened(value, depth + 1)


def _header_name(name: str) -> str:
    return _PREFIX.sub("", name.replace("_", "-"))


def _text(value: object) -> str:
    """A header's text; some servers write a list of its values."""
    if isinstance(value, list):
        return ",".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _joined(headers: list[str]) -> str | None:
    return ",".join(part for part in headers if part.strip() not in ("", "-")) or None


def _is_cmcd(text: str) -> bool:
    """Whether a quoted text is a CMCD header's and no other: they are logged without their names."""
    return any(re.split("[=;]", part.strip(), maxsplit=1)[0] in KEYS for part in text.split(","))


def _address(members: Mapping[str, object]) -> str:
    queries = (_text(members.get(name)) for name in _QUERIES)
    return "&".join([*(_text(members.get(name)) for name in _ADDRESSES), *(f"?{query}" for query in queries)])


def _from_query(address: str) -> str | None:
    found = _QUERY.search(address)
    # dash.js writes a space as `+`; a plus is `%2B` with every player
    return unquote_plus(found[1]) or None if found else None


def _status(text: str) -> int | None:
    return int(text) if len(text) == 3 and text.isascii() and text.isdecimal() else None


def _unescape(text: str) -> str:
    """Undo `\\"` of Apache and `\\x22` of nginx."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


def _time(value: object) -> int:
    """Unix ms of a log's time. Raises LogLineError."""
    if not isinstance(value, str | int | float):
        raise LogLineError("no time")
    return _read_time(str(value))


@lru_cache(4096)
def _read_time(text: str) -> int:
    """Of a log's own format, ISO 8601 with a zone, or seconds or milliseconds since 1970."""
    try:
        at = _since_1970(text) if _NUMBER.fullmatch(text) else _parse_time(text)
    except (ValueError, OverflowError) as error:
        raise LogLineError("no time with a zone") from error
    if not EARLIEST_MS <= at <= LATEST_MS:
        raise LogLineError("no time between 2000 and 2100")
    return round(at)


def _parse_time(text: str) -> float:
    at = datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z") if "/" in text else datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("no zone")
    return at.timestamp() * 1000


def _since_1970(text: str) -> float:
    number = float(text)
    return number if number >= EARLIEST_MS else number * 1000
