"""Any metric of the registry (`app.queries.metrics`), over time and by a dimension.

The registry says which views enter a metric, which of their days counts, and how they become one number: the
same as in the API's `/v1/metrics`. Texts are built from its closed names only; what a reader types is bound.
"""

from collections.abc import Sequence

from app.queries.dimensions import Filter, conditions, dimension_sql
from app.queries.metric import Measure, Metric
from app.statistics import MINIMUM_COUNT
from dashboards.queries.common import TRUST

Query = tuple[str, dict[str, object]]  # the SQL, and the values it binds besides the filters of the page


def overall(metric: Metric, measure: Measure, filters: Sequence[Filter]) -> Query:
    """One row: `n` (views that enter the metric) and `value`."""
    chosen, bound = _chosen(metric, filters)
    sql = f"{chosen} select count(*) as n, {metric.sql(measure)} as value from chosen"  # noqa: S608  # closed sets
    return sql, bound


def trust(metric: Metric, filters: Sequence[Filter]) -> Query:
    """One row: how far the numbers can be trusted, of all views of the range, in the metric or not."""
    chosen, bound = _chosen(metric, filters, "true")
    return f"{chosen} select {TRUST} from chosen", bound  # noqa: S608  # closed sets


def series(metric: Metric, measure: Measure, filters: Sequence[Filter]) -> Query:
    """One row for each `$step` days from the range's first on: `place` (from 0), `day`, `n`, `value`.

    Places without a view have n = 0; values of fewer than five views are null, numbers of views aside.
    """
    chosen, bound = _chosen(metric, filters)
    sql = f"""{chosen},
places as (
    select unnest(generate_series(0, (last_day - first_day) // $step)) as place from scope
),
valued as (
    select ({metric.date_column} - first_day) // $step as place, count(*) as n,
        {_value(metric, measure)} as value
    from chosen, scope
    group by 1
)
select
    place,
    first_day + (place * $step)::integer as day,
    coalesce(n, 0) as n,
    {"coalesce(value, 0)" if measure == "count" else "value"} as value
from scope, places left join valued using (place)
order by place
"""  # noqa: S608  # closed sets
    return sql, bound


def breakdown(metric: Metric, measure: Measure, dimension: str, filters: Sequence[Filter]) -> Query:
    """Up to 200 values of a dimension, the most views first: `part_key`, `part`, `n`, `value`.

    `part` is the name of the value for people. Values of fewer than five views are null.
    """
    chosen, bound = _chosen(metric, filters)
    (key, label), keys = dimension_sql(dimension, "dimension_key")
    sql = f"""{chosen},
parts as (select *, {key} as part_key, {label} as part_label from chosen)
select
    part_key,
    coalesce(max(part_label), part_key, 'unknown') as part,
    count(*) as n,
    {_value(metric, measure)} as value
from parts
group by part_key
order by n desc, part_key nulls last
limit 200
"""  # noqa: S608  # closed sets
    return sql, bound | keys


def parts(dimension: str) -> Query:
    """Values of a dimension to choose from, the most views first: `part` (null for unknown), `label`."""
    (key, label), keys = dimension_sql(dimension, "dimension_key")
    sql = f"""
, parts as (select {key} as part, {label} as part_label from views)
select part, coalesce(max(part_label), part, 'unknown') as label, count(*) as n
from parts
group by part
order by n desc, part nulls last
limit 200
"""  # noqa: S608  # closed sets
    return sql, keys


# The operator's own dimensions in the range: `name`, as the registry writes them.
CUSTOM_DIMENSIONS = """
, described as (select distinct custom from views where custom is not null limit 10000)
select distinct 'custom.' || key as name
from (select unnest(json_keys(custom)) as key from described)
order by name
limit 50
"""


def _chosen(metric: Metric, filters: Sequence[Filter], valid: str | None = None) -> Query:
    """The views of the range that enter the metric (or for which `valid` holds), as the name `chosen`."""
    demanded = conditions(filters, ())
    where = "".join(f" and {condition}" for condition in demanded.sql)
    sql = f"""
, chosen as (
    select fct_views.*
    from fct_views, scope
    where {metric.date_column} between first_day and last_day and not is_bot
        and (providers is null or list_contains(providers, provider_id))
        and {valid or metric.valid}{where}
)"""  # noqa: S608  # closed sets
    return sql, demanded.values


def _value(metric: Metric, measure: Measure) -> str:
    aggregate = metric.sql(measure)
    return aggregate if measure == "count" else f"case when count(*) >= {MINIMUM_COUNT} then {aggregate} end"
