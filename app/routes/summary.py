"""`GET /v1/summary`."""

from typing import Annotated

from fastapi import Query, Response

from app.models.parameters import SummaryParameters
from app.models.summary import Summary, Totals
from app.queries.summary import TOTALS
from app.reader import ReaderDep
from app.routes.reading import read_router
from app.routes.responses import READ
from app.snapshot import Snapshot

router = read_router("summary")


@router.get("/summary", response_model=Summary, responses=READ)
def read_summary(parameters: Annotated[SummaryParameters, Query()], reader: ReaderDep) -> Response:
    """Totals over a range of days. What is true now (catalog, streams, open incidents) ignores the range."""
    nothing = Summary(snapshot_id=None, built_at=None, data_until=None, totals=None)
    return reader.answer(nothing, lambda snapshot: _read(snapshot, parameters))


def _read(snapshot: Snapshot, parameters: SummaryParameters) -> Summary:
    (totals,) = snapshot.rows(TOTALS, parameters.model_dump())
    return Summary(
        snapshot_id=snapshot.id,
        built_at=snapshot.manifest.built_at,
        data_until=snapshot.manifest.data_until,
        totals=Totals.model_validate(totals),
    )
