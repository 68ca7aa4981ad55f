with
    matches as (
        select
            *,
            lower(
                case
                    when subject = 'stream'
                    then candidate_id
                    else {{ shared_guide_id("subject_id", "provider_id") }}
                end
            ) as guide_id
        from {{ ref("int_matches_judged") }}
    ),

    -- Guide ids that stand for a channel of the reference list; one that stands for several stays itself.
    guides as (
        select guide_id, max(candidate_id) as channel_id
        from matches
        where subject = 'guide_channel' and refusal_reason is null
        group by guide_id
        having count(distinct candidate_id) = 1
    ),

    -- An id is one channel in whatever case it is written, for streams and for guides.
    carried as (
        select guide_id, candidate_id as channel_id
        from matches
        where subject = 'stream' and refusal_reason is null
        qualify
            row_number() over (
                partition by guide_id order by matched_at desc nulls last, candidate_id asc nulls last
            )
            = 1
    )

select
    matches.*,
    matches.refusal_reason is null as is_accepted,
    case
        when matches.subject = 'guide_channel' and matches.refusal_reason is null
        then matches.candidate_id
        when matches.subject = 'guide_channel' or matches.refusal_reason is null
        then coalesce(guides.channel_id, carried.channel_id)
    end as channel_id
from matches
left join guides on matches.guide_id = guides.guide_id
left join carried on matches.guide_id = carried.guide_id
