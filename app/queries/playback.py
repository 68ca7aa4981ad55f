"""Lists of titles and views."""

from datetime import datetime

from app.models.base import Page
from app.models.playback import Title, View
from app.queries.listing import Listing

_SUMS = """
    sum(view_count)::bigint as view_count,
    sum(play_count)::bigint as play_count,
    sum(play_seconds) as play_seconds,
    sum(unique_content_seconds) as unique_content_seconds,
    sum(rebuffer_seconds) as rebuffer_seconds,
    sum(completed_count)::bigint as completed_count,
    sum(completable_count)::bigint as completable_count,
    sum(reached_end_count)::bigint as reached_end_count,
    sum(error_view_count)::bigint as error_view_count
"""
_TITLE = "dim_titles.* exclude (view_count), sums.* exclude (title_key)"

TITLES = Listing(
    page=Page[Title],
    order={"play_seconds": float, "title_key": str},
    is_descending=True,
    sql=f"""
        select {_TITLE}
        from dim_titles
        join (
            select title_key, {_SUMS}
            from agg_title_daily
            where ($first_date::date is null or view_date >= $first_date)
              and ($last_date::date is null or view_date <= $last_date)
              and ($is_simulated::boolean is null or is_simulated = $is_simulated)
            group by title_key
        ) as sums using (title_key)
        where ($provider_id::varchar is null or provider_id = $provider_id)
          and ($content_type::varchar is null or content_type = $content_type)
          and ($organizer_id::varchar is null or organizer_id = $organizer_id)
          and ($q::varchar is null
               or contains(lower(content_title), lower($q)) or contains(lower(series_title), lower($q)))
    """,  # noqa: S608  # parts of this module
)

VIEWS = Listing(
    page=Page[View],
    order={"started_at": datetime, "view_key": str},
    is_descending=True,
    sql="""
        select * from fct_views
        where ($first_date::date is null or started_date >= $first_date)
          and ($last_date::date is null or started_date <= $last_date)
          and ($provider_id::varchar is null or provider_id = $provider_id)
          and ($content_type::varchar is null or content_type = $content_type)
          and ($organizer_id::varchar is null or organizer_id = $organizer_id)
          and ($title_key::varchar is null or title_key = $title_key)
          and ($viewer_key::varchar is null or viewer_key = $viewer_key)
          and ($is_simulated::boolean is null or is_simulated = $is_simulated)
          and ($has_error::boolean is null or has_error = $has_error)
    """,
)

TITLE_BY_KEY = f"""
    select {_TITLE}
    from dim_titles
    join (select title_key, {_SUMS} from agg_title_daily where title_key = $key group by title_key) as sums
        using (title_key)
    where title_key = $key
"""  # noqa: S608  # parts of this module

VIEW_BY_KEY = "select * from fct_views where view_key = $key"
