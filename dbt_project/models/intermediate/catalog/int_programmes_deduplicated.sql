with
    programmes as (select * from {{ ref("stg_guide_programmes") }}),

    syncs as (select * from {{ ref("int_syncs_numbered") }} where sync_kind = 'guide'),

    channels as (
        select provider_id, subject_id as guide_channel_id, channel_id
        from {{ ref("int_matches_resolved") }}
        where subject = 'guide_channel' and channel_id is not null
    ),

    complete as (
        select provider_id, max(sync_number) as sync_number, max(synced_at) as synced_at
        from syncs
        where not is_partial
        group by provider_id
    )

-- What was to come when the newest complete guide was pulled, and is not in it, was taken off the
-- programme.
select
    programmes.provider_id,
    programmes.guide_channel_id,
    coalesce(channels.channel_id, programmes.channel_id) as channel_id,
    programmes.guide,
    programmes.guide_priority,
    programmes.started_at,
    programmes.stopped_at,
    programmes.has_derived_stop,
    programmes.title,
    programmes.sub_title,
    programmes.category,
    programmes.season_number,
    programmes.episode_number,
    programmes.episode_label,
    programmes.is_new,
    programmes.is_premiere,
    programmes.is_live,
    programmes.is_previously_shown,
    syncs.sync_number
from programmes
inner join syncs on programmes.sync_id = syncs.sync_id
left join complete on syncs.provider_id = complete.provider_id
left join
    channels
    on programmes.provider_id = channels.provider_id
    and programmes.guide_channel_id = channels.guide_channel_id
where
    complete.sync_number is null
    or syncs.sync_number >= complete.sync_number
    or programmes.started_at < complete.synced_at
qualify
    row_number() over (
        partition by programmes.provider_id, programmes.guide_channel_id, programmes.started_at
        order by
            syncs.sync_number desc nulls last,
            programmes.guide_priority asc nulls last,
            programmes.stopped_at desc nulls last,
            programmes.title asc nulls last,
            programmes.sub_title asc nulls last
    )
    = 1
