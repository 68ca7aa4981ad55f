{{ config(meta={"dagster": {"ref": {"name": "agg_title_retention"}}}) }}

-- A title has at most 100 steps and no more viewers at one than in all or than passes there; ratios are
-- shown from five plays on and are the quotients of their counts; one step has the most heat.
with
    steps as (
        select
            *,
            max(heat_ratio) over (partition by title_key, is_simulated) as most_heat,
            max(pass_count) over (partition by title_key, is_simulated) as most_passes
        from {{ ref("agg_title_retention") }}
    )

select title_key, is_simulated, step_number
from steps
where
    step_number not between 0
    and 99
    or step_viewer_count > viewer_count
    or step_viewer_count > pass_count
    or is_suppressed <> (play_count < {{ var("suppression_minimum") }})
    or is_suppressed <> (absolute_ratio is null)
    or is_suppressed <> (unique_ratio is null)
    or abs(absolute_ratio * play_count - pass_count) > 0.001
    or abs(unique_ratio * viewer_count - step_viewer_count) > 0.001
    or (most_passes > 0 and not is_suppressed and coalesce(most_heat, 0) <> 1)
