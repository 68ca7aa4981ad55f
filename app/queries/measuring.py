"""The SQL of metrics: one slice of the views, seen whole, over time, by a dimension, as a histogram.

Names come from closed sets (`app.queries.metrics`, `app.queries.dimensions`), values are bound.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, Self

from app.queries.dimensions import dimension_sql
from app.queries.metric import Measure, Metric
from app.snapshot import Snapshot
from app.statistics import MINIMUM_COUNT

Group = Literal["hour", "day", "week"]
Order = Literal["n", "value"]
Rows = list[dict[str, Any]]


class Slice(NamedTuple):
    """The views of a metric's range of days for which the conditions hold."""

    metric: Metric
    first_date: date
    last_date: date
    conditions: Sequence[str]
    values: Mapping[str, object]

    def before(self) -> Self:
        """The same slice of as many days, just before."""
        length = self.last_date - self.first_date + timedelta(days=1)
        return self._replace(first_date=self.first_date - length, last_date=self.last_date - length)

    def where(self, *more: str) -> str:
        """The condition of the slice and of more."""
        day = self.metric.date_column
        return " and ".join([f"{day} between $first_date and $last_date", *self.conditions, *more])

    def valid(self) -> str:
        """The condition of the slice's views that enter the metric."""
        return self.where(self.metric.valid)

    def bound(self, **more: object) -> dict[str, object]:
        """What the condition binds, and more."""
        return {**self.values, "first_date": self.first_date, "last_date": self.last_date, **more}


def read_newest_day(snapshot: Snapshot) -> date | None:
    """The UTC day on which the newest view began; None without views."""
    newest = snapshot.rows("select max(started_date) as newest from fct_views")[0]["newest"]
    return newest if isinstance(newest, date) else None


def read_whole(snapshot: Snapshot, part: Slice, measure: Measure) -> dict[str, object]:
    """`n` and `value` of the slice."""
    sql = f"select {_measured(part, measure)} from fct_views where {part.valid()}"  # noqa: S608  # closed sets
    return snapshot.rows(sql, part.bound())[0]


def read_trust(snapshot: Snapshot, part: Slice) -> dict[str, object]:
    """How far the slice can be believed: its views, those whose source tells of quality, what got lost."""
    sql = f"""
        select
            count(*) as view_count,
            count(*) filter (where is_covered) as covered_view_count,
            covered_view_count / nullif(view_count, 0) as covered_ratio,
            sum(lost_event_count) filter (where telemetry_loss_ratio is not null)
            / nullif(sum(lost_event_count + event_count) filter (where telemetry_loss_ratio is not null), 0)
                as telemetry_loss_ratio
        from fct_views where {part.where()}
    """  # noqa: S608  # closed sets
    return snapshot.rows(sql, part.bound())[0]


def read_points(snapshot: Snapshot, part: Slice, measure: Measure, group: Group) -> Rows:
    """`bucket_at`, `n` and `value` of each hour, day or week (from Monday) that has views, in order."""
    bucket = f"date_trunc('{group}', {part.metric.time_column})::timestamp"
    sql = f"""
        select {bucket} as bucket_at, {_measured(part, measure)}
        from fct_views where {part.valid()} group by bucket_at order by bucket_at
    """  # noqa: S608  # closed sets
    return snapshot.rows(sql, part.bound())


def read_breakdown(
    snapshot: Snapshot, part: Slice, measure: Measure, *, dimension: str, order: Order, row_count: int
) -> Rows:
    """`dimension_value`, `label`, `n`, `value` and `is_other`: the first values and one row of all others.

    By value those with too few views come last, as their value is not shown.
    """
    chosen, keys = dimension_sql(dimension, "dimension_key")
    shown = part.metric.sql(measure)
    if measure != "count":
        shown = f"case when count(*) >= {MINIMUM_COUNT} then {shown} end"
    by = f"{shown} desc nulls last, count(*) desc" if order == "value" else "count(*) desc"
    sql = f"""
        with
        chosen as (
            select {chosen.value} as dimension_value, {chosen.label} as label, *
            from fct_views where {part.valid()}
        ),
        ranked as (
            select dimension_value, row_number() over (order by {by}, dimension_value nulls last) as rank
            from chosen group by dimension_value
        )
        select
            least(rank, $row_count + 1) as place,
            place > $row_count as is_other,
            case when not is_other then max(chosen.dimension_value) end as dimension_value,
            case when not is_other then max(label) end as label,
            {_measured(part, measure)}
        from chosen join ranked on chosen.dimension_value is not distinct from ranked.dimension_value
        group by place order by place
    """  # noqa: S608  # closed sets
    return snapshot.rows(sql, part.bound(row_count=row_count, **keys))


def read_histogram(snapshot: Snapshot, part: Slice) -> dict[int, int]:
    """Views by the number of the bucket that their value lies in: the last one that begins at or below it."""
    edges = part.metric.edges
    below = " ".join(f"when value < {edge} then {number}" for number, edge in enumerate(edges[1:]))
    sql = f"""
        select case {below} else {len(edges) - 1} end as bucket, count(*) as n
        from (select {part.metric.value} as value from fct_views where {part.valid()})
        group by bucket
    """  # noqa: S608  # closed sets
    return {int(str(row["bucket"])): int(str(row["n"])) for row in snapshot.rows(sql, part.bound())}


def _measured(part: Slice, measure: Measure) -> str:
    return f"count(*) as n, {part.metric.sql(measure)} as value"
