-- Events with which a further view of a session begins: activity after more than 60 minutes without any.
-- Only sessions that last longer than that can have one.
{% set in_order %}
partition by session_hash, client_hash
order by
    case when is_numbered then seq end asc nulls last,
    event_at asc nulls last,
    order_number asc nulls last,
    event_hash asc nulls last
{% endset %}

with
    lasting as (
        select session_hash, client_hash
        from {{ ref("int_events_placed") }}
        group by session_hash, client_hash
        having {{ seconds_between("min(event_at)", "max(event_at)") }} > {{ var("session_gap_minutes") }} * 60
    ),

    events as (
        select
            placed.session_hash,
            placed.client_hash,
            placed.event_hash,
            placed.is_numbered,
            placed.seq,
            placed.event_at,
            placed.order_number,
            placed.is_activity,
            case when placed.is_activity then placed.event_at end as timeline_at
        from {{ ref("int_events_placed") }} as placed
        semi join
            lasting on placed.session_hash = lasting.session_hash and placed.client_hash = lasting.client_hash
    ),

    ordered as (
        select
            event_hash,
            is_activity,
            max(timeline_at) over (
                {{ in_order }} rows between unbounded preceding and current row
            ) as occurred_at,
            max(timeline_at) over (
                {{ in_order }} rows between unbounded preceding and 1 preceding
            ) as last_active_at
        from events
    )

select event_hash
from ordered
where
    is_activity
    and {{ seconds_between("last_active_at", "occurred_at") }} > {{ var("session_gap_minutes") }} * 60
