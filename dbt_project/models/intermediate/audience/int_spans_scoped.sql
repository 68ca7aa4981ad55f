-- depends_on: {{ ref("int_days_touched") }}
{{ config(materialized="incremental", incremental_strategy="replace_days", unique_key="view_date") }}

-- What concurrency counts: each watching span, cut at UTC midnights, once for everything and once for its
-- provider, its channel and its title. A viewer counts once however many views of a scope run at a time:
-- the part of a span that no earlier one of the viewer covers, from viewer_from on, is the viewer's.
with
    spans as (
        select
            *,
            {{ dbt.date_trunc("day", "started_at") }} as first_day_at,
            {{ dbt.datediff("started_at", "ended_at", "day") }} as last_day_number
        from {{ ref("int_spans_watched") }}
    ),

    exploded as (
        select *, {{ explode_to("last_day_number") }} as day_number
        from spans
        where
            last_day_number > 1
            or {{ is_day_touched("cast(started_at as date)") }}
            or {{ is_day_touched("cast(ended_at as date)") }}
    ),

    days as (select *, {{ add_micros("first_day_at", "day_number * 86400000000") }} as day_at from exploded),

    pieces as (
        select
            cast(day_at as date) as view_date,
            provider_id,
            channel_key,
            title_key,
            {{ hash_number(["viewer_key"]) }} as viewer_hash,
            is_simulated,
            greatest(started_at, day_at) as started_at,
            least(ended_at, {{ add_micros("day_at", "86400000000") }}) as ended_at
        from days
        where ended_at > day_at
    ),

    scoped as (
        {% for scope, scope_key in audience_scopes() %}
            select
                view_date,
                '{{ scope }}' as scope,
                {{ hash_number(["'" ~ scope ~ "'", scope_key]) }} as scope_hash,
                viewer_hash,
                is_simulated,
                started_at,
                ended_at
            from pieces
            where
                {{ scope_key }} is not null and {{ is_day_touched("view_date") }}
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    reached as (
        select
            *,
            max(ended_at) over (
                partition by view_date, scope_hash, viewer_hash
                order by started_at asc nulls last, ended_at asc nulls last
                rows between unbounded preceding and 1 preceding
            ) as reached_at
        from scoped
    )

select
    view_date,
    scope,
    scope_hash,
    viewer_hash,
    is_simulated,
    started_at,
    ended_at,
    least(greatest(started_at, coalesce(reached_at, started_at)), ended_at) as viewer_from
from reached
