"""Charts as pure functions of frames. Colours are the theme's named ranges (`.streamlit/config.toml`)."""

from collections.abc import Mapping

import altair as alt
import polars as pl

HEIGHT = 280
_ROW_HEIGHT = 24
_GRID_MARGIN = 130  # legend and axis, which Streamlit counts as part of the height
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_BREAK = "break-paths-show-path-domains"


def day_bars(frame: pl.DataFrame, value: str, title: str, *, form: str = ",.0f") -> alt.Chart:
    """A bar a day: column `value` over column `day`; `form` is a d3 number format."""
    return (
        alt.Chart(frame)
        .mark_bar(cornerRadiusEnd=2, width={"band": 0.75})
        .encode(
            x=_day(band=True), y=_quantity(value, title, form), tooltip=[_day_tip(), _tip(value, title, form)]
        )
        .properties(height=HEIGHT)
    )


def day_area(frame: pl.DataFrame, value: str, title: str, *, form: str = ",.0f") -> alt.Chart:
    """A line with the area below it: column `value` over column `day`."""
    return (
        alt.Chart(frame)
        .mark_area(line={"strokeWidth": 2}, fillOpacity=0.18, interpolate="monotone", invalid=_BREAK)
        .encode(x=_day(), y=_quantity(value, title, form), tooltip=[_day_tip(), _tip(value, title, form)])
        .properties(height=HEIGHT)
    )


def day_lines(frame: pl.DataFrame, values: Mapping[str, str], title: str, *, form: str = ",.0f") -> alt.Chart:
    """A line for each column of `values` (column to label) over column `day`; gaps where it is null."""
    return (
        alt.Chart(unpivoted(frame, values))
        .mark_line(strokeWidth=2, point={"size": 22}, invalid=_BREAK)
        .encode(
            x=_day(),
            y=_quantity("value", title, form),
            color=_kinds("series", list(values.values())),
            tooltip=[_day_tip(), alt.Tooltip("series:N", title="Series"), _tip("value", title, form)],
        )
        .properties(height=HEIGHT)
    )


def unpivoted(frame: pl.DataFrame, values: Mapping[str, str]) -> pl.DataFrame:
    """One row for each `day` and column of `values` (column to label): `day`, `series`, `value`."""
    long = frame.unpivot(on=list(values), index="day", variable_name="series", value_name="value")
    return long.with_columns(pl.col("series").replace_strict(dict(values), return_dtype=pl.String))


def stacked_days(
    frame: pl.DataFrame, value: str, kind: str, title: str, kinds: list[str] | None = None
) -> alt.Chart:
    """Stacked bars a day: column `value` by column `kind`; `kinds` gives their order and colours."""
    return (
        alt.Chart(frame)
        .mark_bar(width={"band": 0.75})
        .encode(
            x=_day(band=True),
            y=_quantity(value, title, ",.0f"),
            color=_kinds(kind, kinds),
            tooltip=[_day_tip(), alt.Tooltip(f"{kind}:N", title="Kind"), _tip(value, title, ",.0f")],
        )
        .properties(height=HEIGHT)
    )


def ranked_bars(
    frame: pl.DataFrame, label: str, value: str, title: str, *, form: str = ",.0f"
) -> alt.LayerChart:
    """A lying bar for each row, in the order given, with its number at the end."""
    base = alt.Chart(frame).encode(
        y=alt.Y(f"{label}:N", sort=None, title=None, axis=_names(190)),
        x=alt.X(f"{value}:Q", title=None, axis=None, scale=alt.Scale(padding=34)),
        tooltip=[alt.Tooltip(f"{label}:N", title="Name"), _tip(value, title, form)],
    )
    bars = base.mark_bar(cornerRadiusEnd=3, height={"band": 0.7})
    # Text marks have no colour of the theme's own, so the numbers take that of the bars.
    numbers = (
        base.mark_text(align="left", dx=5)
        .transform_calculate(series="'bars'")
        .encode(text=alt.Text(f"{value}:Q", format=form), color=alt.Color("series:N", legend=None))
    )
    return (bars + numbers).properties(height=max(3, frame.height) * 27)


