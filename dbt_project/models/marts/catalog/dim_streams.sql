with
    streams as (select * from {{ ref("int_streams_listed") }}),

    providers as (select * from {{ ref("dim_providers") }}),

    checks as (
        select stream_key, status, reason, checked_at
        from {{ ref("fct_stream_checks") }}
        qualify
            row_number() over (
                partition by stream_key order by checked_at desc nulls last, check_id desc nulls last
            )
            = 1
    )

select
    streams.stream_key,
    streams.provider_id,
    providers.provider_name,
    md5(streams.channel_id) as channel_key,
    streams.channel_id,
    streams.stream_name,
    streams.stream_type,
    streams.group_title,
    streams.stream_url,
    streams.stream_host,
    streams.quality_label,
    streams.first_seen_at,
    streams.confirmed_at as last_seen_at,
    streams.is_listed,
    streams.next_synced_at as removed_at,
    checks.status as last_status,
    checks.reason as last_reason,
    checks.checked_at as last_checked_at,
    {{ search_text(["streams.stream_name", "streams.group_title"]) }} as search_text
from streams
inner join providers on streams.provider_id = providers.provider_id
left join checks on streams.stream_key = checks.stream_key
