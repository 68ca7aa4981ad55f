"""Charts as pure functions of frames. Colours are the theme's named ranges (`.streamlit/config.toml`)."""

from dashboards.charts.days import day_area, day_bars, day_lines, stacked_days, unpivoted
from dashboards.charts.grids import uptime_grid, week_grid
from dashboards.charts.ranks import histogram, ranked_bars

__all__ = [
    "day_area",
    "day_bars",
    "day_lines",
    "histogram",
    "ranked_bars",
    "stacked_days",
    "unpivoted",
    "uptime_grid",
    "week_grid",
]
