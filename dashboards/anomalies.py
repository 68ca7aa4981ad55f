"""Anomalies in words. Pure."""

from collections.abc import Callable, Mapping

import polars as pl

from dashboards import formats

_BY_SUFFIX: Mapping[str, Callable[[float | None], str]] = {
    "_ratio": formats.percent,
    "_ms": formats.milliseconds,
    "_seconds": formats.duration,
    "_hours": formats.hours,
}


def value_text(metric: str, value: float | None) -> str:
    """The value with the unit that the metric's name says."""
    form = next((form for suffix, form in _BY_SUFFIX.items() if metric.endswith(suffix)), _plain)
    return form(value)


def worded(frame: pl.DataFrame) -> pl.DataFrame:
    """`queries.anomalies.LIST` with `metric_label`, `value_text`, `expected_text` and `explained`."""
    return frame.with_columns(
        pl.col("metric").str.replace_all("_", " ").str.to_titlecase().alias("metric_label"),
        _texts(frame, "value").alias("value_text"),
        _texts(frame, "expected_value").alias("expected_text"),
        pl.when(pl.col("explained_dimension").is_not_null())
        .then(pl.format("{}: {}", "explained_dimension", pl.col("explained_value").fill_null("unknown")))
        .alias("explained"),
    )


def _texts(frame: pl.DataFrame, column: str) -> pl.Series:
    rows = frame.select("metric", column).iter_rows()
    return pl.Series([value_text(metric, value) for metric, value in rows], dtype=pl.String)


def _plain(value: float | None) -> str:
    return formats.NOTHING if value is None else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
