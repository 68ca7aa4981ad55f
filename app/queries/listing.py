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
    """`sql` selects the list's rows under its filters; `order` gives columns and their types, never null."""

    page: type[Page[RowT]]
    sql: str
    order: Mapping[str, type]
    is_descending: bool = False

    def read(
        self,
        snapshot: Snapshot,
        filters: Mapping[str, object],
        *,
        after: Sequence[object] | None,
        row_count: int,
    ) -> list[dict[str, object]]:
        """At most `row_count` rows in order, from the start or after a key that `key_of` gave."""
        key = {f"after_{position}": value for position, value in enumerate(after or ())}
        sql = self._page_sql(is_first=after is None)
        return snapshot.rows(sql, {**filters, **key, "row_count": row_count})

    def key_of(self, row: Mapping[str, object]) -> list[object]:
        """The key of a row: its order columns."""
        return [row[column] for column in self.order]

    def _page_sql(self, *, is_first: bool) -> str:
        direction, sign = ("desc", "<") if self.is_descending else ("asc", ">")
        after = "true" if is_first else _after(list(self.order), sign)
        order = ", ".join(f"{column} {direction}" for column in self.order)
        return f"select * from ({self.sql}) where {after} order by {order} limit $row_count"  # noqa: S608  # ours


def _after(columns: list[str], sign: str, position: int = 0) -> str:
    """Rows beyond a key in lexicographic order, written so that the first column alone can skip blocks."""
    column = columns[position]
    beyond = f"{column} {sign} $after_{position}"
    if position == len(columns) - 1:
        return beyond
    rest = _after(columns, sign, position + 1)
    return f"({column} {sign}= $after_{position} and ({beyond} or {rest}))"
