"""Read the fields of odd JSON: what can be understood is, the rest counts as the defect `odd_field`. Pure.

A reader stands for one place of a document, such as `live_streams[]`, and reads one object after the other.
None, an empty text and the usual words for nothing are absent, not odd. Numbers in texts and texts that are
numbers are what panels send every day, and read as if they were right. All else is odd: it is counted under
its JSON path with its first place, read as absent (or, where that loses nothing, as what it means), and never
fails the list.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

import msgspec

from ingestion.parsers.defects import Defects
from ingestion.redaction import HIDDEN, is_sensitive, redact_text

ODD_FIELD = "odd_field"
TEXT_LENGTH = 10_000
EXCERPT_LENGTH = 200
MAX_INTEGER = 2**63 - 1

_NOTHING = frozenset(("", "n/a", "null", "none", "nan", "undefined", "-"))
_YES = frozenset(("1", "true", "yes"))
_NO = frozenset(("0", "false", "no"))
_DIGITS = re.compile(r"-?[0-9]{1,19}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,19}(?:\.[0-9]{0,19})?|\.[0-9]{1,19})(?:[eE][-+]?[0-9]{1,2})?")
_COMMA_NUMBER = re.compile(r"-?[0-9]{1,15},[0-9]{1,2}")
_NO_DATE = "0000-00-00"
_EPOCH = datetime.fromtimestamp(0, UTC)
_MOST_SECONDS = 4_102_444_800  # 2100-01-01; anything later is milliseconds, or nonsense

Row = Mapping[str, object]


class Lenient:
    """Reads objects at `path` of a document; every odd value is counted in `defects`.

    Excerpts of odd values are redacted as URLs and texts are; those of sensitive fields are hidden whole.
    """

    def __init__(self, path: str, defects: Defects, row_number: int | None = None) -> None:
        self.path = path
        self.defects = defects
        self.row_number = row_number

    def at(self, name: str) -> "Lenient":
        """A reader of what a field of the same row holds: `at("info")`, `at("episodes[]")`."""
        return Lenient(_join(self.path, name), self.defects, self.row_number)

    def rows(self, value: object) -> Iterator[Row]:
        """The objects of a list, or of an object keyed "1", "2" …, in order. Sets `row_number`, from 1."""
        for number, row in enumerate(self.members(value), start=1):
            self.row_number = number
            if isinstance(row, dict):
                yield row
            else:
                self.count(None, row)

    def members(self, value: object) -> Sequence[object]:
        """The members of a list or of an object that stands for one; anything else is an empty list."""
        if isinstance(value, list):
            return value
        if isinstance(value, dict):
            return tuple(value.values())
        if not is_nothing(value):
            self.count(None, value)
        return ()

    def mapping(self, row: Row, name: str) -> Row:
        """An object. An empty list is PHP's empty object."""
        value = row.get(name)
        if isinstance(value, dict):
            return value
        if value != [] and not is_nothing(value):
            self.count(name, value)
        return {}

    def text(self, row: Row, name: str) -> str | None:
        """A text without the space around it, or a number as text; at most `TEXT_LENGTH` characters."""
        value = row.get(name)
        if isinstance(value, str):
            return value.strip()[:TEXT_LENGTH] or None
        if isinstance(value, bool | dict | list):
            self.count(name, value)
            return None
        return None if value is None else str(value)[:TEXT_LENGTH]

    def number(
        self, row: Row, name: str, *, least: float = -math.inf, most: float = math.inf
    ) -> float | None:
        """A finite number from `least` to `most`. A decimal comma is odd, and read."""
        value = row.get(name)
        number = _parse_number(value)
        if number is None and isinstance(value, str) and _COMMA_NUMBER.fullmatch(value.strip()):
            self.count(name, value)
            number = float(value.replace(",", "."))
        if number is not None and math.isfinite(number) and least <= number <= most:
            return number
        if number is not None or not is_nothing(value):
            self.count(name, value)
        return None

    def integer(
        self, row: Row, name: str, *, least: int = -MAX_INTEGER, most: int = MAX_INTEGER
    ) -> int | None:
        """A whole number from `least` to `most`, 64 bits at most. One with a fraction is odd, and absent."""
        value = row.get(name)
        if isinstance(value, str) and _DIGITS.fullmatch(text := value.strip()):
            value = int(text)
        if not isinstance(value, int):
            number = _parse_number(value)
            value = int(number) if number is not None and number.is_integer() else value
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        if not is_nothing(value):
            self.count(name, value)
        return None

    def flag(self, row: Row, name: str) -> bool | None:
        """True or false, also as 1 or 0 and in words."""
        value = row.get(name)
        word = str(value).strip().lower()
        if word in _YES or word in _NO:
            return word in _YES
        if not is_nothing(value):
            self.count(name, value)
        return None

    def moment(self, row: Row, name: str, zone: tzinfo = UTC) -> datetime | None:
        """A time as naive UTC: seconds or milliseconds since 1970, or a date and time, by default of `zone`.

        0 is absent; a time before 1970 or after 2100 is odd.
        """
        value = row.get(name)
        if is_nothing(value) or (isinstance(value, str) and value.startswith(_NO_DATE)):
            return None
        found = _parse_moment(value, zone)
        if found == _EPOCH:
            return None
        if found is None or not 0 < (found - _EPOCH).total_seconds() < _MOST_SECONDS:
            self.count(name, value)
            return None
        return found.replace(tzinfo=None)

    def count(self, name: str | None, value: object) -> None:
        """Count a value as odd: that of a field, or the object at the reader's own path."""
        excerpt = HIDDEN if name and is_sensitive(name) else _excerpt(value)
        place = _join(self.path, name)
        self.defects.add(ODD_FIELD, field=place, line_number=self.row_number, excerpt=excerpt)


def is_nothing(value: object) -> bool:
    """Whether a value is absent: null, an empty text, or a usual word for nothing such as `n/a`."""
    return value is None or (isinstance(value, str) and value.strip().lower() in _NOTHING)


def _join(path: str, name: str | None) -> str:
    return f"{path}.{name}" if path and name else path or name or ""


def _parse_number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and _NUMBER.fullmatch(text := value.strip()):
        return float(text)
    if isinstance(value, float) or (isinstance(value, int) and abs(value) <= MAX_INTEGER):
        return float(value)
    return None


def _parse_moment(value: object, zone: tzinfo) -> datetime | None:
    try:
        if (seconds := _parse_number(value)) is not None:
            return _EPOCH + timedelta(seconds=seconds / 1000 if abs(seconds) >= _MOST_SECONDS else seconds)
        found = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        return found and (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _excerpt(value: object) -> str:
    try:
        text = msgspec.json.encode(value).decode()
    except (RecursionError, UnicodeError):
        return type(value).__name__
    # A URL that is cut before it is redacted may keep its login.
    return redact_text(text)[:EXCERPT_LENGTH] if len(text) <= TEXT_LENGTH else type(value).__name__
