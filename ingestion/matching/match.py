"""Queries -> the best channel of each, its runner-up, and how they were found. Pure.

A query is what a provider says of a stream or guide channel. What is accepted is not decided here.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ingestion.matching.aliases import NO_CHANNEL, Aliases
from ingestion.matching.fuzzy import find_similar
from ingestion.matching.index import ChannelIndex
from ingestion.matching.names import Name, read_variants
from ingestion.matching.own_ids import id_conflict
from ingestion.matching.scoring import Candidate, find_exact, find_regional, prefer_own


class Query(NamedTuple):
    """A name, with what is known beside it: guide id, country in lower case, provider, the id's feed."""

    name: str
    guide_id: str | None = None
    country: str | None = None
    provider_id: str | None = None
    feed: str | None = None


class Match(NamedTuple):
    """The best candidate of a query; `margin` is what its score is above the runner-up's (or above 0).

    It is 0 where the runner-up scores higher and more speaks against it, such as another country. Of a guide
    id with a conflict, the runner-up is what the name says.
    """

    channel_id: str | None
    method: str
    score: float
    conflict: str | None
    runner_up_id: str | None
    runner_up_score: float | None
    margin: float


_NOTHING = Match(None, "none", 0.0, None, None, None, 0.0)


def match_all(queries: Sequence[Query], index: ChannelIndex, aliases: Aliases) -> list[Match]:
    """The match of each query, in order. Equal queries have equal matches, whatever stands beside them."""
    known = {query: _settle(query, index, aliases) for query in dict.fromkeys(queries)}
    unsettled = [query for query, match in known.items() if match is None or match.conflict]
    named = _match_names(unsettled, index)
    found = {query: _unite(match, named.get(query, _NOTHING)) for query, match in known.items()}
    return [found[query] for query in queries]


def _settle(query: Query, index: ChannelIndex, aliases: Aliases) -> Match | None:
    """What a person decided, else the channel that the guide id names, with what the name has against it."""
    if decided := aliases.find(query.name, query.provider_id, query.country):
        channel_id = None if decided == NO_CHANNEL else decided
        return Match(channel_id, "alias", 1.0, None, None, None, 1.0)
    channel = index.ids.get(query.guide_id.casefold()) if query.guide_id else None
    if channel is None:
        return None
    spellings = index.spellings.get(channel.channel_id, [])
    has_name = query.name.partition("@")[0] != query.guide_id
    conflict = id_conflict(query.name, query.feed, spellings) if has_name else None
    return Match(channel.channel_id, "guide_id", 1.0, conflict, None, None, 1.0)


def _unite(settled: Match | None, named: Match) -> Match:
    """What is settled, else what the name says: it is the runner-up of a guide id that it speaks against."""
    if settled is None or named.channel_id is None:
        return settled or named
    is_other = named.channel_id != settled.channel_id
    rival = (named.channel_id, named.score) if is_other else (named.runner_up_id, named.runner_up_score)
    margin = round(1.0 - (rival[1] or 0.0), 4)
    return settled._replace(runner_up_id=rival[0], runner_up_score=rival[1], margin=margin)


def _match_names(queries: Sequence[Query], index: ChannelIndex) -> dict[Query, Match]:
    known: dict[Query, Match] = {}
    unsure: list[tuple[Query, Name, list[Candidate]]] = []
    for query in queries:
        variants = read_variants(query.name, query.country)
        candidates = prefer_own(find_exact(variants, query.country, index), query.guide_id)
        if candidates and candidates[0].conflict is None:
            known[query] = _best(candidates)
        else:
            unsure.append((query, variants[0], candidates))
    return known | _match_unsure(unsure, index)


def _match_unsure(
    unsure: Sequence[tuple[Query, Name, list[Candidate]]], index: ChannelIndex
) -> dict[Query, Match]:
    similar = find_similar([(at, name, query.country) for at, (query, name, _) in enumerate(unsure)], index)
    matches = {}
    for at, (query, name, exact) in enumerate(unsure):
        near = similar.get(at, [])
        free = near if near and near[0].conflict is None else []
        matches[query] = _best(free or exact or find_regional(name, query.country, index) or near)
    return matches


def _best(candidates: Sequence[Candidate]) -> Match:
    if not candidates:
        return _NOTHING
    best, *others = candidates
    rivals = [other for other in others if (other.conflict is None) == (best.conflict is None)]
    second = rivals[0] if rivals else None
    margin = max(0.0, best.score - second.score) if second else best.score
    return Match(
        best.channel_id,
        best.method,
        best.score,
        best.conflict,
        second.channel_id if second else None,
        second.score if second else None,
        round(margin, 4),
    )
