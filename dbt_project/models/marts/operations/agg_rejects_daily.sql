with
    catalog_rejects as (select * from {{ ref("stg_catalog_rejects") }}),

    playback_rejects as (select * from {{ ref("stg_playback_rejects") }}),

    quarantined as (select * from {{ ref("int_events_quarantined") }}),

    rejects as (
        select sync_kind as source, provider_id, reason, synced_at as rejected_at
        from catalog_rejects
        union all
        select source, cast(null as string), reason, received_at
        from playback_rejects
        union all
        select source, cast(null as string), reason, received_at
        from quarantined
    )

select
    cast(rejected_at as date) as reject_date,
    source,
    provider_id,
    reason,
    cast(count(*) as bigint) as reject_count,
    max(rejected_at) as last_rejected_at
from rejects
group by cast(rejected_at as date), source, provider_id, reason
