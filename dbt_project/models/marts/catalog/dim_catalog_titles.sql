with
    streams as (
        select
            *,
            row_number() over (
                partition by normal_title order by confirmed_at asc nulls first, stream_key asc nulls last
            ) as seen_number,
            {{ hash_key(["'series'", "normal_title", "released_year"]) }} as own_series_key,
            coalesce(cast(episode_number as string), normal_name) as episode
        from {{ ref("int_titles_named") }}
    ),

    placed as (
        select
            *,
            case when normal_title is not null then own_series_key end as series_key,
            {{ hash_key(["'season'", "own_series_key", "season_number"]) }} as season_key,
            case
                when normal_title is null
                then {{ hash_key(["'episode'", "provider_id", "normal_name"]) }}
                else {{ hash_key(["'episode'", "own_series_key", "season_number", "episode"]) }}
            end as episode_key
        from streams
    ),

    levels as (
        select
            *,
            {{ hash_key(["'movie'", "normal_title", "released_year"]) }} as title_key,
            'movie' as title_type,
            title_name as level_name,
            normal_title as level_normal_name
        from placed
        where stream_type = 'movie'
        union all
        select *, series_key, 'series', title_name, normal_title
        from placed
        where stream_type in ('series', 'episode') and series_key is not null
        union all
        select *, season_key, 'season', title_name, normal_title
        from placed
        where stream_type = 'episode' and series_key is not null and season_number is not null
        union all
        select *, episode_key, 'episode', stream_title, normal_name
        from placed
        where stream_type = 'episode'
    ),

    titles as (
        select
            title_key,
            title_type,
            {{ latest("level_name", "seen_number") }} as title_name,
            {{ latest("level_normal_name", "seen_number") }} as normal_name,
            max(
                case when title_type <> 'episode' or normal_title is not null then released_year end
            ) as released_year,
            max(case when title_type in ('season', 'episode') then series_key end) as series_key,
            max(case when title_type in ('season', 'episode') then season_number end) as season_number,
            max(case when title_type = 'episode' then episode_number end) as episode_number,
            count(distinct case when is_listed then provider_id end) as provider_count,
            {{ count_where("is_listed and stream_type <> 'series'") }} as stream_count,
            count(distinct case when is_listed then season_number end) as season_count,
            count(
                distinct case when is_listed and stream_type = 'episode' then episode_key end
            ) as episode_count,
            min(first_seen_at) as first_seen_at,
            max(confirmed_at) as last_seen_at,
            bool_or(is_listed) as is_listed
        from levels
        group by title_key, title_type
    )

select
    title_key,
    title_type,
    title_name,
    normal_name,
    released_year,
    series_key,
    season_number,
    episode_number,
    cast(provider_count as bigint) as provider_count,
    stream_count,
    cast(case when title_type = 'series' then season_count end as bigint) as season_count,
    cast(case when title_type in ('series', 'season') then episode_count end as bigint) as episode_count,
    first_seen_at,
    last_seen_at,
    is_listed,
    {{ search_text(["title_name"]) }} as search_text
from titles
