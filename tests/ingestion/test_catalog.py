import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import polars as pl
import pytest

from ingestion.catalog import CatalogSync, land_catalog, sync_catalog
from ingestion.http import client
from ingestion.landing import RawStore
from ingestion.schemas.catalog import CatalogEntries, CatalogRejects, CatalogSyncs
from ingestion.settings import ProviderSettings
from ingestion.sources import PreviousSync, read_previous, source_labels
from tests.ingestion.loopback import Answer, Loopback, body, loopback, text

SAMPLES = Path("data/samples/catalog/iptv-org").resolve()
GOOD = "#EXTM3U\n" + "".join(f"#EXTINF:-1,Channel {number}\nhttp://h/{number}\n" for number in range(10))


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path / "raw")


def provider(*urls: str, **more: object) -> ProviderSettings:
    return ProviderSettings.model_validate({"id": "p", "name": "P", "kind": "m3u", "urls": urls, **more})


def sync(
    settings: ProviderSettings, previous: PreviousSync | None = None, sync_id: str = "s1"
) -> CatalogSync:
    with client(timeout_seconds=settings.timeout_seconds) as http:
        return sync_catalog(
            settings, client=http, previous=previous, sync_id=sync_id, now=lambda: datetime.now(UTC)
        )


def sync_and_land(store: RawStore, settings: ProviderSettings, sync_id: str) -> CatalogSync:
    done = sync(settings, read_previous(store, settings.id, "catalog"), sync_id)
    land_catalog(store, done)
    return done


def test_two_dates_of_a_real_provider(store: RawStore) -> None:
    """Truth: the keys' sets, names and addresses of both syncs, compared in plain Python."""
    days = {
        day: provider(*(path.as_uri() for path in sorted((SAMPLES / day).glob("*.m3u"))))
        for day in ("2026-05-31", "2026-06-20")
    }
    first, second = (sync_and_land(store, settings, day) for day, settings in days.items())
    assert [first.outcome, second.outcome] == ["accepted", "accepted"]
    assert [len(first.entries), len(second.entries)] == [2819, 2917]
    before, after = (
        {
            key: (name, url)
            for key, name, url in one.entries.select("stream_key", "name", "stream_url").iter_rows()
        }
        for one in (first, second)
    )
    assert [len(before), len(after)] == [2819, 2917]
    both = before.keys() & after.keys()
    assert {
        "added": len(after.keys() - both),
        "removed": len(before.keys() - both),
        "renamed": sum(before[key][0] != after[key][0] for key in both),
        "moved": sum(before[key][1] != after[key][1] for key in both),
    } == {"added": 135, "removed": 37, "renamed": 19, "moved": 28}
    assert len(first.logins) == 25
    third = sync_and_land(store, days["2026-06-20"], "again")
    assert (third.outcome, third.sync["entry_count"].item(), len(third.entries)) == ("unchanged", 2917, 0)
    assert store.scan("catalog_entries").select(pl.len()).collect().item() == 2819 + 2917
    assert store.scan("catalog_syncs").select(pl.len()).collect().item() == 3


def test_frames_fit_their_tables(site: Loopback) -> None:
    done = sync(
        provider(site.serve("/a.m3u", text("#EXTINF:-1,A\nhttp://bob:pw@h/a\n#EXTINF:-1,B\nh://b\nbad line")))
    )
    CatalogSyncs.validate(done.sync)
    CatalogEntries.validate(done.entries)
    CatalogRejects.validate(done.rejects)
    assert done.entries.select("playlist", "entry_ordinal", "line_number", "name").rows() == [
        ("a.m3u", 0, 1, "A"),
        ("a.m3u", 1, 3, "B"),
    ]
    assert done.logins == {done.entries["stream_key"][0]: "http://bob:pw@h/a"}
    assert done.rejects.select("playlist", "line_number", "reason", "excerpt").rows() == [
        ("a.m3u", 5, "not_a_url", "bad line")
    ]
    assert done.sync["reject_count"].item() == 1
    assert "pw" not in repr(done)


def silence() -> None:
    Event().wait(0.6)


BAD: dict[str, tuple[Answer, str]] = {
    "empty": (text(""), "empty"),
    "html": (text("<html><body>Your account expired</body></html>"), "html"),
    "json": (text('{"user_info": {"auth": 0}}'), "json"),
    "text": (text("blocked"), "text"),
    "hls": (text("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts"), "hls_playlist"),
    "header only": (text("#EXTM3U\n"), "no_entries"),
    "far fewer": (text("#EXTM3U\n#EXTINF:-1,A\nhttp://h/0"), "implausibly_small"),
    "404": (text("not here", status=404), "http_404"),
    "truncated gzip": (body(gzip.compress(GOOD.encode())[:-12]), "truncated"),
    "gzip bomb": (body(gzip.compress(b"\n" * 9_000_000)), "too_large"),
    "oversized": (text("#EXTM3U\n" + "x" * 2_000_000), "too_large"),
    "redirect loop": (text("", status=302, Location="/a.m3u"), "too_many_redirects"),
    "broken off": (body(GOOD.encode()[:99], Content_Length=str(len(GOOD))), "transport"),
    "silent": (lambda _: silence(), "timeout"),
}


