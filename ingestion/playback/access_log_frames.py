"""Requests of access logs to rows of `playback_events`, what cannot be read to `playback_rejects`. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import polars as pl

from ingestion.parsers.access_log_events import LoggedRequest, ReadAgent
from ingestion.parsers.contract import Reject
from ingestion.schemas.base import polars_schema
from ingestion.schemas.playback import PlaybackEvents, PlaybackRejects

SOURCE = "cmcd_log"
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - raw tables hold naive UTC


def event_frame(
    requests: Sequence[LoggedRequest], read_agent: ReadAgent, *, batch_id: str, now: datetime
) -> pl.DataFrame:
    """Rows of `PlaybackEvents`. A server's clock is believed: nothing was queued, so sent is received."""
    common = {"source": SOURCE, "batch_id": batch_id, "received_at": now, "sent_at": now}
    rows = [{**_row(request, read_agent), **common} for request in requests]
    return pl.DataFrame(rows, schema=polars_schema(PlaybackEvents))


def reject_frame(rejects: Sequence[Reject], *, batch_id: str, now: datetime) -> pl.DataFrame:
    """Rows of `PlaybackRejects`."""
    rows = [
        {
            "reject_id": f"{batch_id}-{reject.index}",
            "batch_id": batch_id,
            "source": SOURCE,
            "received_at": now,
            "event_index": reject.index,
            "reason": reject.reason.value,
            "detail": reject.detail,
            "original": reject.original,
        }
        for reject in rejects
    ]
    return pl.DataFrame(rows, schema=polars_schema(PlaybackRejects))


def _row(request: LoggedRequest, read_agent: ReadAgent) -> dict[str, object]:
    fields: dict[str, object] = msgspec.structs.asdict(request)
    agent, custom, kind = (fields.pop(name) for name in ("user_agent", "custom", "type"))
    return {
        **{name: value for name, value in fields.items() if value is not None},
        **(read_agent(agent) if isinstance(agent, str) and agent not in ("", "-") else {}),
        "event_type": kind,
        "client_at": _EPOCH + timedelta(milliseconds=request.client_at),
        "custom": None if custom is None else msgspec.json.encode(custom).decode(),
    }
