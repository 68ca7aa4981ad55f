with
    programmes as (select * from {{ ref("stg_guide_programmes") }}),

    syncs as (select * from {{ ref("int_syncs_numbered") }} where sync_kind = 'guide')

select programmes.*, syncs.sync_number
from programmes
inner join syncs on programmes.sync_id = syncs.sync_id
qualify
    row_number() over (
        partition by programmes.provider_id, programmes.guide_channel_id, programmes.started_at
        order by
            syncs.sync_number desc nulls last,
            programmes.stopped_at desc nulls last,
            programmes.title asc nulls last,
            programmes.sub_title asc nulls last
    )
    = 1
