"""How tables of catalogs, guides and matches read."""

from dashboards import columns
from dashboards.columns import Columns

GUIDED: Columns = {
    "provider_name": columns.text("Provider"),
    "stream_count": columns.count("Streams"),
    "channel_count": columns.count("Channels (n)"),
    "guided_channel_count": columns.count("With a guide"),
    "guide_ratio": columns.share("Guide coverage"),
}

STREAMS: Columns = {
    "stream_name": columns.text("Stream"),
    "stream_type": columns.text("Type"),
    "provider_name": columns.text("Provider"),
    "group_title": columns.text("Group"),
    "channel_id": columns.text("Channel"),
    "quality_label": columns.text("Quality"),
    "last_status": columns.text("Newest check"),
    "is_listed": columns.flag("Listed"),
    "first_seen_at": columns.moment("First seen"),
    "last_seen_at": columns.moment("Last seen"),
}

VERSIONS: Columns = {
    "version_number": columns.count("Version"),
    "valid_from": columns.moment("From"),
    "valid_to": columns.moment("To"),
    "change_reason": columns.text("Because"),
    "stream_name": columns.text("Name"),
    "group_title": columns.text("Group"),
    "tvg_id": columns.text("Guide id"),
    "quality_label": columns.text("Quality"),
    "stream_url": columns.text("Address (no login)"),
}

CHANGES: Columns = {
    "changed_at": columns.moment("Changed"),
    "provider_id": columns.text("Provider"),
    "change_type": columns.text("Change"),
    "stream_name": columns.text("Stream"),
    "old_value": columns.text("Before"),
    "new_value": columns.text("After"),
}

CHANNELS: Columns = {
    "channel_name": columns.text("Channel"),
    "channel_id": columns.text("Id"),
    "country": columns.text("Country"),
    "provider_count": columns.count("Providers"),
    "stream_count": columns.count("Streams"),
    "has_guide": columns.flag("Guide"),
    "programme_count": columns.count("Programmes"),
    "is_known": columns.flag("Known"),
    "first_seen_at": columns.moment("First seen"),
}

BACKUPS: Columns = {
    "backup_rank": columns.count("Try"),
    "feed": columns.text("Feed"),
    "provider_name": columns.text("Provider"),
    "stream_name": columns.text("Stream"),
    "quality_height": columns.count("Lines"),
    "delivery": columns.text("Delivery"),
    "last_status": columns.text("Newest check"),
    "backup_score": columns.number("Points (of 100)", 0),
    "explanation": columns.text("Points for", wide=True),
    "match_method": columns.text("Matched by"),
    "match_score": columns.number("Match (0 to 1)", 2),
}

TITLES: Columns = {
    "title_name": columns.text("Title", wide=True),
    "title_type": columns.text("Type"),
    "released_year": columns.plain("Year"),
    "season_count": columns.count("Seasons"),
    "episode_count": columns.count("Episodes"),
    "provider_count": columns.count("Providers"),
    "stream_count": columns.count("Streams"),
    "first_seen_at": columns.moment("First seen"),
}

EPISODES: Columns = {
    "season_number": columns.plain("Season"),
    "episode_number": columns.plain("Episode"),
    "title_type": columns.text("Type"),
    "title_name": columns.text("Title", wide=True),
    "episode_count": columns.count("Episodes"),
    "provider_count": columns.count("Providers"),
    "stream_count": columns.count("Streams"),
    "first_seen_at": columns.moment("First seen"),
}

COVERAGE: Columns = {
    "channel_name": columns.text("Channel"),
    "channel_id": columns.text("Guide id"),
    "provider_id": columns.text("Provider"),
    "is_listed": columns.flag("In the catalog"),
    "has_programme_now": columns.flag("Now"),
    "next_day_covered_ratio": columns.share("Next 24 h"),
    "next_week_covered_ratio": columns.share("Next 7 days"),
    "gap_count": columns.count("Gaps"),
    "longest_gap_hours": columns.number("Longest gap (h)"),
    "overlap_count": columns.count("Overlaps"),
    "last_stop_at": columns.moment("Ends"),
    "is_stale": columns.flag("Stale"),
}

GUIDES: Columns = {
    "provider_id": columns.text("Provider"),
    "channel_count": columns.count("Channels (n)"),
    "listed_channel_count": columns.count("In the catalog"),
    "now_ratio": columns.share("Now"),
    "next_day_ratio": columns.share("Next 24 h"),
    "next_week_ratio": columns.share("Next 7 days"),
    "stale_count": columns.count("Stale channels"),
    "gap_count": columns.count("Gaps"),
    "overlap_count": columns.count("Overlaps"),
    "as_of_at": columns.moment("Newest sync"),
    "renewed_at": columns.moment("New content"),
}

REVISIONS: Columns = {
    "revised_at": columns.moment("Shown by the sync of"),
    "provider_id": columns.text("Provider"),
    "channel_id": columns.text("Guide id"),
    "revision_type": columns.text("Revision"),
    "old_started_at": columns.moment("Start before"),
    "new_started_at": columns.moment("Start after"),
    "moved_minutes": columns.number("Moved (min)", 0),
    "old_title": columns.text("Title before"),
    "new_title": columns.text("Title after"),
}

REVIEWS: Columns = {
    "stream_name": columns.text("Stream"),
    "provider_id": columns.text("Provider"),
    "country": columns.text("Country"),
    "refusal_reason": columns.text("Refused because of"),
    "candidate_id": columns.text("Best candidate"),
    "match_method": columns.text("Agrees by"),
    "match_score": columns.number("Score (0 to 1)", 2),
    "runner_up_id": columns.text("Runner-up"),
    "runner_up_score": columns.number("Its score", 2),
    "stream_count": columns.count("Streams"),
    "watch_hours": columns.number("Watch time (h)"),
}

CARDS: Columns = {
    "provider_name": columns.text("Provider"),
    "provider_kind": columns.text("Kind"),
    "stream_count": columns.count("Streams"),
    "channel_count": columns.count("Channels"),
    "churn_ratio": columns.ratio("Churn"),
    "announced_ratio": columns.share("With a guide"),
    "duplicate_ratio": columns.ratio("Duplicates"),
    "defects_per_entry": columns.number("Defects per entry", 2),
    "reject_ratio": columns.ratio("Unreadable"),
    "sync_success_ratio": columns.share("Good syncs"),
    "sync_count": columns.count("Syncs (n)"),
    "days_to_expiry": columns.number("Expires in (days)", 0),
    "connections_used_ratio": columns.ratio("Connections in use"),
}

DEFECTS: Columns = {
    "defect": columns.text("Defect"),
    "field": columns.text("Field"),
    "sync_kind": columns.text("In"),
    "playlist": columns.text("Playlist or guide"),
    "defect_count": columns.count("Times"),
    "previous_count": columns.count("Sync before"),
    "change_count": columns.count("Difference"),
    "first_line_number": columns.plain("First line"),
}

RECONCILIATION: Columns = {
    "view_date": columns.day("Day"),
    "stream_name": columns.text("Video"),
    "provider_view_count": columns.count("Views there"),
    "own_view_count": columns.count("Views here"),
    "view_difference_count": columns.count("Difference"),
    "provider_watched_hours": columns.number("Watched there (h)"),
    "own_watched_hours": columns.number("Watched here (h)"),
    "own_watched_ratio": columns.ratio("Here by there"),
    "is_within_tolerance": columns.flag("Agrees"),
}
