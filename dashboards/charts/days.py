"""Charts over days. Pure."""

from collections.abc import Mapping
from typing import Literal

import altair as alt
import polars as pl

from dashboards.charts import encodings

_GAPS: Literal["break-paths-show-path-domains"] = "break-paths-show-path-domains"


def day_bars(frame: pl.DataFrame, value: str, title: str, *, form: str = ",.0f") -> alt.Chart:
    """A bar a day: column `value` over column `day`; `form` is a d3 number format."""
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadiusEnd=2, width={"band": 0.75})
        .encode(
            x=encodings.day(band=True),
            y=encodings.quantity(value, title, form),
            tooltip=[encodings.day_tip(), encodings.tip(value, title, form)],
        )
        .properties(height=encodings.HEIGHT)
    )
    return chart


def day_area(frame: pl.DataFrame, value: str, title: str, *, form: str = ",.0f") -> alt.Chart:
    """A line with the area below it: column `value` over column `day`."""
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_area(line={"strokeWidth": 2}, fillOpacity=0.18, interpolate="monotone", invalid=_GAPS)
        .encode(
            x=encodings.day(),
            y=encodings.quantity(value, title, form),
            tooltip=[encodings.day_tip(), encodings.tip(value, title, form)],
        )
        .properties(height=encodings.HEIGHT)
    )
    return chart


def day_lines(frame: pl.DataFrame, values: Mapping[str, str], title: str, *, form: str = ",.0f") -> alt.Chart:
    """A line for each column of `values` (column to label) over column `day`; gaps where it is null."""
    chart: alt.Chart = (
        alt.Chart(unpivoted(frame, values))
        .mark_line(strokeWidth=2, point={"size": 22}, invalid=_GAPS)
        .encode(
            x=encodings.day(),
            y=encodings.quantity("value", title, form),
            color=encodings.kinds("series", list(values.values())),
            tooltip=[
                encodings.day_tip(),
                alt.Tooltip("series:N", title="Series"),
                encodings.tip("value", title, form),
            ],
        )
        .properties(height=encodings.HEIGHT)
    )
    return chart


def unpivoted(frame: pl.DataFrame, values: Mapping[str, str]) -> pl.DataFrame:
    """One row for each `day` and column of `values` (column to label): `day`, `series`, `value`."""
    long = frame.unpivot(on=list(values), index="day", variable_name="series", value_name="value")
    return long.with_columns(pl.col("series").replace_strict(dict(values), return_dtype=pl.String))


def stacked_days(
    frame: pl.DataFrame, value: str, kind: str, title: str, kinds: list[str] | None = None
) -> alt.Chart:
    """Stacked bars a day: column `value` by column `kind`; `kinds` gives their order and colours."""
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(width={"band": 0.75})
        .encode(
            x=encodings.day(band=True),
            y=encodings.quantity(value, title, ",.0f"),
            color=encodings.kinds(kind, kinds),
            tooltip=[
                encodings.day_tip(),
                alt.Tooltip(f"{kind}:N", title="Kind"),
                encodings.tip(value, title, ",.0f"),
            ],
        )
        .properties(height=encodings.HEIGHT)
    )
    return chart
