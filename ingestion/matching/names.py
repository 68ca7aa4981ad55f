"""A channel's name as a provider writes it -> what of it can be compared. Pure.

`|UK| BBC One ᴴᴰ (1080p) [Geo-blocked]` and `BBC 1` are the same name here.
"""

import html
import re
import unicodedata
from typing import NamedTuple

from ingestion.matching.labels import COUNTRIES, COUNTRY_WORDS, FILLERS, NUMBER_WORDS, QUALITIES, SIDES

NAME_LIMIT = 200
SHORTEST = 3
MOST_PARTS = 4

_PREFIX = re.compile(r"[^\w]*([a-z]{2,3})\s*[:|\]\u2022\u2605\u2503\u23d0\u00bb]+\s*(?=\S)")
_LABEL = re.compile(r"\[[^\]]*\]|\{[^}]*\}|\b24/7\b")
_HEIGHT = re.compile(r"\d{3,4}[pi]")
_SHIFT = re.compile(r"\+\s?([1-9]|1\d|2[0-4])(?:\s?h(?:rs?|ours?)?)?(?![\w+])")
_STATION = re.compile(
    r"([kw][a-z]{2,3})(?:(?:tv|dt|cd|ld|lp|hd|ca)?\d{1,2}\.|(?:tv|dt|cd|ld|lp|hd|ca))(\d{1,2})"
)
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_GROUP_END = re.compile(r"[;,:|/\u2022-]")


class Name(NamedTuple):
    """What of a name can be compared.

    `full` holds all its letters and digits; `strict` lacks qualities; `loose` also lacks fillers and the
    country. `words` are the words of `strict`. `station` is a call sign with its subchannel: the `wnju.1` of
    both `WNJU-DT1` and `WNJU 47.1` (ATSC A/65: minor number 1 is the first programme).
    """

    full: str
    strict: str
    loose: str
    words: tuple[str, ...]
    station: str | None
    numbers: tuple[str, ...]
    sides: frozenset[str]
    shift_hours: int


def read_name(text: str, country: str | None = None) -> Name:
    """Take a name apart. `country` is known from elsewhere: its code is no part of the name."""
    return _take_apart(_strip(text), country)


def read_variants(text: str, country: str | None = None) -> list[Name]:
    """The name, then what else it may say: without brackets, within brackets, between slashes.

    Without brackets the name keeps the numbers and sides of the whole: `Two (Sport 2)` is not `Two`.
    """
    bare = _strip(text)
    whole = _take_apart(bare, country)
    others = []
    if "(" in bare:
        outside = _take_apart(_BRACKETS.sub(" ", bare), country)
        others.append(outside._replace(numbers=whole.numbers, sides=whole.sides))
        others += [_take_apart(part, country) for part in _BRACKETS.findall(bare)[:MOST_PARTS]]
    if "/" in bare:
        others += [_take_apart(part, country) for part in bare.split("/")[:MOST_PARTS]]
    return [
        whole,
        *(other._replace(shift_hours=whole.shift_hours) for other in others if len(other.full) > 1),
    ]


def name_country(text: str) -> str | None:
    """The country that a prefix such as `UK:` or `|UK|` tells."""
    match = _PREFIX.match(_fold(text[:NAME_LIMIT]))
    return _as_country(match[1]) if match else None


def read_country(text: str) -> str | None:
    """The country that a code, a country's name or the beginning of a group (`UK | Sport`) tells."""
    folded = _fold(text[:NAME_LIMIT]).strip(" |[]:")
    return _as_country(_GROUP_END.split(folded, maxsplit=1)[0].strip(" |[]:"))


def _as_country(word: str) -> str | None:
    return COUNTRY_WORDS.get(word) or (word if word in COUNTRIES else None)


def _strip(text: str) -> str:
    """The folded name without prefix, labels and heights."""
    folded = _fold(text[:NAME_LIMIT])
    prefix = _PREFIX.match(folded)
    if prefix and _as_country(prefix[1]):
        folded = folded[prefix.end() :]
    return _HEIGHT.sub(" ", _LABEL.sub(" ", folded))


def _take_apart(bare: str, country: str | None) -> Name:
    shift = _SHIFT.search(bare)
    rest = _SHIFT.sub(" ", bare) if shift else bare
    spelled = rest.replace("&", " and ").replace("+", " plus ").replace("'", "").replace("\u2019", "")
    everything = tuple(NUMBER_WORDS.get(word, word) for word in _WORD.findall(spelled))
    words = tuple(word for word in everything if word not in QUALITIES) or everything
    loose = "".join(word for word in words if word not in FILLERS and word != country)
    station = _STATION.fullmatch(rest.replace(" ", "").replace("-", ""))
    return Name(
        full="".join(everything),
        strict="".join(words),
        loose=loose if len(loose) >= SHORTEST and not loose.isdigit() else "".join(words),
        words=words,
        station=f"{station[1]}.{station[2]}" if station else None,
        numbers=tuple(sorted(_NUMBER.findall(" ".join(words)))),
        sides=SIDES.intersection(words),
        shift_hours=int(shift[1]) if shift else 0,
    )


def _fold(text: str) -> str:
    """Case, accents, superscripts and HTML entities folded."""
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return text.casefold()
