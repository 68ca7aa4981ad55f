"""Answers to read requests: which snapshot, whether the client has it already, the page or row from it.

All of it runs in a worker thread, the making of the JSON too: the event loop must not spend the milliseconds
that 1,000 rows take.
"""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from app.answers import Answer, AnswerCache
from app.conditional import caching_headers, is_fresh
from app.models.base import RowT
from app.models.parameters import PageParameters
from app.pagination import Position, decode_position, encode_position
from app.problem import ProblemError, ProblemType
from app.queries.listing import Listing
from app.snapshot import Snapshot, SnapshotStore


class Reader:
    """Reads snapshots for one request."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._store: SnapshotStore = request.app.state.snapshots
        self._cache: AnswerCache = request.app.state.answers

    def page(self, listing: Listing[RowT], parameters: PageParameters, **owner: str) -> Response:
        """One page of a list, of one `owner` where the list has a parent.

        Raises ProblemError for a token that does not fit or whose snapshot is gone, and for an unknown owner.
        """
        filters = {**parameters.filters(), **owner}
        scope = {"path": self._request.url.path, **parameters.model_dump(exclude={"limit", "next"})}
        kinds = list(listing.order.values())
        position = decode_position(scope, kinds, parameters.next) if parameters.next else None
        snapshot = self._snapshot_at(position)
        if listing.parent and not (snapshot and snapshot.rows(listing.parent, owner)):
            raise _missing(next(iter(owner)).partition("_")[0])
        if snapshot is None:
            return _without_snapshot(listing.page(snapshot_id=None, items=[], next=None, next_url=None))

        def read() -> Answer:
            key = position.key if position else None
            rows = listing.read(snapshot, filters, after=key, row_count=parameters.limit + 1)
            token = None
            if len(rows) > parameters.limit:
                rows.pop()
                token = encode_position(scope, snapshot.id, listing.key_of(rows[-1]))
            return self._build_page(snapshot, listing, rows, token)

        return self._answer(snapshot, read)

    def row(self, row: type[RowT], sql: str, key: str) -> Response:
        """One row by its key. Raises ProblemError (404) when there is none."""

        def find(snapshot: Snapshot) -> RowT | None:
            found = snapshot.rows(sql, {"key": key})
            return row.model_validate(found[0]) if found else None

        return self.found(row.__name__.lower(), find)

    def found(self, what: str, find: Callable[[Snapshot], BaseModel | None]) -> Response:
        """What is looked for in the current snapshot. Raises ProblemError (404) when there is none.

        It is looked for before the client's tag is: an unknown key is not found, whatever the client holds.
        """
        snapshot = self._store.current()
        if snapshot is None:
            raise _missing(what)

        def read() -> Answer:
            found = find(snapshot)
            if found is None:
                raise _missing(what)
            return _written(found)

        answer = self._made(snapshot, read)
        return self._answer(snapshot, lambda: answer)

    def answer(self, nothing: BaseModel, read: Callable[[Snapshot], BaseModel]) -> Response:
        """What is read from the current snapshot, or `nothing` before the first publish."""
        snapshot = self._store.current()
        if snapshot is None:
            return _without_snapshot(nothing)
        return self._answer(snapshot, lambda: _written(read(snapshot)))

    def _snapshot_at(self, position: Position | None) -> Snapshot | None:
        if position is None:
            return self._store.current()
        snapshot = self._store.get(position.snapshot_id)
        if snapshot is None:
            raise ProblemError(
                410,
                ProblemType.SNAPSHOT_MOVED,
                "the snapshot that this walk reads is no longer kept: begin again without `next`",
            )
        return snapshot

    def _answer(self, snapshot: Snapshot, read: Callable[[], Answer]) -> Response:
        headers = caching_headers(snapshot.id)
        if is_fresh(self._request.headers.get("if-none-match"), snapshot.id):
            return Response(status_code=304, headers=headers)
        answer = self._made(snapshot, read)
        if answer.next_url:
            headers["Link"] = f'<{answer.next_url}>; rel="next"'
        return Response(answer.body, media_type="application/json", headers=headers)

    def _made(self, snapshot: Snapshot, read: Callable[[], Answer]) -> Answer:
        """The answer to this address, made once for each snapshot."""
        key = f"{snapshot.id} {self._request.url.path}?{self._request.url.query}"
        answer = self._cache.get(key)
        if answer is None:
            answer = read()
            self._cache.put(key, answer)
        return answer

    def _build_page(
        self, snapshot: Snapshot, listing: Listing[RowT], rows: list[dict[str, object]], token: str | None
    ) -> Answer:
        next_url = self._next_url(token) if token else None
        page = {"snapshot_id": snapshot.id, "items": rows, "next": token, "next_url": next_url}
        return _written(listing.page.model_validate(page), next_url)

    def _next_url(self, token: str) -> str:
        kept = [(name, value) for name, value in self._request.query_params.multi_items() if name != "next"]
        return f"{self._request.url.path}?{urlencode([*kept, ('next', token)])}"


def _missing(what: str) -> ProblemError:
    return ProblemError(404, ProblemType.NOT_FOUND, f"no {what} has this key")


def _written(body: BaseModel, next_url: str | None = None) -> Answer:
    return Answer(body.model_dump_json().encode(), next_url)


def _without_snapshot(body: BaseModel) -> Response:
    return Response(body.model_dump_json(), media_type="application/json", headers=caching_headers(None))


async def _reader(request: Request) -> Reader:
    return Reader(request)


ReaderDep = Annotated[Reader, Depends(_reader)]
