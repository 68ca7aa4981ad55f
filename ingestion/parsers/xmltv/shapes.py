"""What is to be read of a `<programme>`, worked out once for all that have the same children. Pure."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import NamedTuple

from ingestion.parsers.xmltv.fields import FIELDS, PLAIN_TEXTS, Reader
from ingestion.parsers.xmltv.texts import Elements

MAX_SHAPES = 1_024
MAX_CHARACTERS = 2_000  # of the tags of a programme whose shape is remembered

Pick = Callable[[Elements], Elements]


class Shape(NamedTuple):
    """What a programme's children tell.

    `texts`: plain texts that occur once, as column, greatest length, position. `others`: readers, each with
    what picks its elements from all children.
    """

    texts: Sequence[tuple[str, int, int]]
    others: Sequence[tuple[Reader, Pick]]


class Shapes(dict[tuple[str, ...], Shape]):
    """The shapes of programmes by the tags of their children, in their order; the last few are remembered."""

    def __missing__(self, tags: tuple[str, ...]) -> Shape:
        shape = _shape(tags)
        if sum(map(len, tags)) <= MAX_CHARACTERS:
            if len(self) >= MAX_SHAPES:
                self.clear()
            self[tags] = shape
        return shape


def _shape(tags: Sequence[str]) -> Shape:
    positions: dict[str, list[int]] = {}
    for position, tag in enumerate(tags):
        if tag in FIELDS:
            positions.setdefault(tag, []).append(position)
    texts, others = [], []
    for tag, some in positions.items():
        if tag in PLAIN_TEXTS and len(some) == 1:
            texts.append((*PLAIN_TEXTS[tag], some[0]))
        else:
            others.append((FIELDS[tag], _picker(some)))
    return Shape(texts, others)


def _picker(positions: Sequence[int]) -> Pick:
    if len(positions) == 1:
        return itemgetter(slice(positions[0], positions[0] + 1))
    return itemgetter(*positions)
