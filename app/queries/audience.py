"""Retention of titles, viewers at once, audience of programmes."""

from datetime import date, datetime

from app.models.audience import ConcurrencyDay, ConcurrencyMinute, ProgrammeAudience
from app.models.base import Page
from app.queries.listing import Listing
from app.queries.texts import holding

RETENTION = """
    select * from agg_title_retention
    where title_key = $key and ($is_simulated::boolean is null or is_simulated = $is_simulated)
    order by is_simulated, step_number
"""

_FILTERS = {
    "scope": "scope = $scope",
    "scope_key": "scope_key = $scope_key",
    "is_simulated": "is_simulated = $is_simulated",
    "first_date": "view_date >= $first_date",
    "last_date": "view_date <= $last_date",
}

CONCURRENCY_BY_MINUTE = Listing(
    page=Page[ConcurrencyMinute],
    source="agg_concurrency_minutely",
    order={"minute_at": datetime, "scope": str, "scope_key": str},
    is_descending=True,
    filters=_FILTERS,
)

CONCURRENCY_BY_DAY = Listing(
    page=Page[ConcurrencyDay],
    source="agg_concurrency_daily",
    order={"view_date": date, "scope": str, "scope_key": str},
    is_descending=True,
    filters=_FILTERS,
)

PROGRAMMES = Listing(
    page=Page[ProgrammeAudience],
    source="agg_programme_audience",
    order={"started_at": datetime, "programme_key": str},
    is_descending=True,
    filters={
        "first_date": "started_at >= $first_date::date",
        "last_date": "started_at < $last_date::date + interval 1 day",
        "provider_id": "provider_id = $provider_id",
        "channel_key": "channel_key = $channel_key",
        "is_simulated": "is_simulated = $is_simulated",
        "q": holding("title"),
    },
)
