"""What all answers share: rows, pages of rows, times."""

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _in_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC)


UtcTime = Annotated[datetime, AfterValidator(_in_utc)]
"""A UTC time: naive in the marts, written with `Z` by the API."""


class Row(BaseModel):
    """One row of an answer. The columns are described in the warehouse documentation at `/warehouse`."""

    model_config = ConfigDict(frozen=True)


RowT = TypeVar("RowT", bound=Row)


class Page(BaseModel, Generic[RowT]):
    """One page of a list. A walk over the pages reads one snapshot from its first page to its last."""

    snapshot_id: str | None = Field(description="Snapshot that was read; null before the first publish")
    items: list[RowT]
    next: str | None = Field(description="Token of the next page; null on the last one")
    next_url: str | None = Field(description="Address of the next page, relative to this server")
