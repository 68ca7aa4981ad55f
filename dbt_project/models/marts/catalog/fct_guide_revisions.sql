with
    channels as (select * from {{ ref("map_guide_channels") }}),

    programmes as (
        select revised.*, coalesce(channels.channel_id, revised.channel_id) as mapped_id
        from {{ ref("int_programmes_revised") }} as revised
        left join
            channels
            on revised.provider_id = channels.provider_id
            and revised.guide_channel_id = channels.guide_channel_id
    ),

    revisions as (
        select
            *,
            'retimed' as revision_type,
            moved_from as old_started_at,
            started_at as new_started_at,
            title as previous_title,
            sub_title as previous_sub_title
        from programmes
        where side = 'after' and is_retimed and least(moved_from, moved_to) < closes_at
        union all
        select *, 'retitled', started_at, started_at, old_title, old_sub_title
        from programmes
        where side = 'after' and not is_retimed and is_replaced and started_at < closes_at
        union all
        select *, 'added', cast(null as timestamp), started_at, null, null
        from programmes
        where
            side = 'after'
            and not is_retimed
            and not is_replaced
            and started_at < closes_at
            and not follows_partial
        union all
        select *, 'removed', started_at, cast(null as timestamp), title, sub_title
        from programmes
        where
            side = 'before'
            and not is_retimed
            and not is_replaced
            and started_at < closes_at
            and not is_partial
    )

select
    {{ hash_key(["sync_id", "guide_channel_id", "revision_type", "started_at"]) }} as revision_key,
    sync_id,
    provider_id,
    guide_channel_id,
    mapped_id as channel_id,
    md5(mapped_id) as channel_key,
    synced_at as revised_at,
    cast(synced_at as date) as revised_date,
    revision_type,
    old_started_at,
    new_started_at,
    {{ seconds_between("old_started_at", "new_started_at") }} as moved_seconds,
    previous_title as old_title,
    case when revision_type <> 'removed' then title end as new_title,
    previous_sub_title as old_sub_title,
    case when revision_type <> 'removed' then sub_title end as new_sub_title,
    {{ search_text(["mapped_id", "title", "nullif(previous_title, title)"]) }} as search_text
from revisions
