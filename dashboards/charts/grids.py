"""Grids of coloured cells. Pure."""

import altair as alt
import polars as pl

from dashboards.charts import encodings

_ROW_HEIGHT = 24
_GRID_MARGIN = 130  # legend and axis, which Streamlit counts as part of the height
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def uptime_grid(frame: pl.DataFrame, grain: str) -> alt.Chart:
    """Uptime of each `label` on each `day` (or week): orange is down, blue is up, no cell is no check."""
    labels = frame["label"].unique(maintain_order=True).to_list()
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_rect(cornerRadius=2, width={"band": 0.9}, height={"band": 0.86})
        .encode(
            x=encodings.day(band=True, grain=grain),
            y=alt.Y("label:N", sort=labels, title=None, axis=encodings.names(220)),
            color=alt.Color(
                "uptime_ratio:Q",
                scale=alt.Scale(range="diverging", domain=[0, 1], interpolate="rgb"),
                legend=alt.Legend(
                    title="Uptime", format=".0%", orient="top", gradientLength=180, tickCount=3
                ),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Name"),
                encodings.day_tip(),
                encodings.tip("uptime_ratio", "Uptime", ".1%"),
                encodings.tip("check_count", "Checks (n)", ",.0f"),
            ],
        )
        .properties(height=len(labels) * _ROW_HEIGHT + _GRID_MARGIN)
    )
    return chart


def week_grid(frame: pl.DataFrame) -> alt.Chart:
    """Watch hours by weekday (column `weekday`, 1 = Monday) and hour of the day, UTC."""
    names = dict(enumerate(_WEEKDAYS, start=1))
    named = frame.with_columns(pl.col("weekday").replace_strict(names, return_dtype=pl.String))
    chart: alt.Chart = (
        alt.Chart(named)
        .mark_rect(cornerRadius=2, width={"band": 0.92}, height={"band": 0.88})
        .encode(
            x=alt.X(
                "hour:O",
                title="Hour of the day (UTC)",
                axis=alt.Axis(labelAngle=0, values=list(range(0, 24, 3))),
            ),
            y=alt.Y("weekday:O", sort=_WEEKDAYS, title=None, axis=encodings.names(60)),
            color=alt.Color("watch_hours:Q", legend=None, scale=alt.Scale(domainMin=0, range="heatmap")),
            tooltip=[
                alt.Tooltip("weekday:O", title="Weekday"),
                alt.Tooltip("hour:O", title="Hour (UTC)"),
                encodings.tip("watch_hours", "Watch hours (h)", ",.1f"),
            ],
        )
        .properties(height=encodings.HEIGHT)
    )
    return chart
