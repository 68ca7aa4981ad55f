"""What pages say where there is nothing to show, or where numbers need a word of care."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

import streamlit as st

from dashboards import data, filters, formats

_UNBELIEVED_SECONDS = 5


def nothing_found() -> None:
    """What a card says when the filters leave nothing."""
    st.caption(":material/filter_alt_off: Nothing in this range. Choose a longer period or other providers.")


def nothing_matches() -> None:
    """What a list says when its search and filters leave nothing."""
    st.caption(":material/search_off: Nothing matches. Search for less, or choose other filters.")


def empty_filter() -> None:
    """What a page says when the filters leave nothing at all."""
    with _notice("filter_alt_off", "Nothing matches these filters"):
        st.write("The snapshot holds data, but none of these days and providers.")
        st.button("Show the last 30 days of all providers", on_click=filters.reset)


def no_snapshot() -> None:
    """What every page says before the first publish."""
    with _notice("inventory_2", "No snapshot has been published yet"):
        st.write("Build the warehouse and publish it, then this page fills by itself:")
        st.code("make build", language="shell")


def unreadable_snapshot(reason: str) -> None:
    """What every page says when the current snapshot cannot be opened."""
    with _notice("report", "The current snapshot cannot be read"):
        st.text(reason)
        st.write("Go back to the one before, or build a new one:")
        st.code("watchhouse rollback\nwatchhouse build", language="shell")


def no_views() -> None:
    """What a page about playback says before the first event."""
    with _notice("play_circle", "No playback events yet"):
        st.write(
            "Send events from your players to `POST /analytics/events` or `POST /analytics/cmcd`, as "
            "`docs/EVENT_CONTRACT.md` describes. They show up here after the next build."
        )


def no_catalog() -> None:
    """What a page about catalogs and streams says before the first provider."""
    with _notice("live_tv", "No providers yet"):
        st.write("Add one on the page of providers:")
        st.page_link("app_pages/providers.py", label="Add a provider", icon=":material/dns:")
        st.write(
            "Or write it into `providers.toml` in the data folder, as “How to add a provider” in `README.md` "
            "shows. Then run:"
        )
        st.code("make build", language="shell")


def no_catalog_titles() -> None:
    """What the page of catalog titles says before the first movie or series."""
    with _notice("movie", "No movies or series yet"):
        st.write(
            "They come from panels, libraries, folders, and playlists that list more than live channels."
        )
        st.page_link("app_pages/providers.py", label="Add a provider", icon=":material/dns:")


def no_changes() -> None:
    """What the page of changes says before the second sync of any provider."""
    with _notice("difference", "No changes yet"):
        st.write("A provider's first sync is the baseline; changes show from the second on. To sync now:")
        st.code("watchhouse sync && watchhouse build", language="shell")


def no_guide() -> None:
    """What the page of guides says before the first one."""
    with _notice("calendar_month", "No guides yet"):
        st.write("Give a provider `guide_urls`, as `docs/PROVIDERS.md` describes.")


def no_matches() -> None:
    """What the page of matches says before the first live stream."""
    with _notice("rule", "No live streams to match yet"):
        st.write("Live streams are matched to channels with each build (`docs/MATCHING.md`).")


def no_such_channel() -> None:
    """What the page of channels says where the id is not in the snapshot."""
    with _notice("search_off", "No channel of this id"):
        st.write("This snapshot holds no such channel. Ids change when a stream is matched, or decided on.")


def no_such_title() -> None:
    """What the page of catalog titles says where the key is not in the snapshot."""
    with _notice("search_off", "No title of this key"):
        st.write("This snapshot holds no such title. Keys change with the name and the year.")


def no_such_review() -> None:
    """What the page of matches says where the key is not in the queue."""
    with _notice("search_off", "Nothing of this key waits"):
        st.write("It was matched or decided on since, or its provider no longer lists it.")


def no_checks() -> None:
    """What a page about streams says before the first probe."""
    with _notice("monitor_heart", "No stream checks yet"):
        st.write("Streams are probed every 15 minutes while Dagster runs. To probe them now:")
        st.code("watchhouse probe && watchhouse build", language="shell")


def no_retention() -> None:
    """What the page of a title says where its length is not known."""
    with _notice("timeline", "No retention curve for this title"):
        st.write("Curves need plays of a title with a known length. Live views have none.")


def too_few_plays(count: int) -> None:
    """What the page of a title says where the curve would show single people."""
    with _notice("visibility_off", "Too few plays for a retention curve"):
        st.write(
            f"{formats.count(count)} plays so far; curves are shown from {formats.LEAST_COUNT} plays on."
        )


def no_such_view() -> None:
    """What the page of a view says where the key is not in the snapshot."""
    with _notice("search_off", "No view of this key"):
        st.write("This snapshot holds no such view. Keys change only when late events split or join views.")


def unbelieved(seconds: float) -> None:
    """What the page of a view says where the band shows more playing than counts."""
    if seconds > _UNBELIEVED_SECONDS:
        st.caption(
            f":material/info: {formats.duration(seconds)} of the time in the state playing do not count as "
            "played: neither the position nor a heartbeat speaks for them."
        )


def no_viewers() -> None:
    """What the page about viewers says before the first event with a viewer id."""
    with _notice("group", "No known viewers yet"):
        st.write(
            "Viewers are known by the `viewer_id` that players send, which is stored only as a salted hash. "
            "See `docs/EVENT_CONTRACT.md`."
        )


def no_anomalies() -> None:
    """What the page about anomalies says where none was found."""
    with _notice("verified", "Nothing out of the ordinary"):
        st.write("A day or hour stands out once there are enough of its kind before it to compare with.")


def no_ads() -> None:
    """What the page about ads says before the first one."""
    with _notice("ad", "No ad views yet"):
        st.write(
            "Send `ad_start`, `ad_quartile`, `ad_end` and `ad_skip`, as `docs/EVENT_CONTRACT.md` describes."
        )


def rotated_viewers() -> None:
    """What pages that count viewers over days say while viewer ids get a new salt each day."""
    if data.has_daily_viewers():
        st.warning(
            "Viewer ids get a new salt each day: somebody who comes back counts as a new viewer on each day. "
            "Viewers over weeks and months are inflated; returns, cohorts and the like cannot be known.",
            icon=":material/group_add:",
        )


def all_providers(chosen: Sequence[str]) -> None:
    """What pages say where the choice of providers does not apply."""
    if chosen:
        st.caption(":material/info: Always over all providers, where nothing else is said.")


def _notice(icon: str, title: str) -> AbstractContextManager[object]:
    box = st.container(border=True, gap="small")
    box.subheader(f":material/{icon}: {title}", anchor=False)
    return box
