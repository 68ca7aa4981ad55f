from datetime import timedelta

import polars as pl
import pytest

from ingestion.simulation.plan import SimulationError, SimulationPlan
from ingestion.simulation.simulate import plan_views, simulate
from tests.ingestion.simulation.reading import read_views
from tests.ingestion.simulation.worlds import END_AT, catalogue, channels, plan


@pytest.fixture(scope="module")
def views() -> pl.DataFrame:
    return plan_views(plan(), catalogue())


@pytest.fixture(scope="module")
def events() -> pl.DataFrame:
    return all_events(plan())


def all_events(of: SimulationPlan) -> pl.DataFrame:
    return pl.concat(chunk.events for chunk in simulate(of, catalogue()))


def test_the_same_seed_gives_the_same_events(events: pl.DataFrame) -> None:
    assert all_events(plan()).equals(events, null_equal=True)


def test_another_seed_gives_other_events_under_other_ids(events: pl.DataFrame) -> None:
    others = all_events(plan(seed=8))
    assert set(others["event_id"]).isdisjoint(events["event_id"])
    assert others["client_at"].sort().to_list() != events["client_at"].sort().to_list()


def test_another_catalogue_gives_other_ids(events: pl.DataFrame) -> None:
    smaller = catalogue().filter(pl.col("content_id") != "live:provider-0:channel-0")
    chunk = next(simulate(plan(), smaller))
    assert set(chunk.events["event_id"]).isdisjoint(events["event_id"])


@pytest.mark.parametrize("event_count", [3_000, 20_000, 150_000])
@pytest.mark.parametrize("chunk_events", [5_000, 200_000])
def test_the_count_is_near_the_target(event_count: int, chunk_events: int) -> None:
    of = plan(event_count=event_count, chunk_events=chunk_events)
    assert plan_views(of, catalogue())["event_count"].sum() == pytest.approx(event_count, rel=0.05)


def test_chunks_are_small_and_follow_each_other_in_time() -> None:
    chunks = list(simulate(plan(chunk_events=5_000), catalogue()))
    assert len(chunks) >= 10
    assert max(chunk.events.height for chunk in chunks) < 7_000
    middles = [chunk.views["started_at"].median() for chunk in chunks]
    assert middles == sorted(middles, key=str)


def test_the_views_planned_are_those_simulated(events: pl.DataFrame, views: pl.DataFrame) -> None:
    counted = events.group_by("session_id").agg(pl.len().cast(pl.Int64)).sort("session_id")
    expected = views.select("session_id", len="event_count").sort("session_id")
    assert counted.equals(expected)


def test_seq_rises_by_one_from_zero(events: pl.DataFrame) -> None:
    assert (events["seq"] == events.select(pl.int_range(pl.len()).over("session_id")).to_series()).all()
    assert events["event_id"].n_unique() == events.height


def test_time_never_runs_backwards_in_a_view(events: pl.DataFrame) -> None:
    assert events.select((pl.col("client_at").diff().over("session_id") >= 0).all()).item()


def test_no_event_happens_after_the_end_or_before_the_first_day(events: pl.DataFrame) -> None:
    happened = events["client_at"] - events["clock_offset_seconds"] * 1000
    end_ms = pl.Series([END_AT]).dt.epoch("ms").item()
    assert happened.max() < end_ms
    assert happened.min() > end_ms - 28 * 86_400_000 - 6 * 3_600_000


def test_positions_stay_inside_the_title_and_never_below_zero(events: pl.DataFrame) -> None:
    assert (events["position_seconds"] >= 0).all()
    on_demand = events.filter(~pl.col("is_live"))
    assert (on_demand["position_seconds"] <= on_demand["duration_seconds"] + 0.001).all()
    assert events.filter("is_live")["duration_seconds"].null_count() == events.filter("is_live").height


def test_a_plain_reader_finds_the_truth_in_the_events(events: pl.DataFrame, views: pl.DataFrame) -> None:
    truth = {row["session_id"]: row for row in views.iter_rows(named=True)}
    read = list(read_views(events))
    assert len(read) == len(truth)
    for view in read:
        true = truth[view.session_id]
        assert view.stalls == true["stall_count"]
        assert view.rebuffering == pytest.approx(true["stall_seconds"], abs=0.02)
        assert view.seeks == true["seek_count"]
        assert view.seeking == pytest.approx(true["seek_seconds"], abs=0.02)
        assert view.paused == pytest.approx(true["pause_seconds"], abs=0.02)
        assert view.has_ended == (true["ending"] == "ended")
        failed = true["ending"] == "failed" or true["outcome"] == "start_failure"
        assert view.has_fatal_error == failed
        if true["outcome"] != "played":
            assert view.startup_ms is None
            continue
        assert view.startup_ms == true["startup_ms"]
        lost = 30.0 if true["ending"] == "lost" else 0.0
        assert true["play_seconds"] - lost - 0.02 <= view.play <= true["play_seconds"] + 0.02
        assert view.content == pytest.approx(view.play * true["playback_rate"], abs=0.1)


