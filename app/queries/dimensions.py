"""What views can be told apart by, and the filters of a request: closed names, bound values.

A filter is `dimension:value`, or `!dimension:value` for all but that; nothing after the colon means unknown.
Values of one dimension are alternatives, dimensions narrow each other. `custom.KEY` is the operator's own.
A metric filter is `metric>=number`, with `>`, `<=` and `<` alike: the value of the single view.
"""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from app.queries.metrics import METRICS

CUSTOM = "custom."
CUSTOM_KEY_LENGTH = 128
_METRIC_FILTER = re.compile(r"([a-z0-9_]{1,40})(>=|<=|>|<)([-+.eE0-9]{1,32})", re.ASCII)


class Dimension(NamedTuple):
    """The SQL that gives a view's value as text, and a name for people where the value is none."""

    value: str
    label: str = "null"


DIMENSIONS = {
    "country": Dimension("country_code"),
    "asn": Dimension("asn::varchar", "as_organization"),
    "device": Dimension("device_type"),
    "os": Dimension("os_name"),
    "browser": Dimension("browser_name"),
    "player": Dimension("player_name"),
    "player_version": Dimension("player_version"),
    "app_version": Dimension("app_version"),
    "cdn": Dimension("cdn"),
    "provider": Dimension("provider_id"),
    "channel": Dimension("channel_id"),
    "title": Dimension("content_id", "content_title"),
    "series": Dimension("series_title"),
    "content_type": Dimension("content_type"),
    "organizer": Dimension("organizer_id"),
    "site": Dimension("site_id"),
    "source": Dimension("source"),
    "error": Dimension("error_code"),
}


class Filter(NamedTuple):
    """Views with this value of a dimension (None: unknown), or without it."""

    dimension: str
    value: str | None
    is_excluding: bool


class MetricFilter(NamedTuple):
    """Views whose value of a metric compares so."""

    metric: str
    sign: str
    bound: float


class Conditions(NamedTuple):
    """SQL that must hold, and the values it binds."""

    sql: list[str]
    values: dict[str, object]


def check_dimension(name: str) -> str:
    """The name of a dimension. Raises ValueError for what is none."""
    key = name.removeprefix(CUSTOM)
    if name in DIMENSIONS or (name.startswith(CUSTOM) and 0 < len(key) <= CUSTOM_KEY_LENGTH):
        return name
    raise ValueError(f"no such dimension; there are {', '.join(DIMENSIONS)} and custom.KEY")


def parse_filter(text: str) -> Filter:
    """A filter. Raises ValueError for another form or an unknown dimension."""
    name, colon, value = text.removeprefix("!").partition(":")
    if not colon:
        raise ValueError("a filter is dimension:value or !dimension:value")
    return Filter(check_dimension(name), value or None, text.startswith("!"))


def parse_metric_filter(text: str) -> MetricFilter:
    """A metric filter. Raises ValueError for another form, an unknown metric or no finite number."""
    found = _METRIC_FILTER.fullmatch(text)
    if not found:
        raise ValueError("a metric filter is metric>=number, or with >, <=, <")
    metric = METRICS.get(found[1])
    bound = float(found[3])
    if metric is None or not metric.edges or not math.isfinite(bound):
        raise ValueError("a metric filter needs a metric of single views and a finite number")
    return MetricFilter(metric.name, found[2], bound)


def dimension_sql(name: str, parameter: str) -> tuple[Dimension, dict[str, object]]:
    """The SQL of a checked dimension, which may bind `parameter`, and what it binds."""
    if name in DIMENSIONS:
        return DIMENSIONS[name], {}
    key = name.removeprefix(CUSTOM).replace("~", "~0").replace("/", "~1")
    return Dimension(f"json_extract_string(custom, ${parameter})"), {parameter: f"/{key}"}


def conditions(filters: Sequence[Filter], metric_filters: Sequence[MetricFilter]) -> Conditions:
    """What all filters together demand of a view."""
    values: dict[str, object] = {}
    alternatives: dict[tuple[str, bool], list[str]] = {}
    for number, chosen in enumerate(filters):
        dimension, bound = dimension_sql(chosen.dimension, f"key_{number}")
        values |= bound | {f"value_{number}": chosen.value}
        comparison = "is distinct from" if chosen.is_excluding else "is not distinct from"
        known = alternatives.setdefault((chosen.dimension, chosen.is_excluding), [])
        known.append(f"{dimension.value} {comparison} $value_{number}::varchar")
    sql = [
        f"({(' and ' if is_excluding else ' or ').join(parts)})"
        for (_, is_excluding), parts in alternatives.items()
    ]
    for number, limit in enumerate(metric_filters):
        metric = METRICS[limit.metric]
        sql.append(f"({metric.valid} and {metric.value} {limit.sign} $bound_{number})")
        values[f"bound_{number}"] = limit.bound
    return Conditions(sql, values)
