"""What holds for every view and every roll-up, whatever players send: hundreds of random sessions.

The warehouse also holds the input of `test_bad_input` and `test_clocks`: what holds, holds for that too.
"""

from typing import Any

import pytest

from tests.dbt.reference_view import View, measure_views
from tests.dbt.wild_lake import WildLake
from tests.support.warehouse import query

ROUNDING = 0.001
STATES = {
    "startup_seconds": "startup", "play_seconds": "playing", "ad_seconds": "advert",
    "paused_seconds": "paused", "seek_seconds": "seeking",
}  # fmt: skip
IMPOSSIBLE = {
    "parts over wall time": """startup_seconds + play_seconds + ad_seconds + rebuffer_seconds + paused_seconds
        + seek_seconds > date_diff('microsecond', started_at, ended_at) / 1e6 + 0.001""",
    "play over wall time": "play_seconds > date_diff('microsecond', started_at, ended_at) / 1e6 + 0.001",
    "muted over play": "muted_seconds > play_seconds + 0.001",
    "background over play": "background_seconds > play_seconds + 0.001",
    "unique over duration": "unique_content_seconds > duration_seconds",
    "unique over content": "unique_content_seconds > content_seconds",
    "completed without the end": "is_completed and coverage_quartile < 3",
    "start and playback failure": "is_start_failure and is_playback_failure",
    "exit and failure": "is_exit_before_start and (is_start_failure or is_play)",
    "lasts less than no time": "ended_at < started_at",
    "an unknown verdict": "is_play is null or is_completed is null or is_bounced is null",
}  # fmt: skip
BOUNDS = {
    "rebuffer_ratio": 1, "watch_rebuffer_ratio": 1, "coverage_ratio": 1, "dropped_frame_ratio": 1,
    "telemetry_loss_ratio": 1, "startup_score": 100, "smoothness_score": 100, "success_score": 100,
    "quality_score": 100, "experience_score": 100, "quartile": 4, "coverage_quartile": 4,
    "startup_ms": 600_000,
}  # fmt: skip


def test_views_are_what_their_events_say(wild: WildLake) -> None:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in query(wild.folder, "select * from fct_views where provider_id = 'plain' order by started_at"):
        found.setdefault(row["session_id"], []).append(row)
    expected = {f"plain-{number}": measure_views(session) for number, session in enumerate(wild.sessions)}
    assert {name: len(views) for name, views in expected.items() if views} == {
        name: len(rows) for name, rows in found.items()
    }
    for name, rows in found.items():
        for view, row in zip(expected[name], rows, strict=True):
            wanted = _measures(view, is_live=row["is_live"])
            assert {key: row[key] for key in wanted} == pytest.approx(wanted, abs=ROUNDING), name


def _measures(view: View, *, is_live: bool) -> dict[str, float]:
    measures = {name: view.seconds.get(state, 0) for name, state in STATES.items()}
    measures |= {"rebuffer_count": len(view.rebuffers), "rebuffer_seconds": sum(view.rebuffers)}
    return measures if is_live else measures | {"content_seconds": view.content_seconds}


def test_unique_content_is_the_union_of_what_was_played(wild: WildLake) -> None:
    rows = query(
        wild.folder,
        "select * from fct_views where provider_id = 'plain' and not is_live order by session_id, started_at",
    )
    found: dict[str, list[float]] = {}
    for row in rows:
        found.setdefault(row["session_id"], []).append(row["unique_content_seconds"])
    for name, unique in found.items():
        session = wild.sessions[int(name.removeprefix("plain-"))]
        longest = float("inf") if session.duration is None else session.duration
        wanted = [min(view.unique_seconds, longest) for view in measure_views(session)]
        assert unique == pytest.approx(wanted, abs=ROUNDING), name
    assert sum(map(sum, found.values())) > 0


@pytest.mark.parametrize("condition", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_no_view_is_impossible(wild: WildLake, condition: str) -> None:
    assert query(wild.folder, f"select session_id from fct_views where {condition}") == []  # noqa: S608


@pytest.mark.parametrize(("column", "most"), BOUNDS.items())
def test_ratios_and_scores_keep_to_their_bounds(wild: WildLake, column: str, most: int) -> None:
    [found] = query(
        wild.folder,
        f"""select count({column}) as known, count(*) filter (where {column} not between 0 and {most}
        or isnan(cast({column} as double))) as wrong from fct_views""",  # noqa: S608
    )
    assert found["known"] > 0
    assert found["wrong"] == 0


def test_quartiles_are_reached_in_order(wild: WildLake) -> None:
    """A quartile is the count of quarters that are full: to reach one is to have reached those below."""
    for row in query(wild.folder, "select * from fct_views where duration_seconds is not null"):
        reached = 4 * (row["max_position_seconds"] or 0) / row["duration_seconds"]
        by_position = [row["has_ended"] or reached >= quarter for quarter in range(1, 5)]
        by_coverage = [4 * row["coverage_ratio"] >= quarter for quarter in range(1, 5)]
        assert row["quartile"] == sum(by_position)
        assert row["coverage_quartile"] == sum(by_coverage)


def test_concurrency_holds_the_watched_seconds_of_each_scope(wild: WildLake) -> None:
    """All but what merged stalls lie over: at most 250 ms each."""
    scopes = {"all": "'all'", "provider": "provider_id", "channel": "channel_key", "title": "title_key"}
    for scope, column in scopes.items():
        rows = query(
            wild.folder,
            f"""with watched as (
                select {column} as scope_key, sum(rebuffer_count) / 4 as tolerance,
                    sum(startup_seconds + play_seconds + ad_seconds + rebuffer_seconds) as seconds
                from fct_views where not is_bot and {column} is not null group by all
            ), held as (
                select scope_key, sum(watched_seconds) as seconds
                from agg_concurrency_minutely where scope = '{scope}' group by all
            )
            select watched.seconds, coalesce(held.seconds, 0) as held, tolerance
            from watched full join held using (scope_key)""",  # noqa: S608
        )
        assert rows
        for row in rows:
            assert row["held"] == pytest.approx(row["seconds"], abs=row["tolerance"] + 0.01)


def test_hours_hold_the_seconds_played(wild: WildLake) -> None:
    [hours] = query(wild.folder, "select sum(played_seconds) as seconds from agg_watch_hourly")
    [views] = query(wild.folder, "select sum(play_seconds) as seconds from fct_views where not is_bot")
    assert hours["seconds"] == pytest.approx(views["seconds"], abs=0.1)
    assert (
        query(wild.folder, "select * from agg_watch_hourly where played_seconds > view_count * 3600.001")
        == []
    )


def test_retention_counts_at_most_the_viewers_and_passes_there_are(wild: WildLake) -> None:
    steps = query(wild.folder, "select * from agg_title_retention")
    assert max(step["pass_count"] for step in steps) > 1
    for step in steps:
        assert 0 <= step["step_viewer_count"] <= min(step["viewer_count"], step["pass_count"])
        assert step["viewer_count"] <= step["play_count"]
