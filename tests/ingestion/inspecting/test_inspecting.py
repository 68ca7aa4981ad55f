import gzip
import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ingestion.errors import NotACatalogError, SettingsError, WatchhouseError
from ingestion.inspecting.inspect import inspect_source, is_panel
from ingestion.inspecting.records import inspect_lists
from ingestion.parsers.m3u.playlist import parse_m3u
from ingestion.schemas.base import RawTable, polars_schema
from ingestion.schemas.catalog import CatalogEntries, CatalogRejects
from ingestion.schemas.guide import GuideChannels, GuideProgrammes
from tests.ingestion.loopback import body, loopback, text
from tests.support.panel import PASSWORD, USERNAME, real_panel

FIXTURES = Path("tests/fixtures/m3u")
GUIDE = Path("data/samples/catalog/xmltv/epgshare01.online/content.xml.gz")


def inspect(source: str | Path, **options: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """All records but the summary, and the summary, as a script gets them."""
    records = [json.loads(msgspec.json.encode(one)) for one in inspect_source(str(source), **options)]
    assert [one["record"] for one in records].count("summary") == 1
    return records[:-1], records[-1]


def test_the_entries_of_a_playlist_are_those_of_the_parser() -> None:
    path = Path("data/samples/catalog/iptv-org/2026-06-20/uk.m3u")
    records, summary = inspect(path)
    parsed = parse_m3u(path.read_bytes(), playlist="uk.m3u")
    expected = [msgspec.to_builtins(entry) for entry in parsed.entries]
    assert [one["entry_ordinal"] for one in records] == list(range(len(expected)))
    for record, entry in zip(records, expected, strict=True):
        known = {"record": "entry", "playlist": "uk.m3u", "entry_ordinal": record["entry_ordinal"], **entry}
        del known["login"]
        assert record == known
    assert (summary["kind"], summary["encoding"]) == ("playlist", "utf-8")
    assert summary["entry_counts"] == {"live": len(expected)}


def test_rejects_and_defects_have_their_places() -> None:
    records, summary = inspect(FIXTURES / "missing_parts.m3u")
    rejects = [(one["line_number"], one["reason"]) for one in records if one["record"] == "reject"]
    assert rejects == [(12, "no_url"), (16, "not_a_url"), (18, "not_a_url"), (20, "no_url")]
    assert summary["reject_counts"] == {"no_url": 2, "not_a_url": 2}
    defects = {one["code"]: (one["count"], one["line_number"]) for one in summary["defects"]}
    assert defects == {"no_comma": (3, 6), "no_extinf": (1, 15), "no_name": (3, 6)}


def test_what_is_special_in_a_playlist_is_counted() -> None:
    _, summary = inspect(FIXTURES / "kinds_of_streams.m3u")
    assert summary["entry_counts"] == {"live": 6, "movie": 1, "episode": 2}
    assert summary["note_counts"] == {"with login": 4, "radio": 2, "nested playlist": 1}
    assert inspect(FIXTURES / "separators.m3u")[1]["note_counts"] == {"separator": 3}


def test_a_packed_guide_is_read_as_a_guide() -> None:
    records, summary = inspect(GUIDE)
    assert (summary["kind"], summary["encoding"]) == ("guide", "utf-8")
    assert summary["entry_counts"] == {"channel": 2, "programme": 203}
    programme = next(one for one in records if one["record"] == "programme")
    assert programme["channel_id"] == "AlJazeera.Arabic.net"
    assert programme["started_at"] < programme["stopped_at"]


@pytest.mark.parametrize(
    ("record", "table"),
    [
        ("entry", CatalogEntries),
        ("channel", GuideChannels),
        ("programme", GuideProgrammes),
        ("reject", CatalogRejects),
    ],
)
def test_records_have_the_columns_of_their_table(tmp_path: Path, record: str, table: type[RawTable]) -> None:
    given_by_the_sync = {"sync_id", "provider_id", "synced_at", "stream_key", "episodes_asked_at"}
    expected = ["record", *(name for name in polars_schema(table) if name not in given_by_the_sync)]
    (tmp_path / "guide.xml").write_text(
        '<tv><programme start="x" channel="c"><title>A</title></programme></tv>'
    )
    sources = (FIXTURES / "missing_parts.m3u", GUIDE, tmp_path / "guide.xml")
    found = [[one for one in inspect(source)[0] if one["record"] == record] for source in sources]
    assert sum(map(len, found)) > 1
    assert {tuple(one) for each in found for one in each} == {tuple(expected)}


def test_a_channel_tells_what_the_sync_would_store() -> None:
    records, _ = inspect(GUIDE)
    channel = next(one for one in records if one["record"] == "channel")
    names = json.loads(channel["display_names"])
    assert (channel["display_name"], channel["guide"], channel["guide_priority"]) == (names[0], GUIDE.name, 0)


def test_a_source_is_read_by_the_settings_that_are_given(tmp_path: Path) -> None:
    path = tmp_path / "list.m3u"
    lines = "#EXTINF:-1,Новости\nhttp://h/1\n#EXTINF:-1,B\nhttp://h/2\n"
    path.write_bytes(f"#EXTM3U\n#EXTGRP:News\n{lines}".encode("cp1251"))
    records, _ = inspect(path, given={"charset": "windows-1251", "extgrp_sticky": True})
    assert [(one["name"], one["group_title"]) for one in records] == [("Новости", "News"), ("B", "News")]
    assert inspect(path)[0][1]["group_title"] is None
    with pytest.raises(SettingsError, match="charset: must be the name of an encoding"):
        inspect(path, given={"charset": "klingon"})


def test_the_times_of_a_guide_are_read_by_the_settings_that_are_given(tmp_path: Path) -> None:
    path = tmp_path / "guide.xml"
    path.write_text('<tv><programme start="202611200000" channel="c"><title>A</title></programme></tv>')
    given = {"guide_timezone": "Europe/Berlin", "guide_shift_minutes": 30}
    assert inspect(path, given=given)[0][0]["started_at"] == "2026-11-19T23:30:00"


def test_the_user_agent_that_is_given_is_sent() -> None:
    agents: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        agents.append(handler.headers["User-Agent"])
        text("#EXTINF:-1,A\nhttp://h/a\n")(handler)

    with loopback() as site:
        inspect(site.serve("/a.m3u", answer), given={"user_agent": "VLC/3.0"})
    assert agents == ["VLC/3.0"]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_the_encoding_of_a_guide_is_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "guide.xml"
    path.write_text('<tv><channel id="tve"><display-name>España</display-name></channel></tv>', encoding)
    records, summary = inspect(path)
    assert (records[0]["display_name"], records[0]["display_names"]) == ("España", '["España"]')
    assert summary["encoding"] == encoding


def test_a_cut_guide_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.xml"
    path.write_bytes(gzip.decompress(GUIDE.read_bytes())[:20_000])
    assert inspect(path)[1]["is_partial"] is True


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html><body>403</body></html>", "html"),
        (b'{"error": "no"}', "json"),
        (b"<tv></tv>", "no_entries"),
        (gzip.compress(gzip.compress(gzip.compress(b"#EXTM3U"))), "binary"),
    ],
)
def test_what_is_no_catalog_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(NotACatalogError) as caught:
        inspect(path)
    assert caught.value.reason == reason


