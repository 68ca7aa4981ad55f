-- The steps of its title that each pass over the content played: those whose middle it played. A viewer
-- counts once at a step however often it was played: of each pass, the steps from viewer_first_step on,
-- which no earlier pass of the viewer covers, are the viewer's.
with
    passes as (select * from {{ ref("int_passes_played") }}),

    plays as (select * from {{ ref("int_plays_located") }}),

    titles as (select * from {{ ref("int_titles_stepped") }}),

    placed as (
        select
            plays.title_key,
            plays.is_simulated,
            plays.viewer_key,
            plays.view_key,
            passes.pass_number,
            greatest(ceil(passes.start_position / titles.step_seconds - 0.5), 0) as first_step,
            least(ceil(passes.end_position / titles.step_seconds - 0.5), titles.step_count) - 1 as last_step
        from passes
        inner join plays on passes.view_hash = plays.view_hash
        inner join titles on plays.title_key = titles.title_key and plays.is_simulated = titles.is_simulated
    ),

    reached as (
        select
            *,
            max(last_step) over (
                partition by title_key, is_simulated, viewer_key
                order by first_step asc nulls last, view_key asc nulls last, pass_number asc nulls last
                rows between unbounded preceding and 1 preceding
            ) as reached_step
        from placed
        where first_step <= last_step
    )

select
    title_key,
    is_simulated,
    viewer_key,
    view_key,
    pass_number,
    cast(first_step as bigint) as first_step,
    cast(last_step as bigint) as last_step,
    cast(greatest(first_step, coalesce(reached_step + 1, first_step)) as bigint) as viewer_first_step
from reached
