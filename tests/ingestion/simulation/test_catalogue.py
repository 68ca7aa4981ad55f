import polars as pl
import pytest

from ingestion.simulation.catalogue import (
    LIVE_SHARE,
    MAX_LIVE_PER_PROVIDER,
    VIDEO_SHARE,
    build_catalogue,
)
from ingestion.simulation.plan import SimulationError
from tests.ingestion.simulation.worlds import channels, programmes, videos


def test_popularity_adds_up_and_is_divided_between_live_and_on_demand() -> None:
    titles = build_catalogue(channels(), programmes(), seed=1)
    shares = dict(titles.group_by("is_live").agg(pl.col("popularity").sum()).iter_rows())
    assert shares[True] == pytest.approx(LIVE_SHARE)
    assert shares[False] == pytest.approx(1 - LIVE_SHARE)
    assert titles["content_id"].is_unique().all()


def test_one_kind_alone_takes_all() -> None:
    live = build_catalogue(channels(), programmes().clear(), seed=1)
    on_demand = build_catalogue(channels().clear(), programmes(), seed=1)
    assert live["popularity"].sum() == pytest.approx(1)
    assert on_demand["popularity"].sum() == pytest.approx(1)
    assert not on_demand["is_live"].any()


def test_videos_take_a_share_of_what_is_watched_on_demand_and_change_nothing_else() -> None:
    without, titles = (build_catalogue(channels(), programmes(), given, seed=1) for given in (None, videos()))
    watched = titles.filter(pl.col("provider_id") == "library")
    assert watched["popularity"].sum() == pytest.approx((1 - LIVE_SHARE) * VIDEO_SHARE)
    assert titles["popularity"].sum() == pytest.approx(1)
    others = titles.filter(pl.col("provider_id") != "library")
    assert others["content_id"].equals(without["content_id"])
    live = pl.col("is_live")
    assert others.filter(live)["popularity"].equals(without.filter(live)["popularity"])


def test_a_video_is_named_by_the_id_of_its_library_and_needs_a_length() -> None:
    titles = build_catalogue(channels().clear(), programmes().clear(), videos(), seed=1)
    assert titles["popularity"].sum() == pytest.approx(1)
    assert set(titles["content_id"]) == {"video-0", "video-1"}
    [video] = titles.filter(pl.col("content_id") == "video-1").to_dicts()
    assert (video["stream_id"], video["content_type"], video["duration_seconds"]) == (
        f"{1:032x}",
        "movie",
        1200.0,
    )
    live = build_catalogue(channels(), programmes().clear(), videos(), seed=1).filter(pl.col("is_live"))
    assert live["popularity"].sum() == pytest.approx(LIVE_SHARE)


def test_nothing_to_watch_is_an_error() -> None:
    with pytest.raises(SimulationError, match="sync one first"):
        build_catalogue(channels().clear(), programmes().clear(), seed=1)


def test_a_programme_takes_its_stream_from_the_catalog_and_its_kind_from_its_length() -> None:
    titles = build_catalogue(channels(), programmes(), seed=1)
    found = {row["content_id"]: row for row in titles.iter_rows(named=True)}
    show = found["catchup:channel-2:Show 2"]
    assert (show["provider_id"], show["stream_id"]) == ("provider-2", f"{2:032x}")
    assert (show["content_type"], show["series_title"], show["duration_seconds"]) == (
        "episode",
        "Show 2",
        3600,
    )
    unknown = found["catchup:channel-399:Show 399"]
    assert (unknown["provider_id"], unknown["stream_id"]) == ("guide", None)
    assert (unknown["content_type"], unknown["series_title"]) == ("movie", None)
    assert found["catchup:channel-0:Show 0"]["content_type"] == "clip"


def test_repeats_of_a_programme_are_one_title_and_senseless_lengths_are_left_out() -> None:
    guide = pl.DataFrame(
        {
            "channel_id": ["a"] * 6,
            "provider_id": ["guide"] * 6,
            "title": ["News", "News", "News", "Night loop", "Ident", ""],
            "duration_seconds": [900, 1000, 1100, 86_400, 5, 900],
        }
    )
    titles = build_catalogue(channels().clear(), guide, seed=1)
    assert titles.select("content_title", "duration_seconds").rows() == [("News", 1000.0)]


def test_a_provider_with_very_many_channels_leaves_room_for_others() -> None:
    many = channels(5_000).with_columns(
        provider_id=pl.when(pl.int_range(pl.len()) < 4_900).then(pl.lit("big")).otherwise(pl.lit("small"))
    )
    titles = build_catalogue(many, programmes().clear(), seed=1)
    counts = dict(titles["provider_id"].value_counts().iter_rows())
    assert counts == {"big": MAX_LIVE_PER_PROVIDER, "small": 100}


def test_very_long_names_are_cut_to_what_the_contract_allows() -> None:
    long = channels(2).with_columns(name=pl.lit("x" * 1000), channel_id=pl.lit("y" * 1000) + pl.col("name"))
    titles = build_catalogue(long, programmes().clear(), seed=1)
    assert int(str(titles["content_id"].str.len_chars().max())) <= 256
    assert int(str(titles["content_title"].str.len_chars().max())) <= 256
