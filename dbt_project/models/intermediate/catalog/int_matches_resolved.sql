with
    matches as (select * from {{ ref("int_matches_judged") }}),

    -- Guide ids that stand for a channel of the reference list; one that stands for several stays itself.
    guides as (
        select lower(split_part(subject_id, '@', 1)) as guide_id, max(candidate_id) as channel_id
        from matches
        where subject = 'guide_channel' and refusal_reason is null
        group by lower(split_part(subject_id, '@', 1))
        having count(distinct candidate_id) = 1
    )

select
    matches.*,
    matches.refusal_reason is null as is_accepted,
    case
        when matches.refusal_reason is null then coalesce(guides.channel_id, matches.candidate_id)
    end as channel_id
from matches
left join guides on matches.subject = 'stream' and lower(matches.candidate_id) = guides.guide_id
