"""A list that can be read page by page: its rows, its filters and its total order.

Pages follow each other by key (the last row's order columns), never by offset, so each costs the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from app.models.base import Page, RowT
from app.snapshot import Snapshot


@dataclass(frozen=True)
class Listing(Generic[RowT]):
    """Rows of `source` in a total `order` of columns (with their types) that are never null.

    `filters` gives the condition of each parameter, which names its value `$parameter`. Only those in use
    become part of a query: planning is most of what a page costs. A filter with an empty condition is used
    by the source itself and always bound. A list that belongs to a row of another has
    `parent`, which finds that row.
    """

    page: type[Page[RowT]]
    source: str
    order: Mapping[str, type]
    filters: Mapping[str, str]
    is_descending: bool = False
    parent: str = ""

    def read(
        self,
        snapshot: Snapshot,
        values: Mapping[str, object],
        *,
        after: Sequence[object] | None,
        row_count: int,
    ) -> list[dict[str, object]]:
        """At most `row_count` rows in order, from the start or after a key that `key_of` gave."""
        used = {name: v for name, v in values.items() if v is not None or not self.filters[name]}
        conditions = [self.filters[name] for name in used if self.filters[name]]
        if after is not None:
            conditions.append(_after(list(self.order), "<" if self.is_descending else ">"))
        key = {f"after_{position}": value for position, value in enumerate(after or ())}
        return snapshot.rows(self._sql(conditions), {**used, **key, "row_count": row_count})

    def key_of(self, row: Mapping[str, object]) -> list[object]:
        """The key of a row: its order columns."""
        return [row[column] for column in self.order]

    def _sql(self, conditions: Sequence[str]) -> str:
        where = f"where {' and '.join(conditions)}" if conditions else ""
        direction = "desc" if self.is_descending else "asc"
        order = ", ".join(f"{column} {direction}" for column in self.order)
        return f"select * from {self.source} {where} order by {order} limit $row_count"  # noqa: S608  # ours


def _after(columns: list[str], sign: str, position: int = 0) -> str:
    """Rows beyond a key in lexicographic order, written so that the first column alone can skip blocks."""
    column = columns[position]
    beyond = f"{column} {sign} $after_{position}"
    if position == len(columns) - 1:
        return beyond
    rest = _after(columns, sign, position + 1)
    return f"({column} {sign}= $after_{position} and ({beyond} or {rest}))"
