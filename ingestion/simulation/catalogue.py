"""What simulated viewers can choose from: live channels, programmes as catch-up TV, videos. Pure."""

import numpy as np
import polars as pl

from ingestion.simulation.plan import SimulationError

CHANNEL_COLUMNS = ("channel_id", "stream_id", "provider_id", "name")
PROGRAMME_COLUMNS = ("channel_id", "provider_id", "title", "duration_seconds")
VIDEO_COLUMNS = ("item_id", "stream_id", "provider_id", "name", "duration_seconds")
LIVE_SHARE = 0.55  # of all views
VIDEO_SHARE = 0.2  # of those on demand, where there are programmes as well
MAX_LIVE = 1_200
MAX_LIVE_PER_PROVIDER = 500
MAX_ON_DEMAND = 4_000

_ZIPF_EXPONENT = 1.05
_MOVIE_SECONDS = 75 * 60
_CLIP_SECONDS = 10 * 60
_DURATION_SECONDS = (120.0, 4 * 3600.0)
_ORGANIZERS = ("Northlight Media", "Harbor TV", "Civic Channel", "Studio Nine", "Open Lens", "Meridian")


def build_catalogue(
    channels: pl.DataFrame, programmes: pl.DataFrame, videos: pl.DataFrame | None = None, *, seed: int
) -> pl.DataFrame:
    """One row per title with its `popularity` (shares that add up to 1).

    `channels` has CHANNEL_COLUMNS, `programmes` PROGRAMME_COLUMNS, `videos` VIDEO_COLUMNS (more columns are
    ignored). Raises SimulationError when there is nothing to watch.
    """
    live = _live_titles(channels)
    on_demand = _on_demand_titles(programmes, live)
    films = _video_titles(videos) if videos is not None else live.clear()
    if live.is_empty() and on_demand.is_empty() and films.is_empty():
        raise SimulationError(
            "the catalog holds no live channel and no video of known length, and the guides no programme: "
            "sync one first"
        )
    generator = np.random.default_rng([seed, 1])
    live_share, on_demand_share, video_share = _shares(live, on_demand, films)
    parts = [
        _with_popularity(live, MAX_LIVE, MAX_LIVE_PER_PROVIDER, live_share, generator),
        _with_popularity(on_demand, MAX_ON_DEMAND, MAX_ON_DEMAND, on_demand_share, generator),
        _with_popularity(films, MAX_ON_DEMAND, MAX_ON_DEMAND, video_share, generator),
    ]
    titles = pl.concat(parts)
    organizers = generator.integers(0, len(_ORGANIZERS), titles.height)
    return titles.with_columns(pl.Series("organizer_id", _ORGANIZERS)[organizers])


def _live_titles(channels: pl.DataFrame) -> pl.DataFrame:
    return (
        channels.select(CHANNEL_COLUMNS)
        .unique(["provider_id", "channel_id"], keep="first", maintain_order=True)
        .select(
            content_id=pl.format("live:{}:{}", "provider_id", "channel_id").str.slice(0, 256),
            content_title=pl.col("name").str.slice(0, 256),
            content_type=pl.lit("live"),
            series_title=pl.lit(None, pl.String),
            provider_id="provider_id",
            channel_id=pl.col("channel_id").str.slice(0, 256),
            stream_id="stream_id",
            is_live=pl.lit(value=True),
            duration_seconds=pl.lit(None, pl.Float64),
        )
        .unique("content_id", keep="first", maintain_order=True)
        .sort("content_id")
    )


def _on_demand_titles(programmes: pl.DataFrame, live: pl.DataFrame) -> pl.DataFrame:
    """Programmes of one title on one channel are one title, as long as their median."""
    carriers = live.select("channel_id", stream_provider="provider_id", stream_id="stream_id").unique(
        "channel_id", keep="first", maintain_order=True
    )
    kind = (
        pl.when(pl.col("duration_seconds") >= _MOVIE_SECONDS)
        .then(pl.lit("movie"))
        .when(pl.col("duration_seconds") < _CLIP_SECONDS)
        .then(pl.lit("clip"))
        .otherwise(pl.lit("episode"))
    )
    return (
        programmes.select(PROGRAMME_COLUMNS)
        .filter(
            pl.col("duration_seconds").is_between(*_DURATION_SECONDS), pl.col("title").str.len_chars() > 0
        )
        .group_by("channel_id", "title")
        .agg(pl.col("provider_id").min(), pl.col("duration_seconds").median().cast(pl.Float64))
        .join(carriers, on="channel_id", how="left")
        .select(
            content_id=pl.format("catchup:{}:{}", "channel_id", "title").str.slice(0, 256),
            content_title=pl.col("title").str.slice(0, 256),
            content_type=kind,
            series_title=pl.when(kind == "episode").then(pl.col("title").str.slice(0, 256)),
            provider_id=pl.coalesce("stream_provider", "provider_id"),
            channel_id=pl.col("channel_id").str.slice(0, 256),
            stream_id="stream_id",
            is_live=pl.lit(value=False),
            duration_seconds="duration_seconds",
        )
        .sort("content_id", "duration_seconds")
        .unique("content_id", keep="first", maintain_order=True)
    )


def _video_titles(videos: pl.DataFrame) -> pl.DataFrame:
    """Videos that a library lists; views name one by the library's own id."""
    return (
        videos.select(VIDEO_COLUMNS)
        .filter(pl.col("duration_seconds").is_between(*_DURATION_SECONDS), pl.col("item_id").is_not_null())
        .select(
            content_id=pl.col("item_id").str.slice(0, 256),
            content_title=pl.col("name").str.slice(0, 256),
            content_type=pl.lit("movie"),
            series_title=pl.lit(None, pl.String),
            provider_id="provider_id",
            channel_id=pl.lit(None, pl.String),
            stream_id="stream_id",
            is_live=pl.lit(value=False),
            duration_seconds=pl.col("duration_seconds").cast(pl.Float64),
        )
        .unique("content_id", keep="first", maintain_order=True)
        .sort("content_id")
    )


def _shares(live: pl.DataFrame, on_demand: pl.DataFrame, films: pl.DataFrame) -> tuple[float, float, float]:
    """Shares of all views; what there is not leaves its share to the others."""
    video_share = 0.0 if films.is_empty() else 1.0 if on_demand.is_empty() else VIDEO_SHARE
    is_all_live = on_demand.is_empty() and films.is_empty()
    live_share = 0.0 if live.is_empty() else 1.0 if is_all_live else LIVE_SHARE
    return live_share, (1 - live_share) * (1 - video_share), (1 - live_share) * video_share


def _with_popularity(
    titles: pl.DataFrame, most: int, most_per_provider: int, share: float, generator: np.random.Generator
) -> pl.DataFrame:
    """At most `most` titles, drawn, the n-th with a weight of n^-1.05 (Zipf's law)."""
    drawn = titles[generator.permutation(titles.height)]
    number = pl.int_range(pl.len()).over("provider_id")
    chosen = drawn.filter(number < most_per_provider)[:most]
    weights = np.arange(1, chosen.height + 1) ** -_ZIPF_EXPONENT
    return chosen.with_columns(popularity=weights / weights.sum() * share if chosen.height else weights)
