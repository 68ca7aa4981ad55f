import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.redaction import inspect_url, is_sensitive, redact_text, redact_url, split_credentials

HIDDEN = {
    "http://user:pa@ss@host:80/x.m3u8": "http://***@host:80/x.m3u8",
    "http://host:8080/live/bob/secret/12.ts": "http://host:8080/live/***/***/12.ts",
    "http://host/base/movie/bob/secret/7.mkv": "http://host/base/movie/***/***/7.mkv",
    "http://host/timeshift/bob/secret/120/2026-01-01:10-00/5.ts": (
        "http://host/timeshift/***/***/120/2026-01-01:10-00/5.ts"
    ),
    "http://host:25461/bob/secret/12476": "http://host:25461/***/***/12476",
    "http://host/bob/secret/3.m3u8?x=1": "http://host/***/***/3.m3u8?x=1",
    "http://host/get.php?username=bob&password=secret&type=m3u_plus": (
        "http://host/get.php?username=***&password=***&type=m3u_plus"
    ),
    "http://host/x?auth_key=secret&b=2#access_token=secret": "http://host/x?auth_key=***&b=2#access_token=***",
    "http://host/x?wowzatokenhash=secret;hdnts=secret": "http://host/x?wowzatokenhash=***;hdnts=***",
    "http://host/x?pass%77ord=secret": "http://host/x?pass%77ord=***",
    "http://host/proxy?url=" + quote("http://h/live/bob/secret/1.ts", safe=""): (
        "http://host/proxy?url=http://h/live/***/***/1.ts"
    ),
}
KEPT = [
    "http://82.212.74.100:8000/live/hls/8131.m3u8",
    "http://79.232.88.203:9981/stream/channelid/1038721938",
    "https://tv.example.com:5443/LiveApp/streams/908264309507938591071465.m3u8",
    "http://rr2.dens.tv/s/s03/01.m3u8",
    "http://host/live/program/live/ahwshd/4000000/mnf.m3u8",
    "udp://@239.0.0.1:1234",
    "https://host/x.m3u8?channel_id=5&genre=a",
    "no url at all",
    "",
]


@pytest.mark.parametrize(("url", "redacted"), HIDDEN.items())
def test_logins_are_hidden(url: str, redacted: str) -> None:
    assert split_credentials(url) == (redacted, True)
    assert split_credentials(redacted) == (redacted, False)


@pytest.mark.parametrize("url", KEPT)
def test_ordinary_urls_are_kept(url: str) -> None:
    assert split_credentials(url) == (url, False)


@given(
    st.sampled_from(["", "bob:pw@"]),
    st.lists(st.sampled_from(["live", "bob", "secret", "5.ts", "77", "x.m3u8", "a b"]), max_size=5),
    st.dictionaries(st.sampled_from(["token", "a", "url"]), st.text(max_size=12), max_size=3),
)
def test_redacting_twice_changes_nothing(login: str, path: list[str], query: dict[str, str]) -> None:
    url = f"http://{login}host/{'/'.join(path)}?{'&'.join(f'{key}={value}' for key, value in query.items())}"
    first = inspect_url(url)
    second = inspect_url(first.redacted)
    assert (second.redacted, second.has_credentials, second.panel) == (first.redacted, False, first.panel)


def test_texts_with_several_urls() -> None:
    line = '#EXTINF:-1 logo="http://a/live/bob/secret/1,x" b=http://u:secret@h/y,Name'
    assert redact_text(line) == '#EXTINF:-1 logo="http://a/live/***/***/1,x" b=http://***@h/y,Name'


def test_panel_streams_are_recognised() -> None:
    panel = inspect_url("http://host/series/bob/secret/9.mp4").panel
    assert panel is not None
    assert panel == ("series", "9")
    assert inspect_url("http://host/bob/secret/9").panel == ("live", "9")


@pytest.mark.parametrize("key", ["Authorization", "Cookie", "X-Api-Key", "inputstream.adaptive.license_key"])
def test_sensitive_names(key: str) -> None:
    assert is_sensitive(key)
    assert not is_sensitive("Origin")


def nested(depth: int) -> str:
    url = "http://h/x?token=secret"
    for _ in range(depth):
        url = f"http://h/p?url={quote(url, safe='')}"
    return url


def test_nested_addresses_are_followed_down_to_a_limit() -> None:
    for depth in (1, 4, 5, 9):
        redacted = redact_url(nested(depth))
        assert "secret" not in redacted
        assert redact_url(redacted) == redacted
        assert ("token" in redacted) == (depth < 5)


def test_a_line_end_in_a_name_hides_no_secret() -> None:
    assert redact_url("http://h/?token%0A=secret") == "http://h/?token%0A=***"


@pytest.mark.parametrize(
    "text",
    [
        "a://?x=" * 1200,
        "a" * 8192 + "://",
        "http://h" + "/live/a/b/1" * 750 + "x",
        "http://h/" + "1" * 8192 + "x",
        "http://h/?" + "passw" * 1600 + "%0A=1",
        "http://h/?a=" + ";b=" * 2700,
        "http://h/?" + "&a=a://u:p@h" * 680,
        "http://h/?x=a://h?token=1" + "%22" * 2700,
    ],
    ids=range(8),
)
def test_long_texts_take_a_moment(text: str) -> None:
    started = time.process_time()
    redact_text(text)
    redact_url(text)
    assert time.process_time() - started < 0.1
