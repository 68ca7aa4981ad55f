"""Every metric of a view that the API knows: the one list that answers, documentation and tests go by.

Formulas are those of docs/METRICS.md 2.3; the columns are those of `fct_views`. Pure data.
"""

from app.queries.metric import (
    BITRATES,
    MILLISECONDS,
    NUMBERS,
    SCORES,
    SECONDS,
    SHARES,
    SMALL_SHARES,
    Measure,
    Metric,
    amount,
    quotient,
    rate,
    tally,
)

COVERED = "is_covered"
PLAYED = f"is_play and {COVERED}"
COVERABLE = "is_play and coverage_ratio is not null"
_LATENCY: tuple[Measure, ...] = ("median", "mean", "p95", "count")
_SCORE: tuple[Measure, ...] = ("mean", "median", "p95", "count")
_TENTHS = "0 to 100"
_QUARTERS = {25: 1, 50: 2, 75: 3, 100: 4}

_TALLIES = [
    tally("views", "views", "Attempts to play.", value="view_key", valid="true"),
    tally("plays", "views", "Views with a first frame.", value="view_key", valid="is_play"),
    tally(
        "viewers",
        "viewers",
        "Different viewers; a view without viewer id is its own viewer.",
        value="distinct coalesce(viewer_key, view_key)",
        valid="true",
    ),
]
_TIMES = [
    amount("play_seconds", "seconds", "Seconds believed to have played, without rebuffering, seeking and "
           "pause, of views with a first frame.", valid="is_play", edges=SECONDS),
    amount("muted_seconds", "seconds", "Seconds played muted.", valid="is_play", edges=SECONDS),
    amount("background_seconds", "seconds", "Seconds played in the background.", valid="is_play",
           edges=SECONDS),
    amount("paused_seconds", "seconds", "Seconds paused.", valid="is_play", edges=SECONDS),
    amount("content_seconds", "seconds", "Seconds of content advanced, repeats counted each time; not live.",
           valid="is_play", edges=SECONDS),
    amount("unique_content_seconds", "seconds", "Seconds of different content played; not live.",
           valid="is_play", edges=SECONDS),
    amount("rewatched_seconds", "seconds", "content_seconds - unique_content_seconds; not live.",
           valid="is_play", edges=SECONDS),
    amount("max_position_seconds", "seconds", "Farthest position reached by playing.", valid="is_play",
           measures=_LATENCY, edges=SECONDS),
    amount("seek_seconds", "seconds", "Seconds from the start of a seek to playing or pause.",
           valid="is_play", edges=SECONDS),
    amount("seek_count", "seeks", "Seeks started.", valid="is_play", edges=NUMBERS),
    amount("ad_seconds", "seconds", "Seconds of linear ads, which are no play time.", valid="is_play",
           edges=SECONDS),
    amount("ad_count", "ads", "Ads begun.", valid="is_play", edges=NUMBERS),
]  # fmt: skip
_ENGAGEMENT = [
    quotient("coverage_ratio", "ratio", "Different content played / length, over all plays of known length.",
             numerator="unique_content_seconds", denominator="duration_seconds", valid=COVERABLE,
             edges=SHARES, buckets_by="start"),
    rate("completed_ratio", "Plays of known coverage that covered at least 0.95 of the title.",
         holds="is_completed", valid=COVERABLE, buckets_by="start"),
    rate("reached_end_ratio", "Plays, not live, that ended or came to at least 0.98 of the length.",
         holds="has_reached_end", valid="is_play and not is_live", buckets_by="start"),
    rate("ended_ratio", "Plays, not live, whose player said that the title played to its end.",
         holds="has_ended", valid="is_play and not is_live", buckets_by="start"),
    rate("bounced_ratio", "Plays of less than 10 seconds, or of less than half of a shorter title.",
         holds="is_bounced", valid="is_play", buckets_by="start"),
    *(rate(f"position_{percent}_ratio", f"Plays of known length that came to {percent} % of it.",
           holds=f"quartile >= {step}", valid=f"{COVERABLE} and quartile is not null", buckets_by="start")
      for percent, step in _QUARTERS.items()),
    *(rate(f"coverage_{percent}_ratio", f"Plays of known length that covered {percent} % of it.",
           holds=f"coverage_quartile >= {step}", valid=f"{COVERABLE} and coverage_quartile is not null",
           buckets_by="start")
      for percent, step in _QUARTERS.items()),
]  # fmt: skip
_QUALITY = [
    amount("startup_ms", "milliseconds", "From the intent to play to the first frame; views started in the "
           "background or above 600,000 have none.", measures=_LATENCY, edges=MILLISECONDS, buckets_by="end"),
    amount("startup_seconds", "seconds", "Seconds spent starting up, whether or not a first frame came.",
           valid=COVERED, edges=SECONDS, buckets_by="end"),
    amount("rebuffer_seconds", "seconds", "Seconds of the counted stalls, at most 300 each.", valid=PLAYED,
           edges=SECONDS, buckets_by="end"),
    amount("rebuffer_count", "stalls", "Stalls of at least 250 ms after the first frame, not within a seek.",
           valid=PLAYED, edges=NUMBERS, buckets_by="end"),
    quotient("rebuffer_ratio", "ratio", "rebuffer_seconds / (rebuffer_seconds + play_seconds).",
             numerator="rebuffer_seconds", denominator="rebuffer_seconds + play_seconds", valid=COVERED,
             edges=SMALL_SHARES),
    quotient("watch_rebuffer_ratio", "ratio", "rebuffer_seconds / (startup + play + rebuffer + seek "
             "seconds), the form of Mux Data.", numerator="rebuffer_seconds",
             denominator="startup_seconds + play_seconds + rebuffer_seconds + seek_seconds", valid=COVERED,
             edges=SMALL_SHARES),
    quotient("rebuffer_per_minute", "stalls per minute", "rebuffer_count x 60 / (play_seconds + "
             "rebuffer_seconds).", numerator="rebuffer_count * 60.0", valid=COVERED,
             denominator="play_seconds + rebuffer_seconds", edges=(0, 0.01, 0.1, 0.2, 0.5, 1, 2, 5)),
    quotient("avg_bitrate_bps", "bits per second", "Bitrate weighted by seconds played, where known.",
             numerator="avg_bitrate_bps * play_seconds", denominator="play_seconds", edges=BITRATES),
    amount("bitrate_up_count", "switches", "Changes to a higher bitrate while playing.", valid=PLAYED,
           edges=NUMBERS, buckets_by="end"),
    amount("bitrate_down_count", "switches", "Changes to a lower bitrate while playing.", valid=PLAYED,
           edges=NUMBERS, buckets_by="end"),
    amount("dropped_frame_ratio", "ratio", "Dropped frames / frames of a view. The mean is that of the "
           "views' ratios, each view alike.", measures=_SCORE, edges=SMALL_SHARES, buckets_by="end"),
    amount("live_latency_ms", "milliseconds", "Median distance from the live edge in a view; live only.",
           measures=_LATENCY, edges=MILLISECONDS, buckets_by="end"),
    rate("start_failure_ratio", "Views that a fatal error ended before the first frame; rights, region and "
         "login errors are none.", holds="is_start_failure", valid=COVERED),
    rate("playback_failure_ratio", "Views that a fatal error ended after the first frame; rights, region and "
         "login errors are none.", holds="is_playback_failure", valid=COVERED),
    rate("exit_before_start_ratio", "Views left before the first frame, without a fatal error, after at "
         "least 1 second.", holds="is_exit_before_start", valid=COVERED),
    rate("error_ratio", "Views with any error, fatal or not.", holds="has_error", valid=COVERED),
    rate("business_error_ratio", "Views with an error of rights, region or login.",
         holds="has_business_error", valid=COVERED),
    quotient("telemetry_loss_ratio", "ratio", "Events that never arrived / events sent, by gaps in the "
             "sequence numbers. A lost tail cannot be seen.", numerator="lost_event_count",
             denominator="lost_event_count + event_count", edges=SMALL_SHARES),
]  # fmt: skip
_SCORES = [
    amount(name, _TENTHS, definition, measures=_SCORE, edges=SCORES, buckets_by="end")
    for name, definition in {
        "startup_score": "100 x 8 / (8 + seconds of startup).",
        "smoothness_score": "Mean of 100 / sqrt(1 + (stalls / 2)^2) and 100 x exp(-10 x rebuffer_ratio).",
        "success_score": "100 played, 50 left before the start, 0 failed; none if left in under 1 second.",
        "quality_score": "How little the picture was enlarged.",
        "experience_score": "Mean of the known scores of a view.",
    }.items()
]

METRICS: dict[str, Metric] = {
    metric.name: metric for metric in (*_TALLIES, *_TIMES, *_ENGAGEMENT, *_QUALITY, *_SCORES)
}
