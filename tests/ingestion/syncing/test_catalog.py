import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import polars as pl
import pytest

from ingestion.fetching.http import client
from ingestion.fetching.sources import PreviousSync, read_previous, source_labels
from ingestion.landing import RawStore
from ingestion.schemas.catalog import CatalogEntries, CatalogRejects, CatalogSyncs
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog import CatalogSync, land_catalog, sync_catalog
from tests.ingestion.loopback import Answer, Loopback, body, loopback, text

SAMPLES = Path("data/samples/catalog/iptv-org").resolve()


def playlist(count: int) -> str:
    return "#EXTM3U\n" + "".join(f"#EXTINF:-1,Channel {n}\nhttp://h/{n}\n" for n in range(count))


GOOD = playlist(100)


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
    CatalogRejects.validate(done.tables["catalog_rejects"])
    assert done.entries.select("playlist", "entry_ordinal", "line_number", "name").rows() == [
        ("a.m3u", 0, 1, "A"),
        ("a.m3u", 1, 3, "B"),
    ]
    assert done.logins == {done.entries["stream_key"][0]: "http://bob:pw@h/a"}
    assert done.tables["catalog_rejects"].select("playlist", "line_number", "reason", "excerpt").rows() == [
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
    "far fewer": (text(playlist(49)), "implausibly_small"),
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
    monkeypatch.setattr("ingestion.fetching.http.time.sleep", lambda _: None)
    url = site.serve("/a.m3u", text(GOOD), answer)
    settings = provider(f"{url}?token=secret", timeout_seconds=0.3, max_bytes=1_000_000)
    assert sync_and_land(store, settings, "s1").outcome == "accepted"
    rejected = sync_and_land(store, settings, "s2")
    assert (rejected.outcome, rejected.reason) == ("rejected", reason)
    assert rejected.sync["detail"].item()
    assert (len(rejected.entries), rejected.logins) == (0, {})
    assert "secret" not in rejected.sync.write_json()
    entries = store.scan("catalog_entries").collect()
    assert (len(entries), set(entries["sync_id"])) == (100, {"s1"})
    previous = read_previous(store, "p", "catalog")
    assert previous is not None
    assert previous.entry_count == 100


def test_trouble_that_passes_is_no_rejection(site: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.fetching.http.time.sleep", lambda _: None)
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


def test_the_drop_that_is_plausible_is_a_setting(site: Loopback) -> None:
    previous = PreviousSync(200, "other", {}, {}, entry_counts=[200])
    url = site.serve("/a", text(GOOD))
    refused = sync(provider(url), previous)
    assert refused.reason == "implausibly_small"
    assert refused.sync["detail"].item() == (
        "100 entries; the median of the last 1 accepted is 200: 100 entries (50%) fewer, "
        "above max_drop_count = 50 and max_drop_ratio = 0.3"
    )
    assert sync(provider(url, max_drop_ratio=0.5), previous).outcome == "accepted"
    assert sync(provider(url, max_drop_count=100), previous).outcome == "accepted"


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
    assert (changed.outcome, len(changed.entries)) == ("accepted", 201)
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


def counts(store: RawStore) -> list[tuple[str, int, bool]]:
    rows = store.scan("catalog_syncs").sort("started_at").select("outcome", "entry_count", "is_forced")
    return rows.collect().rows()


def test_the_gate_measures_against_the_median_of_the_last_five(site: Loopback, store: RawStore) -> None:
    """One list that was once far larger does not make the usual one implausible."""
    sizes = [300, 310, 1000, 320, 330, 340]
    url = site.serve("/a", *(text(playlist(size)) for size in [*sizes, 200]))
    for number in range(len(sizes)):
        assert sync_and_land(store, provider(url), f"s{number}").outcome == "accepted"
    refused = sync_and_land(store, provider(url), "small")
    assert (refused.reason, refused.count("catalog_entries")) == ("implausibly_small", 0)
    assert (
        "the median of the last 5 accepted is 330: 130 entries (39%) fewer" in refused.sync["detail"].item()
    )


def test_what_was_taken_by_force_is_the_new_measure(site: Loopback, store: RawStore) -> None:
    url = site.serve("/a", *(text(playlist(size)) for size in (500, 501, 100, 100, 101, 40)))
    settings = provider(url)
    for number, accept in enumerate([False, False, False, True, False, False]):
        previous = read_previous(store, "p", "catalog")
        with client() as http:
            done = sync_catalog(
                settings,
                client=http,
                previous=previous,
                sync_id=f"s{number}",
                now=lambda: datetime.now(UTC),
                accept=accept,
            )
        land_catalog(store, done)
    assert counts(store) == [
        ("accepted", 500, False),
        ("accepted", 501, False),
        ("rejected", 0, False),
        ("accepted", 100, True),
        ("accepted", 101, False),
        ("rejected", 0, False),
    ]


def test_a_list_that_vanishes_behind_another_is_seen(site: Loopback, store: RawStore) -> None:
    big = site.serve("/big.m3u", text(playlist(1000)))
    small = site.serve("/small.m3u", text(playlist(90)), text(playlist(5)))
    assert sync_and_land(store, provider(big, small), "s1").outcome == "accepted"
    refused = sync_and_land(store, provider(big, small), "s2")
    assert refused.reason == "implausibly_small"
    assert refused.sync["detail"].item().startswith("small.m3u: 5 entries")


def test_defects_land_by_code_with_their_first_place(site: Loopback, store: RawStore) -> None:
    twice = "#EXTINF:-1,A\nhttp://h/a\n" * 3
    sync_and_land(store, provider(site.serve("/a.m3u", text("#EXTM3U\n" + twice))), "s1")
    rows = store.scan("catalog_defects").select("playlist", "defect", "defect_count", "line_number")
    assert rows.collect().rows() == [("a.m3u", "duplicate_entry", 2, 4), ("a.m3u", "duplicate_url", 2, 4)]


def test_moving_domain_and_password_changes_no_identity(site: Loopback) -> None:
    def panel_list(host: str, user: str, password: str) -> str:
        return (
            f"#EXTM3U\n#EXTINF:-1,By id\nhttp://{host}/live/{user}/{password}/7.ts\n"
            f"#EXTINF:-1 tvg-id='a.uk',By guide\nhttp://{host}/x/{user}/{password}/index.m3u8?token={password}\n"
            f"#EXTINF:-1,By name\nhttp://{user}:{password}@{host}/n.m3u8\n"
            f"#EXTINF:-1,By name\nhttp://{host}/second/{password}/n.m3u8\n"
        )

    def keys(host: str, user: str, password: str) -> list[str]:
        url = site.serve(f"/{user}.m3u", text(panel_list(host, user, password)))
        settings = provider(f"{url}?username={user}&password={password}")
        return sync(settings).entries["stream_key"].to_list()

    before = keys("old.example:8080", "user-one", "first-password")
    assert len(set(before)) == 4
    assert keys("new.example", "user-two", "second-password") == before


def test_a_known_secret_in_an_unknown_place_is_a_login(site: Loopback) -> None:
    """A panel of its own kind: the password is a folder, and stands in a channel's name."""
    content = "#EXTM3U\n#EXTINF:-1,Your password: hunter22!\nhttp://h/own/hunter22/a.m3u8\n"
    url = site.serve("/a.m3u", text(content))
    done = sync(provider(f"{url}?username=someone&password=hunter22"))
    shown = done.entries.select("name", "stream_url", "identity_basis", "has_credentials").row(0)
    assert shown == ("Your password: ***!", "http://h/own/***/a.m3u8", "name:your password: ***!", True)
    assert list(done.logins.values()) == ["http://h/own/hunter22/a.m3u8"]


NESTED = "#EXTM3U\n#EXTINF:-1,Own\nhttp://h/own\n#EXTINF:-1,More\n{url}\n"


def test_nested_playlists_are_kept_or_followed(site: Loopback) -> None:
    deeper = site.serve("/deeper.m3u", text(GOOD))
    more = site.serve("/more.m3u", text("#EXTM3U\n#EXTINF:-1,Inner\nhttp://h/inner\n" + deeper))
    url = site.serve("/a.m3u", text(NESTED.format(url=more)))
    kept = sync(provider(url))
    assert kept.entries["name"].to_list() == ["Own", "More"]
    assert site.requests["/more.m3u"] == 0
    followed = sync(provider(url, follow_playlists=True))
    assert followed.entries["name"].to_list() == ["Own", "Inner", "deeper.m3u"]
    assert followed.entries["playlist"].to_list() == ["a.m3u", "more.m3u", "more.m3u"]
    assert site.requests["/deeper.m3u"] == 0


def test_nested_playlists_of_other_hosts_are_not_followed(site: Loopback) -> None:
    far = site.serve("/more.m3u", text(GOOD)).replace("127.0.0.1", "localhost")
    url = site.serve("/a.m3u", text(NESTED.format(url=far)))
    assert len(sync(provider(url, follow_playlists=True)).entries) == 2
    assert site.requests["/more.m3u"] == 0


def test_at_most_200_nested_playlists_are_read(site: Loopback) -> None:
    names = [f"/n{number}.m3u" for number in range(203)]
    urls = [site.serve(name, text("#EXTM3U\n#EXTINF:-1,Inner\nhttp://h/inner\n")) for name in names]
    content = "#EXTM3U\n" + "".join(f"#EXTINF:-1,More\n{url}\n" for url in urls)
    done = sync(provider(site.serve("/a.m3u", text(content)), follow_playlists=True))
    assert (done.outcome, len(done.entries)) == ("accepted", 203)
    assert sum(site.requests[name] for name in names) == 200


def test_an_empty_playlist_is_taken_when_asked_for(site: Loopback, store: RawStore) -> None:
    url = site.serve("/a", text(GOOD), text("#EXTM3U\n"))
    assert sync_and_land(store, provider(url), "s1").outcome == "accepted"
    assert sync_and_land(store, provider(url), "s2").reason == "no_entries"
    with client() as http:
        taken = sync_catalog(
            provider(url),
            client=http,
            previous=read_previous(store, "p", "catalog"),
            sync_id="s3",
            now=lambda: datetime.now(UTC),
            accept=True,
        )
    land_catalog(store, taken)
    assert counts(store)[1:] == [("rejected", 0, False), ("accepted", 0, True)]
