"""Whether the channel that a guide id names can be the one that the entry's own name tells of. Pure.

Names of one channel differ in language and brand. Only a clear contradiction counts: another country before
the name, another time shift, the other side of a country, or another number beside the same words.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from ingestion.matching.index import Spelling
from ingestion.matching.labels import FILLERS, LANGUAGE_CODES, SIDES
from ingestion.matching.names import Name, name_country, read_name, read_variants

ALIKE, NEARLY_SAME, SAME = 80.0, 90.0, 100.0
_NUMBER = re.compile(r"\d+")


class _Pair(NamedTuple):
    """A name beside a spelling of the channel; `feed` is what the guide id tells beyond the channel.

    `likeness` is that of their words without numbers, sides, fillers, the country and the feed, 0 to 100.
    """

    name: Name
    other: Name
    feed: Name
    likeness: float


def id_conflict(text: str, feed: str | None, spellings: Sequence[Spelling]) -> str | None:
    """What of a name speaks against the channel that its guide id names, if anything.

    `feed` is what the id says behind its `@`: marks that it tells as well, such as `West`, are no conflict.
    Of the channel's names those count that are most like the entry's, and one without a conflict is enough.
    Of stations call sign and subchannel count alone.
    """
    variants, names = read_variants(text)[:2], [spelling.name for spelling in spellings]
    country = spellings[0].channel.country if spellings else None
    if _is_of_another(name_country(text), country):
        return "country"
    same = (variants[0].strict, variants[0].shift_hours)
    if not names or any((name.strict, name.shift_hours) == same for name in names):
        return None
    if _is_another_station(variants, names):
        return "number"
    pairs = _pair(variants, names, read_name((feed or "").replace("plus", "+")), country)
    nearest = max(pair.likeness for pair in pairs)
    conflicts = [_contradiction(pair) for pair in pairs if pair.likeness == nearest]
    return None if None in conflicts else conflicts[0]


def _is_of_another(told: str | None, country: str | None) -> bool:
    return bool(told and country) and told != country and told not in LANGUAGE_CODES


def _is_another_station(variants: Sequence[Name], names: Sequence[Name]) -> bool:
    ours, theirs = ({name.station for name in some} - {None} for some in (variants, names))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _pair(variants: Sequence[Name], names: Sequence[Name], feed: Name, country: str | None) -> list[_Pair]:
    common = {*FILLERS, *SIDES, *feed.words, country}
    stems = [(name, _stem(name, common)) for name in names]
    return [
        _Pair(ours, theirs, feed, fuzz.ratio(_stem(ours, common), stem))
        for ours in variants
        for theirs, stem in stems
    ]


def _contradiction(pair: _Pair) -> str | None:
    if _has_other_shift(pair):
        return "time_shift"
    if _has_other_side(pair):
        return "side"
    return "number" if _has_other_number(pair) else None


def _has_other_shift(pair: _Pair) -> bool:
    """`plus 1` is a shift where the other name says `+1`."""
    ours, theirs = pair.name.shift_hours, pair.other.shift_hours
    is_spelled = f"plus{theirs}" in pair.name.full if theirs else f"plus{ours}" in pair.other.full
    return ours not in (theirs, pair.feed.shift_hours or theirs) and not is_spelled


def _has_other_side(pair: _Pair) -> bool:
    ours, theirs = pair.name.sides, pair.other.sides
    told = theirs | pair.feed.sides
    if ours in (theirs, told):
        return False
    return (bool(ours and told) and ours.isdisjoint(told)) or pair.likeness >= NEARLY_SAME


def _has_other_number(pair: _Pair) -> bool:
    """Each has a number that the other lacks, or one has some beside the same words and the other none."""
    name, other, feed, likeness = pair
    if name.station or other.station:
        return False
    ours, theirs = Counter(name.numbers), Counter(other.numbers)
    beyond = ours - theirs - Counter(feed.numbers)
    if beyond and theirs - ours:
        return likeness >= ALIKE or _begins_alike(name, other)
    return likeness == SAME and bool(beyond or theirs) and not (ours and theirs)


def _begins_alike(name: Name, other: Name) -> bool:
    """Whether the same words stand before the first numbers: `France 24 Arabic` and `France 4`."""
    heads = {_NUMBER.split("".join(words), maxsplit=1)[0] for words in (name.words, other.words)}
    return len(heads) == 1 and heads != {""}


def _stem(name: Name, common: set[str | None]) -> str:
    words = (word for word in name.words if word not in common)
    return "".join(letter for word in words for letter in word if not letter.isdigit())
