-- Visits of a viewer have more than the gap between them.
with
    visits as (
        select
            *,
            lag(ended_at) over (
                partition by viewer_key, is_simulated
                order by started_at asc nulls last, visit_key asc nulls last
            ) as previous_ended_at
        from {{ ref("fct_visits") }}
    )

select visit_key, started_at, previous_ended_at
from visits
where {{ seconds_between("previous_ended_at", "started_at") }} <= {{ var("visit_gap_minutes") }} * 60
