"""One CMCD record (RFC 8941 dictionary, or a JSON object of older players) to plain values. Pure.

Keys, kinds and bounds are those of CTA-5004-B; each value that breaks them is dropped alone and counted.
Bare items and lists stand for each other, as players send both.
"""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

import http_sf

from ingestion.parsers.contract import EARLIEST_MS, LATEST_MS
from ingestion.redaction import redact_url

# Where dash.js sends an epoch (1.8e12) instead of a latency, nothing real is longer than ten minutes.
LATENCY_LIMIT_MS = 600_000
_NUMBER_LIMIT = 10**12
_COUNT_LIMIT = 2**53  # what a JSON number of a browser holds exactly
_LIMITS = {"pr": 16}
_TEXT_LIMITS = {"sid": 128, "cid": 256, "url": 2048, "nor": 2048}
_CUSTOM_LIMIT = 64
_OTHER_TEXT_LIMIT = 128
_LATENCIES = frozenset({"msd", "bsd", "bl", "dl", "ttfb", "ttfbb", "ttlb"})
_NUMBERS = _LATENCIES | {
    "ab", "bsa", "bsda", "br", "d", "dfa", "lab", "lb", "ltc", "mtp", "pb", "pr", "pt", "rc", "rtp", "sn",
    "tab", "tb", "tbl", "tpb", "ts", "v",
}  # fmt: skip
_TEXTS = frozenset({
    "cdn", "cen", "cid", "cmsdd", "cmsds", "cs", "e", "ec", "h", "nor", "ot", "sf", "sid", "smrt", "st",
    "sta", "url",
})  # fmt: skip
_ADDRESSES = frozenset({"nor", "url"})
_BOOLEANS = frozenset({"bg", "bs", "nr", "su"})

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
    items = {key: [_item(inner) for inner in _members(value)] for key, value in parsed.items()}
    return _checked(items, faults)


def read_json_record(content: Mapping[str, object], faults: Counter[str]) -> Record:
    """A record from a JSON object whose members are scalars or lists of them."""
    lists = {key: value if isinstance(value, list) else [value] for key, value in content.items()}
    return _checked({key: [Item(v, None) for v in values] for key, values in lists.items()}, faults)


def first(record: Record, key: str) -> Scalar | None:
    """The value that speaks for a key: the video's where a list has one, else the first."""
    items = record.get(key, [])
    of_video = [item.value for item in items if item.object_type in ("v", "av")]
    return next(iter(of_video + [item.value for item in items]), None)


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


def _members(value: object) -> list[object]:
    inner = value[0] if isinstance(value, tuple) else value
    return inner if isinstance(inner, list) else [value]


def _item(member: object) -> Item:
    value, parameters = member if isinstance(member, tuple) else (member, {})
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, http_sf.Token | http_sf.DisplayString):
        value = str(value)
    return Item(value, next(iter(parameters), None))


def _checked(items: Mapping[str, list[Item]], faults: Counter[str]) -> Record:
    record: Record = {}
    for key, values in items.items():
        if not _is_known(key):
            continue
        if values and all(_is_good(key, item.value) for item in values):
            record[key] = [item._replace(value=_settled(key, item.value)) for item in values]
        else:
            faults[f"dropped_{key if '-' not in key else 'custom'}"] += 1
    return record


def _settled(key: str, value: Scalar) -> Scalar:
    if key == "ec":
        return str(value)
    return redact_url(value) if key in _ADDRESSES and isinstance(value, str) else value


def _is_known(key: str) -> bool:
    return key in _NUMBERS or key in _TEXTS or key in _BOOLEANS or ("-" in key and len(key) <= _CUSTOM_LIMIT)


def _is_good(key: str, value: object) -> bool:
    if isinstance(value, bool):
        return key in _BOOLEANS or "-" in key
    if isinstance(value, str):
        limit = _CUSTOM_LIMIT if "-" in key else _TEXT_LIMITS.get(key, _OTHER_TEXT_LIMIT)
        return (key in _TEXTS or "-" in key) and len(value) <= limit
    # dash.js sends a number for `ec`, where the standard asks for a list of texts
    is_expected = key in _NUMBERS or key == "ec" or "-" in key
    return isinstance(value, int | float) and is_expected and _is_in_range(key, value)


def _is_in_range(key: str, value: float) -> bool:
    if key == "ts":
        return isinstance(value, int) and EARLIEST_MS <= value <= LATEST_MS
    if key in ("sn", "v"):
        return isinstance(value, int) and 0 <= value <= _COUNT_LIMIT
    return 0 <= value <= _LIMITS.get(key, LATENCY_LIMIT_MS if key in _LATENCIES else _NUMBER_LIMIT)
