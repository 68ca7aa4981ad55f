"""What every query starts with: the tables as the filters leave them.

Each query is a constant that continues `COMMON`: it reads the filtered names below instead of the tables, so
that the chosen range and providers apply everywhere alike. A query about the whole snapshot says so.

Views of bots are left out everywhere. Ratios of quality are over covered views. Visits know no provider.
"""

# How far numbers of quality can be trusted, of views without bots.
TRUST = """
    count(distinct coalesce(viewer_key, view_key)) as viewer_count,
    count(distinct coalesce(viewer_key, view_key)) filter (where is_covered) / nullif(viewer_count, 0)
        as covered_ratio,
    count(lost_event_count) as numbered_count,
    sum(lost_event_count)
    / nullif(sum(lost_event_count + event_count) filter (where lost_event_count is not null), 0)
        as telemetry_loss_ratio
"""

COMMON = """
with
    scope as (select $start::date as first_day, $end::date as last_day, $providers::varchar[] as providers),

    days as (
        select unnest(generate_series(first_day, last_day, interval 1 day))::date as day from scope
    ),

    views as (
        select fct_views.*
        from fct_views, scope
        where started_date between first_day and last_day and not is_bot
            and (providers is null or list_contains(providers, provider_id))
    ),

    minutes as (
        select agg_concurrency_minutely.*
        from agg_concurrency_minutely, scope as chosen
        where minute_at >= first_day and minute_at < last_day + interval 1 day
            and case
                when providers is null then agg_concurrency_minutely.scope = 'all'
                else agg_concurrency_minutely.scope = 'provider' and list_contains(providers, scope_key)
            end
    ),

    ads as (
        select fct_ad_views.*
        from fct_ad_views, scope
        where started_date between first_day and last_day and not is_bot
            and (providers is null or list_contains(providers, provider_id))
    ),

    visits as (
        select fct_visits.* from fct_visits, scope where started_date between first_day and last_day
    ),

    health as (
        select agg_stream_health_daily.*
        from agg_stream_health_daily, scope
        where check_date between first_day and last_day
            and (providers is null or list_contains(providers, provider_id))
    ),

    checks as (
        select fct_stream_checks.*
        from fct_stream_checks, scope
        where checked_date between first_day and last_day and is_counted
            and (providers is null or list_contains(providers, provider_id))
    ),

    incidents as (
        select fct_incidents.*
        from fct_incidents, scope
        where opened_date <= last_day and (closed_at is null or closed_at >= first_day)
            and (providers is null or list_contains(providers, provider_id))
    ),

    streams as (
        select dim_streams.*
        from dim_streams, scope
        where providers is null or list_contains(providers, provider_id)
    ),

    changes as (
        select fct_catalog_changes.*
        from fct_catalog_changes, scope
        where changed_date between first_day and last_day
            and (providers is null or list_contains(providers, provider_id))
    ),

    syncs as (
        select fct_catalog_syncs.*, started_at::date as started_date
        from fct_catalog_syncs, scope
        where started_at::date between first_day and last_day
            and (providers is null or list_contains(providers, provider_id))
    ),

    rejects as (
        select agg_rejects_daily.*
        from agg_rejects_daily, scope
        where reject_date between first_day and last_day
            and (providers is null or list_contains(providers, provider_id))
    )
"""
