with
    streams as (select * from {{ ref("int_streams_weighed") }}),

    providers as (select * from {{ ref("dim_providers") }}),

    offered as (
        select
            streams.*,
            providers.provider_name,
            providers.first_synced_at,
            streams.quality_points + streams.delivery_points + streams.security_points as own_points
        from streams
        inner join providers on streams.provider_id = providers.provider_id
    ),

    -- What stands on the host of a better one fails together with it.
    hosted as (
        select
            *,
            case
                when
                    row_number() over (
                        partition by channel_key, feed, coalesce(stream_host, stream_key)
                        order by
                            own_points desc nulls last,
                            first_synced_at asc nulls last,
                            provider_id asc nulls last,
                            stream_key asc nulls last
                    )
                    = 1
                then 10
                else 0
            end as host_points
        from offered
    )

select
    channel_key,
    feed,
    cast(
        row_number() over (
            partition by channel_key, feed
            order by
                own_points + host_points desc nulls last,
                first_synced_at asc nulls last,
                provider_id asc nulls last,
                stream_key asc nulls last
        ) as bigint
    ) as backup_rank,
    channel_id,
    stream_key,
    provider_id,
    provider_name,
    stream_name,
    stream_url,
    stream_host,
    cast(quality_height as bigint) as quality_height,
    delivery,
    is_secure,
    host_points > 0 as is_first_of_host,
    cast(own_points + host_points as double) as backup_score,
    concat_ws(
        ', ',
        coalesce(
            cast(quality_height as string) || ' lines ' || cast(quality_points as string),
            'quality unknown ' || cast(quality_points as string)
        ),
        delivery || ' ' || cast(delivery_points as string),
        case when is_secure then 'https 10' else 'not https 0' end,
        case when host_points > 0 then 'first of its host 10' else 'host used before 0' end
    ) as explanation
from hosted
