-- What few events tell: errors, ads, the player's own start-up time, a request that found the buffer
-- empty. Kept apart, so that the many others need not carry it.
select
    event_hash,
    startup_ms,
    has_starved,
    case when event_type = 'error' then error_code end as error_code,
    event_type = 'error' and error_category = 'business' as is_business_error,
    ad_id,
    ad_position,
    ad_quartile,
    is_ad_linear
from {{ ref("int_events_deduplicated") }}
where
    startup_ms is not null
    or has_starved
    or event_type in ('error', 'ad_start', 'ad_quartile', 'ad_end', 'ad_skip')
