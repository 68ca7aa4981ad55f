with
    streams as (
        select
            *,
            stream_type = 'movie' as is_movie,
            case when stream_type = 'episode' then series_name else stream_name end as given_title
        from {{ ref("int_streams_listed") }}
        where stream_type in ('movie', 'series', 'episode')
    ),

    bare as (
        select
            *,
            {{ bare_title("given_title") }} as bare_title,
            {{ bare_title("stream_name") }} as bare_name,
            -- The year of an episode is that of its own first showing; its title has the year of the series.
            coalesce(
                case when stream_type <> 'episode' then released_year end,
                try_cast(regexp_extract(given_title, '[(]((19|20)[0-9][0-9])[)]', 1) as bigint)
            ) as stated_year
        from streams
    ),

    parents as (
        select provider_id, item_id, max(stated_year) as series_year
        from bare
        where stream_type = 'series' and item_id is not null
        group by provider_id, item_id
    ),

    normal as (
        select
            bare.*,
            coalesce(bare.stated_year, parents.series_year) as title_year,
            {{ normal_title("bare.bare_title") }} as normal_title,
            {{ normal_title("bare.bare_name") }} as normal_name
        from bare
        left join
            parents
            on bare.stream_type = 'episode'
            and bare.provider_id = parents.provider_id
            and bare.parent_item_id = parents.item_id
    )

-- A title without a year is the one of that name, where all that have a year have the same.
select
    provider_id,
    stream_key,
    stream_type,
    stream_name,
    bare_title as title_name,
    bare_name as stream_title,
    case when normal_title = '' then lower(bare_title) else normal_title end as normal_title,
    case when normal_name = '' then lower(bare_name) else normal_name end as normal_name,
    coalesce(
        title_year,
        case when min(title_year) over names = max(title_year) over names then min(title_year) over names end
    ) as released_year,
    season_number,
    episode_number,
    first_seen_at,
    confirmed_at,
    is_listed
from normal
window names as (partition by is_movie, normal_title)
