"""Charts as pure functions of frames. Colours are the theme's named ranges (`.streamlit/config.toml`)."""

from dashboards.charts.bands import state_band
from dashboards.charts.comparisons import compared_days, intervals
from dashboards.charts.days import day_area, day_bars, day_lines, stacked_days, unpivoted
from dashboards.charts.grids import cohort_grid, uptime_grid, week_grid
from dashboards.charts.ranks import histogram, ranked_bars
from dashboards.charts.retention import MARKED_DROPS, heat_strip, retention_curve, segment_bars
from dashboards.charts.times import audience_steps, deviations, programme_bars

__all__ = [
    "MARKED_DROPS",
    "audience_steps",
    "cohort_grid",
    "compared_days",
    "day_area",
    "day_bars",
    "day_lines",
    "deviations",
    "heat_strip",
    "histogram",
    "intervals",
    "programme_bars",
    "ranked_bars",
    "retention_curve",
    "segment_bars",
    "stacked_days",
    "state_band",
    "unpivoted",
    "uptime_grid",
    "week_grid",
]
