{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

-- How many views and viewers are there at once, from each change to the next: +1 and -1, swept within a
-- scope and day. Changes of one moment all count from it on, in any order: between them nothing lasts.
-- Sums are of doubles: exact for whole numbers, and on DuckDB three times as fast as of integers.
with
    spans as (
        select *, viewer_from < ended_at as is_viewer_new
        from {{ ref("int_spans_scoped") }}
        where {{ is_day_touched("view_date") }}
    ),

    changes as (
        select
            view_date,
            scope_hash,
            started_at as changed_at,
            cast(1 as double) as views,
            cast(case when is_viewer_new and viewer_from = started_at then 1 else 0 end as double) as viewers,
            cast(case when is_simulated then 1 else 0 end as double) as simulated_views
        from spans
        union all
        select
            view_date,
            scope_hash,
            ended_at,
            -1,
            case when is_viewer_new then -1 else 0 end,
            case when is_simulated then -1 else 0 end
        from spans
        union all
        select view_date, scope_hash, viewer_from, 0, 1, 0
        from spans
        where is_viewer_new and viewer_from > started_at
    ),

    levels as (
        select
            view_date,
            scope_hash,
            changed_at as started_at,
            lead(changed_at) over in_order as ended_at,
            sum(views) over in_order as views,
            sum(viewers) over in_order as viewers,
            sum(simulated_views) over in_order as simulated_views
        from changes
        window in_order as (partition by view_date, scope_hash order by changed_at asc nulls last)
    )

select
    view_date,
    scope_hash,
    started_at,
    ended_at,
    cast(views as bigint) as view_count,
    cast(viewers as bigint) as viewer_count,
    simulated_views > 0 as is_simulated
from levels
where views > 0 and started_at < ended_at
