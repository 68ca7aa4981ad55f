"""Axes, colours and tooltips that the charts share."""

import altair as alt

HEIGHT = 280
"""Pixels of most charts, axes and legend included."""


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
        axis=alt.Axis(format=form.replace("f", "~f"), tickCount=5),
        scale=alt.Scale(zero=True),
    )


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
    return alt.Tooltip("day:T", title="Day (UTC)", format="%-d %b %Y")


def tip(column: str, title: str, form: str) -> alt.Tooltip:
    """An amount in the tooltip."""
    return alt.Tooltip(f"{column}:Q", title=title, format=form)
