"""Times of XMLTV guides. Pure.

`YYYYMMDDhhmmss` or any initial part of it, then an optional zone; none is UTC (the DTD of XMLTV).
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo

MAX_LENGTH = 40
MAX_KNOWN = 65_536
LARGEST_OFFSET = timedelta(hours=15)
# Names that stand for several offsets (BST, IST, CST ...) have the one that guides mean by them.
ZONE_HOURS = {
    "": 0.0, "Z": 0.0, "UT": 0.0, "UTC": 0.0, "GMT": 0.0, "WET": 0.0,
    "BST": 1.0, "IST": 1.0, "WEST": 1.0, "CET": 1.0, "MET": 1.0, "CEST": 2.0, "MEST": 2.0, "MESZ": 2.0,
    "MEZ": 1.0, "SAST": 2.0, "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0,
    "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0,
    "AST": -4.0, "ADT": -3.0, "NST": -3.5, "NDT": -2.5, "BRT": -3.0, "ART": -3.0, "JST": 9.0, "KST": 9.0,
    "HKT": 8.0, "SGT": 8.0, "AWST": 8.0, "ACST": 9.5, "ACDT": 10.5, "AEST": 10.0, "AEDT": 11.0,
    "NZST": 12.0, "NZDT": 13.0,
}  # fmt: skip

_TIME = re.compile(r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(.*)", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?", re.ASCII)


class GuideClock(dict[str, datetime | None]):
    """The times of one guide by their texts: naive UTC, None for what cannot be read. Each occurs many times.

    `timezone` is that of times that name none. `shift` corrects a guide that is wrong by a fixed time; it is
    added to every time.
    """

    def __init__(self, timezone: tzinfo = UTC, shift: timedelta = timedelta()) -> None:
        self._timezone = timezone
        self._shift = shift

    def __missing__(self, text: str) -> datetime | None:
        if len(text) > MAX_LENGTH:
            return None
        if len(self) >= MAX_KNOWN:
            self.clear()
        moment = self[text] = self._shifted(parse_time(text, self._timezone))
        return moment

    def _shifted(self, moment: datetime | None) -> datetime | None:
        if not moment or not self._shift:
            return moment
        try:
            return moment + self._shift
        except OverflowError:
            return None


def parse_time(text: str, timezone: tzinfo = UTC) -> datetime | None:
    """A time as naive UTC; None when it cannot be read. `timezone` is used where the text names no zone.

    A local time that a clock change repeats is the first of the two; 24 o'clock is the next midnight.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(match[part] or 1) for part in (1, 2, 3))
    hour, minute, second = (int(match[part] or 0) for part in (4, 5, 6))
    is_midnight = (hour, minute, second) == (24, 0, 0)
    try:
        local = datetime(year, month, day, 0 if is_midnight else hour, minute, second)  # noqa: DTZ001 - the zone comes next
        return _as_utc(local + timedelta(days=is_midnight), match[7], timezone)
    except (ValueError, OverflowError):
        return None


def _as_utc(local: datetime, zone: str, timezone: tzinfo) -> datetime | None:
    if not zone:
        return local.replace(tzinfo=timezone).astimezone(UTC).replace(tzinfo=None)
    offset = _offset(zone)
    return None if offset is None else local - offset


def _offset(zone: str) -> timedelta | None:
    if match := _OFFSET.fullmatch(zone.upper().replace(" ", "")):
        span = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return None if span > LARGEST_OFFSET else -span if match[1] == "-" else span
    hours = ZONE_HOURS.get(zone.upper())
    return None if hours is None else timedelta(hours=hours)
