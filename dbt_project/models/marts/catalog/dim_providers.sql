with
    -- A provider is judged by its catalog; the guide sync that follows would hide a rejected one.
    syncs as (
        select *
        from {{ ref("stg_catalog_syncs") }}
        qualify sync_kind = 'catalog' or not bool_or(sync_kind = 'catalog') over (partition by provider_id)
    ),

    catalogs as (
        select provider_id, {{ latest("entry_count", "sync_number") }} as entry_count
        from {{ ref("int_syncs_numbered") }}
        where sync_kind = 'catalog'
        group by provider_id
    ),

    streams as (
        select
            provider_id,
            cast(count(*) as bigint) as stream_count,
            cast(count(distinct channel_id) as bigint) as channel_count
        from {{ ref("int_streams_listed") }}
        where is_listed
        group by provider_id
    ),

    programmes as (
        select provider_id, cast(count(*) as bigint) as programme_count
        from {{ ref("fct_programmes") }}
        group by provider_id
    ),

    attempts as (
        select
            *,
            row_number() over (
                partition by provider_id order by started_at asc nulls first, sync_id asc nulls first
            ) as attempt_number
        from syncs
    ),

    providers as (
        select
            provider_id,
            max_by(provider_name, attempt_number) as provider_name,
            max_by(provider_kind, attempt_number) as provider_kind,
            min(started_at) as first_synced_at,
            max(started_at) as last_synced_at,
            max(case when outcome <> 'rejected' then started_at end) as last_accepted_at,
            max_by(outcome, attempt_number) as last_outcome,
            max_by(coalesce(reason, ''), attempt_number) as last_reason,
            {{ count_where("outcome <> 'rejected'") }} as accepted_sync_count,
            {{ count_where("outcome = 'rejected'") }} as rejected_sync_count
        from attempts
        group by provider_id
    )

select
    providers.provider_id,
    providers.provider_name,
    providers.provider_kind,
    providers.first_synced_at,
    providers.last_synced_at,
    providers.last_accepted_at,
    providers.last_outcome,
    nullif(providers.last_reason, '') as last_reason,
    coalesce(catalogs.entry_count, 0) as entry_count,
    coalesce(streams.stream_count, 0) as stream_count,
    coalesce(streams.channel_count, 0) as channel_count,
    coalesce(programmes.programme_count, 0) as programme_count,
    providers.accepted_sync_count,
    providers.rejected_sync_count
from providers
left join catalogs on providers.provider_id = catalogs.provider_id
left join streams on providers.provider_id = streams.provider_id
left join programmes on providers.provider_id = programmes.provider_id
