with
    streams as (
        select *
        from {{ ref("map_stream_channels") }}
        where is_listed and not is_accepted and refusal_reason <> 'decided_none'
    ),

    views as (
        select
            channel_key, cast(count(*) as bigint) as view_count, {{ total("play_seconds") }} as play_seconds
        from {{ ref("fct_views") }}
        where not is_bot and channel_key is not null
        group by channel_key
    ),

    counted as (
        select provider_id, channel_key, cast(count(*) as bigint) as stream_count
        from streams
        group by provider_id, channel_key
    ),

    -- The stream with the best candidate speaks for all of a provider's streams of one name.
    spoken as (
        select *
        from streams
        qualify
            row_number() over (
                partition by provider_id, channel_key
                order by match_score desc nulls last, stream_key asc nulls last
            )
            = 1
    )

select
    {{ hash_key(["spoken.provider_id", "spoken.channel_key"]) }} as review_key,
    spoken.provider_id,
    spoken.channel_key,
    spoken.channel_id,
    spoken.stream_name,
    spoken.country_code,
    spoken.refusal_reason,
    spoken.candidate_id,
    spoken.candidate_name,
    spoken.match_method,
    spoken.match_score,
    spoken.runner_up_id,
    spoken.runner_up_score,
    spoken.score_margin,
    counted.stream_count,
    coalesce(views.view_count, 0) as view_count,
    coalesce(views.play_seconds, 0) as play_seconds,
    spoken.search_text
from spoken
inner join counted on spoken.provider_id = counted.provider_id and spoken.channel_key = counted.channel_key
left join views on spoken.channel_key = views.channel_key