def histogram(frame: pl.DataFrame, bucket: str, value: str, x_title: str, y_title: str) -> alt.Chart:
    """Ten bars of width ten; column `bucket` holds each one's lower end."""
    labelled = frame.with_columns(
        pl.format("{}–{}", pl.col(bucket), pl.col(bucket) + 10).alias("label")  # noqa: RUF001 - a range
    )
    return (
        alt.Chart(labelled)
        .mark_bar(cornerRadiusEnd=3, width={"band": 0.85})
        .encode(
            x=alt.X("label:O", sort=None, title=x_title, axis=alt.Axis(labelAngle=0)),
            y=_quantity(value, y_title, ",.0f"),
            tooltip=[alt.Tooltip("label:O", title=x_title), _tip(value, y_title, ",.0f")],
        )
        .properties(height=HEIGHT)
    )


def uptime_grid(frame: pl.DataFrame, grain: str) -> alt.Chart:
    """Uptime of each `label` on each `day` (or week): orange is down, blue is up, no cell is no check."""
    labels = frame["label"].unique(maintain_order=True).to_list()
    return (
        alt.Chart(frame)
        .mark_rect(cornerRadius=2, width={"band": 0.9}, height={"band": 0.86})
        .encode(
            x=_day(band=True, grain=grain),
            y=alt.Y("label:N", sort=labels, title=None, axis=_names(220)),
            color=alt.Color(
                "uptime_ratio:Q",
                scale=alt.Scale(range="diverging", domain=[0, 1], interpolate="rgb"),
                legend=alt.Legend(
                    title="Uptime", format=".0%", orient="top", gradientLength=180, tickCount=3
                ),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Name"),
                _day_tip(),
                _tip("uptime_ratio", "Uptime", ".1%"),
                _tip("check_count", "Checks (n)", ",.0f"),
            ],
        )
        .properties(height=len(labels) * _ROW_HEIGHT + _GRID_MARGIN)
    )


def week_grid(frame: pl.DataFrame) -> alt.Chart:
    """Watch hours by weekday (column `weekday`, 1 = Monday) and hour of the day, UTC."""
    names = dict(enumerate(_WEEKDAYS, start=1))
    named = frame.with_columns(pl.col("weekday").replace_strict(names, return_dtype=pl.String))
    return (
        alt.Chart(named)
        .mark_rect(cornerRadius=2, width={"band": 0.92}, height={"band": 0.88})
        .encode(
            x=alt.X(
                "hour:O",
                title="Hour of the day (UTC)",
                axis=alt.Axis(labelAngle=0, values=list(range(0, 24, 3))),
            ),
            y=alt.Y("weekday:O", sort=_WEEKDAYS, title=None, axis=_names(60)),
            color=alt.Color("watch_hours:Q", legend=None, scale=alt.Scale(domainMin=0, range="heatmap")),
            tooltip=[
                alt.Tooltip("weekday:O", title="Weekday"),
                alt.Tooltip("hour:O", title="Hour (UTC)"),
                _tip("watch_hours", "Watch hours (h)", ",.1f"),
            ],
        )
        .properties(height=HEIGHT)
    )


def _day(*, band: bool = False, grain: str = "day") -> alt.X:
    unit = alt.TimeUnitParams(unit="yearmonthdate", utc=True)
    axis = alt.Axis(format="%-d %b", grid=False, labelOverlap=True, labelFlush=False, tickCount=8)
    title = "Week from" if grain == "week" else None
    if band:
        return alt.X("day:O", timeUnit=unit, title=title, axis=axis)
    return alt.X("day:T", scale=alt.Scale(type="utc"), title=title, axis=axis)


def _names(limit: int) -> alt.Axis:
    return alt.Axis(labelLimit=limit, labelOverlap=False, labelFlush=False, ticks=False, domain=False)


def _quantity(column: str, title: str, form: str) -> alt.Y:
    return alt.Y(
        f"{column}:Q",
        title=title,
        axis=alt.Axis(format=form.replace("f", "~f"), tickCount=5),
        scale=alt.Scale(zero=True),
    )


def _kinds(column: str, kinds: list[str] | None) -> alt.Color:
    scale = alt.Scale(domain=kinds) if kinds else alt.Undefined
    return alt.Color(
        f"{column}:N", title=None, scale=scale, sort=kinds or None, legend=alt.Legend(orient="top", offset=8)
    )


def _day_tip() -> alt.Tooltip:
    return alt.Tooltip("day:T", title="Day (UTC)", format="%-d %b %Y")


def _tip(column: str, title: str, form: str) -> alt.Tooltip:
    return alt.Tooltip(f"{column}:Q", title=title, format=form)
