"""Lists of what stands out: returning viewers, trends, anomalies."""

from datetime import date, datetime

from app.models.base import Page
from app.models.insights import Anomaly, Cohort, TrendingTitle
from app.queries.listing import Listing

_SIMULATED = {"is_simulated": "is_simulated = $is_simulated"}

COHORTS = Listing(
    page=Page[Cohort],
    source="agg_cohorts_weekly",
    order={"cohort_week": date, "week_number": int, "is_simulated": bool},
    filters={
        **_SIMULATED,
        "first_date": "cohort_week >= $first_date",
        "last_date": "cohort_week <= $last_date",
    },
)

TRENDING = Listing(
    page=Page[TrendingTitle],
    source="""(
        select agg_titles_trending.*, content_id, content_title, content_type
        from agg_titles_trending left join dim_titles using (title_key)
    )""",
    order={"rank": int, "title_key": str, "is_simulated": bool},
    filters=_SIMULATED,
)

ANOMALIES = Listing(
    page=Page[Anomaly],
    source="fct_anomalies",
    order={"bucket_at": datetime, "anomaly_key": str},
    is_descending=True,
    filters={
        **_SIMULATED,
        "metric": "metric = $metric",
        "grain": "grain = $grain",
        "direction": "direction = $direction",
        "first_date": "bucket_at >= $first_date::date",
        "last_date": "bucket_at < $last_date::date + interval 1 day",
    },
)
