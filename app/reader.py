"""Answers to read requests: which snapshot, whether the client has it already, the page or row from it.

Everything here runs in a worker thread: it reads files, and makes the JSON as well, since a page of 1,000 rows
takes milliseconds that the event loop must not spend.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from pydantic import BaseModel, TypeAdapter

from app.conditional import caching_headers, is_fresh
from app.models.base import Page, Row, RowT
from app.models.parameters import PageParameters, SummaryParameters
from app.models.summary import Summary, Totals
from app.pagination import Position, decode_position, encode_position
from app.problem import ProblemError, ProblemType
from app.queries.listing import Listing
from app.queries.summary import TOTALS
from app.snapshot import Snapshot, SnapshotStore


class Reader:
    """Reads snapshots for one request."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._store: SnapshotStore = request.app.state.snapshots

    def page(self, listing: Listing[RowT], parameters: PageParameters) -> Response:
        """One page of a list. Raises ProblemError for a token that does not fit or whose snapshot is gone."""
        filters = parameters.filters()
        scope = {"path": self._request.url.path, **filters}
        position = decode_position(scope, parameters.next) if parameters.next else None
        snapshot = self._snapshot_of(position)
        if snapshot is None:
            return self._answer(None, listing.page(snapshot_id=None, items=[], next=None, next_url=None))
        if self._is_fresh(snapshot):
            return self._not_modified(snapshot)
        rows = _read_page(snapshot, listing, filters, position, parameters.limit)
        return self._page_of(snapshot, listing, rows, scope, parameters.limit)

    def row(self, row: type[RowT], sql: str, key: str) -> Response:
        """One row by its key. Raises ProblemError (404) when there is none."""
        snapshot = self._store.current()
        if snapshot and self._is_fresh(snapshot):
            return self._not_modified(snapshot)
        found = snapshot.rows(sql, {"key": key}) if snapshot else []
        if not found:
            raise ProblemError(404, ProblemType.NOT_FOUND, f"there is no {row.__name__.lower()} of this key")
        return self._answer(snapshot, row.model_validate(found[0]))

    def summary(self, parameters: SummaryParameters) -> Response:
        """The totals."""
        snapshot = self._store.current()
        if snapshot is None:
            nothing = Summary(snapshot_id=None, built_at=None, data_until=None, totals=None)
            return self._answer(None, nothing)
        if self._is_fresh(snapshot):
            return self._not_modified(snapshot)
        (totals,) = snapshot.rows(TOTALS, parameters.model_dump())
        return self._answer(snapshot, _build_summary(snapshot, totals))
