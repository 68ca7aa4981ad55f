"""Candidates of one query: which channels a name may mean, how well, and what speaks against each. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from ingestion.matching.index import TIERS, ChannelIndex, Spelling, tier_keys
from ingestion.matching.labels import FILLERS
from ingestion.matching.names import Name

SAME_WORD_SIMILARITY = 80.0
VARIANT_PENALTY = 0.03
REGIONAL_SCORE = 0.8
OWN_ID_BONUS = 0.02
CANDIDATES_KEPT = 5


class Candidate(NamedTuple):
    """A channel that a name may mean. `conflict` is what speaks against it all the same, if anything."""

    channel_id: str
    score: float
    method: str
    conflict: str | None


def find_exact(variants: Sequence[Name], country: str | None, index: ChannelIndex) -> list[Candidate]:
    """Channels that agree in one of the keys, the best agreement of each."""
    found = [
        _judge(name, spelling, country, tier, TIERS[tier] - VARIANT_PENALTY * (position > 0))
        for position, name in enumerate(variants)
        for tier, key in tier_keys(name).items()
        for spelling in index.keys[tier].get(key, ())
    ]
    return rank(found)


def find_regional(name: Name, country: str | None, index: ChannelIndex) -> list[Candidate]:
    """Channels whose whole name begins this one: `BBC One London` may be a part of `BBC One`, or its own."""
    for length in range(len(name.words) - 1, 0, -1):
        spellings = index.keys["same_name"].get("".join(name.words[:length]), ())
        found = [_judge(name, spelling, country, "first_words", REGIONAL_SCORE) for spelling in spellings]
        if found:
            return rank(one._replace(conflict=one.conflict or "regional") for one in found)
    return []


def prefer_own(candidates: Sequence[Candidate], guide_id: str | None) -> list[Candidate]:
    """Of channels that are known from catalogs alone, the one that the stream itself names comes first."""
    own = (guide_id or "").casefold()
    return rank(
        one._replace(score=round(min(1.0, one.score + OWN_ID_BONUS), 4))
        if one.channel_id.casefold() == own
        else one
        for one in candidates
    )


def fuzzy_candidate(name: Name, spelling: Spelling, country: str | None, score: float) -> Candidate:
    """A candidate of the fuzzy search, with the words that only one side has weighed against each other."""
    found = _judge(name, spelling, country, "fuzzy", score)
    return found._replace(conflict=found.conflict or _word_conflict(name, spelling.name))


def rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The best of each channel, those that nothing speaks against first, other countries last."""
    best: dict[str, Candidate] = {}
    for one in sorted(candidates, key=_order):
        best.setdefault(one.channel_id, one)
    return list(best.values())[:CANDIDATES_KEPT]


def _order(candidate: Candidate) -> tuple[bool, bool, float, str]:
    conflict = candidate.conflict
    return (conflict is not None, conflict == "country", -candidate.score, candidate.channel_id)


def _judge(name: Name, spelling: Spelling, country: str | None, method: str, score: float) -> Candidate:
    is_alt_match = spelling.is_alt and method != "fuzzy"
    return Candidate(
        spelling.channel.channel_id,
        round(score - spelling.penalty, 4),
        "alt_name" if is_alt_match else method,
        _conflict(name, spelling, country),
    )


def _word_conflict(name: Name, other: Name) -> str | None:
    """`regional` when one name only says more than the other, `word` when more than spelling differs."""
    ours, theirs = _words_beyond(name, other), _words_beyond(other, name)
    if not ours or not theirs:
        return "regional" if ours or theirs else None
    return None if fuzz.ratio(ours, theirs) >= SAME_WORD_SIMILARITY else "word"


def _words_beyond(name: Name, other: Name) -> str:
    return "".join(word for word in name.words if word not in other.words and word not in FILLERS)


def _conflict(name: Name, spelling: Spelling, country: str | None) -> str | None:
    other = spelling.name
    if country and spelling.channel.country and country != spelling.channel.country:
        return "country"
    if name.shift_hours != other.shift_hours:
        return "time_shift"
    if name.sides != other.sides:
        return "side"
    if name.numbers != other.numbers and name.station is None:
        return "number"
    return None
