with
    streams as (select * from {{ ref("int_streams_compared") }}),

    retyped as (select * from {{ ref("int_streams_retyped") }}),

    reasoned as (
        select
            streams.*,
            case
                when retyped.stream_key is not null
                then 'retyped'
                when streams.is_baseline
                then 'listed'
                when not streams.was_seen
                then 'added'
                when not streams.was_listed
                then 'returned'
                else
                    nullif(
                        concat_ws(
                            ',',
                            case
                                when streams.previous_name is distinct from streams.stream_name then 'renamed'
                            end,
                            case
                                when streams.previous_url is distinct from streams.stream_url then 'moved'
                            end,
                            case
                                when streams.previous_group is distinct from streams.group_title
                                then 'regrouped'
                            end,
                            case
                                when streams.previous_tvg_id is distinct from streams.tvg_id
                                then 'guide_changed'
                            end,
                            case
                                when streams.previous_logo_url is distinct from streams.logo_url
                                then 'logo_changed'
                            end,
                            case
                                when streams.previous_height is distinct from streams.quality_height
                                then 'quality_changed'
                            end
                        ),
                        ''
                    )
            end as change_reason
        from streams
        left join retyped on streams.sync_id = retyped.sync_id and streams.stream_key = retyped.stream_key
    ),

    numbered as (
        select
            *,
            count(change_reason) over (
                partition by provider_id, stream_key
                order by sync_number asc nulls last
                rows between unbounded preceding and current row
            ) as version_number
        from reasoned
    ),

    -- Within a version all attributes are the same; it ends with the sync after the last that showed it.
    versions as (
        select
            stream_key,
            provider_id,
            version_number,
            min(synced_at) as valid_from,
            case when count(next_synced_at) = count(*) then max(next_synced_at) end as valid_to,
            max(change_reason) as change_reason,
            max(stream_type) as stream_type,
            max(stream_name) as stream_name,
            max(group_title) as group_title,
            max(stream_url) as stream_url,
            max(tvg_id) as tvg_id,
            max(logo_url) as logo_url,
            max(quality_label) as quality_label,
            max(quality_height) as quality_height
        from numbered
        group by stream_key, provider_id, version_number
    )

select
    stream_key,
    provider_id,
    cast(version_number as bigint) as version_number,
    valid_from,
    valid_to,
    valid_to is null as is_current,
    change_reason,
    stream_type,
    stream_name,
    group_title,
    stream_url,
    tvg_id,
    logo_url,
    quality_label,
    quality_height
from versions
