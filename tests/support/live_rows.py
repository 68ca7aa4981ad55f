"""Hand-made rows about the moment: guide programmes, watched hours, trends, anomalies and ads."""

from datetime import datetime, timedelta

from tests.support.playback_rows import FIRST_DAY, LAST_DAY, Row, at, key_of

PROGRAMME_HOURS = (7, 9, 12)
_PROGRAMME = timedelta(hours=2)
_QUARTILES = (25, 50, 75)


def programme_audience(views: list[Row]) -> list[Row]:
    """`agg_programme_audience`: three programmes of two hours a day on `channel-0`."""
    days = sorted({view["started_date"] for view in views})
    live = [view for view in views if view["channel_id"] == "channel-0"]
    return [_programme(at(day, hours=hour), live) for day in days for hour in PROGRAMME_HOURS]


def _programme(started_at: datetime, live: list[Row]) -> Row:
    stopped_at = started_at + _PROGRAMME
    seen = [view for view in live if view["started_at"] < stopped_at and view["ended_at"] > started_at]
    watched = sum(
        (min(view["ended_at"], stopped_at) - max(view["started_at"], started_at)).total_seconds()
        for view in seen
    )
    return {
        "programme_key": key_of(f"programme {started_at}"),
        "provider_id": "alpha",
        "channel_id": "channel-0",
        "channel_key": key_of("channel-0"),
        "title": f"Show at {started_at.hour}",
        "started_at": started_at,
        "stopped_at": stopped_at,
        "duration_seconds": _PROGRAMME.total_seconds(),
        "view_count": len(seen),
        "viewer_count": len({view["viewer_key"] or view["view_key"] for view in seen}),
        "watched_seconds": watched,
        "average_audience": watched / _PROGRAMME.total_seconds(),
        "peak_view_count": min(len(seen), 1),
        "is_simulated": bool(seen) and all(view["is_simulated"] for view in seen),
    }


def watch_hourly(views: list[Row]) -> list[Row]:
    """`agg_watch_hourly`, taking every view to play from its start on without a break."""
    found: dict[tuple[datetime, *tuple[object, ...]], list[tuple[Row, float]]] = {}
    for view in views:
        hour = view["started_at"].replace(minute=0, second=0, microsecond=0)
        until = view["started_at"] + timedelta(seconds=view["play_seconds"])
        while hour < until:
            inside = min(until, hour + timedelta(hours=1)) - max(view["started_at"], hour)
            key = (hour, view["provider_id"], view["channel_key"], view["title_key"], view["is_simulated"])
            found.setdefault(key, []).append((view, inside.total_seconds()))
            hour += timedelta(hours=1)
    names = ("hour_at", "provider_id", "channel_key", "title_key", "is_simulated")
    return [
        {"view_date": key[0].date(), **dict(zip(names, key, strict=True)), **_watched(parts)}
        for key, parts in found.items()
    ]


def _watched(parts: list[tuple[Row, float]]) -> Row:
    return {
        "played_seconds": sum(seconds for _, seconds in parts),
        "view_count": len(parts),
        "viewer_count": len({view["viewer_key"] or view["view_key"] for view, _ in parts}),
    }


def trending() -> list[Row]:
    """`agg_titles_trending`: three titles, the first one far above its usual hour."""
    return [
        {
            "title_key": key_of(f"title-{number:02}"),
            "is_simulated": False,
            "hour_at": at(LAST_DAY, hours=15),
            "view_count": count,
            "usual_view_count": 4.0,
            "trend_ratio": count / 4.0,
            "trend_score": (count - 4.0) / 2,
            "rank": place,
        }
        for place, (number, count) in enumerate(((5, 24), (1, 8), (2, 4)), start=1)
    ]


def anomalies() -> list[Row]:
    """`fct_anomalies`: a day of stalls on one delivery network, and an hour of many views."""
    return [
        _anomaly(
            "rebuffer_ratio",
            "day",
            at(FIRST_DAY + timedelta(days=5)),
            0.08,
            0.01,
            6.2,
            ("cdn", "edge-2", 0.8),
        ),
        _anomaly("view_count", "hour", at(LAST_DAY, hours=12), 3.0, 30.0, -4.1, (None, None, None)),
    ]


def _anomaly(
    metric: str,
    grain: str,
    bucket_at: datetime,
    value: float,
    expected: float,
    deviation: float,
    explained: tuple[str | None, str | None, float | None],
) -> Row:
    return {
        "anomaly_key": key_of(f"{metric} {grain} {bucket_at}"),
        "metric": metric,
        "grain": grain,
        "bucket_at": bucket_at,
        "is_simulated": False,
        "value": value,
        "expected_value": expected,
        "observation_count": 200,
        "deviation": deviation,
        "direction": "up" if deviation > 0 else "down",
        "explained_dimension": explained[0],
        "explained_value": explained[1],
        "explained_share": explained[2],
    }


def ad_views(views: list[Row]) -> list[Row]:
    """`fct_ad_views`: a preroll in every play of a film, four in five of them seen to the end."""
    films = [view for view in views if view["content_type"] == "movie" and view["is_play"]]
    return [_ad_view(view, number) for number, view in enumerate(films)]


def _ad_view(view: Row, number: int) -> Row:
    is_skipped = number % 5 == 4
    reached = {
        f"has_reached_{quartile}": not is_skipped or quartile == _QUARTILES[0] for quartile in _QUARTILES
    }
    return {
        "ad_view_key": key_of(f"ad {view['view_key']}"),
        "view_key": view["view_key"],
        "ad_id": f"spot-{number % 2}",
        "ad_position": "preroll",
        "view_date": view["started_date"],
        "started_at": view["started_at"],
        "started_date": view["started_date"],
        "play_seconds": 8.0 if is_skipped else 20.0,
        **reached,
        "is_completed": not is_skipped,
        "is_skipped": is_skipped,
        "is_linear": True,
        "content_id": view["content_id"],
        "provider_id": view["provider_id"],
        "is_simulated": view["is_simulated"],
        "is_bot": False,
    }


def ads_daily(rows: list[Row]) -> list[Row]:
    """`agg_ads_daily` of the ad views."""
    parts: dict[tuple[object, ...], list[Row]] = {}
    names = ("started_date", "ad_id", "ad_position", "is_simulated")
    for row in rows:
        parts.setdefault(tuple(row[name] for name in names), []).append(row)
    return [
        dict(zip(("view_date", *names[1:]), key, strict=True)) | _ads_of(part) for key, part in parts.items()
    ]


def _ads_of(part: list[Row]) -> Row:
    def count(name: str) -> int:
        return sum(row[name] for row in part)

    return {
        "ad_view_count": len(part),
        **{f"reached_{quartile}_count": count(f"has_reached_{quartile}") for quartile in _QUARTILES},
        "completed_count": count("is_completed"),
        "skipped_count": count("is_skipped"),
        "completion_ratio": count("is_completed") / len(part),
        "skip_ratio": count("is_skipped") / len(part),
    }
