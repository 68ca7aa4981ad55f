-- How many passes and viewers were at each step of a title: +1 where one begins and -1 after its end,
-- swept.
with
    titles as (select * from {{ ref("int_titles_stepped") }}),

    passes as (select * from {{ ref("int_passes_stepped") }}),

    changes as (
        select title_key, is_simulated, first_step as step_number, 1 as passes, 0 as viewers
        from passes
        union all
        select title_key, is_simulated, last_step + 1, -1, 0
        from passes
        union all
        select title_key, is_simulated, viewer_first_step, 0, 1
        from passes
        where viewer_first_step <= last_step
        union all
        select title_key, is_simulated, last_step + 1, 0, -1
        from passes
        where viewer_first_step <= last_step
    ),

    changed as (
        select
            title_key,
            is_simulated,
            step_number,
            cast(sum(passes) as double) as passes,
            cast(sum(viewers) as double) as viewers
        from changes
        group by title_key, is_simulated, step_number
    ),

    grid as (select *, {{ explode_to("step_count - 1") }} as step_number from titles),

    swept as (
        select
            grid.*,
            coalesce(sum(changed.passes) over so_far, 0) as passes,
            coalesce(sum(changed.viewers) over so_far, 0) as viewers
        from grid
        left join
            changed
            on grid.title_key = changed.title_key
            and grid.is_simulated = changed.is_simulated
            and grid.step_number = changed.step_number
        window
            so_far as (
                partition by grid.title_key, grid.is_simulated
                order by grid.step_number asc nulls last
                rows between unbounded preceding and current row
            )
    ),

    rated as (
        select
            *,
            play_count < {{ var("suppression_minimum") }} as is_suppressed,
            {{ ratio("passes", "max(passes) over title") }} as heat_ratio,
            greatest(lag(passes, 1, passes) over in_order - passes, 0) as lost_passes
        from swept
        window
            title as (partition by title_key, is_simulated),
            in_order as (partition by title_key, is_simulated order by step_number asc nulls last)
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by title_key, is_simulated
                order by lost_passes desc nulls last, step_number asc nulls last
            ) as lost_rank
        from rated
    )

select
    title_key,
    is_simulated,
    cast(step_number as bigint) as step_number,
    step_number * step_seconds as position_seconds,
    step_seconds,
    play_count,
    viewer_count,
    cast(passes as bigint) as pass_count,
    cast(viewers as bigint) as step_viewer_count,
    case when not is_suppressed then passes / play_count end as absolute_ratio,
    case when not is_suppressed then viewers / viewer_count end as unique_ratio,
    case when not is_suppressed then heat_ratio end as heat_ratio,
    case when not is_suppressed then lost_passes / play_count end as drop_ratio,
    case when not is_suppressed and lost_passes > 0 then cast(lost_rank as bigint) end as drop_rank,
    is_suppressed
from ranked
