"""How tables read: which columns, in which order, with which names and units."""

import polars as pl

from dashboards import columns, formats
from dashboards.columns import Columns

PROVIDERS: Columns = {
    "provider_name": columns.text("Provider"),
    "watch_hours": columns.number("Watch time (h)"),
    "view_count": columns.count("Views"),
    "stream_count": columns.count("Checked streams"),
    "uptime_ratio": columns.share("Uptime"),
    "check_count": columns.count("Checks (n)"),
    "open_incident_count": columns.count("Open incidents"),
}

TITLES: Columns = {
    "content_title": columns.text("Title", wide=True),
    "content_type": columns.text("Type"),
    "watch_hours": columns.number("Watch time (h)"),
    "view_count": columns.count("Views"),
    "viewer_count": columns.count("Viewers"),
    "completion_ratio": columns.share("Completion"),
    "completable_count": columns.count("Plays (n)"),
}


ERRORS: Columns = {
    "error_code": columns.text("Error code"),
    "view_count": columns.count("Views"),
    "start_failure_count": columns.count("Failed to start"),
    "playback_failure_count": columns.count("Failed while playing"),
    "last_seen_at": columns.moment("Last seen"),
}

INCIDENTS: Columns = {
    "stream_name": columns.text("Stream"),
    "provider_id": columns.text("Provider"),
    "is_open": columns.flag("Open"),
    "opened_at": columns.moment("Opened"),
    "closed_at": columns.moment("Closed"),
    "duration_minutes": columns.number("Length (min)", 0),
    "failed_check_count": columns.count("Failed checks"),
    "first_reason": columns.text("First reason"),
}

FRESHNESS: Columns = {
    "source": columns.text("Source"),
    "newest_at": columns.moment("Newest record"),
    "age": columns.text("Age"),
}

PUBLISHED: Columns = {
    "table_name": columns.text("Table"),
    "row_count": columns.count("Rows"),
    "size": columns.text("Size"),
}

REJECTS: Columns = {
    "source": columns.text("Source"),
    "provider_id": columns.text("Provider"),
    "reason": columns.text("Reason"),
    "reject_count": columns.count("Records"),
    "last_rejected_at": columns.moment("Last seen"),
}

SYNCS: Columns = {
    "started_at": columns.moment("Started"),
    "provider_name": columns.text("Provider"),
    "sync_kind": columns.text("Kind"),
    "outcome": columns.text("Outcome"),
    "reason": columns.text("Reason"),
    "detail": columns.text("Detail"),
    "entry_count": columns.count("Entries"),
    "reject_count": columns.count("Rejects"),
    "duration_seconds": columns.number("Length (s)"),
}

DROPS: Columns = {
    "drop_rank": columns.count("Rank"),
    "position": columns.text("Position"),
    "drop_ratio": columns.ratio("Fall"),
    "absolute_ratio": columns.ratio("Still watching"),
    "play_count": columns.count("Plays (n)"),
}

VIEWS: Columns = {
    "started_at": columns.moment("Started"),
    "content_title": columns.text("Title"),
    "outcome": columns.text("Outcome"),
    "play_minutes": columns.number("Played (min)"),
    "startup_ms": columns.number("Startup (ms)", 0),
    "rebuffer_count": columns.count("Stalls"),
    "rebuffer_seconds": columns.number("Stalled (s)"),
    "experience_score": columns.number("Score (of 100)", 0),
    "telemetry_loss_ratio": columns.ratio("Telemetry loss"),
    "provider_id": columns.text("Provider"),
    "player_name": columns.text("Player"),
    "device_type": columns.text("Device"),
    "country_code": columns.text("Country"),
    "source": columns.text("Source"),
    "view_key": columns.text("View key"),
}

EVENTS: Columns = {
    "event_number": columns.count("No."),
    "position": columns.text("At (min:s)"),
    "event_type": columns.text("Event"),
    "state": columns.text("State"),
    "gap_seconds": columns.number("Until the next (s)"),
    "position_seconds": columns.number("Position (s)"),
    "bitrate_bps": columns.count("Bitrate (bit/s)"),
    "buffer_seconds": columns.number("Buffer (s)"),
    "playback_rate": columns.number("Rate", 2),
    "is_background": columns.flag("In the background"),
    "is_muted": columns.flag("Muted"),
    "error_code": columns.text("Error"),
    "occurred_at": columns.moment("Time"),
}