@pytest.mark.parametrize(("answer", "reason"), BAD.values(), ids=BAD)
def test_bad_answers_reject_the_sync_and_leave_the_catalog(
    site: Loopback, store: RawStore, monkeypatch: pytest.MonkeyPatch, answer: Answer, reason: str
) -> None:
    monkeypatch.setattr("ingestion.http.time.sleep", lambda _: None)
    url = site.serve("/a.m3u", text(GOOD), answer)
    settings = provider(f"{url}?token=secret", timeout_seconds=0.3, max_bytes=1_000_000)
    assert sync_and_land(store, settings, "s1").outcome == "accepted"
    rejected = sync_and_land(store, settings, "s2")
    assert (rejected.outcome, rejected.reason) == ("rejected", reason)
    assert rejected.sync["detail"].item()
    assert (len(rejected.entries), rejected.logins) == (0, {})
    assert "secret" not in rejected.sync.write_json()
    entries = store.scan("catalog_entries").collect()
    assert (len(entries), set(entries["sync_id"])) == (10, {"s1"})
    previous = read_previous(store, "p", "catalog")
    assert previous is not None
    assert previous.entry_count == 10


def test_trouble_that_passes_is_no_rejection(site: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.http.time.sleep", lambda _: None)
    assert sync(provider(site.serve("/a", text("", status=500), text(GOOD)))).outcome == "accepted"


def test_bad_bytes_are_read_as_far_as_they_make_sense(site: Loopback) -> None:
    done = sync(provider(site.serve("/a", body(b"#EXTINF:-1,Espa\xf1ol\0\nhttp://h/a\0\n"))))
    assert done.entries.select("name", "stream_url").row(0) == ("Español", "http://h/a")
    assert done.sync["detail"].item() == "not_utf8 1"


def test_one_failing_playlist_rejects_all(site: Loopback) -> None:
    settings = provider(site.serve("/a", text(GOOD)), site.serve("/b", text("", status=403)))
    assert (sync(settings).outcome, sync(settings).reason) == ("rejected", "http_403")
    empty = provider(site.serve("/a", text(GOOD)), site.serve("/c", text("#EXTM3U")))
    assert sync(empty).reason == "no_entries"


def test_the_share_that_is_plausible_is_a_setting(site: Loopback) -> None:
    previous = PreviousSync(20, "other", {}, {})
    url = site.serve("/a", text(GOOD))
    assert sync(provider(url), previous).outcome == "accepted"
    assert sync(provider(url, min_entry_ratio=0.51), previous).reason == "implausibly_small"


def versioned(content: str, etag: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers["If-None-Match"] == etag
        (text("", status=304) if known else text(content, ETag=etag))(handler)

    return answer


def test_only_when_all_are_unchanged_nothing_is_fetched(site: Loopback, store: RawStore) -> None:
    urls = site.serve("/a", versioned(GOOD, "1")), site.serve("/b", versioned(GOOD, "1"))
    assert sync_and_land(store, provider(*urls), "s1").outcome == "accepted"
    unchanged = sync_and_land(store, provider(*urls), "s2")
    assert (unchanged.outcome, unchanged.sync["received_bytes"].item()) == ("unchanged", 0)
    site.serve("/b", versioned(GOOD + "#EXTINF:-1,New\nhttp://h/new", "2"))
    changed = sync_and_land(store, provider(*urls), "s3")
    assert (changed.outcome, len(changed.entries)) == ("accepted", 21)
    fewer = sync_and_land(store, provider(urls[0]), "s4")
    assert (fewer.outcome, len(fewer.entries)) == ("rejected", 0)
    assert json.loads(changed.sync["etag"].item()) == {urls[0]: "1", urls[1]: "2"}


def test_landing_again_changes_nothing(site: Loopback, store: RawStore) -> None:
    done = sync(provider(site.serve("/a", text(GOOD))))
    for _ in range(2):
        land_catalog(store, done)
    assert store.scan("catalog_entries").collect().equals(done.entries)
    assert store.scan("catalog_syncs").collect().equals(done.sync)


def test_labels_name_the_file_where_that_is_enough() -> None:
    assert source_labels(
        ["http://h/a.m3u?x=1", "http://h/one/b.m3u", "http://h/two/b.m3u", "http://u:p@h/"]
    ) == [
        "a.m3u",
        "http://h/one/b.m3u",
        "http://h/two/b.m3u",
        "http://***@h/",
    ]
