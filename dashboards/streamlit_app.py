"""The frame around all pages: navigation, filters, age of the data. Run by `streamlit run`."""

from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from app.snapshot import Snapshot, SnapshotError
from dashboards import data, filters, formats, notices, queries

_STATIC = Path(__file__).with_name("static")
_PROVIDERS = st.Page("app_pages/providers.py", title="Providers", icon=":material/dns:")
_PAGES = {
    "": [
        st.Page("app_pages/overview.py", title="Overview", icon=":material/space_dashboard:", default=True),
    ],
    "Audience": [
        st.Page("app_pages/audience.py", title="Audience and titles", icon=":material/groups:"),
        st.Page("app_pages/title.py", title="One title", icon=":material/timeline:"),
        st.Page("app_pages/viewers.py", title="Viewers", icon=":material/person:"),
        st.Page("app_pages/live.py", title="Live audience", icon=":material/sensors:"),
        st.Page("app_pages/ads.py", title="Ads", icon=":material/ad:"),
    ],
    "Playback": [
        st.Page("app_pages/quality.py", title="Quality", icon=":material/speed:"),
        st.Page("app_pages/explorer.py", title="Quality explorer", icon=":material/query_stats:"),
        st.Page("app_pages/view.py", title="One view", icon=":material/view_timeline:"),
        st.Page("app_pages/anomalies.py", title="Anomalies", icon=":material/crisis_alert:"),
    ],
    "Catalog": [
        st.Page("app_pages/catalog.py", title="Catalog", icon=":material/live_tv:"),
        st.Page("app_pages/channels.py", title="Channels", icon=":material/tv_options_input_settings:"),
        st.Page("app_pages/catalog_titles.py", title="Catalog titles", icon=":material/movie:"),
        st.Page("app_pages/changes.py", title="Changes", icon=":material/difference:"),
        st.Page("app_pages/guide.py", title="Guide", icon=":material/calendar_month:"),
        st.Page("app_pages/matching.py", title="Match review", icon=":material/rule:"),
        st.Page("app_pages/scorecard.py", title="Provider scorecard", icon=":material/scoreboard:"),
    ],
    "Operations": [
        st.Page("app_pages/streams.py", title="Streams and providers", icon=":material/monitor_heart:"),
        _PROVIDERS,
        st.Page("app_pages/pipeline.py", title="Pipeline", icon=":material/account_tree:"),
    ],
}


@st.fragment(run_every="30s")
def _freshness(shown: Snapshot | None) -> None:
    """Say how old the data are; run the page again when another snapshot has been published."""
    if data.store().current_id() != (shown and shown.id):
        st.rerun()
    if shown:
        built = shown.manifest.built_at
        age = formats.age(built, datetime.now(UTC))
        st.caption(f":material/schedule: Data as of {formats.moment(built)} ({age})", width="content")


def _simulated(view: data.View) -> None:
    count = view.row(queries.playback.SUMMARY)["simulated_count"]
    if count:
        st.badge(f"Includes {count:,} simulated views", icon=":material/science:", color="violet")


st.set_page_config(page_title="Watchhouse", page_icon=_STATIC / "icon.svg", layout="wide")
st.logo(_STATIC / "logo.svg", size="large")
page = st.navigation(_PAGES, position="top")

with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title(page.title, anchor=False, width="content")
    status = st.container(horizontal=True, vertical_alignment="center", width="content")

if page == _PROVIDERS:  # it manages what snapshots come from, and needs none
    page.run()
    st.stop()

try:
    snapshot = data.store().current()
except (SnapshotError, OSError) as error:
    notices.unreadable_snapshot(str(error))
    st.stop()
if snapshot is None:
    notices.no_snapshot()
    _freshness(None)
    st.stop()

view = data.View(snapshot, filters.choose(*data.data_days(snapshot), data.provider_ids(snapshot)))
with status:
    _simulated(view)
    _freshness(snapshot)
data.set_view(view)
page.run()
