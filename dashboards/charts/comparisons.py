"""Numbers beside those of the days before, and with their intervals. Pure."""

import altair as alt
import polars as pl

from dashboards.charts import encodings

_NOW, _BEFORE = "This period", "The period before"
_ROW_HEIGHT = 26


def compared_days(frame: pl.DataFrame, title: str, *, form: str) -> alt.LayerChart:
    """`value` and `value_before` over `day` as two lines, around the first the interval `low` to `high`.

    The days before lie on those of now; gaps where a value is null.
    """
    names = {"value": _NOW, "value_before": _BEFORE}
    long = frame.unpivot(
        on=list(names), index=["day", "n", "n_before"], variable_name="series", value_name="amount"
    ).with_columns(
        pl.col("series").replace_strict(names, return_dtype=pl.String),
        n_shown=pl.when(pl.col("series") == "value").then("n").otherwise("n_before"),
    )
    color = encodings.kinds("series", list(names.values()))
    color = color.legend(orient="top", offset=8, symbolType="stroke", symbolStrokeWidth=3)
    lines = (
        alt.Chart(long)
        .mark_line(strokeWidth=2, point={"size": 22}, invalid="break-paths-show-path-domains")
        .encode(
            x=encodings.day(),
            y=encodings.quantity("amount", title, form),
            color=color,
            strokeDash=alt.StrokeDash("series:N", sort=list(names.values()), legend=None),
            tooltip=[
                encodings.day_tip(),
                alt.Tooltip("series:N", title="Series"),
                encodings.tip("amount", title, form),
                encodings.tip("n_shown", "Views (n)", ",.0f"),
            ],
        )
    )
    band = (
        alt.Chart(frame.filter(pl.col("low").is_not_null()).with_columns(series=pl.lit(_NOW)))
        .mark_area(opacity=0.18)
        .encode(x=encodings.day(), y=encodings.quantity("low", title, form), y2="high:Q", color="series:N")
    )
    chart: alt.LayerChart = (lines + band).properties(height=encodings.HEIGHT)
    return chart


def intervals(frame: pl.DataFrame, title: str, *, form: str) -> alt.LayerChart:
    """A dot for each `part` at its `value`, in the order given, with its interval `low` to `high`."""
    shown = frame.filter(pl.col("value").is_not_null())
    base = alt.Chart(shown).encode(
        y=alt.Y("part:N", sort=shown["part"].to_list(), title=None, axis=encodings.names(190)),
        tooltip=[
            alt.Tooltip("part:N", title="Value of"),
            encodings.tip("value", title, form),
            encodings.tip("low", "From (95%)", form),
            encodings.tip("high", "To (95%)", form),
            encodings.tip("n", "Views (n)", ",.0f"),
        ],
    )
    axis = alt.Axis(format=encodings.trimmed(form), tickCount=6)
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=alt.X("value:Q", title=title, axis=axis, scale=alt.Scale(zero=True))
    )
    bars = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2, opacity=0.5)
    chart: alt.LayerChart = (
        bars.encode(
            x=alt.X("low:Q", title=title, axis=axis), x2="high:Q", color=alt.Color("band:N", legend=None)
        ).transform_calculate(band="'interval'")
        + dots
    ).properties(height=max(3, shown.height) * _ROW_HEIGHT + 60)
    return chart
