"""How tables read: which columns, in which order, with which names and units."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

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


def quality(dimension: str) -> Columns:
    """Columns of quality by a dimension, such as `Player`."""
    return {
        "value": _text(dimension),
        "view_count": _count("Views"),
        "startup_count": _count("Starts (n)"),
        "p50_startup_ms": _number("Startup median (ms)", 0),
        "p95_startup_ms": _number("Startup p95 (ms)", 0),
        "rebuffer_ratio": _ratio("Rebuffering"),
        "failure_ratio": _ratio("Failures"),
    }