def test_a_missing_file_and_a_host_that_is_not_there_are_plain_errors(tmp_path: Path) -> None:
    with pytest.raises(WatchhouseError, match="there is no such file"):
        inspect(tmp_path / "none.m3u")
    with loopback() as site, pytest.raises(WatchhouseError, match="HTTP 404"):
        inspect(f"{site.base_url}/none.m3u")


def test_an_address_is_fetched_and_its_relative_urls_resolved() -> None:
    with loopback() as site:
        url = site.serve("/lists/all.m3u", text("#EXTINF:-1,UK\nchannels/uk.m3u\n"))
        records, summary = inspect(f"{url}?token=pa55word")
    assert records[0]["stream_url"] == f"{site.base_url}/lists/channels/uk.m3u"
    assert summary["source"] == f"{url}?token=***"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://bob:secret@panel.example:8080", True),
        ("http://panel.example/?username=bob&password=secret", True),
        ("http://panel.example/c/player_api.php?username=bob&password=secret", True),
        ("http://panel.example/get.php?username=bob&password=secret&type=m3u_plus", False),
        ("http://tv.example/list.m3u", False),
        ("http://[broken/list.m3u", False),
    ],
)
def test_addresses_of_panels(url: str, expected: bool) -> None:
    assert is_panel(url) is expected


