"""Single views: finding one, its figures and its timeline."""

# Up to 200 views. $order: 'recent', 'worst' (lowest experience score), 'stalled', 'slow' or 'failed'.
LIST = """
select
    started_at, coalesce(content_title, content_id, 'Unknown title') as content_title, provider_id, source,
    player_name, device_type, country_code,
    case
        when is_start_failure then 'failed to start'
        when is_playback_failure then 'failed while playing'
        when is_exit_before_start then 'left before start'
        when not is_play then 'never played'
        when is_completed then 'completed'
        else 'played'
    end as outcome,
    play_seconds / 60 as play_minutes, startup_ms, rebuffer_count, rebuffer_seconds, experience_score,
    telemetry_loss_ratio, error_code, view_key
from views
where case $order
    when 'failed' then is_start_failure or is_playback_failure
    when 'worst' then experience_score is not null
    when 'stalled' then rebuffer_seconds > 0
    when 'slow' then startup_ms is not null
    else true
end
order by
    case $order
        when 'worst' then experience_score when 'stalled' then -rebuffer_seconds when 'slow' then -startup_ms
    end nulls last,
    started_at desc,
    view_key
limit 200
"""

# At most one row: the view of $view_key, wherever in the snapshot, bots included.
ONE = "select * from fct_views where view_key = $view_key"

# What happened in the view, heartbeats that changed nothing aside.
EVENTS = """
select
    event_number, occurred_at, offset_seconds, event_type, state, gap_seconds, position_seconds,
    playback_rate, bitrate_bps, buffer_seconds, is_background, is_muted, error_code,
    is_fatal
from fct_view_events
where view_key = $view_key
order by event_number
limit 5000
"""
