"""One CMCD record (RFC 8941 dictionary, or a JSON object of older players) to plain values. Pure.

Keys, kinds and bounds are those of CTA-5004-B; each value that breaks them is dropped alone and counted.
Bare items and lists stand for each other, as players send both.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, cast

import http_sf

from ingestion.parsers.contract import EARLIEST_MS, LATEST_MS
from ingestion.redaction import redact_url

# Where dash.js sends an epoch (1.8e12) instead of a latency, nothing real is longer than ten minutes.
LATENCY_LIMIT_MS = 600_000
_NUMBER_LIMIT = 10**12
_COUNT_LIMIT = 2**53  # what a JSON number of a browser holds exactly
_CUSTOM_LIMIT = 64
_TEXT_LIMITS = dict.fromkeys(
    ("cdn", "cen", "cmsdd", "cmsds", "cs", "e", "ec", "h", "ot", "sf", "sid", "smrt", "st", "sta"), 128
) | {"cid": 256, "nor": 2048, "url": 2048}
_LATENCIES = ("msd", "bsd", "bl", "dl", "ttfb", "ttfbb", "ttlb")
_NUMBER_LIMITS = dict.fromkeys(
    ("ab", "bsa", "bsda", "br", "d", "dfa", "lab", "lb", "ltc", "mtp", "pb", "pt", "rc", "rtp", "tab", "tb",
     "tbl", "tpb"), _NUMBER_LIMIT,
) | dict.fromkeys(_LATENCIES, LATENCY_LIMIT_MS) | {
    "pr": 16,
    "ec": _NUMBER_LIMIT,  # dash.js sends a number, where the standard asks for a list of texts
}  # fmt: skip
_INTEGER_BOUNDS = {"ts": (EARLIEST_MS, LATEST_MS), "sn": (0, _COUNT_LIMIT), "v": (0, _COUNT_LIMIT)}
_BOOLEANS = frozenset({"bg", "bs", "nr", "su"})
KEYS = _TEXT_LIMITS.keys() | _NUMBER_LIMITS.keys() | _INTEGER_BOUNDS.keys() | _BOOLEANS
_ADDRESSES = frozenset({"nor", "url"})

Scalar = int | float | str | bool


class Item(NamedTuple):
    """One value and the object type it is given for (`v`, `a`, …), if any."""

    value: Scalar
    object_type: str | None


Record = dict[str, list[Item]]


def read_record(line: bytes, faults: Counter[str]) -> Record:
    """A record from a line. Raises ValueError when it is no RFC 8941 dictionary."""
    parsed = http_sf.parse(line.strip(b" \t\r"), tltype="dictionary")
    if not isinstance(parsed, dict):
        raise ValueError("not a dictionary")
    members = cast(Mapping[str, tuple[Any, Any]], parsed)
    return _checked(((key, _members(value)) for key, value in members.items()), faults)


def read_json_record(content: Mapping[str, object], faults: Counter[str]) -> Record:
    """A record from a JSON object whose members are scalars or lists of them."""
    lists = ((key, value if isinstance(value, list) else [value]) for key, value in content.items())
    return _checked(((key, [(value, None) for value in values]) for key, values in lists), faults)


def first(record: Record, key: str) -> Scalar | None:
    """The value that speaks for a key: the video's where a list has one, else the first."""
    items = record.get(key)
    if not items:
        return None
    if len(items) > 1:
        for item in items:
            if item.object_type in ("v", "av"):
                return item.value
    return items[0].value


def integer(record: Record, key: str) -> int | None:
    """The integer that speaks for a key."""
    value = first(record, key)
    return value if isinstance(value, int) else None


def number(record: Record, key: str, scale: float = 1.0) -> float | None:
    """The number that speaks for a key, times `scale`."""
    value = first(record, key)
    return round(value * scale, 6) if isinstance(value, int | float) else None


def text(record: Record, key: str) -> str | None:
    """The text that speaks for a key."""
    value = first(record, key)
    return value if isinstance(value, str) else None


def boolean(record: Record, key: str) -> bool | None:
    """The truth value that speaks for a key."""
    value = first(record, key)
    return value if isinstance(value, bool) else None


def as_plain(record: Record) -> dict[str, object]:
    """The record as JSON can hold it: scalars, or lists of scalars and of `{object type: value}`."""
    return {key: _plain(items) for key, items in record.items()}


def _plain(items: list[Item]) -> object:
    if len(items) == 1 and items[0].object_type is None:
        return items[0].value
    return [item.value if item.object_type is None else {item.object_type: item.value} for item in items]


def _members(member: tuple[Any, Any]) -> list[tuple[object, str | None]]:
    """Values of a dictionary's member, each with the name of its first parameter."""
    inner = member[0]
    members = inner if isinstance(inner, list) else (member,)
    return [(_bare(value), next(iter(parameters), None)) for value, parameters in members]


def _bare(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, http_sf.Token | http_sf.DisplayString) else value


def _checked(
    members: Iterable[tuple[str, Sequence[tuple[object, str | None]]]], faults: Counter[str]
) -> Record:
    record: Record = {}
    for key, values in members:
        if key not in KEYS and ("-" not in key or len(key) > _CUSTOM_LIMIT):
            continue
        good = [Item(value, kind) for found, kind in values if (value := _settled(key, found)) is not None]
        if good and len(good) == len(values):
            record[key] = good
        else:
            faults[f"dropped_{key if '-' not in key else 'custom'}"] += 1
    return record


def _settled(key: str, value: object) -> Scalar | None:
    """The value as it is kept; None where its type or size is wrong for the key."""
    is_custom = "-" in key
    if isinstance(value, bool):
        return value if key in _BOOLEANS or is_custom else None
    if isinstance(value, str):
        if len(value) > (_CUSTOM_LIMIT if is_custom else _TEXT_LIMITS.get(key, -1)):
            return None
        return redact_url(value) if key in _ADDRESSES else value
    if not isinstance(value, int | float):
        return None
    if bounds := _INTEGER_BOUNDS.get(key):
        return value if isinstance(value, int) and bounds[0] <= value <= bounds[1] else None
    limit = _NUMBER_LIMIT if is_custom else _NUMBER_LIMITS.get(key, -1)
    if not 0 <= value <= limit:
        return None
    return str(value) if key == "ec" else value
