with matches as (select * from {{ source("raw", "channel_matches") }})

-- What the newest matching says; of what is listed no more, the last that it was matched to.
select
    matching_id,
    matched_at,
    subject,
    provider_id,
    subject_id,
    name as subject_name,
    country as country_code,
    feed,
    channel_id as candidate_id,
    channel_name as candidate_name,
    channel_source as candidate_source,
    method as match_method,
    score as match_score,
    conflict,
    runner_up_id,
    runner_up_score,
    margin
from matches
qualify
    row_number() over (
        partition by subject, provider_id, subject_id
        order by matched_at desc nulls last, matching_id desc nulls last
    )
    = 1
