with matches as (select * from {{ ref("int_matches_resolved") }} where subject = 'guide_channel')

select
    provider_id,
    subject_id as guide_channel_id,
    subject_name as guide_channel_name,
    coalesce(channel_id, {{ shared_guide_id("subject_id", "provider_id") }}) as channel_id,
    md5(coalesce(channel_id, {{ shared_guide_id("subject_id", "provider_id") }})) as channel_key,
    candidate_id,
    candidate_name,
    match_method,
    match_score,
    runner_up_id,
    runner_up_score,
    margin as score_margin,
    is_accepted,
    refusal_reason,
    matched_at
from matches
