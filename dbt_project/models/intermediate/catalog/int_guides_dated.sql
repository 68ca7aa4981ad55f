with
    syncs as (select * from {{ ref("int_syncs_numbered") }} where sync_kind = 'guide'),

    attempts as (
        select provider_id, max(started_at) as attempted_at
        from {{ ref("stg_catalog_syncs") }}
        where sync_kind = 'guide'
        group by provider_id
    )

select
    syncs.provider_id,
    syncs.sync_id,
    syncs.is_partial,
    syncs.synced_at as renewed_at,
    syncs.confirmed_at as as_of_at,
    {{ seconds_between("syncs.synced_at", "attempts.attempted_at") }}
    > {{ var("guide_stale_hours") * 3600 }} as is_old
from syncs
inner join attempts on syncs.provider_id = attempts.provider_id
where syncs.next_sync_id is null
