"""Charts over names and buckets. Pure."""

import altair as alt
import polars as pl

from dashboards.charts import encodings


def ranked_bars(
    frame: pl.DataFrame, label: str, value: str, title: str, *, form: str = ",.0f"
) -> alt.LayerChart:
    """A lying bar for each row, in the order given, with its number at the end."""
    base = alt.Chart(frame).encode(
        y=alt.Y(f"{label}:N", sort=None, title=None, axis=encodings.names(190)),
        x=alt.X(f"{value}:Q", title=None, axis=None, scale=alt.Scale(padding=34)),
        tooltip=[alt.Tooltip(f"{label}:N", title="Name"), encodings.tip(value, title, form)],
    )
    bars = base.mark_bar(cornerRadiusEnd=3, height={"band": 0.7})
    # Text marks have no colour of the theme's own, so the numbers take that of the bars.
    numbers = (
        base.mark_text(align="left", dx=5)
        .transform_calculate(series="'bars'")
        .encode(text=alt.Text(f"{value}:Q", format=form), color=alt.Color("series:N", legend=None))
    )
    chart: alt.LayerChart = (bars + numbers).properties(height=max(3, frame.height) * 27)
    return chart


def histogram(frame: pl.DataFrame, bucket: str, value: str, x_title: str, y_title: str) -> alt.Chart:
    """Ten bars of width ten; column `bucket` holds each one's lower end."""
    labelled = frame.with_columns(pl.format("{}-{}", pl.col(bucket), pl.col(bucket) + 10).alias("label"))
    chart: alt.Chart = (
        alt.Chart(labelled)
        .mark_bar(cornerRadiusEnd=3, width={"band": 0.85})
        .encode(
            x=alt.X("label:O", sort=None, title=x_title, axis=alt.Axis(labelAngle=0)),
            y=encodings.quantity(value, y_title, ",.0f"),
            tooltip=[alt.Tooltip("label:O", title=x_title), encodings.tip(value, y_title, ",.0f")],
        )
        .properties(height=encodings.HEIGHT)
    )
    return chart
