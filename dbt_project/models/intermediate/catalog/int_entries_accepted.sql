with
    entries as (select * from {{ ref("stg_catalog_entries") }}),

    syncs as (select * from {{ ref("int_syncs_numbered") }} where sync_kind = 'catalog'),

    series as (select * from {{ ref("int_series_read") }}),

    matches as (
        select
            subject_id as stream_key,
            channel_id,
            match_method = 'guide_id' and not is_accepted as has_refused_id
        from {{ ref("int_matches_resolved") }}
        where subject = 'stream'
    ),

    named as (
        select
            *,
            trim(
                {{ replace_all("translate(stream_name, '[]', '{}')", "[{][^}]*[}]|[(][0-9]+[pi][)]", " ") }}
            ) as bare_name,
            nullif(regexp_extract(stream_name, '[(]([0-9]+[pi])[)]', 1), '') as quality_label,
            upper(stream_name) as upper_name
        from entries
        where not is_separator
        qualify row_number() over (partition by sync_id, stream_key order by entry_ordinal asc nulls last) = 1
    ),

    -- The next sync that tells of a stream is the one after; of an episode, one that read its series or where
    -- the series is away.
    told as (
        select
            named.*,
            syncs.sync_number,
            syncs.synced_at,
            syncs.confirmed_at,
            coalesce(series.previous_number, syncs.sync_number - 1) = 0
            and lag(syncs.sync_number) over streams is null as is_baseline,
            coalesce(series.next_number, syncs.sync_number + 1) as told_number,
            lead(syncs.sync_number) over streams as seen_number
        from named
        inner join syncs on named.sync_id = syncs.sync_id
        left join
            series
            on named.stream_type = 'episode'
            and named.provider_id = series.provider_id
            and named.parent_item_id = series.series_id
            and syncs.sync_number = series.sync_number
        window
            streams as (
                partition by named.provider_id, named.stream_key order by syncs.sync_number asc nulls last
            )
    )

select
    told.sync_number,
    told.sync_id,
    told.synced_at,
    told.confirmed_at,
    following.sync_id as next_sync_id,
    following.synced_at as next_synced_at,
    told.is_baseline,
    told.provider_id,
    told.stream_key,
    told.identity_basis,
    told.playlist,
    told.stream_name,
    {{ replace_all("told.bare_name", " +", " ") }} as channel_name,
    case
        when told.stream_type = 'live'
        then
            coalesce(
                matches.channel_id,
                case
                    when not coalesce(matches.has_refused_id, false)
                    then {{ shared_guide_id("told.guide_channel_id", "told.provider_id") }}
                end,
                told.provider_id || ':' || lower({{ replace_all("told.bare_name", " +", " ") }})
            )
    end as channel_id,
    told.stream_type,
    told.tvg_id,
    told.guide_channel_id,
    told.group_title,
    told.logo_url,
    told.stream_url,
    told.stream_host,
    told.quality_label,
    {{ quality_height("told.upper_name", "told.height") }} as quality_height,
    coalesce(
        told.country_code, nullif(regexp_extract(lower(told.guide_channel_id), '[.]([a-z][a-z])$', 1), '')
    ) as country_code,
    told.is_radio,
    told.is_adult,
    told.item_id,
    told.parent_item_id,
    told.series_name,
    told.season_number,
    told.episode_number,
    told.released_year,
    told.rating,
    told.duration_seconds,
    told.size_bytes
from told
left join
    syncs as following
    on told.provider_id = following.provider_id
    and least(told.told_number, coalesce(told.seen_number, told.told_number)) = following.sync_number
left join matches on told.stream_key = matches.stream_key
