"""Who watches and how well it plays: devices with habits, providers and networks with a quality. Pure."""

import polars as pl

from ingestion.simulation.plan import SimulationPlan, generator, normalised

CDNS = ("edge-one", "northlink", "quickhop")
COUNTRIES = {"DE": 18, "US": 17, "GB": 13, "FR": 11, "IT": 9, "ES": 9, "BR": 8, "IN": 7, "CA": 5, "AU": 3}
# Name, versions from old to new, device types it runs on.
PLAYERS = (
    ("hls.js", ("1.6.2", "1.7.1", "1.7.4"), ("desktop", "phone", "tablet")),
    ("shaka-player", ("5.1.0", "5.2.12"), ("tv", "desktop")),
    ("dash.js", ("5.1.3", "5.2.1"), ("desktop", "tablet")),
    ("ExoPlayer", ("1.4.1", "1.8.0"), ("phone", "tv", "tablet")),
    ("AVPlayer", ("17.6", "18.2"), ("phone", "tv", "tablet")),
)
_PLAYER_WEIGHTS = (0.36, 0.14, 0.08, 0.24, 0.18)
_CLOCK_OFFSETS_SECONDS = (0, 180, -300, 1260)
_CLOCK_WEIGHTS = (0.965, 0.012, 0.013, 0.010)


def build_viewers(plan: SimulationPlan) -> pl.DataFrame:
    """One row per device. `activity` is its share of all views; few watch much, many watch a little.

    `clock_offset_seconds` is how far its clock is ahead.
    """
    draw, count = generator(plan, 2), plan.viewers
    activity = draw.gamma(0.8, size=count) + 0.02
    player = draw.choice(len(PLAYERS), count, p=_PLAYER_WEIGHTS)
    device, version = draw.random(count), draw.random(count) ** 0.6
    fitted = [PLAYERS[index] for index in player]
    return pl.DataFrame(
        {
            "viewer_id": [f"simulated-{plan.seed}-{number:07d}" for number in range(count)],
            "activity": activity / activity.sum(),
            "player_name": [name for name, _, _ in fitted],
            "player_version": [
                _pick(versions, u) for (_, versions, _), u in zip(fitted, version, strict=True)
            ],
            "device_type": [_pick(one[2], share) for one, share in zip(fitted, device, strict=True)],
            "country_code": draw.choice(list(COUNTRIES), count, p=normalised(COUNTRIES.values())),
            "connection_quality": draw.beta(6, 2, size=count),
            "clock_offset_seconds": draw.choice(_CLOCK_OFFSETS_SECONDS, count, p=_CLOCK_WEIGHTS),
        }
    )


def build_qualities(plan: SimulationPlan, catalogue: pl.DataFrame) -> pl.DataFrame:
    """How badly each provider plays over each network: `badness`, 1 on average, several where it is poor."""
    providers = catalogue["provider_id"].unique().sort()
    draw = generator(plan, 3)
    of_provider = draw.lognormal(-0.18, 0.6, providers.len())
    of_cdn = draw.lognormal(-0.06, 0.35, len(CDNS))
    frame = pl.DataFrame({"provider_id": providers, "of_provider": of_provider})
    cdns = pl.DataFrame({"cdn": CDNS, "of_cdn": of_cdn})
    return frame.join(cdns, how="cross").select(
        "provider_id", "cdn", badness=pl.col("of_provider") * pl.col("of_cdn")
    )


def _pick(options: tuple[str, ...], share: float) -> str:
    return options[min(int(share * len(options)), len(options) - 1)]
