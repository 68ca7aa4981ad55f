with
    streams as (select * from {{ ref("int_streams_listed") }} where channel_id is not null),

    programmes as (select * from {{ ref("fct_programmes") }}),

    -- What the reference list or a guide says of a channel; an id that a person decided on is known as well.
    known as (
        select
            channel_id,
            max(
                case
                    when
                        candidate_source in ('reference', 'guide') and lower(candidate_id) = lower(channel_id)
                    then candidate_name
                end
            ) as reference_name
        from {{ ref("int_matches_resolved") }}
        where is_accepted and candidate_source <> 'catalog'
        group by channel_id
    ),

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
    coalesce(known.reference_name, grouped.channel_name) as channel_name,
    coalesce(
        nullif(regexp_extract(lower(grouped.channel_id), '[.]([a-z][a-z])$', 1), ''), grouped.country_code
    ) as country_code,
    grouped.logo_url,
    grouped.provider_count,
    grouped.stream_count,
    guides.channel_id is not null as has_guide,
    coalesce(guides.programme_count, 0) as programme_count,
    known.channel_id is not null as is_known,
    grouped.first_seen_at,
    grouped.last_seen_at,
    grouped.is_listed,
    {{ search_text(["coalesce(known.reference_name, grouped.channel_name)", "grouped.channel_id"]) }}
    as search_text
from grouped
left join guides on grouped.channel_id = guides.channel_id
left join known on grouped.channel_id = known.channel_id
