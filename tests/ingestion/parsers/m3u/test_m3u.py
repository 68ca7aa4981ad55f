import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import NotACatalogError, ParseError
from ingestion.parsers.m3u import playlist as m3u
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.m3u.playlist import ParsedPlaylist, parse_m3u

SAMPLES = Path("data/samples/catalog/iptv-org")


def parse(text: str, *, base_url: str | None = None) -> ParsedPlaylist:
    return parse_m3u(text.encode(), playlist="list.m3u", base_url=base_url)


def counts(parsed: ParsedPlaylist) -> dict[str, int]:
    return {defect.code: defect.count for defect in parsed.defects}


def one(text: str) -> PlaylistEntry:
    [entry] = parse(text).entries
    return entry


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.m3u")), ids=lambda path: "/".join(path.parts[-2:]))
def test_real_playlists_are_read_completely(path: Path) -> None:
    """Names, ids and URLs as a plain reading of these regular files gives them."""
    lines = path.read_text(encoding="utf-8").split("\n")
    parsed = parse_m3u(path.read_bytes(), playlist=path.name)
    extinf = [line for line in lines if line.startswith("#EXTINF")]
    urls = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    assert [entry.name for entry in parsed.entries] == [line.split('",', 1)[1].strip() for line in extinf]
    assert [entry.tvg_id or "" for entry in parsed.entries] == [line.split('"')[1] for line in extinf]
    assert [entry.login or entry.stream_url for entry in parsed.entries] == urls
    assert {entry.stream_type for entry in parsed.entries} == {"live"}
    assert not any(entry.is_separator for entry in parsed.entries)
    assert parsed.rejects == []
    options = [
        line.split("=", 1)[1].strip() for line in lines if line.startswith("#EXTVLCOPT:http-user-agent")
    ]
    assert [entry.user_agent for entry in parsed.entries if entry.user_agent] == options


def test_all_columns_of_a_rich_entry() -> None:
    entry = one(
        '#EXTM3U catchup="append" catchup-days="3"\n'
        '#EXTINF:-1 tvg-ID="a.uk" tvg-name="A" tvg-logo="http://u:p@h/l.png" group-title="News;UK" '
        'tvg-chno="7.1" tvg-shift="-1.5" tvg-language="English" tvg-country="UK" radio="true" '
        'user-agent="VLC" Foo-Bar="x, y" foo-token="secret",A, the "best": one = 1\n'
        "#EXTGRP:ignored\n"
        "http://host:8080/live/bob/secret/12.ts\n"
    )
    assert entry.identity_basis == "id:12"
    assert (entry.name, entry.tvg_id, entry.tvg_name) == ('A, the "best": one = 1', "a.uk", "A")
    assert (entry.group_title, entry.logo_url) == ("News;UK", "http://***@h/l.png")
    assert (entry.channel_number, entry.tvg_shift_hours) == (7.1, -1.5)
    assert (entry.language, entry.country, entry.is_radio) == ("English", "UK", True)
    assert (entry.catchup, entry.catchup_days, entry.user_agent) == ("append", 3, "VLC")
    assert (entry.stream_url, entry.stream_host) == ("http://host:8080/live/***/***/12.ts", "host")
    assert (entry.has_credentials, entry.login) == (True, "http://host:8080/live/bob/secret/12.ts")
    assert json.loads(entry.attributes or "") == {"Foo-Bar": "x, y", "foo-token": "***"}


def test_directives_before_and_after_extinf() -> None:
    entry = one(
        "#KODIPROP:inputstream=adaptive\n#EXTVLCOPT--http-referrer=http://r/\n#EXTINF:0,A\n\n# a comment\n"
        '#EXTGRP: Sports\n#EXTHTTP:{"Cookie":"secret","Origin":"o"}\n#EXTIMG:http://l\nhttp://h/a'
    )
    assert (entry.group_title, entry.referrer, entry.logo_url) == ("Sports", "http://r/", "http://l")
    assert json.loads(entry.attributes or "") == {
        "inputstream": "adaptive",
        "header:cookie": "***",
        "header:origin": "o",
    }
    assert entry.login == "http://h/a|cookie=secret"


def test_directives_do_not_reach_the_next_entry() -> None:
    _, second = parse(
        "#EXTINF:-1,A\n#EXTGRP:G\n#EXTVLCOPT:http-user-agent=X\nh://a\n#EXTINF:-1,B\nh://b"
    ).entries
    assert (second.group_title, second.user_agent) == (None, None)


def test_pipe_headers_are_split_off() -> None:
    entry = one("#EXTINF:-1,A\nhttp://h/a b.m3u8|user-agent=My%20Player&Referer=http://r|X-Foo=1")
    assert (entry.stream_url, entry.user_agent, entry.referrer) == (
        "http://h/a b.m3u8",
        "My Player",
        "http://r",
    )
    assert json.loads(entry.attributes or "") == {"header:x-foo": "1"}


