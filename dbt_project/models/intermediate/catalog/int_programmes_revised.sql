with
    programmes as (select * from {{ ref("int_programmes_compared") }}),

    -- Broadcasts of one title and episode, cut where two lie more than the longest move apart.
    stepped as (
        select
            *,
            coalesce(
                {{ seconds_between("lag(started_at) over broadcasts", "started_at") }}
                > {{ var("retime_hours") * 3600 }},
                true
            ) as is_far
        from programmes
        window
            broadcasts as (
                partition by sync_id, guide_channel_id, bare_title, episode
                order by started_at asc nulls last, side asc nulls last
            )
    ),

    grouped as (
        select
            *,
            sum(case when is_far then 1 else 0 end) over (
                partition by sync_id, guide_channel_id, bare_title, episode
                order by started_at asc nulls last, side asc nulls last
                rows between unbounded preceding and current row
            ) as group_number
        from stepped
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by sync_id, guide_channel_id, bare_title, episode, group_number, side
                order by started_at asc nulls last
            ) as place
        from grouped
    ),

    -- The first that went and the first that came are one that moved, the second ones too, and so on.
    paired as (
        select
            *,
            max(case when side = 'before' then started_at end) over pairs as moved_from,
            max(case when side = 'after' then started_at end) over pairs as moved_to
        from ranked
        window pairs as (partition by sync_id, guide_channel_id, bare_title, episode, group_number, place)
    ),

    judged as (
        select
            *,
            coalesce(
                abs({{ seconds_between("moved_from", "moved_to") }}) <= {{ var("retime_hours") * 3600 }},
                false
            ) as is_retimed
        from paired
    )

-- Of what did not move, the old and the new of one slot stand beside each other. What was on when the
-- compared
-- time opens stays only where it moved over that.
select
    *,
    max(case when side = 'before' then title end) over slots as old_title,
    max(case when side = 'before' then sub_title end) over slots as old_sub_title,
    max(case when side = 'before' then bare_title end) over slots as old_bare_title,
    max(case when side = 'before' then episode end) over slots as old_episode,
    count(*) over slots = 2 as is_replaced
from judged
where started_at >= opens_at or (is_retimed and greatest(moved_from, moved_to) >= opens_at)
window slots as (partition by sync_id, guide_channel_id, started_at, is_retimed)
