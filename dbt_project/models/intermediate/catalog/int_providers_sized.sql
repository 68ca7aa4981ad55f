with
    streams as (select * from {{ ref("int_streams_listed") }} where is_listed),

    announced as (
        select distinct channel_id from {{ ref("agg_guide_coverage") }} where next_day_covered_ratio > 0
    )

select
    streams.provider_id,
    cast(count(*) as bigint) as stream_count,
    {{ count_where("streams.stream_type = 'live'") }} as live_count,
    {{ count_where("streams.stream_type = 'movie'") }} as movie_count,
    {{ count_where("streams.stream_type = 'series'") }} as series_count,
    {{ count_where("streams.stream_type = 'episode'") }} as episode_count,
    cast(count(distinct streams.group_title) as bigint) as group_count,
    cast(count(*) - count(distinct streams.stream_url) as bigint) as duplicate_count,
    {{ count_where("streams.stream_type = 'live' and streams.guide_channel_id is not null") }}
    as guide_id_count,
    {{ count_where("announced.channel_id is not null") }} as announced_count
from streams
left join announced on streams.channel_id = announced.channel_id
group by streams.provider_id
