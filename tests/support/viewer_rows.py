"""Hand-made rows about viewers: who came back, visits, binges, cohorts, breakdowns and ads.

What follows from the views is counted from them in plain Python; cohorts and binges are made up, since ten
equal days have none.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from operator import itemgetter
from statistics import fmean, quantiles
from typing import Any

from app.statistics import wilson
from tests.support.playback_rows import FIRST_DAY, LAST_DAY, Row, at, key_of

COHORT_RETURNS = (1.0, 0.5, 0.25, 0.2)
COHORT_SIZES = (40, 60, 3, 20)
BINGE_EPISODES = (3, 6, 4)
_VISIT_GAP = timedelta(minutes=30)
_LEAST = 5


def viewers(views: list[Row]) -> list[Row]:
    """`dim_viewers`."""
    return [_viewer(key, of_viewer) for key, of_viewer in _grouped(_known(views), itemgetter("viewer_key"))]


def _viewer(key: str, of_viewer: list[Row]) -> Row:
    first = min(view["started_at"] for view in of_viewer)
    return {
        "viewer_key": key,
        "first_viewed_at": first,
        "last_viewed_at": max(view["started_at"] for view in of_viewer),
        "first_viewed_date": first.date(),
        "view_count": len(of_viewer),
        "visit_count": len(visits(of_viewer)),
        "active_day_count": len({view["started_date"] for view in of_viewer}),
        "play_seconds": sum(view["play_seconds"] for view in of_viewer),
        "is_simulated": all(view["is_simulated"] for view in of_viewer),
    }


def visits(views: list[Row]) -> list[Row]:
    """`fct_visits`: views of a viewer within half an hour of the one before."""
    found: list[Row] = []
    for _, of_viewer in _grouped(_known(views), itemgetter("viewer_key")):
        visit: list[Row] = []
        for view in sorted(of_viewer, key=lambda view: view["started_at"]):
            if visit and view["started_at"] - max(v["ended_at"] for v in visit) > _VISIT_GAP:
                found.append(_visit(visit))
                visit = []
            visit.append(view)
        found.append(_visit(visit))
    return found


def _visit(views: list[Row]) -> Row:
    first = views[0]
    return {
        "visit_key": key_of(f"visit {first['view_key']}"),
        "viewer_key": first["viewer_key"],
        "started_at": first["started_at"],
        "ended_at": max(view["ended_at"] for view in views),
        "started_date": first["started_date"],
        "view_count": len(views),
        "play_seconds": sum(view["play_seconds"] for view in views),
        "title_count": len({view["title_key"] for view in views}),
        "is_simulated": first["is_simulated"],
    }


def viewers_daily(views: list[Row]) -> list[Row]:
    """`agg_viewers_daily`, simulated views and real ones together; the last day is not over yet."""
    firsts = {viewer["viewer_key"]: viewer["first_viewed_date"] for viewer in viewers(views)}
    days = {
        day: {view["viewer_key"] for view in of_day if view["viewer_key"]}
        for day, of_day in _grouped(views, itemgetter("started_date"))
    }
    unknown = {day: sum(v["viewer_key"] is None and v["started_date"] == day for v in views) for day in days}
    return [_viewers_of_day(day, days, firsts, unknown[day]) for day in days]


def _viewers_of_day(day: date, days: dict[date, set[str]], firsts: dict[str, date], unknown: int) -> Row:
    new = {key for key in days[day] if firsts[key] == day}
    row = {
        "view_date": day,
        "is_simulated": False,
        "viewer_count": len(days[day]) + unknown,
        "new_viewer_count": len(new),
        "returning_viewer_count": len(days[day]) - len(new),
        "unknown_viewer_count": unknown,
    }
    for name, later in (("d1", day + timedelta(days=1)), ("d7", day + timedelta(days=7))):
        returned = len(new & days[later]) if later < LAST_DAY else None
        row |= {
            f"{name}_cohort_count": None if returned is None else len(new),
            f"{name}_returned_count": returned,
            f"{name}_ratio": None if returned is None or len(new) < _LEAST else returned / len(new),
        }
    return row


def viewers_periodic(views: list[Row]) -> list[Row]:
    """`agg_viewers_periodic`."""
    starts: dict[str, Callable[[date], date]] = {
        "day": lambda day: day,
        "week": lambda day: day - timedelta(days=day.weekday()),
        "month": lambda day: day.replace(day=1),
    }
    return [
        {
            "period": period,
            "period_start": start,
            "is_simulated": False,
            "viewer_count": len({view["viewer_key"] or view["view_key"] for view in within}),
            "view_count": len(within),
            "play_seconds": sum(view["play_seconds"] for view in within),
        }
        for period, start_of in starts.items()
        for start, within in _grouped(views, _started(start_of))
    ]


def cohorts() -> list[Row]:
    """`agg_cohorts_weekly`: four weeks of newcomers up to the last one; one week of them is too small."""
    last = LAST_DAY - timedelta(days=LAST_DAY.weekday())
    return [
        {
            "cohort_week": last - timedelta(weeks=len(COHORT_SIZES) - 1 - place),
            "week_number": number,
            "is_simulated": False,
            "cohort_size": size,
            "viewer_count": round(size * ratio),
            "return_ratio": None if size < _LEAST else round(size * ratio) / size,
            "is_suppressed": size < _LEAST,
            "is_provisional": place + number == len(COHORT_SIZES) - 1,
        }
        for place, size in enumerate(COHORT_SIZES)
        for number, ratio in enumerate(COHORT_RETURNS[: len(COHORT_SIZES) - place])
    ]


def binges() -> list[Row]:
    """`fct_binges`: one on each of the first days."""
    return [
        {
            "binge_key": key_of(f"binge {number}"),
            "viewer_key": key_of(f"viewer-{number % 2}"),
            "series_title": "The Series",
            "started_at": at(FIRST_DAY + timedelta(days=number), hours=19),
            "ended_at": at(FIRST_DAY + timedelta(days=number), hours=19 + count / 2),
            "episode_count": count,
            "play_seconds": 1500.0 * count,
            "is_simulated": False,
        }
        for number, count in enumerate(BINGE_EPISODES)
    ]


_DIMENSIONS = {
    "country": "country_code",
    "asn": "asn",
    "device": "device_type",
    "os": "os_name",
    "browser": "browser_name",
    "player": "player_name",
    "cdn": "cdn",
    "provider": "provider_id",
    "channel": "channel_id",
    "title": "content_id",
    "organizer": "organizer_id",
    "site": "site_id",
    "source": "source",
}


def breakdown(views: list[Row]) -> list[Row]:
    """`agg_breakdown_daily` of every dimension but the custom ones."""
    return [
        {
            "view_date": day,
            "dimension": name,
            "dimension_value": value,
            "is_simulated": simulated,
            **_part(part),
        }
        for name, column in _DIMENSIONS.items()
        for (day, value, simulated), part in _grouped(views, _cell(column))
    ]


def _part(views: list[Row]) -> Row:
    startups = _known_values(views, "startup_ms")
    scores = _known_values(views, "experience_score")
    plays = [view for view in views if view["is_play"]]
    lasted = _sum(views, "rebuffer_seconds") + _sum(views, "play_seconds")
    covered = [view for view in views if view["is_covered"]]
    stalled, played = _sum(covered, "rebuffer_seconds"), _sum(covered, "play_seconds")
    playing_count = len(_known_values(covered, "rebuffer_ratio"))
    completable = [view for view in plays if view["coverage_ratio"] is not None]
    cuts = quantiles(startups, n=20, method="inclusive") if len(startups) >= _LEAST else None
    return {
        "view_count": len(views),
        "play_count": len(plays),
        "viewer_count": len({view["viewer_key"] or view["view_key"] for view in views}),
        "play_seconds": _sum(views, "play_seconds"),
        "rebuffer_seconds": _sum(views, "rebuffer_seconds"),
        "watch_seconds": _sum(views, "startup_seconds") + lasted + _sum(views, "seek_seconds"),
        "startup_count": len(startups),
        "p50_startup_ms": cuts and cuts[9],
        "p95_startup_ms": cuts and cuts[18],
        "covered_view_count": len(covered),
        "covered_play_seconds": played,
        "covered_rebuffer_seconds": stalled,
        "playing_count": playing_count,
        "rebuffer_ratio": stalled / (stalled + played) if playing_count >= _LEAST else None,
        **_rate("start_failure", _sum(covered, "is_start_failure"), len(covered)),
        **_rate("playback_failure", _sum(covered, "is_playback_failure"), len(covered)),
        **_rate("exit_before_start", _sum(covered, "is_exit_before_start"), len(covered)),
        **_rate("completed", _sum(completable, "is_completed"), len(completable)),
        "completable_count": len(completable),
        "experience_count": len(scores),
        "mean_experience_score": fmean(scores) if len(scores) >= _LEAST else None,
        "is_suppressed": len(views) < _LEAST,
    }


def _rate(name: str, count: float, n: int) -> Row:
    ratio = count / n if n >= _LEAST else None
    low, high = (None, None) if ratio is None else wilson(ratio, n)
    return {
        f"{name}_count": int(count),
        f"{name}_ratio": ratio,
        f"{name}_ratio_low": low,
        f"{name}_ratio_high": high,
    }


def _known_values(views: list[Row], name: str) -> list[float]:
    return [view[name] for view in views if view.get(name) is not None]


def _started(start_of: Callable[[date], date]) -> Callable[[Row], date]:
    return lambda view: start_of(view["started_date"])


def _cell(column: str) -> Callable[[Row], tuple[date, str | None, bool]]:
    return lambda view: (view["started_date"], _text(view.get(column)), view["is_simulated"])


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _sum(rows: Iterable[Row], name: str) -> float:
    return sum(float(row[name]) for row in rows)


def _known(views: list[Row]) -> list[Row]:
    return [view for view in views if view["viewer_key"] is not None]


def _grouped(rows: list[Row], key: Callable[[Row], Any]) -> list[tuple[Any, list[Row]]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.items())
