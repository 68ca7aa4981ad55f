with
    defects as (select * from {{ ref("stg_catalog_defects") }}),

    syncs as (select * from {{ ref("int_syncs_numbered") }}),

    counted as (
        select
            syncs.provider_id,
            syncs.sync_kind,
            syncs.sync_number,
            syncs.sync_id,
            syncs.synced_at,
            syncs.next_sync_id,
            syncs.next_synced_at,
            defects.playlist,
            defects.defect,
            defects.field,
            cast(sum(defects.defect_count) as bigint) as defect_count,
            min(defects.line_number) as first_line_number
        from defects
        inner join syncs on defects.sync_id = syncs.sync_id
        group by
            syncs.provider_id,
            syncs.sync_kind,
            syncs.sync_number,
            syncs.sync_id,
            syncs.synced_at,
            syncs.next_sync_id,
            syncs.next_synced_at,
            defects.playlist,
            defects.defect,
            defects.field
    ),

    compared as (
        select
            *,
            case
                when sync_number > 1
                then
                    case
                        when lag(sync_number) over series = sync_number - 1
                        then lag(defect_count) over series
                        else 0
                    end
            end as previous_count,
            coalesce(lead(sync_number) over series = sync_number + 1, false) as stays
        from counted
        window
            series as (
                partition by provider_id, sync_kind, playlist, defect, field
                order by sync_number asc nulls last
            )
    ),

    -- A defect that is gone has a row of 0 in the first sync without it.
    trended as (
        select
            sync_id,
            provider_id,
            sync_kind,
            synced_at,
            playlist,
            defect,
            field,
            defect_count,
            previous_count,
            first_line_number
        from compared
        union all
        select
            next_sync_id,
            provider_id,
            sync_kind,
            next_synced_at,
            playlist,
            defect,
            field,
            0,
            defect_count,
            cast(null as bigint)
        from compared
        where not stays and next_sync_id is not null
    )

select
    {{ hash_key(["sync_id", "playlist", "defect", "field"]) }} as defect_key,
    sync_id,
    provider_id,
    sync_kind,
    synced_at,
    cast(synced_at as date) as synced_date,
    playlist,
    defect,
    field,
    cast(defect_count as bigint) as defect_count,
    cast(previous_count as bigint) as previous_count,
    cast(defect_count - previous_count as bigint) as change_count,
    first_line_number
from trended
