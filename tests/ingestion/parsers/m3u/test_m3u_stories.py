"""Each file of `tests/fixtures/m3u` tells one story of what real playlists do."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from ingestion.errors import NotACatalogError
from ingestion.parsers.m3u.playlist import ParsedPlaylist, parse_m3u

FIXTURES = Path("tests/fixtures/m3u")
PASSWORD = "pa55word"


class Story(NamedTuple):
    file: str
    columns: str
    rows: list[tuple[Any, ...]]
    defects: dict[str, int] | None = None
    rejects: Sequence[tuple[int, str]] = ()


def read(file: str, **options: Any) -> ParsedPlaylist:
    return parse_m3u((FIXTURES / f"{file}.m3u").read_bytes(), playlist=file, **options)


STORIES = [
    Story(
        "attributes_unquoted",
        "name tvg_id tvg_name group_title channel_number logo_url",
        [
            ("ZDF", "ZDF.de", None, "Vollprogramme", 2.0, None),
            ("arte", "Arte.de", None, "Kultur, Doku", None, "http://logos.example/arte.png"),
            ("3sat", "3sat.de", None, "Kultur", None, None),
            ("Rock'n'Roll TV", None, "Rock'n'Roll", None, None, None),
        ],
        {"stray_text": 1},
    ),
    Story("bom_and_no_header", "name tvg_id", [("BBC One", "BBCOne.uk"), ("BBC Two", "BBCTwo.uk")]),
    Story(
        "carriage_returns",
        "line_number name stream_url",
        [(2 * number, f"Canal {number}", f"http://tv.example/{number}.m3u8") for number in (1, 2, 3)],
    ),
    Story(
        "catchup",
        "name catchup catchup_days",
        [
            ("Default of the header", "append", 7),
            ("Its own mode", "flussonic", 3),
            ("None at all", None, 7),
            ("Days alone", "shift", 5),
            ("Days by another name", "shift", 2),
            ("A switch and an address", "default", None),
            ("Flussonic", "flussonic-hls", None),
            ("A mode of nobody", "stalker", None),
        ],
        {"unknown_catchup": 1},
    ),
    Story("concatenated", "tvg_id tvg_shift_hours", [("a", 2), ("b", None)]),
    Story(
        "directives",
        "group_title logo_url user_agent referrer attributes login",
        [
            (
                "Sports",
                "http://logos.example/a.png",
                "Kodi/21",
                "http://portal.example/",
                '{"inputstream":"inputstream.adaptive","header:cookie":"***"}',
                "http://tv.example/a.mpd|cookie=session%3Dabc",
            ),
            (
                "News",
                None,
                "Mozilla/5.0",
                None,
                '{"program":"201","header:origin":"http://portal.example","header:x-token":"***"}',
                "http://tv.example/b.ts|x-token=s3cret",
            ),
            (None, None, None, None, None, None),
        ],
    ),
    Story(
        "duplicates",
        "name stream_host",
        [
            ("RTP 1", "tv.example"),
            ("RTP 1", "tv.example"),
            ("RTP 1 HD", "tv.example"),
            ("RTP 1", "backup.example"),
        ],
        {"duplicate_url": 2, "duplicate_entry": 1},
    ),
    Story(
        "extgrp_sticky",
        "name group_title",
        [("Film One", "Movies"), ("Film Two", None), ("News", "News"), ("Own group", "Own")],
    ),
    Story(
        "kinds_of_streams",
        "stream_type is_radio item_id series_name season_number episode_number released_year attributes",
        [
            ("live", False, "77", None, None, None, None, '{"CUID":"77"}'),
            ("live", False, "102", None, None, None, None, None),
            ("movie", False, "103", None, None, None, 1995, None),
            ("episode", False, "104", "Lost", 2, 7, None, None),
            ("episode", False, None, "The Office (2005)", 0, 3, 2005, None),
            ("live", True, None, None, None, None, None, None),
            ("live", True, None, None, None, None, None, None),
            ("live", False, None, None, None, None, None, '{"xui-id":"{XUI_ID}"}'),
            ("live", False, None, None, None, None, None, '{"nested_playlist":"true"}'),
        ],
    ),
    Story(
        "latin_1",
        "group_title name",
        [("Música", "Televisión Española"), (None, "Plain")],
        {"not_utf8": 1},
    ),
    Story(
        "logins",
        "name stream_url logo_url has_credentials",
        [
            (
                "By path",
                "http://panel.example/live/***/***/1.ts",
                "http://***@logos.example/1.png",
                True,
            ),
            (
                "http://panel.example/live/***/***/2.ts",
                "http://tv.example/play.m3u8?token=***&quality=hd",
                None,
                True,
            ),
            ("By authority", "http://***@tv.example/3.m3u8", None, True),
        ],
        rejects=[(8, "no_url")],
    ),
    Story(
        "missing_parts",
        "line_number name",
        [
            (2, "Space"),
            (4, "No duration"),
            (6, "No comma"),
            (8, "four"),
            (10, "five.m3u8"),
            (13, "Six"),
            (15, "before.m3u8"),
            (17, "Seven"),
        ],
        {"no_comma": 3, "no_name": 3, "no_extinf": 1},
        [(12, "no_url"), (16, "not_a_url"), (18, "not_a_url"), (20, "no_url")],
    ),
    Story(
        "names",
        "name tvg_name group_title attributes",
        [
            ("A&E (US)", "A&E", "Kids & Family", '{"raw_name":"A&amp;E &#40;US&#41;"}'),
            ("Rock & Pop", None, None, '{"raw_name":"Rock &amp;amp; Pop"}'),
            ("Televisión Española", None, None, '{"raw_name":"TelevisiÃ³n EspaÃ±ola"}'),
            ("ESP-M-ACCI©N", None, None, None),
            ("Espaæol", None, None, None),  # nothing tells that this is no word
            ("CNN HD 3pm", None, None, '{"raw_name":"CNN ᴴᴰ ³ᵖᵐ"}'),
            ('Q&A, R&D; x = "1": y', None, None, None),
            ("Línea\u2028Dos\x85Tres", None, None, None),
        ],
        {"html_entities": 2, "mojibake": 2, "raised_letters": 1},
    ),
    Story(
        "pipe_headers",
        "stream_url user_agent referrer attributes login",
        [
            ("http://tv.example/live 1.m3u8", "My Player", "http://portal.example/", None, None),
            (
                "http://tv.example/a|b.m3u8",
                None,
                None,
                '{"header:cookie":"***","header:x-foo":"1"}',
                "http://tv.example/a|b.m3u8|cookie=session%3Dabc",
            ),
        ],
    ),
    Story(
        "quotes",
        "name tvg_id tvg_name group_title logo_url",
        [
            ("The Best TV", None, 'The "Best" TV', None, "http://logos.example/a,b.png"),
            ("Name", "a", "Never closed", None, None),
            ("Split", "b", None, "Two lines", "http://logos.example/b.png"),
            ("Twice", "d", None, None, None),
            ("Stray words", "e", None, None, None),
        ],
        {"nested_quotes": 1, "unbalanced_quotes": 1, "duplicate_attribute": 1, "stray_text": 3},
    ),
    Story(
        "schemes",
        "name stream_url stream_type",
        [
            ("rtmp", "rtmp://tv.example/live/a", "live"),
            ("rtsp", "rtsp://tv.example/a", "live"),
            ("rtp", "rtp://@239.0.0.1:5004", "live"),
            ("udp", "udp://@239.0.0.2:1234", "live"),
            ("mmsh", "mmsh://tv.example/a", "live"),
            ("srt", "srt://tv.example:9000?mode=caller", "live"),
            ("hls+http", "hls+http://tv.example/a", "live"),
            ("plugin", "plugin://plugin.video.youtube/play/?video_id=x", "live"),
            ("acestream", "acestream://0123456789abcdef", "live"),
            ("file", "file:///srv/video/a.mkv", "movie"),
            ("relative", "videos/My Film.mp4", "movie"),
        ],
    ),
    Story(
        "separators",
        "name is_separator",
        [
            ("##### SPORT #####", True),
            ("=======>   Turkey   <=======", True),
            ("----I N T R A----", True),
            ("C-SPAN 2", False),
        ],
    ),
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.file)
def test_story(story: Story) -> None:
    parsed = read(story.file)
    columns = story.columns.split()
    assert [tuple(getattr(entry, name) for name in columns) for entry in parsed.entries] == story.rows
    assert {defect.code: defect.count for defect in parsed.defects} == (story.defects or {})
    assert [(reject.line_number, reject.reason) for reject in parsed.rejects] == list(story.rejects)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("error_blocked", "text"),
        ("error_expired", "text"),
        ("error_empty", "empty"),
        ("error_page", "html"),
        ("error_json", "json"),
        ("error_dash", "xml"),
        ("error_media", "binary"),
        ("error_hls_master", "hls_playlist"),
        ("error_hls_media", "hls_playlist"),
    ],
)
def test_what_came_instead_of_a_playlist_is_named(file: str, reason: str) -> None:
    with pytest.raises(NotACatalogError) as caught:
        read(file)
    assert caught.value.reason == reason


def test_every_file_has_its_test() -> None:
    told = {story.file for story in STORIES}
    assert {path.stem for path in FIXTURES.iterdir() if not path.stem.startswith("error_")} == told


def test_groups_hold_until_the_next_one_where_they_are_sticky() -> None:
    groups = [entry.group_title for entry in read("extgrp_sticky", extgrp_sticky=True).entries]
    assert groups == ["Movies", "Movies", "News", "Own"]


def test_guides_of_all_headers_are_kept() -> None:
    assert read("concatenated").guide_urls == [
        "http://guide.example/one.xml.gz",
        "http://guide.example/two.xml",
        "http://guide.example/three.xml",
    ]


def test_logins_stay_in_the_login_field() -> None:
    parsed = read("logins")
    shown = [{**msgspec.structs.asdict(entry), "login": None} for entry in parsed.entries]
    assert all(PASSWORD in (entry.login or "") for entry in parsed.entries)
    assert PASSWORD not in str(shown) + str(parsed.rejects) + str(list(parsed.defects))


def test_a_defect_has_the_place_where_it_was_met_first() -> None:
    [defect] = read("latin_1").defects
    assert (defect.line_number, defect.excerpt) == (
        2,
        '#EXTINF:-1 group-title="Música",Televisión Española',
    )
    places = {defect.code: defect.line_number for defect in read("quotes").defects}
    assert places == {"nested_quotes": 2, "unbalanced_quotes": 4, "duplicate_attribute": 9, "stray_text": 11}
