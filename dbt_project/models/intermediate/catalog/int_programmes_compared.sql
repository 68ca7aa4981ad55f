with
    programmes as (select * from {{ ref("stg_guide_programmes") }}),

    syncs as (select * from {{ ref("int_syncs_numbered") }} where sync_kind = 'guide'),

    -- One broadcast a slot of each sync; what it is called tells it apart from another in the same slot.
    announced as (
        select
            syncs.provider_id,
            syncs.sync_number,
            programmes.guide_channel_id,
            programmes.channel_id,
            programmes.started_at,
            coalesce(programmes.stopped_at, programmes.started_at) as covered_until,
            programmes.title,
            programmes.sub_title,
            lower(trim(programmes.title)) as bare_title,
            cast(programmes.season_number as string)
            || 'x'
            || cast(programmes.episode_number as string) as numbers,
            nullif(lower(trim(programmes.sub_title)), '') as bare_sub_title
        from programmes
        inner join syncs on programmes.sync_id = syncs.sync_id
        qualify
            row_number() over (
                partition by syncs.sync_id, programmes.guide_channel_id, programmes.started_at
                order by
                    programmes.guide_priority asc nulls last,
                    programmes.stopped_at desc nulls last,
                    programmes.title asc nulls last,
                    programmes.sub_title asc nulls last
            )
            = 1
    ),

    -- Numbers or a sub-title that only one of the two guides tells make no other broadcast.
    preceded as (
        select
            *,
            coalesce(numbers, bare_sub_title) as episode,
            coalesce(
                lag(sync_number) over slots = sync_number - 1
                and lag(bare_title) over slots = bare_title
                and coalesce(lag(numbers) over slots = numbers, true)
                and coalesce(lag(bare_sub_title) over slots = bare_sub_title, true),
                false
            ) as was_announced
        from announced
        window
            slots as (
                partition by provider_id, guide_channel_id, started_at order by sync_number asc nulls last
            )
    ),

    compared as (
        select
            *,
            coalesce(
                lead(was_announced) over (
                    partition by provider_id, guide_channel_id, started_at order by sync_number asc nulls last
                ),
                false
            ) as stays_announced
        from preceded
    ),

    covered as (
        select
            provider_id,
            guide_channel_id,
            sync_number,
            min(started_at) as covered_from,
            max(covered_until) as covered_until
        from announced
        group by provider_id, guide_channel_id, sync_number
    ),

    -- What both guides cover of a channel, from the later sync on.
    windowed as (
        select
            syncs.*,
            earlier_syncs.is_partial as follows_partial,
            later.guide_channel_id,
            greatest(later.covered_from, earlier.covered_from, syncs.synced_at) as opens_at,
            least(later.covered_until, earlier.covered_until) as closes_at
        from covered as later
        inner join
            covered as earlier
            on later.provider_id = earlier.provider_id
            and later.guide_channel_id = earlier.guide_channel_id
            and later.sync_number = earlier.sync_number + 1
        inner join syncs on later.provider_id = syncs.provider_id and later.sync_number = syncs.sync_number
        inner join
            syncs as earlier_syncs
            on earlier.provider_id = earlier_syncs.provider_id
            and earlier.sync_number = earlier_syncs.sync_number
    ),

    sided as (
        select *, 'after' as side, sync_number as later_number
        from compared
        where not was_announced
        union all
        select *, 'before' as side, sync_number + 1 as later_number
        from compared
        where not stays_announced
    )

-- What was on when it opens belongs to it too: it may have moved past that time, or come from behind it.
select
    windowed.sync_id,
    windowed.synced_at,
    windowed.is_partial,
    windowed.follows_partial,
    windowed.opens_at,
    windowed.closes_at,
    sided.side,
    sided.provider_id,
    sided.guide_channel_id,
    sided.channel_id,
    sided.started_at,
    sided.title,
    sided.sub_title,
    sided.bare_title,
    sided.episode
from sided
inner join
    windowed
    on sided.provider_id = windowed.provider_id
    and sided.guide_channel_id = windowed.guide_channel_id
    and sided.later_number = windowed.sync_number
where sided.started_at >= windowed.opens_at or sided.covered_until > windowed.opens_at
