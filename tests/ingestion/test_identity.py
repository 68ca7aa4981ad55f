from ingestion.identity import assign_stream_keys, clean_name, identity_basis, stream_key
from ingestion.redaction import PanelStream


def test_key_is_stable_and_short() -> None:
    assert stream_key("p", "live", "tvg:a") == "eeff3ac32b5ab50b70a1934a1c8a50ce"
    assert len({stream_key("p", "live", "tvg:a", d) for d in (None, "path:/a", "path:/b")}) == 3
    assert (
        stream_key("q", "live", "tvg:a")
        != stream_key("p", "live", "tvg:a")
        != stream_key("p", "movie", "tvg:a")
    )


def test_basis_prefers_the_providers_id() -> None:
    panel = PanelStream("live", "7")
    assert identity_basis({"cuid": "1", "xui-id": "2", "tvg-id": "t"}, "N", panel) == "id:1"
    assert identity_basis({"channel-id": "3"}, "N", panel) == "id:3"
    assert identity_basis({"tvg-id": "t"}, "N", panel) == "id:7"
    assert identity_basis({"tvg-id": "t"}, "N") == "tvg:t"
    assert identity_basis({"tvg-id": ""}, " Das  ERSTE (720p) [Geo-blocked]") == "name:das erste"


def test_cleaning_never_gives_nothing() -> None:
    assert clean_name("[Not 24/7]") == "[not 24/7]"
    assert clean_name("News (2024) (1080i)") == "news (2024)"


def test_keys_of_one_sync_are_all_different() -> None:
    streams = [
        ("live", "tvg:a", "http://one/x.m3u8?b=1"),
        ("live", "tvg:a", "http://one/y.m3u8?b=1"),
        ("live", "tvg:a", "http://two/y.m3u8?b=1"),
        ("live", "tvg:a", "http://[broken/y.m3u8"),
        ("movie", "tvg:a", "http://one/x.m3u8?b=1"),
    ]
    keys = assign_stream_keys("p", streams)
    assert keys[:4] == [
        stream_key("p", "live", "tvg:a"),
        stream_key("p", "live", "tvg:a", "path:/y.m3u8?b=1"),
        stream_key("p", "live", "tvg:a", "path:/y.m3u8?b=1#2"),
        stream_key("p", "live", "tvg:a", "path:y.m3u8"),
    ]
    assert len(set(keys)) == 5


def test_moving_to_another_host_keeps_the_key() -> None:
    before = assign_stream_keys("p", [("live", "tvg:a", "http://a/1"), ("live", "tvg:a", "http://a/2")])
    after = assign_stream_keys("p", [("live", "tvg:a", "http://b/1"), ("live", "tvg:a", "http://b/2")])
    assert before == after
