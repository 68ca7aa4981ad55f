with
    streams as (
        select *, lower(split_part(split_part(stream_url, '?', 1), '#', 1)) as address
        from {{ ref("int_streams_listed") }}
        where is_listed and channel_id is not null
    ),

    maps as (select * from {{ ref("map_stream_channels") }}),

    described as (
        select
            streams.stream_key,
            streams.provider_id,
            streams.stream_name,
            streams.stream_url,
            streams.stream_host,
            streams.quality_height,
            maps.channel_key,
            maps.channel_id,
            maps.feed,
            case
                when streams.address like '%.m3u8'
                then 'hls'
                when streams.address like '%.mpd'
                then 'dash'
                when streams.address like '%.ts'
                then 'ts'
                else 'other'
            end as delivery,
            streams.address like 'https:%' as is_secure
        from streams
        inner join maps on streams.stream_key = maps.stream_key
    )

-- An unknown quality counts less than 720 lines and more than 480: most streams that do not say are of one of
-- these.
select
    *,
    case
        when quality_height >= 2160
        then 60
        when quality_height >= 1080
        then 50
        when quality_height >= 720
        then 40
        when quality_height is null
        then 30
        when quality_height >= 480
        then 25
        else 15
    end as quality_points,
    case delivery when 'hls' then 20 when 'dash' then 20 when 'ts' then 15 else 5 end as delivery_points,
    case when is_secure then 10 else 0 end as security_points
from described
