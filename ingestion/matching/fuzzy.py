"""Names that nearly agree: block by block, in matrices of bounded size. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from ingestion.matching.index import ChannelIndex, Spelling, block_of
from ingestion.matching.names import Name
from ingestion.matching.scoring import Candidate, fuzzy_candidate, rank

MINIMUM_SIMILARITY = 80.0
MINIMUM_LENGTH = 5
FUZZY_WORTH = 0.93
# A block of real names has some hundred spellings; one above the bound is not searched at all.
LARGEST_BLOCK_CELLS = 100_000_000
# Of thousands that are nearly alike, such as numbered events, only the nearest are weighed.
MOST_NEAR = 50
_MATRIX_CELLS = 4_000_000

Query = tuple[int, Name, str | None]


def find_similar(queries: Sequence[Query], index: ChannelIndex) -> dict[int, list[Candidate]]:
    """Candidates of the queries (number, name, country) that have some, by the query's number."""
    found = {}
    blocks: dict[str, list[Query]] = defaultdict(list)
    for query in queries:
        if len(query[1].loose) >= MINIMUM_LENGTH:
            blocks[block_of(query[1])].append(query)
    for block, members in blocks.items():
        for number, candidates in _search(members, index.blocks.get(block, [])):
            found[number] = candidates
    return found


def _search(queries: Sequence[Query], spellings: Sequence[Spelling]) -> Iterator[tuple[int, list[Candidate]]]:
    if not 0 < len(queries) * len(spellings) <= LARGEST_BLOCK_CELLS:
        return
    texts = [spelling.name.loose for spelling in spellings]
    step = max(1, _MATRIX_CELLS // len(texts))
    for start in range(0, len(queries), step):
        chunk = queries[start : start + step]
        scores = process.cdist(
            [name.loose for _, name, _ in chunk],
            texts,
            scorer=fuzz.ratio,
            score_cutoff=MINIMUM_SIMILARITY,
            dtype=np.float32,
        )
        for row in np.flatnonzero(scores.any(axis=1)).tolist():
            number, name, country = chunk[row]
            near = _nearest(scores[row])
            yield (
                number,
                rank(
                    fuzzy_candidate(name, spellings[at], country, FUZZY_WORTH * float(scores[row, at]) / 100)
                    for at in near
                ),
            )


def _nearest(scores: npt.NDArray[np.float32]) -> list[int]:
    """Where the best scores are; of equal ones the first."""
    near = np.flatnonzero(scores)
    if len(near) > MOST_NEAR:
        near = near[np.argsort(-scores[near], kind="stable")[:MOST_NEAR]]
    return [int(at) for at in near]
