"""Charts over minutes and hours. Pure."""

from datetime import datetime

import altair as alt
import polars as pl

from dashboards.charts import encodings

_PROGRAMME_HEIGHT = 34


def audience_steps(frame: pl.DataFrame, value: str, title: str) -> alt.Chart:
    """Column `value` over `bucket_at` as steps with the area below: it holds until the next bucket."""
    chart: alt.Chart = (
        alt.Chart(encodings.in_utc(frame))
        .mark_area(line={"strokeWidth": 1.5}, fillOpacity=0.18, interpolate="step-after")
        .encode(
            x=encodings.moment("bucket_at"),
            y=encodings.quantity(value, title, ",.0f"),
            tooltip=[encodings.moment_tip("bucket_at"), encodings.tip(value, title, ",.0f")],
        )
        .properties(height=encodings.HEIGHT)
    )
    return chart


def programme_bars(frame: pl.DataFrame, between: tuple[datetime, datetime]) -> alt.Chart:
    """Programmes of each `channel_name` from `started_at` to `stopped_at`, by their average audience."""
    channels = frame["channel_name"].unique(maintain_order=True).to_list()
    base = alt.Chart(encodings.in_utc(frame)).encode(
        x=encodings.moment("started_at", between),
        y=alt.Y("channel_name:N", sort=channels, title=None, axis=encodings.names(140)),
        tooltip=[
            alt.Tooltip("title:N", title="Programme"),
            encodings.moment_tip("started_at"),
            encodings.tip("average_audience", "Average audience", ",.1f"),
            encodings.tip("viewer_count", "Viewers", ",.0f"),
        ],
    )
    bars = base.mark_bar(clip=True, height={"band": 0.85}, cornerRadius=2).encode(
        x2="stopped_at:T",
        color=alt.Color(
            "average_audience:Q",
            scale=alt.Scale(domainMin=0, range="heatmap"),
            legend=alt.Legend(title="Average audience", orient="top", gradientLength=160, tickCount=3),
        ),
    )
    chart: alt.Chart = bars.properties(height=len(channels) * _PROGRAMME_HEIGHT + 135)
    return chart


def deviations(frame: pl.DataFrame) -> alt.Chart:
    """A dot for each anomaly over `bucket_at`, the farther from zero the stranger."""
    chart: alt.Chart = (
        alt.Chart(encodings.in_utc(frame))
        .mark_point(filled=True, size=90, opacity=0.85)
        .encode(
            x=encodings.moment("bucket_at"),
            y=encodings.quantity("deviation", "Robust deviations from the usual", ",.1f"),
            color=encodings.kinds("metric_label", None),
            tooltip=[
                alt.Tooltip("metric_label:N", title="Metric"),
                alt.Tooltip("grain:N", title="Grain"),
                encodings.moment_tip("bucket_at"),
                alt.Tooltip("value_text:N", title="Value"),
                alt.Tooltip("expected_text:N", title="Expected"),
                alt.Tooltip("explained:N", title="Mostly from"),
            ],
        )
        .properties(height=encodings.HEIGHT)
    )
    return chart
