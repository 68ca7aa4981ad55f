with matches as (select * from {{ ref("stg_channel_matches") }})

select
    *,
    case
        when match_method = 'alias' and candidate_id is null
        then 'decided_none'
        when match_method = 'alias'
        then cast(null as string)
        when candidate_id is null
        then 'no_candidate'
        when conflict is not null
        then conflict
        when match_score < {{ var("match_minimum_score") }}
        then 'low_score'
        when margin < {{ var("match_minimum_margin") }}
        then 'ambiguous'
    end as refusal_reason
from matches
