"""How tables read: which columns, in which order, with which names and units."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboards import formats

Column = Any  # what `st.column_config` returns has no public type


def _text(label: str, *, wide: bool = False) -> Column:
    """A name or a reason."""
    return st.column_config.TextColumn(label, width="large" if wide else None)


def _count(label: str) -> Column:
    """A whole number with thousands separators."""
    return st.column_config.NumberColumn(label, format="localized")


def _number(label: str, decimals: int = 1) -> Column:
    """A number; the label names its unit."""
    return st.column_config.NumberColumn(label, format=f"%,.{decimals}f")


def _ratio(label: str) -> Column:
    """A ratio 0..1 as percent."""
    return st.column_config.NumberColumn(label, format="percent")


def _share(label: str) -> Column:
    """A ratio 0..1 as percent with a bar."""
    return st.column_config.ProgressColumn(label, format="percent", min_value=0, max_value=1, color="blue")


def _moment(label: str) -> Column:
    """A time in UTC."""
    return st.column_config.DatetimeColumn(f"{label} (UTC)", format="YYYY-MM-DD HH:mm")


def _flag(label: str) -> Column:
    """Yes or no."""
    return st.column_config.CheckboxColumn(label)


Columns = Mapping[str, Column]

PROVIDERS: Columns = {
    "provider_name": _text("Provider"),
    "watch_hours": _number("Watch time (h)"),
    "view_count": _count("Views"),
    "stream_count": _count("Checked streams"),
    "uptime_ratio": _share("Uptime"),
    "check_count": _count("Checks (n)"),
    "open_incident_count": _count("Open incidents"),
}

TITLES: Columns = {
    "content_title": _text("Title", wide=True),
    "content_type": _text("Type"),
    "watch_hours": _number("Watch time (h)"),
    "view_count": _count("Views"),
    "viewer_count": _count("Viewers"),
    "completion_ratio": _share("Completion"),
    "completable_count": _count("Plays (n)"),
}


ERRORS: Columns = {
    "error_code": _text("Error code"),
    "view_count": _count("Views"),
    "start_failure_count": _count("Failed to start"),
    "playback_failure_count": _count("Failed while playing"),
    "last_seen_at": _moment("Last seen"),
}

INCIDENTS: Columns = {
    "stream_name": _text("Stream"),
    "provider_id": _text("Provider"),
    "is_open": _flag("Open"),
    "opened_at": _moment("Opened"),
    "closed_at": _moment("Closed"),
    "duration_minutes": _number("Length (min)", 0),
    "failed_check_count": _count("Failed checks"),
    "first_reason": _text("First reason"),
}

GUIDE: Columns = {
    "provider_name": _text("Provider"),
    "stream_count": _count("Streams"),
    "channel_count": _count("Channels (n)"),
    "guided_channel_count": _count("With a guide"),
    "guide_ratio": _share("Guide coverage"),
}

CHANGES: Columns = {
    "changed_at": _moment("Changed"),
    "provider_id": _text("Provider"),
    "change_type": _text("Change"),
    "stream_name": _text("Stream"),
    "old_value": _text("Before"),
    "new_value": _text("After"),
}

FRESHNESS: Columns = {
    "source": _text("Source"),
    "newest_at": _moment("Newest record"),
    "age": _text("Age"),
}

PUBLISHED: Columns = {
    "table_name": _text("Table"),
    "row_count": _count("Rows"),
    "size": _text("Size"),
}

REJECTS: Columns = {
    "source": _text("Source"),
    "provider_id": _text("Provider"),
    "reason": _text("Reason"),
    "reject_count": _count("Records"),
    "last_rejected_at": _moment("Last seen"),
}

SYNCS: Columns = {
    "started_at": _moment("Started"),
    "provider_name": _text("Provider"),
    "sync_kind": _text("Kind"),
    "outcome": _text("Outcome"),
    "reason": _text("Reason"),
    "detail": _text("Detail"),
    "entry_count": _count("Entries"),
    "reject_count": _count("Rejects"),
    "duration_seconds": _number("Length (s)"),
}

DROPS: Columns = {
    "drop_rank": _count("Rank"),
    "position": _text("Position"),
    "drop_ratio": _ratio("Fall"),
    "absolute_ratio": _ratio("Still watching"),
    "play_count": _count("Plays (n)"),
}

VIEWS: Columns = {
    "started_at": _moment("Started"),
    "content_title": _text("Title"),
    "outcome": _text("Outcome"),
    "play_minutes": _number("Played (min)"),
    "startup_ms": _number("Startup (ms)", 0),
    "rebuffer_count": _count("Stalls"),
    "rebuffer_seconds": _number("Stalled (s)"),
    "experience_score": _number("Score (of 100)", 0),
    "telemetry_loss_ratio": _ratio("Telemetry loss"),
    "provider_id": _text("Provider"),
    "player_name": _text("Player"),
    "device_type": _text("Device"),
    "country_code": _text("Country"),
    "source": _text("Source"),
    "view_key": _text("View key"),
}

EVENTS: Columns = {
    "event_number": _count("No."),
    "position": _text("At (min:s)"),
    "event_type": _text("Event"),
    "state": _text("State"),
    "gap_seconds": _number("Until the next (s)"),
    "position_seconds": _number("Position (s)"),
    "bitrate_bps": _count("Bitrate (bit/s)"),
    "buffer_seconds": _number("Buffer (s)"),
    "playback_rate": _number("Rate", 2),
    "is_background": _flag("In the background"),
    "is_muted": _flag("Muted"),
    "error_code": _text("Error"),
    "occurred_at": _moment("Time"),
}

FACTS: Columns = {"name": _text("Figure"), "value": _text("Value")}

BINGES: Columns = {
    "series_title": _text("Series"),
    "binge_count": _count("Binges"),
    "viewer_count": _count("Viewers"),
    "mean_episode_count": _number("Episodes, mean"),
    "max_episode_count": _count("Episodes, most"),
    "watch_hours": _number("Watch time (h)"),
    "last_started_at": _moment("Last one"),
}

PROGRAMMES: Columns = {
    "title": _text("Programme"),
    "channel_name": _text("Channel"),
    "started_at": _moment("Start"),
    "duration_minutes": _number("Length (min)", 0),
    "average_audience": _number("Average audience", 2),
    "peak_view_count": _count("Peak views"),
    "viewer_count": _count("Viewers"),
    "watch_hours": _number("Watch time (h)"),
}

TRENDING: Columns = {
    "content_title": _text("Title"),
    "hour_at": _moment("Hour"),
    "view_count": _count("Views"),
    "usual_view_count": _number("Usual views"),
    "trend_ratio": _number("Times the usual"),
    "trend_score": _number("Score"),
}

ANOMALIES: Columns = {
    "bucket_at": _moment("From"),
    "grain": _text("Grain"),
    "metric_label": _text("Metric"),
    "direction": _text("Direction"),
    "value_text": _text("Value"),
    "expected_text": _text("Expected"),
    "deviation": _number("Deviations"),
    "observation_count": _count("Observations (n)"),
    "explained": _text("Mostly from"),
    "explained_share": _ratio("Its share"),
    "is_simulated": _flag("Simulated"),
}

ADS: Columns = {
    "ad_id": _text("Ad"),
    "ad_position": _text("Place"),
    "ad_view_count": _count("Ad views (n)"),
    "reached_25_ratio": _ratio("A quarter"),
    "reached_50_ratio": _ratio("Half"),
    "reached_75_ratio": _ratio("Three quarters"),
    "completion_ratio": _share("To the end"),
    "skip_ratio": _ratio("Skipped"),
}


def with_clock(frame: pl.DataFrame, seconds: str = "position_seconds") -> pl.DataFrame:
    """The frame with `position`: its column of seconds as `min:s`."""
    return frame.with_columns(position=pl.col(seconds).map_elements(formats.clock, return_dtype=pl.String))


def parts(dimension: str, unit: str, *, has_interval: bool) -> Columns:
    """Columns of a metric by a dimension, beside the days before."""
    number = _ratio if unit == "ratio" else _number
    interval = {"low": _ratio("From (95%)"), "high": _ratio("To (95%)")} if has_interval else {}
    return {
        "part": _text(dimension),
        "n": _count("Views (n)"),
        "value": number("Value" if unit == "ratio" else f"Value ({unit})"),
        **interval,
        "value_before": number("Before"),
        "n_before": _count("Before (n)"),
    }


def quality(dimension: str) -> Columns:
    """Columns of quality by a dimension, such as `Player`."""
    return {
        "value": _text(dimension),
        "view_count": _count("Views"),
        "startup_count": _count("Starts (n)"),
        "p50_startup_ms": _number("Startup median (ms)", 0),
        "p95_startup_ms": _number("Startup p95 (ms)", 0),
        "playing_count": _count("Playing (n)"),
        "rebuffer_ratio": _ratio("Rebuffering"),
        "covered_view_count": _count("Covered (n)"),
        "failure_ratio": _ratio("Failures"),
    }
