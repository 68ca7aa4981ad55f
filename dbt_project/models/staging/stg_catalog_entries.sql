with entries as (select * from {{ source("raw", "catalog_entries") }})

select
    sync_id,
    provider_id,
    stream_key,
    entry_ordinal,
    stream_type,
    name as stream_name,
    nullif(split_part(tvg_id, '@', 1), '') as guide_channel_id,
    group_title,
    logo_url,
    stream_url,
    stream_host,
    nullif(lower(split_part(country, ';', 1)), '') as country_code,
    is_separator
from entries
