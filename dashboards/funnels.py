"""Totals as steps of a funnel. Pure."""

import polars as pl

from dashboards.data import Row

_AD_STEPS = {
    "ad_view_count": "Started",
    "reached_25_count": "A quarter",
    "reached_50_count": "Half",
    "reached_75_count": "Three quarters",
    "completed_count": "To the end",
}


def of_ads(totals: Row) -> pl.DataFrame:
    """Ad views that came as far as each step: `step`, `ad_view_count`, `ratio` of those started."""
    started = totals["ad_view_count"]
    rows = [
        (label, totals[name], totals[name] / started if started else None)
        for name, label in _AD_STEPS.items()
    ]
    return pl.DataFrame(
        rows, {"step": pl.String, "ad_view_count": pl.Int64, "ratio": pl.Float64}, orient="row"
    )
