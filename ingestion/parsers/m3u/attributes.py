"""Read one `#EXTINF` or `#EXTM3U` line: duration, attributes, name. Pure.

A scanner from left to right, because no expression over the whole line copes with what providers write:
nested quotes, apostrophes, bare values, commas inside quotes, missing commas.
"""

import re

import msgspec

MAX_ATTRIBUTES = 100

_DURATION = re.compile(r"[:\s]*(-?\d+(?:\.\d+)?)?")
_NAME = r"[A-Za-z0-9_-]+"
_AFTER_VALUE = rf"(?=\s*(?:,|$|{_NAME}\s*=))"
_PLAIN = re.compile(rf'\s*({_NAME})\s*=\s*"([^"]*)"{_AFTER_VALUE}')
_KEY = re.compile(rf"\s*({_NAME})\s*=")
_NO_VALUE = re.compile(rf"\s+(?={_NAME}\s*=)|\s*(?=,|$)")
_CLOSING_QUOTE = re.compile(rf'"{_AFTER_VALUE}')
_APOSTROPHES = re.compile(r"\s*'([^']*)'(?=\s|,|$)")
_BARE = re.compile(r"\s*([^\s,]*)")
_SPACE = re.compile(r"\s*")
_EMPTY_LISTS = ("[]", '[""]', "['']")
# A line as it should be, which nearly all are: every value between plain double quotes.
_USUAL = re.compile(rf':\s*(-?\d+(?:\.\d+)?)?((?:\s+{_NAME}="[^"]*")*)\s*,(.*)', re.DOTALL)
_PAIR = re.compile(rf'({_NAME})="([^"]*)"')


class ExtInf(msgspec.Struct, frozen=True, gc=False):
    """What an `#EXTINF` line says. `attributes` has lower-case keys, `spelling` those written otherwise.

    A key that stands twice has its last value. `name` may be empty.
    """

    duration_seconds: float | None
    attributes: dict[str, str]
    spelling: dict[str, str]
    name: str
    defects: tuple[str, ...]


NO_EXTINF = ExtInf(None, {}, {}, "", ("no_extinf",))


def parse_extinf(text: str, start: int = 0) -> ExtInf:
    """Read what follows `#EXTINF`, at `start`. Durations of zero or less mean "unknown" and become None."""
    if usual := _USUAL.match(text, start):
        duration, written, name = usual.groups()
        pairs = _PAIR.findall(written)
        if len(pairs) <= MAX_ATTRIBUTES and "[" not in written:
            attributes = {key: value.strip() for key, value in pairs}
            return _extinf(duration, attributes, len(pairs), name.strip(), ())
    match = _DURATION.match(text, start)
    pairs, comma, defects = _scan(text, match.end() if match else start)
    if comma < 0:
        defects.append("no_comma")
    name = text[comma + 1 :].strip() if comma >= 0 else ""
    return _extinf(match[1] if match else None, dict(pairs), len(pairs), name, tuple(defects))


def _extinf(
    duration: str | None, attributes: dict[str, str], pair_count: int, name: str, defects: tuple[str, ...]
) -> ExtInf:
    spelling: dict[str, str] = {}
    keys = "".join(attributes)
    if keys != keys.lower():
        spelling = {key.lower(): key for key in attributes}
        attributes = {key.lower(): value for key, value in attributes.items()}
    if len(attributes) < pair_count:
        defects += ("duplicate_attribute",)
    if not name:
        defects += ("no_name",)
    seconds = float(duration) if duration and duration != "-1" else 0.0
    return ExtInf(seconds if seconds > 0 else None, attributes, spelling, name, defects)


def parse_header(text: str) -> dict[str, str]:
    """Read what follows `#EXTM3U`, keys in lower case."""
    return {key.lower(): value for key, value in _scan(text, 0)[0]}


def _scan(text: str, position: int) -> tuple[list[tuple[str, str]], int, list[str]]:
    """Return the attributes, the index of the comma that ends them (-1 for none), and the defects."""
    attributes: list[tuple[str, str]] = []
    defects: list[str] = []
    while len(attributes) < MAX_ATTRIBUTES:
        if plain := _PLAIN.match(text, position):
            attributes.append((plain[1], _tidy(plain[2])))
            position = plain.end()
        elif key := _KEY.match(text, position):
            value, position = _scan_value(text, key.end(), defects)
            attributes.append((key[1], _tidy(value)))
        else:
            position = _skip(_SPACE, text, position)
            if position >= len(text):
                return attributes, -1, defects
            if text[position] == ",":
                return attributes, position, defects
            defects.append("stray_text")
            position = _skip(_BARE, text, position)
    return attributes, text.rfind(","), [*defects, "too_many_attributes"]


def _scan_value(text: str, position: int, defects: list[str]) -> tuple[str, int]:
    """Read the value after `=`; return it and the index behind it."""
    if empty := _NO_VALUE.match(text, position):
        return "", empty.end()
    start = _skip(_SPACE, text, position)
    if text[start] == '"':
        return _scan_quoted(text, start + 1, defects)
    match = _APOSTROPHES.match(text, start) or _BARE.match(text, start)
    return (match[1], match.end()) if match else ("", start)


def _scan_quoted(text: str, start: int, defects: list[str]) -> tuple[str, int]:
    """A quote closes a value when a comma, the next key or the end follows; else the first one does.

    Without any the line is unbalanced, and its last comma ends the attributes.
    """
    closing = _CLOSING_QUOTE.search(text, start)
    end = closing.start() if closing else text.find('"', start)
    if end >= 0:
        if '"' in text[start:end]:
            defects.append("nested_quotes")
        return text[start:end], end + 1
    defects.append("unbalanced_quotes")
    comma = text.rfind(",", start)
    end = comma if comma >= 0 else len(text)
    return text[start:end], end


def _tidy(value: str) -> str:
    value = value.strip()
    return "" if value in _EMPTY_LISTS else value


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
