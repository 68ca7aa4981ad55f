"""Numbers and times as text with their units. Pure; the only place where a ratio becomes a percentage."""

import re
from datetime import datetime, timedelta

from app.statistics import MINIMUM_COUNT

LEAST_COUNT = MINIMUM_COUNT
"""Fewest views (or checks) behind a percentile or a ratio that is shown (metrics, section on rollups)."""

TOO_FEW = "too few"
NOTHING = "—"
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&])")


def count(value: float | None) -> str:
    """A count with thousands separators."""
    return NOTHING if value is None else f"{value:,.0f}"


def hours(value: float | None) -> str:
    """Hours, with one decimal below a thousand."""
    if value is None:
        return NOTHING
    return f"{value:,.0f} h" if value >= 1000 else f"{value:,.1f} h"


def percent(ratio: float | None) -> str:
    """A ratio 0..1 as percent, with two decimals where less than one percent."""
    if ratio is None:
        return NOTHING
    decimals = 2 if 0 < ratio < 0.01 else 1
    return f"{ratio * 100:.{decimals}f}%"


def milliseconds(value: float | None) -> str:
    """Milliseconds, as seconds from one second on."""
    if value is None:
        return NOTHING
    return f"{value:,.0f} ms" if value < 1000 else f"{value / 1000:,.2f} s"


def quantity(value: float | None, unit: str) -> str:
    """A number with the unit that the registry of metrics names."""
    if value is None:
        return NOTHING
    match unit:
        case "ratio":
            return percent(value)
        case "milliseconds":
            return milliseconds(value)
        case "seconds":
            return f"{value:,.1f} s" if value < 60 else duration(value)
        case "bits per second":
            return f"{value / 1e6:,.2f} Mbit/s"
        case "0 to 100":
            return f"{value:,.1f} of 100"
        case "views" | "viewers":
            return f"{count(value)} {unit}"
    return f"{value:,.2f} {unit}"


def size(value: float) -> str:
    """Bytes with a binary unit."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024 or unit == "GiB":
            return f"{value:,.0f} {unit}" if unit == "B" else f"{value:,.1f} {unit}"
        value /= 1024
    raise AssertionError("unreachable")


def duration(seconds: float | None) -> str:
    """A length of time in its two largest units, such as `2 h 5 min`."""
    if seconds is None:
        return NOTHING
    minutes = int(seconds // 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def clock(seconds: float) -> str:
    """A position as `min:s`, or `h:min:s` from one hour on."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def age(moment: datetime, now: datetime) -> str:
    """How long ago a moment was; both times in the same time zone, or both naive."""
    passed = (now - moment) / timedelta(seconds=1)
    return "just now" if passed < 60 else f"{duration(passed)} ago"


def moment(value: datetime) -> str:
    """A UTC time as text."""
    return f"{value:%-d %b %Y, %H:%M} UTC"


def change(value: float | None, before: float | None) -> str | None:
    """Relative change in percent with its sign; None where there is nothing to compare with."""
    if value is None or not before:
        return None
    return f"{(value / before - 1) * 100:+.1f}%"


def enough(text: str, n: float | None) -> str:
    """The text, or `too few` where fewer than `LEAST_COUNT` observations stand behind it."""
    return text if (n or 0) >= LEAST_COUNT else TOO_FEW


def sample(n: float | None) -> str:
    """The number of observations behind a percentile or a ratio."""
    return f"n = {count(n or 0)}"


def verbatim(text: str) -> str:
    """Other people's text for where Markdown is read: each mark stands for itself, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
