"""Whatever JSON a panel answers: entries, rejects or a typed error, never a crash."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.errors import ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.xtream.account import parse_account
from ingestion.parsers.xtream.address import PanelAddress
from ingestion.parsers.xtream.entry import EntryBuilder
from ingestion.parsers.xtream.episodes import add_episodes
from ingestion.parsers.xtream.guide import parse_panel_guide
from ingestion.parsers.xtream.lists import modified_series, parse_categories, parse_list

BUILD = EntryBuilder(PanelAddress("http://h", "someone", "secret"), {"5": "News"})
TEXTS = st.sampled_from(
    ["", "0", "1", "n/a", "5", "1713308400", "2024-04-16 23:00:00", "6,8", "http://u:p@h/"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | TEXTS
ANY = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["1", "2", "id"]), inner),
    max_leaves=8,
)
# fmt: off
LISTED = [
    "name", "title", "stream_id", "series_id", "num", "stream_icon", "cover", "epg_channel_id", "added",
    "is_adult", "category_id", "category_ids", "tv_archive", "tv_archive_duration", "rating", "rating_5based",
    "container_extension", "year", "direct_source", "tmdb", "stream_type", "last_modified", "category_name",
]
OF_EPISODES = [
    "id", "episode_num", "season", "title", "container_extension", "info", "added", "duration", "video",
]
OF_GUIDES = [
    "title", "description", "start", "end", "start_timestamp", "stop_timestamp", "channel_id", "lang",
]
OF_ACCOUNTS = [
    "auth", "status", "exp_date", "is_trial", "active_cons", "max_connections", "timezone", "timestamp_now",
]
# fmt: on


def rows(names: list[str]) -> st.SearchStrategy[object]:
    row = st.dictionaries(st.sampled_from(names), ANY | st.integers(1, 99))
    return st.lists(row | ANY, max_size=4) | st.dictionaries(st.sampled_from(["1", "2"]), row) | ANY


def encode(value: object) -> bytes:
    return json.dumps(value).encode()


@settings(max_examples=300, deadline=None)
@given(rows(LISTED), rows(OF_EPISODES), ANY)
def test_lists_and_episodes(listed: object, episodes: object, info: object) -> None:
    body = encode(listed)
    for kind in ("live", "movie", "series"):
        parsed = parse_list(kind, [body], BUILD, Defects())
        assert all("secret" not in entry.stream_url for entry in parsed.entries)
        if kind == "series":
            asked = {series_id: encode({"episodes": episodes}) for series_id in modified_series([body])}
            add_episodes(parsed, asked, BUILD)
            add_episodes(parsed, dict.fromkeys(asked, encode(info)), BUILD)
    parse_categories(body, "live_categories[]", Defects())


@settings(max_examples=200, deadline=None)
@given(rows(OF_GUIDES), st.dictionaries(st.sampled_from(OF_ACCOUNTS), ANY), ANY)
def test_guides_and_accounts(listed: object, fields: dict[str, object], other: object) -> None:
    parse_panel_guide(encode({"epg_listings": listed}), "x", Defects())
    parse_account(encode({"user_info": {"status": "Active", **fields}, "server_info": fields}), Defects())
    try:
        parse_account(encode(other), Defects())
    except ParseError as error:
        assert error.reason in ("auth_failed", "not_a_panel")
