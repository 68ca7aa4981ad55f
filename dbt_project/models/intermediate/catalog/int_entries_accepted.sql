with
    entries as (select * from {{ ref("stg_catalog_entries") }}),

    syncs as (select * from {{ ref("int_syncs_numbered") }} where sync_kind = 'catalog'),

    matches as (
        select subject_id as stream_key, channel_id
        from {{ ref("int_matches_resolved") }}
        where subject = 'stream' and is_accepted
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
    )

select
    syncs.sync_number,
    syncs.sync_id,
    syncs.synced_at,
    syncs.confirmed_at,
    syncs.next_sync_id,
    syncs.next_synced_at,
    named.provider_id,
    named.stream_key,
    named.identity_basis,
    named.playlist,
    named.stream_name,
    {{ replace_all("named.bare_name", " +", " ") }} as channel_name,
    case
        when named.stream_type = 'live'
        then
            coalesce(
                matches.channel_id,
                named.guide_channel_id,
                named.provider_id || ':' || lower({{ replace_all("named.bare_name", " +", " ") }})
            )
    end as channel_id,
    named.stream_type,
    named.tvg_id,
    named.guide_channel_id,
    named.group_title,
    named.logo_url,
    named.stream_url,
    named.stream_host,
    named.quality_label,
    {{ quality_height("named.upper_name", "named.height") }} as quality_height,
    coalesce(
        named.country_code, nullif(regexp_extract(lower(named.guide_channel_id), '[.]([a-z][a-z])$', 1), '')
    ) as country_code,
    named.is_radio,
    named.is_adult,
    named.item_id,
    named.parent_item_id,
    named.series_name,
    named.season_number,
    named.episode_number,
    named.released_year,
    named.rating,
    named.duration_seconds,
    named.size_bytes
from named
inner join syncs on named.sync_id = syncs.sync_id
left join matches on named.stream_key = matches.stream_key
qualify
    row_number() over (
        partition by named.sync_id, named.stream_key order by named.entry_ordinal asc nulls last
    )
    = 1
