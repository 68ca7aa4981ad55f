"""How a title is watched from its start to its end. Pure."""

import altair as alt
import polars as pl

from dashboards.charts import encodings

MARKED_DROPS = 5
"""Largest falls that the curve marks."""

_FORMS = {"absolute_ratio": "Passes of all plays", "unique_ratio": "Viewers who saw it"}
_FALLS = "Largest falls"
_STRIP = 200  # legend and axis included


def retention_curve(frame: pl.DataFrame) -> alt.LayerChart:
    """Passes and viewers of each step over `position_seconds`; the largest falls are numbered by rank."""
    named = frame.with_columns(encodings.clock("position_seconds"), encodings.clock_end())
    long = named.unpivot(
        on=list(_FORMS), index=["position_seconds", "clock"], variable_name="form", value_name="ratio"
    ).with_columns(pl.col("form").replace_strict(_FORMS, return_dtype=pl.String))
    lines = (
        alt.Chart(long)
        .mark_line(strokeWidth=2)
        .encode(
            x=_position(named),
            y=encodings.quantity("ratio", "Share still watching (%)", ".0%"),
            color=encodings.kinds("form", [*_FORMS.values(), _FALLS]),
            tooltip=[
                alt.Tooltip("clock:N", title="Position"),
                alt.Tooltip("form:N", title="Form"),
                encodings.tip("ratio", "Share", ".1%"),
            ],
        )
    )
    chart: alt.LayerChart = (lines + _drops(named)).properties(height=encodings.HEIGHT)
    return chart


def heat_strip(frame: pl.DataFrame) -> alt.Chart:
    """A cell for each step: the farther from the background, the more often it was played."""
    named = frame.with_columns(encodings.clock("position_seconds"), encodings.clock_end())
    chart: alt.Chart = (
        alt.Chart(named.with_columns(row=pl.lit("heat")))
        .mark_rect()
        .encode(
            x=_position(named),
            x2="end_seconds:Q",
            y=alt.Y("row:N", axis=None, scale=alt.Scale(padding=0)),
            color=alt.Color(
                "heat_ratio:Q",
                scale=alt.Scale(domain=[0, 1], range="heatmap"),
                legend=alt.Legend(
                    title="Of the most", format=".0%", orient="top", gradientLength=160, tickCount=3
                ),
            ),
            tooltip=[
                alt.Tooltip("clock:N", title="Position"),
                encodings.tip("heat_ratio", "Of the most played step", ".0%"),
                encodings.tip("play_count", "Plays (n)", ",.0f"),
            ],
        )
        .properties(height=_STRIP)
    )
    return chart


def segment_bars(frame: pl.DataFrame) -> alt.Chart:
    """How much of each segment was watched, `from_ratio` to `until_ratio` of the video."""
    axis = alt.Axis(format="%", grid=False, tickCount=10)
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X("from_ratio:Q", bin="binned", title="Place in the video (%)", axis=axis),
            x2="until_ratio:Q",
            y=encodings.quantity("watched_ratio", "Watched (%)", ".0%"),
            tooltip=[
                encodings.tip("from_ratio", "From", ".0%"),
                encodings.tip("until_ratio", "Until", ".0%"),
                encodings.tip("watched_ratio", "Watched", ".0%"),
            ],
        )
        .properties(height=encodings.HEIGHT)
    )
    return chart


def _position(named: pl.DataFrame) -> alt.X:
    return encodings.position("position_seconds", named["end_seconds"].to_list()[-1])


def _drops(named: pl.DataFrame) -> alt.LayerChart:
    falls = named.filter(pl.col("drop_rank") <= MARKED_DROPS).with_columns(pl.lit(_FALLS).alias("form"))
    base = alt.Chart(falls).encode(
        x=_position(named),
        y=encodings.quantity("absolute_ratio", "Share still watching (%)", ".0%"),
        color=alt.Color("form:N"),
        tooltip=[
            alt.Tooltip("clock:N", title="Position"),
            alt.Tooltip("drop_rank:Q", title="Rank of the fall"),
            encodings.tip("drop_ratio", "Fall", ".1%"),
        ],
    )
    drops: alt.LayerChart = base.mark_point(size=70, filled=True, opacity=1) + base.mark_text(
        dx=9, dy=-9, fontWeight="bold"
    ).encode(text="drop_rank:Q")
    return drops
