"""A list that can be read page by page: its rows, its filters and its total order.

Pages follow each other by key (the last row's order columns), never by offset, so each costs the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from app.models.base import Page, RowT

KeyType = type[str] | type[float] | type[datetime]


@dataclass(frozen=True)
class Listing(Generic[RowT]):
    """`sql` selects all columns of `row` under the list's filters; `order` is total and never null."""

    row: type[RowT]
    sql: str
    order: Mapping[str, KeyType]
    is_descending: bool = False

    @property
    def page(self) -> type[Page[RowT]]:
        """The model of the list's pages."""
        return Page[self.row]  # type: ignore[name-defined]  # a class made at run time

    def page_sql(self, *, is_first: bool) -> str:
        """The query of one page: of the first one, or of the one after the key `$after_0`, `$after_1`, …"""
        direction = "desc" if self.is_descending else "asc"
        columns = list(self.order)
        after = "" if is_first else f"where {_after(columns, '<' if self.is_descending else '>')}"
        order = ", ".join(f"{column} {direction}" for column in columns)
        return f"select * from ({self.sql}) {after} order by {order} limit $row_limit"  # noqa: S608  # ours


def _after(columns: list[str], sign: str, position: int = 0) -> str:
    """Rows beyond a key in lexicographic order, written so that the first column alone can skip blocks."""
    column = columns[position]
    beyond = f"{column} {sign} $after_{position}"
    if position == len(columns) - 1:
        return beyond
    rest = _after(columns, sign, position + 1)
    return f"({column} {sign}= $after_{position} and ({beyond} or {rest}))"
