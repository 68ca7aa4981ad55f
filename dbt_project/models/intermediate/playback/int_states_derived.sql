-- The player's state after each event of a view, told by four running codes:
-- end_code: ended or failed, which only a new start or playing undoes;
-- base_code: what the player does, seeks included;
-- steady_code: the same without seeks, to which a seek returns;
-- mark_code: a stall on top of it, which counts on top of playing alone: before the first frame it is
-- start-up, within a seek it is the seek.
with
    events as (select * from {{ ref("int_events_ordered") }} where is_activity or event_type = 'preload'),

    coded as (
        select
            *,
            case
                event_type
                when 'view_start'
                then 'startup'
                when 'playing'
                then 'playing'
                when 'rebuffer_end'
                then 'playing'
                when 'preload'
                then 'preload'
                when 'pause'
                then 'paused'
            end as steady,
            case event_type when 'seek_start' then 'seeking' when 'seek_end' then 'seek_end' end as seek,
            case
                event_type when 'rebuffer_start' then 'rebuffering' when 'waiting' then 'waiting'
            end as mark,
            case
                when event_type in ('ended', 'view_end')
                then 'ended'
                when is_fatal
                then 'failed'
                when event_type in ('view_start', 'playing')
                then 'open'
            end as ending
        from events
    ),

    running as (
        select
            *,
            {{ last_known("ending", "view_so_far") }} as end_code,
            {{ last_known("coalesce(steady, seek)", "view_so_far") }} as base_code,
            coalesce({{ last_known("steady", "view_so_far") }}, 'startup') as steady_code,
            {{ last_known("coalesce(steady, seek, mark)", "view_so_far") }} as mark_code,
            max(case when event_type = 'progress' then 1 else 0 end) over view_so_far = 1
            and max(case when event_type = 'playing' then 1 else 0 end) over view_so_far
            = 0 as is_progress_only,
            lead(occurred_at) over view_events as next_at,
            lead(position_seconds) over view_events as next_position_seconds
        from coded
        window
            view_events as (partition by view_key order by event_number asc nulls last),
            view_so_far as (
                partition by view_key
                order by event_number asc nulls last
                rows between unbounded preceding and current row
            )
    ),

    based as (
        select
            *,
            case
                when base_code = 'seeking'
                then 'seeking'
                when steady_code = 'startup' and is_progress_only
                then 'playing'
                else steady_code
            end as base_state
        from running
    )

select
    view_key,
    event_number,
    event_type,
    case
        when end_code in ('ended', 'failed')
        then end_code
        when base_state = 'playing' and mark_code in ('rebuffering', 'waiting')
        then mark_code
        else base_state
    end as state,
    occurred_at,
    next_at,
    position_seconds,
    next_position_seconds,
    playback_rate,
    bitrate_bps,
    is_live
from based
