"""Grids of coloured cells. Pure."""

import altair as alt
import polars as pl

from dashboards import formats
from dashboards.charts import encodings

_ROW_HEIGHT = 24
_GRID_MARGIN = 130  # legend and axis, which Streamlit counts as part of the height
_HEAT = alt.Scale(domain=[0, 1], range="heatmap", interpolate="rgb")
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


def cohort_grid(frame: pl.DataFrame) -> alt.LayerChart:
    """Return of each `cohort_week` in each `week_number` after it, with the percentage in the cell."""
    cells = frame.with_columns(
        pl.format("{} (n = {})", pl.col("cohort_week").dt.strftime("%-d %b %Y"), pl.col("cohort_size")).alias(
            "label"
        ),
        pl.when(pl.col("return_ratio").is_null())
        .then(pl.lit(formats.TOO_FEW))
        .otherwise(
            (pl.col("return_ratio") * 100).round(0).cast(pl.Int64).cast(pl.String)
            + pl.when("is_provisional").then(pl.lit("% so far")).otherwise(pl.lit("%"))
        )
        .alias("text"),
        (~(pl.col("return_ratio") >= 0.6)).fill_null(value=True).cast(pl.Int8).alias("contrast"),
    )
    labels = cells["label"].unique(maintain_order=True).to_list()
    base = alt.Chart(cells).encode(
        x=alt.X("week_number:O", title="Weeks after the first", axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("label:N", sort=labels, title="Week of the first view", axis=encodings.names(200)),
        tooltip=[
            alt.Tooltip("label:N", title="First viewed in the week of"),
            alt.Tooltip("week_number:O", title="Weeks after"),
            encodings.tip("viewer_count", "Came back", ",.0f"),
            encodings.tip("return_ratio", "Share", ".1%"),
        ],
    )
    boxes = base.mark_rect(cornerRadius=2, width={"band": 0.94}, height={"band": 0.88}).encode(
        color=alt.Color("return_ratio:Q", legend=None, scale=_HEAT)
    )
    # The colour of texts runs against that of the cells, so that it stands out in both themes.
    texts = base.mark_text(fontSize=12).encode(
        text="text:N", color=alt.Color("contrast:Q", legend=None, scale=_HEAT)
    )
    chart: alt.LayerChart = (
        (boxes + texts).resolve_scale(color="independent").properties(height=len(labels) * 34 + _GRID_MARGIN)
    )
    return chart
