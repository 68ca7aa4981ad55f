with
    streams as (select * from {{ ref("int_streams_compared") }}),

    changes as (
        select
            sync_id,
            provider_id,
            stream_key,
            stream_name,
            synced_at as changed_at,
            'added' as change_type,
            cast(null as string) as old_value,
            stream_name as new_value
        from streams
        where not was_listed and sync_number > 1
        union all
        select sync_id, provider_id, stream_key, stream_name, synced_at, 'renamed', previous_name, stream_name
        from streams
        where was_listed and previous_name <> stream_name
        union all
        select sync_id, provider_id, stream_key, stream_name, synced_at, 'moved', previous_url, stream_url
        from streams
        where was_listed and previous_url <> stream_url
        union all
        select
            next_sync_id, provider_id, stream_key, stream_name, next_synced_at, 'removed', stream_name, null
        from streams
        where not stays_listed and next_sync_id is not null
    )

select
    {{ hash_key(["sync_id", "stream_key", "change_type"]) }} as change_key,
    provider_id,
    stream_key,
    stream_name,
    changed_at,
    cast(changed_at as date) as changed_date,
    change_type,
    old_value,
    new_value,
    sync_id
from changes
