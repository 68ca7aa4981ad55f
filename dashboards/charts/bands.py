"""One view as a band of states. Pure."""

import altair as alt
import polars as pl

from dashboards.charts import encodings

STATES = ["playing", "rebuffering", "startup", "failed", "seeking", "paused", "ended"]
"""States in the order of their colours."""

ROWS = ["State", "In the background", "Muted", "Events"]
_ROW_HEIGHT = 46


def state_band(spans: pl.DataFrame, events: pl.DataFrame) -> alt.LayerChart:
    """Spans (`row`, `state`, `from_seconds`, `until_seconds`) as bars, events as strokes below them."""
    length = max(1.0, *spans["until_seconds"].to_list(), *events["offset_seconds"].to_list())
    rows = [row for row in ROWS if row == "Events" or row in spans["row"]]
    y = alt.Y("row:N", sort=rows, title=None, scale=alt.Scale(domain=rows), axis=encodings.names(140))
    present = set(spans["state"]) | set(events["state"])
    color = encodings.kinds("state", STATES)
    color = color.legend(orient="top", offset=8, values=[state for state in STATES if state in present])
    bars = (
        alt.Chart(_short_ones_on_top(spans).with_columns(encodings.clock("from_seconds")))
        .mark_bar(height={"band": 0.7}, strokeWidth=1)
        .encode(
            x=_since("from_seconds", length),
            x2="until_seconds:Q",
            y=y,
            color=color,
            stroke=alt.Stroke("state:N", sort=STATES, scale=alt.Scale(domain=STATES), legend=None),
            tooltip=[
                alt.Tooltip("state:N", title="State"),
                alt.Tooltip("clock:N", title="From"),
                encodings.tip("seconds", "Length (s)", ",.1f"),
            ],
        )
    )
    chart: alt.LayerChart = (bars + _strokes(events, length, y, color)).properties(
        height=len(rows) * _ROW_HEIGHT + 110
    )
    return chart


def _short_ones_on_top(spans: pl.DataFrame) -> pl.DataFrame:
    """Longest first: a stall of a second in an hour is a stroke that must not lie under its neighbours."""
    return spans.sort("seconds", descending=True, maintain_order=True)


def _since(column: str, length: float) -> alt.X:
    return encodings.position(column, length, "Since the start of the view")


def _strokes(events: pl.DataFrame, length: float, y: alt.Y, color: alt.Color) -> alt.Chart:
    strokes: alt.Chart = (
        alt.Chart(events.with_columns(encodings.clock("offset_seconds"), pl.lit("Events").alias("row")))
        .mark_tick(thickness=2, height={"band": 0.6})
        .encode(
            x=_since("offset_seconds", length),
            y=y,
            color=color,
            tooltip=[
                alt.Tooltip("event_type:N", title="Event"),
                alt.Tooltip("clock:N", title="At"),
                alt.Tooltip("error_code:N", title="Error"),
                encodings.tip("position_seconds", "Position (s)", ",.1f"),
            ],
        )
    )
    return strokes