FACTS: Columns = {"name": columns.text("Figure"), "value": columns.text("Value")}

BINGES: Columns = {
    "series_title": columns.text("Series"),
    "binge_count": columns.count("Binges"),
    "viewer_count": columns.count("Viewers"),
    "mean_episode_count": columns.number("Episodes, mean"),
    "max_episode_count": columns.count("Episodes, most"),
    "watch_hours": columns.number("Watch time (h)"),
    "last_started_at": columns.moment("Last one"),
}

PROGRAMMES: Columns = {
    "title": columns.text("Programme"),
    "channel_name": columns.text("Channel"),
    "started_at": columns.moment("Start"),
    "duration_minutes": columns.number("Length (min)", 0),
    "average_audience": columns.number("Average audience", 2),
    "peak_view_count": columns.count("Peak views"),
    "viewer_count": columns.count("Viewers"),
    "watch_hours": columns.number("Watch time (h)"),
}

TRENDING: Columns = {
    "content_title": columns.text("Title"),
    "hour_at": columns.moment("Hour"),
    "view_count": columns.count("Views"),
    "usual_view_count": columns.number("Usual views"),
    "trend_ratio": columns.number("Times the usual"),
    "trend_score": columns.number("Score"),
}

ANOMALIES: Columns = {
    "bucket_at": columns.moment("From"),
    "grain": columns.text("Grain"),
    "metric_label": columns.text("Metric"),
    "direction": columns.text("Direction"),
    "value_text": columns.text("Value"),
    "expected_text": columns.text("Expected"),
    "deviation": columns.number("Deviations"),
    "observation_count": columns.count("Observations (n)"),
    "explained": columns.text("Mostly from"),
    "explained_share": columns.ratio("Its share"),
    "is_simulated": columns.flag("Simulated"),
}

ADS: Columns = {
    "ad_id": columns.text("Ad"),
    "ad_position": columns.text("Place"),
    "ad_view_count": columns.count("Ad views (n)"),
    "reached_25_ratio": columns.ratio("A quarter"),
    "reached_50_ratio": columns.ratio("Half"),
    "reached_75_ratio": columns.ratio("Three quarters"),
    "completion_ratio": columns.share("To the end"),
    "skip_ratio": columns.ratio("Skipped"),
}


def with_clock(frame: pl.DataFrame, seconds: str = "position_seconds") -> pl.DataFrame:
    """The frame with `position`: its column of seconds as `min:s`."""
    return frame.with_columns(position=pl.col(seconds).map_elements(formats.clock, return_dtype=pl.String))


def parts(dimension: str, unit: str, *, has_interval: bool) -> Columns:
    """Columns of a metric by a dimension, beside the days before."""
    number = columns.ratio if unit == "ratio" else columns.number
    interval = {"low": columns.ratio("From (95%)"), "high": columns.ratio("To (95%)")} if has_interval else {}
    return {
        "part": columns.text(dimension),
        "n": columns.count("Views (n)"),
        "value": number("Value" if unit == "ratio" else f"Value ({unit})"),
        **interval,
        "value_before": number("Before"),
        "n_before": columns.count("Before (n)"),
    }


def quality(dimension: str) -> Columns:
    """Columns of quality by a dimension, such as `Player`."""
    return {
        "value": columns.text(dimension),
        "view_count": columns.count("Views"),
        "startup_count": columns.count("Starts (n)"),
        "p50_startup_ms": columns.number("Startup median (ms)", 0),
        "p95_startup_ms": columns.number("Startup p95 (ms)", 0),
        "playing_count": columns.count("Playing (n)"),
        "rebuffer_ratio": columns.ratio("Rebuffering"),
        "covered_view_count": columns.count("Covered (n)"),
        "failure_ratio": columns.ratio("Failures"),
    }
