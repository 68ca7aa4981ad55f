with
    programmes as (select * from {{ ref("int_programmes_deduplicated") }}),

    channels as (
        select distinct channel_id from {{ ref("int_entries_accepted") }} where channel_id is not null
    ),

    starts as (
        select distinct provider_id, guide_channel_id, cast(started_at as date) as day from programmes
    ),

    -- Programmes by the days that they touch, so that overlaps are looked for within a day. Of those
    -- between the
    -- first and the last, the days on which another one starts will do.
    days as (
        select *, cast(started_at as date) as day
        from programmes
        union all
        select *, cast(stopped_at as date) as day
        from programmes
        where cast(stopped_at as date) > cast(started_at as date)
        union all
        select programmes.*, starts.day
        from programmes
        inner join
            starts
            on programmes.provider_id = starts.provider_id
            and programmes.guide_channel_id = starts.guide_channel_id
            and starts.day > cast(programmes.started_at as date)
            and starts.day < cast(programmes.stopped_at as date)
        where cast(programmes.stopped_at as date) > cast(programmes.started_at as date) + interval '1' day
    ),

    superseded as (
        select distinct older.provider_id, older.guide_channel_id, older.started_at
        from days as older
        inner join
            days as newer
            on older.provider_id = newer.provider_id
            and older.guide_channel_id = newer.guide_channel_id
            and older.day = newer.day
            and (
                older.sync_number < newer.sync_number
                or (older.sync_number = newer.sync_number and older.guide_priority > newer.guide_priority)
            )
            and older.started_at < newer.stopped_at
            and coalesce(older.stopped_at, older.started_at) > newer.started_at
    )

select
    {{ hash_key(["programmes.provider_id", "programmes.guide_channel_id", "programmes.started_at"]) }}
    as programme_key,
    programmes.provider_id,
    programmes.guide,
    programmes.guide_channel_id,
    programmes.channel_id,
    md5(programmes.channel_id) as channel_key,
    programmes.title,
    programmes.sub_title,
    programmes.category,
    cast(programmes.season_number as bigint) as season_number,
    cast(programmes.episode_number as bigint) as episode_number,
    programmes.episode_label,
    programmes.is_new,
    programmes.is_premiere,
    programmes.is_live,
    programmes.is_previously_shown,
    programmes.started_at,
    programmes.stopped_at,
    {{ seconds_between("programmes.started_at", "programmes.stopped_at") }} as duration_seconds,
    programmes.has_derived_stop,
    channels.channel_id is not null as is_matched
from programmes
left join
    superseded
    on programmes.provider_id = superseded.provider_id
    and programmes.guide_channel_id = superseded.guide_channel_id
    and programmes.started_at = superseded.started_at
left join channels on programmes.channel_id = channels.channel_id
where superseded.started_at is null
