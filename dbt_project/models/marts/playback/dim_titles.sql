with
    views as (
        select
            *,
            row_number() over (
                partition by title_key order by started_at asc nulls last, view_key asc nulls last
            ) as viewing_number
        from {{ ref("fct_views") }}
        where content_id is not null
    )

select
    title_key,
    max(content_id) as content_id,
    {{ latest("content_title", "viewing_number") }} as content_title,
    {{ latest("content_type", "viewing_number") }} as content_type,
    {{ latest("series_title", "viewing_number") }} as series_title,
    {{ latest("provider_id", "viewing_number") }} as provider_id,
    {{ latest("organizer_id", "viewing_number") }} as organizer_id,
    {{ latest("duration_seconds", "viewing_number") }} as duration_seconds,
    min(started_at) as first_viewed_at,
    max(started_at) as last_viewed_at,
    cast(count(*) as bigint) as view_count,
    bool_and(is_simulated) as is_simulated
from views
group by title_key
