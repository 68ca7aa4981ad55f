"""Axes, colours and tooltips that the charts share."""

from datetime import UTC, datetime

import altair as alt
import polars as pl
import polars.selectors as cs

from dashboards import formats

HEIGHT = 280
"""Pixels of most charts, axes and legend included."""

_CLOCK_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400)
_CLOCK_TICKS = 12


def day(*, band: bool = False, grain: str = "day") -> alt.X:
    """The days along the x axis: bands for bars and cells, a time scale for lines."""
    unit = alt.TimeUnitParams(unit="yearmonthdate", utc=True)
    axis = alt.Axis(format="%-d %b", grid=False, labelOverlap=True, labelFlush=not band, tickCount=8)
    title = "Week from" if grain == "week" else None
    if band:
        return alt.X("day:O", timeUnit=unit, title=title, axis=axis)
    return alt.X("day:T", scale=alt.Scale(type="utc"), title=title, axis=axis)


def quantity(column: str, title: str, form: str) -> alt.Y:
    """An amount along the y axis, from zero on; `form` is a d3 number format."""
    return alt.Y(
        f"{column}:Q",
        title=title,
        axis=alt.Axis(format=trimmed(form), tickCount=5, tickMinStep=1 if form == ",.0f" else alt.Undefined),
        scale=alt.Scale(zero=True),
    )


def trimmed(form: str) -> str:
    """A d3 number format without zeros at the end, for axes."""
    return form.replace("f", "~f").replace("%", "~%")


def kinds(column: str, kinds: list[str] | None) -> alt.Color:
    """A colour for each kind, with a legend above; `kinds` gives their order."""
    scale = alt.Scale(domain=kinds) if kinds else alt.Undefined
    return alt.Color(
        f"{column}:N", title=None, scale=scale, sort=kinds or None, legend=alt.Legend(orient="top", offset=8)
    )


def names(limit: int) -> alt.Axis:
    """An axis of names: each is shown, cut at `limit` pixels."""
    return alt.Axis(labelLimit=limit, labelOverlap=False, labelFlush=False, ticks=False, domain=False)


def day_tip() -> alt.Tooltip:
    """The day in the tooltip."""
    unit = alt.TimeUnitParams(unit="yearmonthdate", utc=True)
    return alt.Tooltip("day:T", timeUnit=unit, title="Day (UTC)", format="%-d %b %Y")


def tip(column: str, title: str, form: str) -> alt.Tooltip:
    """An amount in the tooltip."""
    return alt.Tooltip(f"{column}:Q", title=title, format=form)


def moment(column: str, between: tuple[datetime, datetime] | None = None) -> alt.X:
    """Times (UTC) along the x axis, those of the column or all `between` two."""
    domain = [end.replace(tzinfo=UTC).timestamp() * 1000 for end in between] if between else alt.Undefined
    label = "utcFormat(datum.value, utchours(datum.value) + utcminutes(datum.value) ? '%H:%M' : '%-d %b')"
    axis = alt.Axis(labelExpr=label, grid=False, labelOverlap=True, tickCount=12)
    return alt.X(f"{column}:T", scale=alt.Scale(type="utc", domain=domain), title=None, axis=axis)


def in_utc(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its times marked as UTC: browsers take unmarked ones for local."""
    return frame.with_columns(cs.datetime(time_zone=None).dt.replace_time_zone("UTC"))


def moment_tip(column: str) -> alt.Tooltip:
    """A time (UTC) in the tooltip."""
    unit = alt.TimeUnitParams(unit="yearmonthdatehoursminutes", utc=True)
    return alt.Tooltip(f"{column}:T", timeUnit=unit, title="From (UTC)", format="%-d %b %Y, %H:%M")


def position(column: str, length: float, title: str = "Position") -> alt.X:
    """Seconds from 0 to a length along the x axis, labelled as a clock."""
    step = next((step for step in _CLOCK_STEPS if length / step <= _CLOCK_TICKS), _CLOCK_STEPS[-1])
    form = "%-H:%M:%S" if length >= 3600 else "%-M:%S"
    label = f"utcFormat(1000 * datum.value, '{form}')"
    values = [float(at) for at in range(0, int(length) + 1, step)]
    axis = alt.Axis(labelExpr=label, values=values, grid=False, labelOverlap=True)
    scale = alt.Scale(nice=False, domain=[0, length])
    return alt.X(f"{column}:Q", title=title, axis=axis, scale=scale)


def clock(column: str) -> pl.Expr:
    """A column of seconds as the text `clock`, for tooltips."""
    return pl.col(column).map_elements(formats.clock, return_dtype=pl.String).alias("clock")


def clock_end() -> pl.Expr:
    """Where a step ends: `end_seconds`."""
    return (pl.col("position_seconds") + pl.col("step_seconds")).alias("end_seconds")
