{{ config(meta={"dagster": {"ref": {"name": "agg_concurrency_minutely"}}}) }}

-- Seconds watched by the minute are the seconds of the views that the scope covers (start-up, playing,
-- stalls and ads; bots aside). Merged stalls may lie over the short playing between them: at most 250 ms
-- each.
with
    views as (
        select
            provider_id,
            channel_key,
            title_key,
            startup_seconds + play_seconds + rebuffer_seconds + ad_seconds as watched_seconds,
            {{ var("stall_minimum_seconds") }} * rebuffer_count as tolerance_seconds
        from {{ ref("fct_views") }}
        where not is_bot
    ),

    scoped as (
        {% for scope, scope_key in audience_scopes() %}
            select
                '{{ scope }}' as scope,
                {{ scope_key }} as scope_key,
                sum(watched_seconds) as watched_seconds,
                sum(tolerance_seconds) as tolerance_seconds
            from views
            where {{ scope_key }} is not null
            group by {{ scope_key }} {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    minutes as (
        select scope, scope_key, sum(watched_seconds) as watched_seconds
        from {{ ref("agg_concurrency_minutely") }}
        group by scope, scope_key
    )

select scoped.scope, scoped.scope_key, minutes.watched_seconds, scoped.watched_seconds as expected_seconds
from scoped
full join minutes on scoped.scope = minutes.scope and scoped.scope_key = minutes.scope_key
where
    scoped.scope is null
    or abs(coalesce(minutes.watched_seconds, 0) - scoped.watched_seconds) > scoped.tolerance_seconds + 0.5
