{%- set broadcast = "sync_id, guide_channel_id, bare_title, episode, is_held" -%}
{%- set in_order = "order by started_at asc nulls last, side asc nulls last" -%}
{%- set up_to_here = "rows between unbounded preceding and current row" -%}

with
    programmes as (select * from {{ ref("int_programmes_compared") }}),

    -- What stays in its slot with another sub-title moved nowhere.
    held as (
        select
            *,
            count(*) over (partition by sync_id, guide_channel_id, bare_title, episode, started_at)
            > 1 as is_held
        from programmes
    ),

    -- Broadcasts of one title and episode, cut where two lie more than the longest move apart.
    stepped as (
        select
            *,
            coalesce(
                {{ seconds_between("lag(started_at) over broadcasts", "started_at") }}
                > {{ var("retime_hours") * 3600 }},
                true
            ) as is_far
        from held
        window broadcasts as (partition by {{ broadcast }} {{ in_order }})
    ),

    grouped as (
        select
            *,
            sum(case when is_far then 1 else 0 end) over (
                partition by {{ broadcast }} {{ in_order }} {{ up_to_here }}
            ) as group_number
        from stepped
    ),

    sized as (
        select
            *,
            sum(case when side = 'before' then 1 else -1 end) over (
                partition by {{ broadcast }}, group_number
            ) as surplus
        from grouped
    ),

    directed as (
        select *, case when (side = 'before') = (surplus >= 0) then 1 else -1 end as direction from sized
    ),

    -- Each of the longer side is a step up, each of the other a step down. Those of one level pair up in
    -- order: no pairs lie nearer in all, and the nearest pair within further ones.
    levelled as (
        select
            *,
            sum(direction) over (partition by {{ broadcast }}, group_number {{ in_order }} {{ up_to_here }})
            - case when direction = 1 then 1 else 0 end as level
        from directed
    ),

    -- On each level that the surplus leaves open one of the longer side has no partner: the one without which
    -- the others lie nearest. The distance is that of all pairs before and after it, less a constant.
    spread as (
        select
            *,
            - direction
            * coalesce({{ micros_between("lag(started_at) over levels", "started_at") }}, 0) as distance
        from levelled
        window levels as (partition by {{ broadcast }}, group_number, level {{ in_order }})
    ),

    weighed as (
        select
            *,
            sum(distance) over (
                partition by {{ broadcast }}, group_number, level {{ in_order }} {{ up_to_here }}
            ) as distance_without
        from spread
    ),

    left_out as (
        select
            *,
            direction = 1
            and level >= 0
            and level < abs(surplus)
            and row_number() over (
                partition by {{ broadcast }}, group_number, level, direction
                order by distance_without asc nulls last, started_at desc nulls last
            )
            = 1 as is_left_out
        from weighed
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by {{ broadcast }}, group_number, level, is_left_out {{ in_order }}
            ) as place
        from left_out
    ),

    paired as (
        select
            *,
            max(case when side = 'before' then started_at end) over pairs as moved_from,
            max(case when side = 'after' then started_at end) over pairs as moved_to
        from ranked
        window pairs as (partition by {{ broadcast }}, group_number, level, is_left_out, place + place % 2)
    ),

    judged as (
        select
            *,
            coalesce(
                not is_held
                and abs({{ seconds_between("moved_from", "moved_to") }}) <= {{ var("retime_hours") * 3600 }},
                false
            ) as is_retimed
        from paired
    )

-- Of what did not move, the old and the new of one slot stand beside each other. What was on when the
-- compared time opens stays only where it moved over that.
select
    *,
    max(case when side = 'before' then title end) over slots as old_title,
    max(case when side = 'before' then sub_title end) over slots as old_sub_title,
    count(*) over slots = 2 as is_replaced
from judged
where started_at >= opens_at or (is_retimed and greatest(moved_from, moved_to) >= opens_at)
window slots as (partition by sync_id, guide_channel_id, started_at, is_retimed)
