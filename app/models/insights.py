"""Rows of what stands out: returning viewers, trends, anomalies."""

from datetime import date
from typing import Literal

from app.models.base import Row, UtcTime

Grain = Literal["hour", "day"]
Direction = Literal["up", "down"]


class Cohort(Row):
    """The viewers who came first in one week, and how many of them came in a week after it."""

    cohort_week: date
    week_number: int
    is_simulated: bool
    cohort_size: int
    viewer_count: int | None
    return_ratio: float | None
    is_suppressed: bool
    is_provisional: bool


class TrendingTitle(Row):
    """A title in the last full hour of data, against what is usual for it."""

    title_key: str
    content_id: str | None
    content_title: str | None
    content_type: str | None
    is_simulated: bool
    hour_at: UtcTime
    view_count: int
    usual_view_count: int | None
    trend_ratio: float | None
    trend_score: float | None
    rank: int


class Anomaly(Row):
    """An hour or day in which a metric strayed from what is usual, and what moved most."""

    anomaly_key: str
    metric: str
    grain: str
    bucket_at: UtcTime
    is_simulated: bool
    value: float
    expected_value: float
    observation_count: int
    deviation: float
    direction: str
    explained_dimension: str | None
    explained_value: str | None
    explained_share: float | None
