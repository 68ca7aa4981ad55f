with
    streams as (select * from {{ ref("int_streams_listed") }} where channel_id is not null),

    matches as (select * from {{ ref("int_matches_resolved") }} where subject = 'stream')

select
    streams.stream_key,
    streams.provider_id,
    streams.stream_name,
    md5(streams.channel_id) as channel_key,
    streams.channel_id,
    coalesce(matches.feed, '') as feed,
    coalesce(matches.country_code, streams.country_code) as country_code,
    matches.candidate_id,
    matches.candidate_name,
    matches.candidate_source,
    coalesce(matches.match_method, 'none') as match_method,
    coalesce(matches.match_score, 0) as match_score,
    matches.runner_up_id,
    matches.runner_up_score,
    coalesce(matches.margin, 0) as score_margin,
    coalesce(matches.is_accepted, false) as is_accepted,
    case
        when matches.subject_id is null then 'not_matched_yet' else matches.refusal_reason
    end as refusal_reason,
    matches.matched_at,
    streams.is_listed,
    {{ search_text(["streams.stream_name", "matches.candidate_name", "matches.candidate_id"]) }}
    as search_text
from streams
left join matches on streams.stream_key = matches.subject_id