def test_a_finished_view_ends_at_the_end_of_its_title(events: pl.DataFrame) -> None:
    ended = events.filter(type="ended")
    assert ended.height > 50
    assert ((ended["position_seconds"] - ended["duration_seconds"]).abs() < 0.01).all()


def test_few_titles_hold_the_bulk(views: pl.DataFrame) -> None:
    counts = views["content_id"].value_counts(sort=True)["count"]
    top = counts[: catalogue().height // 10].sum()
    assert top > 0.6 * views.height
    assert counts.len() > 150


def test_evenings_are_full_and_nights_are_empty(views: pl.DataFrame) -> None:
    by_hour = dict(views.group_by(pl.col("started_at").dt.hour()).len().iter_rows())
    assert by_hour[20] > 5 * by_hour.get(4, 0)
    assert by_hour[20] > 1.5 * by_hour[14]


def test_weekends_are_busier(views: pl.DataFrame) -> None:
    by_weekday = dict(views.group_by(pl.col("started_at").dt.weekday()).len().iter_rows())
    assert by_weekday[6] + by_weekday[7] > 1.1 * (by_weekday[2] + by_weekday[3])


def test_viewers_come_back_on_other_days_with_the_same_device(views: pl.DataFrame) -> None:
    habits = views.group_by("viewer_id").agg(
        pl.col("started_at").dt.date().n_unique().alias("days"),
        pl.col("device_type").n_unique().alias("devices"),
        pl.col("country_code").n_unique().alias("countries"),
    )
    assert habits.filter(pl.col("days") >= 3).height > 100
    assert habits["devices"].max() == habits["countries"].max() == 1


def test_a_poor_provider_stalls_more_than_a_good_one() -> None:
    views = plan_views(plan(event_count=300_000), catalogue())
    by_provider = views.group_by("provider_id").agg(
        ratio=pl.col("stall_seconds").sum() / pl.col("play_seconds").sum()
    )
    assert float(str(by_provider["ratio"].max())) > 1.3 * float(str(by_provider["ratio"].min()))


def test_all_that_can_happen_happens(events: pl.DataFrame, views: pl.DataFrame) -> None:
    assert set(events["type"]) >= {
        "view_start", "playing", "heartbeat", "pause", "seek_start", "seek_end", "rebuffer_start",
        "rebuffer_end", "quality_change", "volume_change", "error", "ended", "view_end",
    }  # fmt: skip
    assert set(views["outcome"]) == {"played", "start_failure", "exit_before_start"}
    assert set(views["ending"]) == {"ended", "left", "lost", "failed"}
    assert set(views["content_type"]) == {"live", "movie", "episode", "clip"}
    assert views["clock_offset_seconds"].n_unique() > 1
    assert events["playback_rate"].n_unique() > 2
    assert events["player_type"].unique().to_list() == ["simulator"]
    fatal = events.filter("is_fatal")
    assert fatal["error_code"].null_count() == 0
    assert set(events.filter(pl.col("type") != "error")["error_code"]) == {None}


def test_startup_times_are_skewed_like_real_ones(views: pl.DataFrame) -> None:
    startup = views.filter(outcome="played")["startup_ms"]
    median, high = startup.median(), startup.quantile(0.95)
    assert isinstance(median, float)
    assert high is not None
    assert 400 < median < 2_000
    assert high > 2 * median


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"viewers": 0}, "viewers"),
        ({"days": 0}, "days"),
        ({"event_count": 0}, "event_count"),
        ({"seed": -1}, "seed"),
    ],
)
def test_an_impossible_plan_says_what_is_wrong(changes: dict[str, int], fault: str) -> None:
    with pytest.raises(SimulationError, match=fault):
        plan(**changes)


def test_nothing_to_watch_is_an_error() -> None:
    with pytest.raises(SimulationError, match="nothing to watch"):
        next(simulate(plan(), catalogue().clear()))


def test_one_viewer_on_one_day_is_enough() -> None:
    of = SimulationPlan(END_AT, viewers=1, days=1, event_count=200)
    views = plan_views(of, catalogue())
    assert views["viewer_id"].n_unique() == 1
    assert all(END_AT - moment < timedelta(days=1, hours=6) for moment in views["started_at"])


def test_a_catalogue_of_live_channels_alone() -> None:
    from ingestion.simulation.catalogue import build_catalogue
    from tests.ingestion.simulation.worlds import programmes

    live = build_catalogue(channels(), programmes().clear(), seed=1)
    chunk = next(simulate(plan(event_count=3_000), live))
    assert chunk.views["is_live"].all()
    assert "seek_start" not in set(chunk.events["type"])
