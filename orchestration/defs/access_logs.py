"""Raw playback from access logs: CMCD that players sent with their requests for media."""

from collections.abc import Mapping
from datetime import UTC, datetime

import dagster as dg

from app.user_agents import read_agent
from ingestion.playback.access_logs import ReadLogs, read_access_logs
from orchestration.pools import SPOOL_POOL
from orchestration.resources import DataFolder
from orchestration.specs import raw_spec

_SPECS = {
    "access_logs": raw_spec(
        "access_logs",
        "playback",
        "Requests with CMCD in access logs, landed in `playback_events` as `cmcd_log`.",
    )
}


@dg.multi_asset(specs=[_SPECS["access_logs"]], pool=SPOOL_POOL)
def access_logs(data: DataFolder) -> dg.MaterializeResult[None]:
    """Land what is new in the logs of `access_logs_dir`; nothing where that is not set."""
    settings = data.settings()
    done = ReadLogs()
    if settings.access_logs_dir is not None:
        done = read_access_logs(
            data.raw_store(),
            settings.access_logs_dir,
            settings.access_logs_state_path,
            read_agent=_read_agent,
            now=datetime.now(UTC).replace(tzinfo=None),
        )
    return dg.MaterializeResult(
        asset_key=_SPECS["access_logs"].key,
        metadata={
            "dagster/partition_row_count": done.event_count,
            "rejects": done.reject_count,
            "lines_without_cmcd": done.other_count,
        },
    )


def _read_agent(text: str) -> Mapping[str, object]:
    return read_agent(text)._asdict()
