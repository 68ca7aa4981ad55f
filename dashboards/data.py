"""Reads of the current snapshot, cached by its id: a newly published one is read from the next run on."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from app.settings import Settings
from app.snapshot import Snapshot, SnapshotStore
from dashboards.filters import Filters
from dashboards.queries import COMMON, scope

Row = dict[str, Any]  # a row of SQL: the query says the types
_VIEW_KEY = "view"


@dataclass(frozen=True)
class View:
    """A snapshot seen through the filters: what the router hands to the pages."""

    snapshot: Snapshot
    filters: Filters

    def frame(self, query: str, **parameters: object) -> pl.DataFrame:
        """Rows of a query of `dashboards.queries`, which continues `COMMON`."""
        return _read(self.snapshot, COMMON + query, {**self.filters.parameters(), **parameters})

    def uncached_frame(self, query: str, **parameters: object) -> pl.DataFrame:
        """Rows of a query that are too many to keep."""
        return self.snapshot.query(COMMON + query, {**self.filters.parameters(), **parameters})

    def bound_frame(self, query: tuple[str, Row], **parameters: object) -> pl.DataFrame:
        """Rows of a query that comes with values of its own."""
        return self.frame(query[0], **query[1], **parameters)

    def row(self, query: str, **parameters: object) -> Row:
        """The one row of a query of totals."""
        return self.frame(query, **parameters).row(0, named=True)

    def previous(self) -> "View":
        """The same snapshot over the days before."""
        return View(self.snapshot, self.filters.previous())

    def holds(self, *tables: str) -> bool:
        """Whether any of the tables has a row, filters aside."""
        known = self.snapshot.manifest.tables
        return any(table in known and known[table].row_count > 0 for table in tables)


def store() -> SnapshotStore:
    """The snapshot store of the configured data folder."""
    return _store(Settings().published_dir)


def data_days(snapshot: Snapshot) -> tuple[date, date]:
    """First and last day that hold data; the day of the snapshot where none does."""
    first, last = _read(snapshot, scope.DATA_DAYS, {}).row(0)
    built = snapshot.manifest.built_at.date()
    return first or built, last or built


def provider_ids(snapshot: Snapshot) -> list[str]:
    """Ids of the providers of the catalog, and of those that only views name."""
    return _read(snapshot, scope.PROVIDERS, {})["provider_id"].to_list()


def has_daily_viewers() -> bool:
    """Whether viewer ids get a new salt each day, so that nobody is known on two days."""
    return Settings().viewer_salt_rotation == "daily"


def set_view(view: View) -> None:
    """Hand the view to the page of this run."""
    st.session_state[_VIEW_KEY] = view


def current_view() -> View:
    """The view that the router has set for this run."""
    view: View = st.session_state[_VIEW_KEY]
    return view


@st.cache_resource(max_entries=8, show_spinner=False)
def _store(root: Path) -> SnapshotStore:
    return SnapshotStore(root)


@st.cache_data(max_entries=256, show_spinner=False, hash_funcs={Snapshot: attrgetter("id")})
def _read(snapshot: Snapshot, query: str, parameters: dict[str, object]) -> pl.DataFrame:
    return snapshot.query(query, parameters)
