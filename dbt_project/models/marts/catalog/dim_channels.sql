with
    streams as (select * from {{ ref("int_streams_listed") }} where channel_id is not null),

    programmes as (select * from {{ ref("fct_programmes") }}),

    channels as (
        select
            *,
            row_number() over (
                partition by channel_id order by confirmed_at asc nulls first, stream_key asc nulls last
            ) as seen_number
        from streams
    ),

    guides as (
        select channel_id, cast(count(*) as bigint) as programme_count from programmes group by channel_id
    ),

    grouped as (
        select
            channel_id,
            {{ latest("channel_name", "seen_number") }} as channel_name,
            {{ latest("country_code", "seen_number") }} as country_code,
            {{ latest("logo_url", "seen_number") }} as logo_url,
            cast(count(distinct case when is_listed then provider_id end) as bigint) as provider_count,
            {{ count_where("is_listed") }} as stream_count,
            min(first_seen_at) as first_seen_at,
            max(confirmed_at) as last_seen_at,
            bool_or(is_listed) as is_listed
        from channels
        group by channel_id
    )

select
    md5(grouped.channel_id) as channel_key,
    grouped.channel_id,
    grouped.channel_name,
    grouped.country_code,
    grouped.logo_url,
    grouped.provider_count,
    grouped.stream_count,
    guides.channel_id is not null as has_guide,
    coalesce(guides.programme_count, 0) as programme_count,
    grouped.first_seen_at,
    grouped.last_seen_at,
    grouped.is_listed
from grouped
left join guides on grouped.channel_id = guides.channel_id
