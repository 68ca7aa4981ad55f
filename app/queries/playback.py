"""Lists of titles and views."""

from datetime import datetime

from app.models.base import Page
from app.models.playback import Title
from app.models.views import View
from app.queries.listing import Listing
from app.queries.texts import holding

_SUMS = """
    title_key,
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
    source=f"""(
        select {_TITLE}
        from dim_titles
        join (
            select {_SUMS}
            from agg_title_daily
            where ($first_date::date is null or view_date >= $first_date)
              and ($last_date::date is null or view_date <= $last_date)
              and ($is_simulated::boolean is null or is_simulated = $is_simulated)
            group by title_key
        ) as sums using (title_key)
    )""",  # noqa: S608  # parts of this module
    order={"play_seconds": float, "title_key": str},
    is_descending=True,
    filters={
        "first_date": "",
        "last_date": "",
        "is_simulated": "",
        "provider_id": "provider_id = $provider_id",
        "content_type": "content_type = $content_type",
        "organizer_id": "organizer_id = $organizer_id",
        "q": holding("content_title", "series_title"),
    },
)

VIEWS = Listing(
    page=Page[View],
    source="fct_views",
    order={"started_at": datetime, "view_key": str},
    is_descending=True,
    filters={
        "first_date": "started_date >= $first_date",
        "last_date": "started_date <= $last_date",
        "provider_id": "provider_id = $provider_id",
        "content_type": "content_type = $content_type",
        "organizer_id": "organizer_id = $organizer_id",
        "title_key": "title_key = $title_key",
        "viewer_key": "viewer_key = $viewer_key",
        "device": "device_type = $device",
        "os": "os_name = $os",
        "browser": "browser_name = $browser",
        "player": "player_name = $player",
        "country": "country_code = $country",
        "cdn": "cdn = $cdn",
        "site": "site_id = $site",
        "channel": "channel_id = $channel",
        "is_simulated": "is_simulated = $is_simulated",
        "is_bot": "is_bot = $is_bot",
        "has_error": "has_error = $has_error",
    },
)

TITLE_BY_KEY = f"""
    select {_TITLE}
    from dim_titles
    join (select {_SUMS} from agg_title_daily where title_key = $key group by title_key) as sums
        using (title_key)
    where title_key = $key
"""  # noqa: S608  # parts of this module

VIEW_BY_KEY = "select * from fct_views where view_key = $key"

# The day lets all other days' blocks be skipped.
EVENTS_OF_VIEW = """
    select * exclude (view_key, session_id, started_date)
    from fct_view_events
    where started_date = $started_date and view_key = $key
    order by event_number
    limit $row_count
"""