def test_entries_without_url_and_urls_without_entry() -> None:
    parsed = parse(
        "#EXTM3U\n#EXTINF:-1,A\n#EXTINF:-1,B\nhttp://h/b\nhttp://h/c.ts\nsome text\n#EXTINF:-1,Z x"
    )
    assert [(entry.name, entry.line_number) for entry in parsed.entries] == [("B", 3), ("c.ts", 5)]
    assert [(reject.line_number, reject.reason, reject.excerpt) for reject in parsed.rejects] == [
        (2, "no_url", "#EXTINF:-1,A"),
        (6, "not_a_url", "some text"),
        (7, "no_url", "#EXTINF:-1,Z x"),
    ]
    assert counts(parsed) == {"no_extinf": 1}


def test_excerpts_hold_no_login() -> None:
    parsed = parse('#EXTINF:-1 x="http://h/live/bob/secret/1.ts",A\n#EXTINF:-1,B\nhttp://h/b')
    assert parsed.rejects[0].excerpt == '#EXTINF:-1 x="http://h/live/***/***/1.ts",A'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_line_ends(end: str) -> None:
    parsed = parse(
        end.join(
            ["\ufeff#extm3u", "#extinf:-1,A\u2028B\x0bC", "\t http://h/a ", "", "#EXTINF: -1,D", "h://d"]
        )
    )
    assert [(entry.name, entry.stream_url) for entry in parsed.entries] == [
        ("A\u2028B\x0bC", "http://h/a"),
        ("D", "h://d"),
    ]


@pytest.mark.parametrize(
    ("body", "charset", "name", "encoding"),
    [
        ("#EXTINF:-1,Español\nh://a".encode(), None, "Español", "utf-8"),
        ("#EXTINF:-1,Español\nh://a".encode("cp1252"), None, "Español", "cp1252"),
        (b"#EXTINF:-1,\x81\nh://a", None, "\x81", "latin-1"),
        ("#EXTINF:-1,Новости\nh://a".encode("cp1251"), "windows-1251", "Новости", "cp1251"),
        ("#EXTINF:-1,Новости\nh://a".encode(), "windows-1251", "Новости", "utf-8"),
        ("#EXTINF:-1,Новости\nh://a".encode("utf-16"), None, "Новости", "utf-16"),
        ("#EXTINF:-1,Новости\nh://a".encode("utf-16-le"), None, "Новости", "utf-16-le"),
        ("#EXTINF:-1,Новости\nh://a".encode("utf-16-be"), None, "Новости", "utf-16-be"),
        ("#EXTINF:-1,Новости\nh://a".encode("utf-32"), None, "Новости", "utf-32"),
        (b"#EXTINF:-1,A\0B\nh://a", "no-such-charset", "AB", "utf-8"),
        (b"#EXTINF:-1,\xe4\nh://a", "base64", "ä", "cp1252"),
    ],
)
def test_encodings(body: bytes, charset: str | None, name: str, encoding: str) -> None:
    parsed = parse_m3u(body, playlist="x", charset=charset)
    assert (parsed.entries[0].name, parsed.encoding) == (name, encoding)


def test_one_bad_line_does_not_spoil_the_others() -> None:
    parsed = parse_m3u("#EXTINF:-1,Ö\nh://a\n".encode() + b"#EXTINF:-1,\xd6\nh://b", playlist="x")
    assert [entry.name for entry in parsed.entries] == ["Ö", "Ö"]
    assert counts(parsed) == {"not_utf8": 1}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("\ufeff \r\n\t\0", "empty"),
        ("\n <!DOCTYPE html><html><body>expired</body>", "html"),
        ("<?xml version='1.0'?><tv></tv>", "xml"),
        ('{"user_info": {"auth": 0}}', "json"),
        ("[]", "json"),
        ("blocked", "text"),
        ("Your account has expired.\nPlease pay.", "text"),
        ("#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nseg1.ts", "hls_playlist"),
        ("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8", "hls_playlist"),
    ],
)
def test_what_is_no_catalog_is_named(text: str, reason: str) -> None:
    with pytest.raises(NotACatalogError) as caught:
        parse(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("extinf", "url", "stream_type"),
    [
        ("-1,A", "http://h/live/u/p/1.ts", "live"),
        ("-1,A", "http://h/movie/u/p/1.mkv", "movie"),
        ("-1,A", "http://h/series/u/p/1.mkv", "episode"),
        ("-1,A", "http://h/a.MP4?x=1", "movie"),
        ("-1,A S01 E02", "http://h/a.mp4", "episode"),
        ("1500,A S01E02", "http://h/a.m3u8", "episode"),
        ("-1,A S01E02", "http://h/a.m3u8", "live"),
        ("5400,A", "http://h/movie/playlist.m3u8", "live"),
    ],
)
def test_classification(extinf: str, url: str, stream_type: str) -> None:
    assert one(f"#EXTINF:{extinf}\n{url}").stream_type == stream_type


