"""Times of XMLTV guides. Pure.

`YYYYMMDDhhmmss` or any initial part of it, then an optional zone; none is UTC (the DTD of XMLTV).
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache

MAX_LENGTH = 40
ZONE_HOURS = {
    "": 0.0, "Z": 0.0, "UTC": 0.0, "GMT": 0.0, "WET": 0.0,
    "BST": 1.0, "WEST": 1.0, "CET": 1.0, "MET": 1.0, "CEST": 2.0, "MEST": 2.0, "EET": 2.0, "EEST": 3.0,
    "MSK": 3.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0,
    "PDT": -7.0, "AST": -4.0, "ADT": -3.0, "NST": -3.5, "NDT": -2.5, "JST": 9.0, "AWST": 8.0, "ACST": 9.5,
    "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0,
}  # fmt: skip

_TIME = re.compile(r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(.*)")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?")


def parse_time(text: str) -> datetime | None:
    """A guide's time as naive UTC; None when it cannot be read."""
    return _parse(text) if len(text) <= MAX_LENGTH else None


@lru_cache(maxsize=65_536)
def _parse(text: str) -> datetime | None:
    match = _TIME.fullmatch(text.strip())
    offset = _offset(match[7]) if match else None
    if match is None or offset is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in match.groups()[:6])
    try:
        return datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, second or 0) - offset  # noqa: DTZ001 - naive UTC is the type of raw tables
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> timedelta | None:
    if match := _OFFSET.fullmatch(zone):
        span = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return -span if match[1] == "-" else span
    hours = ZONE_HOURS.get(zone.upper())
    return None if hours is None else timedelta(hours=hours)
