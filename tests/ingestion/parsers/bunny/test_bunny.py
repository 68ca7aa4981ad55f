"""Odd answers of a Bunny Stream library, one story each."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from ingestion.errors import NotACatalogError
from ingestion.parsers.bunny.page import Page, playable_guid, read_page, viewed_videos
from ingestion.parsers.bunny.statistics import MAX_SEGMENTS, read_heatmap, read_statistics
from ingestion.parsers.bunny.videos import ParsedVideos, Surroundings, parse_media_url, parse_videos
from ingestion.parsers.defects import Defects
from ingestion.parsers.lenient import Lenient

AROUND = Surroundings("7", {"c1": "Lessons"}, None)


def parse(*rows: object, total: int | None = None, defects: Defects | None = None) -> ParsedVideos:
    return parse_videos([Page(rows, total)], AROUND, Defects() if defects is None else defects)


def counted(defects: Defects) -> dict[str, int]:
    return {f"{defect.code} {defect.field}": defect.count for defect in defects}


def test_one_odd_video_never_fails_the_list() -> None:
    """Numbers as texts, texts as numbers, a date that is none, a picture without end."""
    defects = Defects()
    odd = {
        "guid": "a", "title": 1941, "length": "90", "width": "1920", "height": 10**9, "storageSize": -1,
        "dateUploaded": "yesterday", "status": "4", "availableResolutions": ["360p"], "collectionId": "c1",
    }  # fmt: skip
    parsed = parse(odd, {"guid": "b", "title": "B", "status": 4}, defects=defects)
    first, second = parsed.entries
    assert (first.name, first.duration_seconds, first.width, first.height) == ("1941", 90, 1920, None)
    assert (first.size_bytes, first.added_at, first.group_title) == (None, None, "Lessons")
    assert (second.name, second.attributes) == ("B", '{"status":"finished"}')
    assert counted(defects) == {
        "odd_field items[].availableResolutions": 1,
        "odd_field items[].dateUploaded": 1,
        "odd_field items[].height": 1,
        "odd_field items[].storageSize": 1,
    }


@pytest.mark.parametrize(
    "row", [None, 7, "guid", [], {}, {"guid": None}, {"guid": 7}, {"guid": "../x"}, {"guid": "a" * 65}]
)
def test_what_has_no_id_is_rejected(row: object) -> None:
    parsed = parse(row, {"guid": "good"})
    assert [entry.item_id for entry in parsed.entries] == ["good"]
    assert [(reject.line_number, reject.reason) for reject in parsed.rejects] == [(1, "no_id")]


def test_logins_in_titles_and_rejects_are_hidden() -> None:
    parsed = parse({"guid": "a", "title": "see http://bob:planted@h/x"}, {"url": "http://h/x?token=planted"})
    assert "planted" not in repr(parsed)
    assert parsed.entries[0].name == "see http://***@h/x"


def test_of_a_video_that_came_twice_the_last_place_counts() -> None:
    defects = Defects()
    parsed = parse(
        {"guid": "a", "title": "old"}, {"guid": "b"}, {"guid": "a", "title": "new"}, defects=defects
    )
    assert [(entry.item_id, entry.name) for entry in parsed.entries] == [("b", "b"), ("a", "new")]
    assert defects.count("duplicate") == 1


def test_fewer_videos_than_told_are_counted() -> None:
    defects = Defects()
    parse({"guid": "a"}, {}, total=5, defects=defects)
    assert defects.count("incomplete_list") == 3


STATES: Mapping[str, tuple[dict[str, object], str | None]] = {
    "created": ({"status": 0}, "processing"),
    "finished": ({"status": 4}, "ok"),
    "failed": ({"status": 5}, "transcoding_failed"),
    "never arrived": ({"status": 6}, "upload_failed"),
    "segmented when asked for": ({"status": 7}, "processing"),
    "newer than we": ({"status": 12}, None),
    "no status": ({"status": None}, None),
    "no number": ({"status": "finished"}, None),
    "warned": ({"status": 4, "transcodingMessages": [{"level": 2, "issueCode": 4}]}, "transcoding_warning"),
    "informed": ({"status": 4, "transcodingMessages": [{"level": 1, "issueCode": 4}]}, "ok"),
    "unknown level": ({"status": 4, "transcodingMessages": [{"level": None}]}, "transcoding_warning"),
    "no list of messages": ({"status": 4, "transcodingMessages": "none"}, "ok"),
    "null messages": ({"status": 4, "transcodingMessages": None}, "ok"),
}  # fmt: skip


@pytest.mark.parametrize(("row", "reason"), STATES.values(), ids=STATES)
def test_status_and_messages_are_a_reason(row: dict[str, object], reason: str | None) -> None:
    assert parse({"guid": "a", **row}).states["a"].reason == reason


def test_evidence_is_bounded() -> None:
    messages = [{"level": 3, "issueCode": number} for number in range(10_000)]
    evidence = parse({"guid": "a", "status": 5, "transcodingMessages": messages}).states["a"].evidence
    assert evidence is not None
    assert len(evidence) < 500


def test_odd_charts_give_what_makes_sense() -> None:
    defects = Defects()
    document = {
        "viewsChart": {"2026-11-01T00:00:00Z": 3, "2026-11-02": "4", "never": 5, "2026-11-03T00:00:00Z": -1},
        "watchTimeChart": {"2026-11-01T00:00:00+00:00": 90, "2026-11-04T00:00:00": 12},
    }
    rows = read_statistics(document, Lenient("statistics", defects), "day", "a")
    assert [(row.bucket_at.day, row.view_count, row.watched_seconds) for row in rows] == [
        (1, 3, 90.0), (2, 4, 0.0), (4, 0, 12.0)
    ]  # fmt: skip
    assert counted(defects) == {
        "odd_field statistics.viewsChart.time": 1,
        "odd_field statistics.viewsChart.value": 1,
    }


def test_buckets_begin_with_their_hour_or_day() -> None:
    chart = {"viewsChart": {"2026-11-01T10:20:00Z": 1, "2026-11-01T10:40:00Z": 2, "2026-11-01T11:00:00Z": 4}}
    hours = read_statistics(chart, Lenient("", Defects()), "hour", None)
    days = read_statistics(chart, Lenient("", Defects()), "day", None)
    assert [(row.bucket_at, row.view_count) for row in hours] == [
        (datetime(2026, 11, 1, 10), 3),  # noqa: DTZ001 - raw tables hold naive UTC
        (datetime(2026, 11, 1, 11), 4),  # noqa: DTZ001
    ]
    assert [row.view_count for row in days] == [7]


def test_segments_that_a_heatmap_lacks_are_zero() -> None:
    defects = Defects()
    heatmap = {"0": 100, "3": 50.0, "4": 130, "x": 1, str(MAX_SEGMENTS): 1}
    rows = read_heatmap({"heatmap": heatmap}, Lenient("heatmap", defects), "a")
    assert [(row.segment, row.watched_ratio) for row in rows] == [(0, 1.0), (1, 0.0), (2, 0.0), (3, 0.5)]
    assert defects.count("odd_field") == 3
    assert read_heatmap({"heatmap": None}, Lenient("heatmap", defects), "a") == []
    assert read_heatmap({"heatmap": []}, Lenient("heatmap", defects), "a") == []


@pytest.mark.parametrize(
    ("url", "media_url"),
    [
        ("https://vz-1.example.net/guid/playlist.m3u8", "https://vz-1.example.net"),
        ("http://127.0.0.1:8000/guid/playlist.m3u8", "http://127.0.0.1:8000"),
        ("https://vz-1.example.net/guid/playlist.m3u8?token=x", None),
        ("https://vz-1.example.net/bcdn_token=x/guid/playlist.m3u8", None),
        ("https://user:pw@vz-1.example.net/guid/playlist.m3u8", None),
        ("ftp://h/guid/playlist.m3u8", None),
        ("http://[/guid/playlist.m3u8", None),
        ("", None),
    ],
)
def test_a_media_address_is_plain_or_none(url: str, media_url: str | None) -> None:
    assert parse_media_url(b'{"videoPlaylistUrl": "%s"}' % url.encode()) == media_url
    assert parse_media_url(b'{"videoPlaylistUrl": "%s", "tokenAuthEnabled": true}' % url.encode()) is None


def test_pages_are_lists_or_none() -> None:
    assert read_page(b'{"items": null, "totalItems": 0}', Defects()) == ((), 0)
    assert read_page(b'{"items": [1], "totalItems": "many"}', Defects()) == ([1], None)
    for body in (b"[]", b"7", b'{"items": {}}', b'"blocked"'):
        with pytest.raises(NotACatalogError):
            read_page(body, Defects())


def test_the_most_viewed_come_first() -> None:
    pages = [Page([{"guid": "a", "views": 2}, {"guid": "b", "views": "9"}, {"views": 9}, 7], None)]
    pages.append(
        Page([{"guid": "d", "views": 5}, {"guid": "c", "views": 5}, {"guid": "e", "views": 0}], None)
    )
    assert list(viewed_videos(pages).items()) == [("c", 5), ("d", 5), ("a", 2)]
    assert playable_guid(pages) is None
    assert playable_guid([Page([{"guid": "x", "status": 3}, {"guid": "y", "status": 4}], None)]) == "y"