def test_a_panel_is_read_as_in_a_sync() -> None:
    with real_panel() as panel:
        records, summary = inspect(f"{panel.base_url}/player_api.php?username={USERNAME}&password={PASSWORD}")
    assert (summary["kind"], summary["account"]["max_connections"]) == ("panel", 2)
    assert summary["entry_counts"]["live"] == 3
    assert {one["playlist"] for one in records} == {"live", "movies", "series"}
    assert PASSWORD not in json.dumps([*records, summary])


def test_a_library_needs_its_key() -> None:
    with pytest.raises(SettingsError, match="access_key"):
        inspect("https://video.example/library/123")


def test_a_folder_is_read_as_in_a_sync(tmp_path: Path) -> None:
    (tmp_path / "Heat (1995).mkv").write_bytes(b"\0" * 1000)
    (tmp_path / "notes.txt").write_text("nothing")
    records, summary = inspect(tmp_path)
    assert summary["kind"] == "folder"
    assert len(records) == 1  # an entry, or a reject where ffprobe is there to tell that it is no video
    assert "Heat (1995)" in json.dumps(records)


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([{"stream_id": 1, "name": "A", "stream_type": "live"}], {"live": 1}),
        ([{"stream_id": "2", "name": "B", "container_extension": "mkv"}], {"movie": 1}),
        ([{"series_id": 3, "name": "C"}], {"series": 1}),
        ({"1": {"stream_id": 4, "name": "D"}}, {"live": 1}),
    ],
)
def test_a_saved_list_of_a_panel(tmp_path: Path, rows: object, counts: dict[str, int]) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps(rows))
    _, summary = inspect(path)
    assert (summary["kind"], summary["entry_counts"]) == ("panel", counts)


def test_a_saved_account_and_a_saved_page_of_videos(tmp_path: Path) -> None:
    account, page = tmp_path / "account.json", tmp_path / "videos.json"
    account.write_text(json.dumps({"user_info": {"auth": 1, "status": "Active", "max_connections": "3"}}))
    page.write_text(json.dumps({"totalItems": 1, "items": [{"guid": "a-b", "title": "Film", "status": 4}]}))
    assert inspect(account)[1]["account"]["max_connections"] == 3
    _, summary = inspect(page)
    assert (summary["kind"], sum(summary["entry_counts"].values())) == ("library", 1)


def test_an_answer_in_another_encoding_is_read_by_its_header() -> None:
    with loopback() as site:
        content = "#EXTINF:-1,Новости\nhttp://h/a\n".encode("cp1251")
        url = site.serve("/a.m3u", body(content, Content_Type="text/plain; charset=windows-1251"))
        records, summary = inspect(url)
    assert (records[0]["name"], summary["encoding"]) == ("Новости", "cp1251")


def test_ordinals_go_on_over_the_lists_as_in_the_table() -> None:
    lists = [parse_m3u(b"#EXTM3U\n#EXTINF:-1,A\nhttp://h/a\n", playlist=name) for name in "ab"]
    records = list(inspect_lists(lists, source="s", kind="panel"))
    assert [one["entry_ordinal"] for one in records if one["record"] == "entry"] == [0, 1]
