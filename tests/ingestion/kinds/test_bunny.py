"""The kind `bunny` against the stand-in of the API: what it asks for, and what it makes of odd answers."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.failover import HostFetcher
from ingestion.fetching.http import client
from ingestion.fetching.sources import Source
from ingestion.kinds.base import Catalog
from ingestion.kinds.bunny import BunnyKind
from ingestion.kinds.made import make_source
from ingestion.kinds.registry import KINDS
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.probing.model import REASONS
from ingestion.schemas.base import polars_schema
from ingestion.schemas.health import StreamChecks
from ingestion.schemas.library import VideoHeatmaps, VideoStatistics
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog import CatalogSync, sync_catalog
from ingestion.syncing.kept_bodies import BodyStore
from orchestration.demo.bunny_library import ACCESS_KEY, Library, Video, build_video, video_guid, viewing
from tests.support.bunny_server import LibraryServer, library_server

NOW = datetime(2026, 9, 2, 10, 30, tzinfo=UTC)
QUICK = BunnyKind(closely=2, now=lambda: NOW)
LIMIT = 3  # of 34 videos that were viewed


@pytest.fixture
def server() -> Iterator[LibraryServer]:
    with library_server(Library(now=lambda: NOW)) as running:
        yield running


@pytest.fixture
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.fetching.http.time.sleep", lambda _: None)


def provider(server: LibraryServer, **more: object) -> ProviderSettings:
    given = {
        "id": "lib",
        "name": "Library",
        "kind": "bunny",
        "library_id": "10001",
        "api_url": server.base_url,
        "request_spacing_seconds": 0,
        "statistics_limit": LIMIT,
    }
    return ProviderSettings.model_validate({**given, "access_key": ACCESS_KEY, **more})


def fetch(settings: ProviderSettings, kind: BunnyKind = QUICK) -> list[Source]:
    """The sources, their bodies read, so that they outlive the fetch."""
    with client() as http, ExitStack() as opened:
        limits = FetchLimits(10_000_000)
        return [_kept(source) for source in kind.fetch(settings, HostFetcher(http, settings, limits, opened))]


def _kept(source: Source) -> Source:
    if isinstance(source.result, FetchError):
        return source
    return make_source(source.url, source.label, source.read(), is_volatile=source.is_volatile)


def catalog(server: LibraryServer, kind: BunnyKind = QUICK, **more: object) -> Catalog:
    settings = provider(server, **more)
    return kind.parse(settings, fetch(settings, kind))


def entries(found: Catalog) -> dict[str, PlaylistEntry]:
    return {str(entry.item_id): entry for entry in found.lists[0].entries}


def defects(found: Catalog) -> dict[tuple[str, str | None], int]:
    return {(defect.code, defect.field): defect.count for defect in found.lists[0].defects}


def failures(sources: Sequence[Source]) -> list[str]:
    return [source.result.reason for source in sources if isinstance(source.result, FetchError)]


def test_a_library_becomes_a_catalog(server: LibraryServer) -> None:
    found = catalog(server)
    assert [one.playlist for one in found.lists] == ["videos"]
    assert set(entries(found)) == {video_guid(number) for number in range(40)}
    video, entry = build_video(1), entries(found)[video_guid(1)]
    assert (entry.stream_type, entry.name, entry.identity_basis) == (
        "movie",
        "Making Bread 1",
        f"id:{video_guid(1)}",
    )
    assert (entry.duration_seconds, entry.size_bytes) == (video["length"], video["storageSize"])
    assert (entry.width, entry.height) == (video["width"], video["height"])
    assert entry.added_at == datetime(2026, 8, 31, 12)  # noqa: DTZ001 - raw tables hold naive UTC
    assert entry.group_title == "Lessons"
    assert entry.attributes is not None
    assert '"status":"finished"' in entry.attributes
    assert (entry.stream_url, entry.stream_host, entry.login) == (
        f"bunny://10001/{video_guid(1)}",
        None,
        None,
    )
    assert defects(found) == {("odd_field", "items[].status"): 1, ("statistics_not_read", None): 31}


def test_a_pull_zone_that_the_library_tells_makes_addresses(server: LibraryServer) -> None:
    server.library.media_url = "https://vz-1.example.net"
    entry = entries(catalog(server))[video_guid(1)]
    assert (entry.stream_url, entry.stream_host) == (
        f"https://vz-1.example.net/{video_guid(1)}/playlist.m3u8",
        "vz-1.example.net",
    )
    assert entry.logo_url == f"https://vz-1.example.net/{video_guid(1)}/thumbnail.jpg"


def test_signed_addresses_are_not_kept(server: LibraryServer) -> None:
    signed = {"videoPlaylistUrl": "https://vz-1.example.net/x/playlist.m3u8?token=planted&expires=1"}
    server.faults["play"] = [JSONResponse(signed)]
    found = catalog(server)
    assert entries(found)[video_guid(1)].stream_url.startswith("bunny://")
    assert "planted" not in repr(found)


def test_statistics_are_those_of_the_library_and_of_videos_that_were_viewed(server: LibraryServer) -> None:
    found = catalog(server)
    viewed = sorted(server.library.videos, key=lambda video: -video["views"])[:LIMIT]
    guids = [video["guid"] for video in viewed]
    assert found.statistics is not None
    assert found.heatmaps is not None
    schema = polars_schema(VideoStatistics)
    assert all(found.statistics.schema[name] == schema[name] for name in found.statistics.columns)
    assert set(schema) - set(found.statistics.columns) == {"sync_id", "provider_id", "synced_at"}
    assert set(polars_schema(VideoHeatmaps)) - set(found.heatmaps.columns) == {
        "sync_id",
        "provider_id",
        "synced_at",
    }
    counts = found.statistics.group_by("item_id", "grain").len().sort("item_id", "grain", nulls_last=False)
    assert counts.rows() == [
        (item, grain, count)
        for item in (None, *sorted(guids))
        for grain, count in (("day", 30), ("hour", 49))
        if grain == "day" or item != guids[-1]
    ]
    day = datetime(2026, 9, 1, tzinfo=UTC)
    told = [viewing(viewed[0], day + timedelta(hours=hour)) for hour in range(24)]
    row = found.statistics.filter(item_id=guids[0], grain="day", bucket_at=day.replace(tzinfo=None))
    assert row.select("view_count", "watched_seconds").row(0) == tuple(map(sum, zip(*told, strict=True)))
    shares = found.heatmaps.filter(item_id=guids[0]).sort("segment")["watched_ratio"].to_list()
    assert shares == pytest.approx([1 - 0.09 * segment for segment in range(10)])


def test_what_is_not_well_is_told_as_a_reason(server: LibraryServer) -> None:
    found = catalog(server)
    reasons = {state.item_id: state.reason for state in found.checks}
    assert [reasons.get(video_guid(number)) for number in range(2, 10)] == [
        "ok", "processing", "processing", "transcoding_failed", "upload_failed", "transcoding_warning", None,
        "processing",
    ]  # fmt: skip
    assert Counter(reasons.values())["ok"] == 33
    evidence = {state.item_id: state.evidence for state in found.checks}
    assert evidence[video_guid(7)] == '{"library_status":"finished","messages":[{"level":2,"issue_code":1}]}'
    assert evidence[video_guid(3)] == '{"library_status":"processing","encode_progress":40}'


def test_the_prober_says_what_is_well_where_it_checks(server: LibraryServer) -> None:
    server.library.media_url = "https://vz-1.example.net"
    found = catalog(server, probe={"enabled": True})
    assert "ok" not in {state.reason for state in found.checks}
    assert "transcoding_failed" in {state.reason for state in found.checks}


def test_requests_come_one_by_one_with_the_key(server: LibraryServer) -> None:
    began = time.monotonic()
    fetch(provider(server, request_spacing_seconds=0.05))
    assert time.monotonic() - began >= 0.05 * (len(server.requests) - 1)
    assert {request.headers["AccessKey"] for request in server.requests} == {ACCESS_KEY}
    assert Counter(server.names()) == {
        "videos": 1,
        "collections": 1,
        "play": 1,
        "statistics": 7,
        "heatmap": 2,
    }


def test_the_key_goes_to_no_other_host_and_into_no_source(server: LibraryServer) -> None:
    with library_server() as other:
        server.faults["play"] = [
            Response(status_code=302, headers={"Location": f"{other.base_url}/x/videos/play"})
        ]
        sources = fetch(provider(server))
    assert [request.headers.get("AccessKey") for request in other.requests] == [None]
    assert ACCESS_KEY not in repr(sources) + "".join(source.url + source.label for source in sources)


def test_a_wrong_key_is_named_and_asked_once(server: LibraryServer) -> None:
    sources = fetch(provider(server, access_key="of-the-account"))
    assert failures(sources) == ["auth_failed"]
    assert "of-the-account" not in repr(sources)
    assert server.names() == ["videos"]


def test_a_library_that_is_not_there_is_told(server: LibraryServer) -> None:
    assert failures(fetch(provider(server, library_id="404"))) == ["http_404"]


@pytest.mark.usefixtures("_no_waiting")
def test_too_many_requests_are_asked_again_as_told(server: LibraryServer) -> None:
    slow_down = [
        PlainTextResponse("slow down", status_code=429, headers={"Retry-After": "1"}) for _ in range(2)
    ]
    server.faults["videos"] = [*slow_down]
    assert failures(fetch(provider(server))) == []
    server.faults["videos"] = [*slow_down, PlainTextResponse("slow down", status_code=429)]
    assert failures(fetch(provider(server))) == ["http_429"]


def test_what_the_catalog_can_do_without_never_fails_it(server: LibraryServer) -> None:
    """A video is gone when its heatmap is asked for; one answer is a web page; nothing can be played."""
    server.faults["heatmap"] = [JSONResponse({}, status_code=404)]
    server.faults["statistics"] = [PlainTextResponse("<html>maintenance</html>")]
    server.faults["play"] = [JSONResponse({}, status_code=404)]
    found = catalog(server)
    assert len(entries(found)) == 40
    assert {key: count for key, count in defects(found).items() if key[0] == "not_read"} == {
        ("not_read", "heatmap"): 1,
        ("not_read", "play"): 1,
        ("not_read", "statistics"): 1,
    }


@pytest.mark.usefixtures("_no_waiting")
def test_groups_and_addresses_do_not_come_and_go(server: LibraryServer) -> None:
    """Without them every video would be a changed one."""
    for name in ("collections", "play"):
        server.faults[name] = [PlainTextResponse("no", status_code=503) for _ in range(3)]
        assert failures(fetch(provider(server))) == ["http_503"]
        server.faults[name] = [PlainTextResponse("<html>maintenance</html>")]
        with pytest.raises(ParseError, match="web page"):
            catalog(server)


@pytest.mark.usefixtures("_no_waiting")
def test_a_library_that_has_enough_is_asked_no_more(server: LibraryServer) -> None:
    server.faults["statistics"] = [PlainTextResponse("no", status_code=503) for _ in range(3)]
    sources = fetch(provider(server))
    assert server.names() == ["videos", "collections", "play", *["statistics"] * 3]
    found = QUICK.parse(provider(server), sources)
    assert (len(entries(found)), defects(found)["not_read", "statistics"]) == (40, 1)
    assert defects(found)["statistics_not_read", None] == 34
    assert found.statistics is not None
    assert found.statistics.is_empty()


def test_every_video_that_was_viewed_is_asked_for_its_days(server: LibraryServer) -> None:
    found = catalog(server, statistics_limit=500)
    assert found.statistics is not None
    viewed = {video["guid"] for video in server.library.videos if video["views"]}
    assert set(found.statistics.filter(grain="day")["item_id"].drop_nulls()) == viewed
    assert Counter(server.names())["statistics"] == 2 + len(viewed) + 2
    assert "statistics_not_read" not in {code for code, _ in defects(found)}


def test_a_library_need_not_be_asked_for_views(server: LibraryServer) -> None:
    found = catalog(server, statistics_limit=0)
    assert Counter(server.names())["statistics"] == 2
    assert found.statistics is not None
    assert set(found.statistics["item_id"]) == {None}


def test_nulls_everywhere_are_nothing_odd(server: LibraryServer) -> None:
    """Every field of a video is nullable, and so are charts and heatmaps."""
    server.library.videos[1] = dict.fromkeys(build_video(1)) | {"guid": "lonely"}
    charts = {"viewsChart": None, "watchTimeChart": None, "countryViewCounts": None, "engagementScore": None}
    server.faults["statistics"] = [JSONResponse(charts) for _ in range(7)]
    server.faults["heatmap"] = [JSONResponse({"heatmap": None}), JSONResponse({})]
    found = catalog(server)
    entry = entries(found)["lonely"]
    assert (entry.name, entry.duration_seconds, entry.added_at) == ("lonely", None, None)
    assert defects(found) == {
        ("odd_field", "items[].status"): 1,
        ("no_name", None): 1,
        ("statistics_not_read", None): 30,
    }
    assert "lonely" not in {state.item_id for state in found.checks}
    assert found.statistics is not None
    assert found.heatmaps is not None
    assert (len(found.statistics), len(found.heatmaps)) == (0, 0)


def test_an_upload_while_the_list_is_read_repeats_nothing(server: LibraryServer) -> None:
    """One is uploaded when page 2 of 3 is asked for: the last of page 1 comes again."""
    videos = server.library.videos = [build_video(number) for number in range(100, 350)]

    def upload(name: str, number: int) -> None:
        if (name, number) == ("videos", 2):
            videos.insert(0, build_video(99))

    server.before = upload
    found = catalog(server)
    assert server.names().count("videos") == 6
    assert [entry.item_id for entry in found.lists[0].entries] == [video_guid(n) for n in range(99, 350)]
    assert defects(found) == {("statistics_not_read", None): 251 - LIMIT}


def test_a_removal_while_the_list_is_read_loses_nothing(server: LibraryServer) -> None:
    """With the first one gone when page 2 is asked for, the first of page 2 has moved to page 1."""
    videos = server.library.videos = [build_video(number) for number in range(100, 350)]

    def remove(name: str, number: int) -> None:
        if (name, number) == ("videos", 2):
            del videos[0]

    server.before = remove
    assert set(entries(catalog(server))) == {video_guid(number) for number in range(101, 350)}


def test_a_list_that_never_stands_still_is_read_three_times_and_kept_whole(server: LibraryServer) -> None:
    videos = server.library.videos = [build_video(number) for number in range(100, 350)]

    def upload(name: str, number: int) -> None:
        if name == "videos":
            videos.insert(0, build_video(1_000 + number))

    server.before = upload
    found = catalog(server)
    assert server.names().count("videos") == 9
    assert {video_guid(number) for number in range(100, 350)} <= set(entries(found))
    assert defects(found)["duplicate", "items[].guid"] > 500


def test_a_page_that_is_no_list_fails_the_catalog(server: LibraryServer) -> None:
    for body, reason in (
        ("<html>", "html"),
        ("[]", "no_list"),
        ('{"items": 7}', "no_list"),
        ('{"items": [', "truncated"),
    ):
        server.faults["videos"] = [PlainTextResponse(body)]
        sources = fetch(provider(server))
        with pytest.raises(ParseError) as error:
            QUICK.parse(provider(server), sources)
        assert error.value.reason == reason


def test_a_sync_lands_entries_counters_and_states_and_no_key(
    server: LibraryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, "bunny", QUICK)
    with client() as http:
        done = sync_catalog(provider(server), client=http, previous=None, sync_id="s", now=lambda: NOW)
    assert done.outcome == "accepted"
    assert {table: done.count(table) for table in done.tables} == {
        "catalog_entries": 40,
        "catalog_rejects": 0,
        "catalog_defects": 2,
        "video_statistics": 3 * (30 + 49) + 30,
        "video_heatmaps": 20,
        "stream_checks": 39,
        "probe_runs": 1,
    }
    VideoStatistics.validate(done.tables["video_statistics"])
    VideoHeatmaps.validate(done.tables["video_heatmaps"])
    StreamChecks.validate(done.tables["stream_checks"])
    assert set(done.tables["stream_checks"]["reason"]) <= set(REASONS)
    assert ACCESS_KEY not in "".join(frame.write_json() for frame in (done.sync, *done.tables.values()))


def test_a_wrong_key_rejects_the_sync(server: LibraryServer) -> None:
    with client() as http:
        settings = provider(server, access_key="wrong-key")
        done = sync_catalog(settings, client=http, previous=None, sync_id="s", now=lambda: NOW)
    assert (done.outcome, done.reason) == ("rejected", "auth_failed")
    assert "wrong-key" not in done.sync.write_json()


def test_a_second_sync_asks_for_what_waited_before_what_changed_again(
    server: LibraryServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies beside the kept bodies tells how often each video had been viewed."""
    monkeypatch.setitem(KINDS, "bunny", QUICK)
    bodies = BodyStore(tmp_path)
    viewed = sorted(server.library.videos, key=lambda video: -video["views"])
    with client() as http:
        first, second = (
            _days(sync_catalog(one, client=http, previous=None, sync_id=name, now=lambda: NOW, bodies=bodies))
            for name, one in _twice(server, viewed[1])
        )
    assert first == {video["guid"] for video in viewed[:LIMIT]}
    assert second == {video["guid"] for video in viewed[LIMIT : 2 * LIMIT]}


def _twice(server: LibraryServer, video: Video) -> Iterator[tuple[str, ProviderSettings]]:
    yield "one", provider(server)
    video["views"] -= 1
    yield "two", provider(server)


def _days(done: CatalogSync) -> set[str]:
    return set(done.tables["video_statistics"].filter(grain="day")["item_id"].drop_nulls())