@pytest.mark.parametrize(
    ("name", "is_separator"),
    [
        ("##### SPORT #####", True),
        ("=======>   Turkey   <=======", True),
        ("----I N T R A----", True),
        ("★★★ VIP ★★★", True),
        ("-----", True),
        ("C-SPAN 2", False),
        ("*** not closed", False),
        ("A+E", False),
        ("--Talk", False),
    ],
)
def test_separators(name: str, is_separator: bool) -> None:
    assert one(f"#EXTINF:-1,{name}\nhttp://h/a").is_separator is is_separator


def test_relative_urls_and_nested_playlists() -> None:
    parsed = parse(
        "#EXTINF:-1,UK\nchannels/uk.m3u\n#EXTINF:-1,B\nudp://@239.0.0.1:1", base_url="http://h/a/index.m3u"
    )
    assert [entry.stream_url for entry in parsed.entries] == [
        "http://h/a/channels/uk.m3u",
        "udp://@239.0.0.1:1",
    ]
    assert [entry.attributes for entry in parsed.entries] == ['{"nested_playlist":"true"}', None]


def test_header_names_guides_and_repeats() -> None:
    parsed = parse(
        '#EXTM3U url-tvg="http://a,http://b"\n#EXTINF:-1,A\nh://a\n'
        '#EXTM3U x-tvg-url="http://c" tvg-shift="2"\n#EXTINF:-1,B\nh://b'
    )
    assert parsed.guide_urls == ["http://c", "http://a", "http://b"]
    assert [entry.tvg_shift_hours for entry in parsed.entries] == [None, 2.0]


def test_duplicates_are_counted_and_kept() -> None:
    parsed = parse("#EXTINF:-1,A\nh://a\n#EXTINF:-1,A\nh://a\n#EXTINF:-1,B\nh://a")
    assert len(parsed.entries) == 3
    assert counts(parsed) == {"duplicate_url": 2, "duplicate_entry": 1}


def test_a_value_split_over_two_lines_is_joined() -> None:
    entry = one('#EXTINF:-1 tvg-id="a" tvg-logo="http://l\n" group-title="G",A\nhttp://h/a')
    assert (entry.logo_url, entry.group_title, entry.name) == ("http://l", "G", "A")


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = parse(f"#EXTINF:-1,{'x' * 70_000}\nhttp://h/a\n#EXTINF:-1,B\nhttp://h/b\n#{'y' * 300_000}")
    assert [entry.name for entry in parsed.entries] == ["a", "B"]
    assert [(reject.line_number, reject.reason) for reject in parsed.rejects] == [
        (1, "line_too_long"),
        (5, "line_too_long"),
    ]
    monkeypatch.setattr(m3u, "MAX_ENTRIES", 1)
    with pytest.raises(ParseError, match="more than 1 entries"):
        parse("#EXTINF:-1,A\nh://a\n#EXTINF:-1,B\nh://b")


def test_rejects_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(m3u, "MAX_REJECTS", 2)
    parsed = parse("h://a\n" + "some text\n" * 5)
    assert (len(parsed.rejects), parsed.defects.count("uncounted_rejects")) == (2, 3)


@given(st.binary(max_size=400))
def test_any_bytes_parse_or_are_refused(body: bytes) -> None:
    try:
        parsed = parse_m3u(b"#EXTM3U\n#EXTINF:-1 " + body, playlist="x")
    except ParseError as error:
        assert error.reason
    else:
        assert all(entry.name and entry.stream_url for entry in parsed.entries)


@pytest.mark.parametrize(
    "line",
    [
        "#EXTINF:-1," + "-" * 60_000 + "x",
        "#EXTINF:-1," + "[" * 60_000,
        '#EXTINF:-1 a="b' + '" c' * 20_000 + ",N",
        "#EXTINF:-1 " + "http://" + "a" * 60_000,
        "#EXTINF:-1,N|" + "|a" * 30_000,
        "#EXTINF:-1 " + "a" * 60_000,
    ],
    ids=range(6),
)
@pytest.mark.timeout(10)
def test_lines_made_to_be_slow_are_not(line: str) -> None:
    url = "http://h/?" + "a=" * 20_000 + "|a" * 5_000
    assert len(parse(f"{line}\n{line}\n{url}").entries) == 1


def test_addresses_nested_without_end_are_read() -> None:
    deep = "a://?x=" * 1000
    entry = one(f'#EXTM3U\n#EXTINF:-1 tvg-logo="{deep}",A\n{deep}\n')
    assert (entry.stream_url[-3:], (entry.logo_url or "")[-3:]) == ("***", "***")
