"""What the hand-made views tell of quality and engagement beyond their times, their timelines and retention.

All of it follows from the row that `playback_rows` gives and the view's number `n` within its day.
"""

from datetime import timedelta
from math import exp, sqrt
from typing import Any

Row = dict[str, Any]

MINIMUM_PLAYS = 5
STEP_COUNT = 100
_PLANS = ('{"plan": "gold", "a/b": "slash"}', '{"plan": "basic"}', None)


def described(n: int) -> Row:
    """Where the view was seen: site, device, network."""
    return {
        "site_id": ("site-a", "site-b")[n % 2],
        "player_type": ("native", "mse")[n % 2],
        "app_version": "4.2",
        "os_name": ("Android TV", "iOS", "Windows")[n % 3],
        "os_version": "14",
        "browser_name": (None, "Safari", "Chrome")[n % 3],
        "browser_version": "120",
        "asn": (64500, 64501, None)[n % 3],
        "as_organization": ("Example Net", "Sample Telecom", None)[n % 3],
        "cdn": ("edge-1", "edge-2", None)[n % 3],
        "custom": _PLANS[n % 3],
        "is_bot": False,
        "is_capped": False,
        "has_session_collision": False,
        "score_version": 1,
    }


def measured(row: Row, n: int) -> Row:
    """The measurements that are made of the other columns."""
    play, stalled = row["play_seconds"], row["rebuffer_seconds"]
    startup, seeking = row["startup_seconds"], row["seek_seconds"]
    is_play, coverage = bool(row["is_play"]), row["coverage_ratio"]
    quartile = None if coverage is None else int(coverage * 4)
    lost = n % 4
    return {
        "muted_seconds": play / 10 if n % 6 == 0 else 0.0,
        "background_seconds": play / 4 if n % 7 == 0 else 0.0,
        "ad_seconds": 0.0,
        "watch_rebuffer_ratio": stalled / (startup + play + stalled + seeking),
        "rebuffer_per_minute": row["rebuffer_count"] * 60 / (play + stalled) if play else None,
        "quartile": quartile,
        "coverage_quartile": quartile,
        "is_bounced": is_play and play < 10,
        "bitrate_up_count": n % 3,
        "bitrate_down_count": n % 2,
        "dropped_frame_ratio": n / 1000 if is_play and n % 2 else None,
        "live_latency_ms": 2000.0 + 100 * n if is_play and row["is_live"] else None,
        "telemetry_loss_ratio": lost / (10 + n + lost),
        "lost_event_count": lost,
        "ad_count": int(is_play and n % 9 == 0),
        **_scores(row, is_play),
    }


def _scores(row: Row, is_play: bool) -> Row:
    count, ratio = row["rebuffer_count"], row["rebuffer_ratio"]
    startup = 800 / (8 + row["startup_ms"] / 1000) if row["startup_ms"] is not None else None
    smoothness = (100 / sqrt(1 + (count / 2) ** 2) + 100 * exp(-10 * ratio)) / 2 if is_play else None
    success = 100.0 if is_play else 0.0 if row["is_start_failure"] else 50.0
    known = [score for score in (startup, smoothness, success) if score is not None]
    return {
        "startup_score": startup,
        "smoothness_score": smoothness,
        "success_score": success,
        "quality_score": None,
        "experience_score": sum(known) / len(known),
    }


def view_events(views: list[Row]) -> list[Row]:
    """`fct_view_events`: the start, the first frame where there is one, and the end."""
    return [event for view in views for event in _timeline(view)]


def _timeline(view: Row) -> list[Row]:
    start, end = view["started_at"], view["ended_at"]
    startup = timedelta(seconds=view["startup_seconds"])
    last = ("error", "failed") if view["is_start_failure"] else ("view_end", "ended")
    happened = [("view_start", "startup", start)]
    if view["is_play"]:
        happened.append(("playing", "playing", start + startup))
    happened.append((*last, end))
    times = [at for _, _, at in happened]
    return [
        {
            "view_key": view["view_key"],
            "session_id": view["session_id"],
            "event_number": number,
            "event_type": event_type,
            "state": state,
            "occurred_at": at,
            "started_date": view["started_date"],
            "offset_seconds": (at - start).total_seconds(),
            "gap_seconds": (times[min(number, len(times) - 1)] - at).total_seconds(),
            "position_seconds": None
            if view["is_live"]
            else view["max_position_seconds"]
            if at == end
            else 0.0,
            "playback_rate": 1.0,
            "bitrate_bps": view["avg_bitrate_bps"],
            "buffer_seconds": 0.0,
            "is_background": False,
            "is_muted": False,
            "error_code": view["error_code"] if event_type == "error" else None,
            "is_fatal": event_type == "error",
        }
        for number, (event_type, state, at) in enumerate(happened, start=1)
    ]


def retention(views: list[Row]) -> list[Row]:
    """`agg_title_retention` of the titles of known length: each play is one pass from 0 to its position."""
    plays: dict[tuple[object, object], list[Row]] = {}
    for view in views:
        if view["is_play"] and view["duration_seconds"] is not None:
            plays.setdefault((view["title_key"], view["is_simulated"]), []).append(view)
    return [row for (key, simulated), of in plays.items() for row in _curve(key, simulated, of)]


def _curve(title_key: object, is_simulated: object, plays: list[Row]) -> list[Row]:
    duration = plays[0]["duration_seconds"]
    step_seconds = max(1.0, duration / STEP_COUNT)
    viewers = {view["viewer_key"] or view["view_key"] for view in plays}
    is_suppressed = len(plays) < MINIMUM_PLAYS
    rows: list[Row] = []
    before = 0.0
    for number in range(STEP_COUNT):
        at = number * step_seconds
        passed = [view for view in plays if view["max_position_seconds"] > at]
        present = {view["viewer_key"] or view["view_key"] for view in passed}
        absolute = len(passed) / len(plays)
        drop = max(0.0, before - absolute)
        before = absolute
        rows.append(
            {
                "title_key": title_key,
                "is_simulated": is_simulated,
                "step_number": number,
                "position_seconds": at,
                "step_seconds": step_seconds,
                "play_count": len(plays),
                "viewer_count": len(viewers),
                "pass_count": len(passed),
                "step_viewer_count": len(present),
                "absolute_ratio": None if is_suppressed else absolute,
                "unique_ratio": None if is_suppressed else len(present) / len(viewers),
                "heat_ratio": None if is_suppressed else absolute,
                "drop_ratio": None if is_suppressed else drop,
                "drop_rank": None,
                "is_suppressed": is_suppressed,
            }
        )
    return _ranked(rows)


def _ranked(rows: list[Row]) -> list[Row]:
    falls = sorted((row for row in rows if row["drop_ratio"]), key=lambda row: -row["drop_ratio"])
    for rank, row in enumerate(falls, start=1):
        row["drop_rank"] = rank
    return rows
