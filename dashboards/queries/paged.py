"""Long lists: how many rows there are, and one page of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paged:
    """A list of which one page at a time is read.

    `found` continues `COMMON` with common tables; the last one, `found`, holds the rows asked for. `order` is
    total, so that each row is on one page. It may be by `search_text`, which begins with the name and is
    never shown.
    """

    found: str
    order: str

    @property
    def count(self) -> str:
        """How many rows there are: one row with `row_count`."""
        return f"{self.found} select count(*) as row_count from found"  # noqa: S608  # parts of ours

    @property
    def page(self) -> str:
        """`$row_count` rows after the first `$first_row` of them."""
        shown = "columns(lambda name: name <> 'search_text')"
        rows = f"{self.found} select {shown} from found order by {self.order}"  # noqa: S608  # parts of ours
        return f"{rows} limit $row_count offset $first_row"
