with
    streams as (select * from {{ ref("int_streams_compared") }}),

    retyped as (select * from {{ ref("int_streams_retyped") }}),

    -- Type is part of a stream's key: a stream of another type is a new key in the place of an old one.
    added as (
        select streams.*, retyped.old_stream_type
        from streams
        left join retyped on streams.sync_id = retyped.sync_id and streams.stream_key = retyped.stream_key
        where not streams.was_listed and not streams.is_baseline
    ),

    removed as (
        select streams.*
        from streams
        left join
            retyped on streams.next_sync_id = retyped.sync_id and streams.stream_key = retyped.old_stream_key
        where not streams.stays_listed and streams.next_sync_id is not null and retyped.stream_key is null
    ),

    changes as (
        select
            sync_id,
            provider_id,
            stream_key,
            stream_name,
            synced_at as changed_at,
            case when old_stream_type is null then 'added' else 'retyped' end as change_type,
            old_stream_type as old_value,
            case when old_stream_type is null then stream_name else stream_type end as new_value
        from added
        union all
        select
            next_sync_id, provider_id, stream_key, stream_name, next_synced_at, 'removed', stream_name, null
        from removed
        {%- for change_type, column, previous in [
                ("renamed", "stream_name", "previous_name"),
                ("moved", "stream_url", "previous_url"),
                ("regrouped", "group_title", "previous_group"),
                ("guide_changed", "tvg_id", "previous_tvg_id"),
            ] %}
            union all
            select
                sync_id,
                provider_id,
                stream_key,
                stream_name,
                synced_at,
                '{{ change_type }}',
                {{ previous }},
                {{ column }}
            from streams
            where was_listed and {{ previous }} is distinct from {{ column }}
        {%- endfor %}
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
    sync_id,
    {{ search_text(["stream_name", "nullif(old_value, stream_name)", "nullif(new_value, stream_name)"]) }}
    as search_text
from changes
