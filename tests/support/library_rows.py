"""Hand-made counts of a video library that fit the views: gamma told the truth until the last day."""

from datetime import timedelta

from tests.support.playback_rows import DAY_COUNT, FIRST_DAY, LAST_DAY, Row, at, key_of

# Video to its stream; the second was never listed.
_VIDEOS = {"title-05": ("gamma/5", "Gamma movie 5"), "title-11": (None, None)}
_MISSED_VIEWS, _MISSED_SECONDS = 20, 6000.0


def reconciliation(views: list[Row]) -> list[Row]:
    """Both videos of gamma on each day; on the last day the library counted views that we missed."""
    return [
        _compared(views, item_id, day)
        for day in (FIRST_DAY + timedelta(days=number) for number in range(DAY_COUNT))
        for item_id in _VIDEOS
    ]


def totals(views: list[Row]) -> list[Row]:
    """All of gamma on each day; its two videos are all that anyone watched, and all were asked for."""
    days: dict[object, list[Row]] = {}
    for row in reconciliation(views):
        days.setdefault(row["view_date"], []).append(row)
    return [_summed(day, rows) for day, rows in days.items()]


def _summed(day: object, rows: list[Row]) -> Row:
    total = {
        name: sum(row[name] for row in rows)
        for name in (
            *("provider_view_count", "own_view_count", "view_difference_count"),
            *("provider_watched_seconds", "own_watched_seconds", "watched_difference_seconds"),
        )
    }
    told_views, told_seconds = total["provider_view_count"], total["provider_watched_seconds"]
    return {
        "view_date": day,
        "provider_id": "gamma",
        **total,
        "asked_view_count": told_views,
        "unasked_view_count": 0,
        "own_view_ratio": total["own_view_count"] / told_views if told_views else None,
        "asked_watched_seconds": told_seconds,
        "own_watched_ratio": total["own_watched_seconds"] / told_seconds if told_seconds else None,
        "is_within_tolerance": day != LAST_DAY,
        "is_simulated": False,
    }


def _compared(views: list[Row], item_id: str, day: object) -> Row:
    own = [
        view
        for view in views
        if view["content_id"] == item_id and view["started_date"] == day and not view["is_simulated"]
    ]
    is_last = day == LAST_DAY
    seconds = sum(view["play_seconds"] for view in own)
    told_views = len(own) + (_MISSED_VIEWS if is_last else 0)
    told_seconds = seconds + (_MISSED_SECONDS if is_last else 0.0)
    stream, name = _VIDEOS[item_id]
    return {
        "view_date": day,
        "provider_id": "gamma",
        "item_id": item_id,
        "stream_key": key_of(stream) if stream else None,
        "stream_name": name,
        "provider_view_count": told_views,
        "own_view_count": len(own),
        "view_difference_count": len(own) - told_views,
        "own_view_ratio": len(own) / told_views if told_views else None,
        "provider_watched_seconds": told_seconds,
        "own_watched_seconds": seconds,
        "watched_difference_seconds": seconds - told_seconds,
        "own_watched_ratio": seconds / told_seconds if told_seconds else None,
        "is_within_tolerance": not is_last,
        "is_simulated": False,
    }


def heatmap() -> list[Row]:
    """Ten segments of one video, the first the most watched."""
    return [
        {
            "provider_id": "gamma",
            "item_id": "title-05",
            "segment_number": number,
            "watched_ratio": 1 - number / 10,
            "told_at": at(LAST_DAY, hours=1),
        }
        for number in range(10)
    ]
