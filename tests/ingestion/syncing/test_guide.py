# ruff: noqa: DTZ001 - raw tables hold naive UTC
import gzip
import lzma
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from ingestion.fetching.http import client
from ingestion.fetching.sources import read_previous
from ingestion.landing import RawStore
from ingestion.parsers.xmltv import decoding as xmltv_decoding
from ingestion.parsers.xmltv.reader import XmltvReader
from ingestion.settings import ProviderSettings
from ingestion.syncing import guide_frames
from ingestion.syncing.guide import GuideSync, land_guide, sync_guides
from ingestion.syncing.guide_frames import derive_stops, next_starts, slots_of
from tests.ingestion.loopback import Loopback, body, loopback, text

SAMPLES = Path("data/samples/catalog/xmltv").resolve()
GOOD = (
    '<tv><channel id="c"><display-name>C</display-name><icon src="http://u:p@h/i"/></channel>'
    '<programme start="20260101" channel="c"><title>A</title></programme>'
    '<programme start="2026010102" channel="c"><title>B</title></programme>'
    '<programme start="2026" channel=""><title>http://h/live/bob/pw/1.ts</title></programme></tv>'
)


@pytest.fixture
def site() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path / "raw")


def sync_and_land(store: RawStore, *urls: str, sync_id: str = "s1", **more: object) -> GuideSync:
    given = {"id": "p", "name": "P", "kind": "m3u", "guide_urls": urls, **more}
    provider = ProviderSettings.model_validate(given)
    with client(timeout_seconds=5) as http:
        done = sync_guides(
            provider,
            client=http,
            previous=read_previous(store, "p", "guide"),
            sync_id=sync_id,
            now=lambda: datetime.now(UTC),
        )
    land_guide(store, done)
    return done


def test_the_real_guides_land_as_one_sync(store: RawStore) -> None:
    urls = [path.as_uri() for path in sorted(SAMPLES.glob("*/content.xml"))]
    done = sync_and_land(store, *urls)
    assert (done.outcome, done.reason) == ("accepted", None)
    assert (len(done.channels), len(done.programmes), len(done.rejects)) == (7, 318 + 203 + 2 + 332, 0)
    assert done.sync["sync_kind"].item() == "guide"
    assert store.scan("guide_programmes").collect().equals(pl.concat(done.programmes))
    assert sync_and_land(store, *urls, sync_id="s2").outcome == "unchanged"
    assert store.scan("guide_channels").select(pl.len()).collect().item() == 7


def test_rows_of_a_small_guide(site: Loopback, store: RawStore) -> None:
    done = sync_and_land(store, site.serve("/g.xml.gz", body(gzip.compress(GOOD.encode()))))
    assert done.channels.select("channel_id", "display_name", "display_names", "icon_url").rows() == [
        ("c", "C", '["C"]', "http://***@h/i")
    ]
    [programmes] = done.programmes
    assert programmes.select("title", "started_at", "stopped_at", "has_derived_stop").rows() == [
        ("A", datetime(2026, 1, 1), datetime(2026, 1, 1, 2), True),
        ("B", datetime(2026, 1, 1, 2), None, False),
    ]
    [reject] = done.rejects.select("playlist", "line_number", "reason", "excerpt").rows()
    assert reject[:3] == ("g.xml.gz", 1, "no_channel")
    assert "http://h/live/***/***/1.ts" in reject[3]


def test_stops_are_derived_from_the_next_start_of_the_channel() -> None:
    """That of the same guide first: the second one cuts channel `a` otherwise, and knows what follows."""
    hour = {number: datetime(2026, 1, 1, number) for number in range(24)}
    frame = pl.DataFrame(
        [
            (0, "a", hour[9], None),
            (0, "b", hour[5], None),
            (0, "a", hour[1], None),
            (0, "a", hour[1], hour[2]),
            (0, "a", hour[2], None),
            (0, "b", hour[6], hour[8]),
            (1, "a", hour[3], hour[4]),
            (1, "a", hour[12], None),
        ],
        schema={
            "guide_priority": pl.Int32,
            "channel_id": pl.String,
            "started_at": pl.Datetime("us"),
            "stopped_at": pl.Datetime("us"),
        },
        orient="row",
    )
    derived = derive_stops(frame, next_starts(slots_of(frame)))
    assert derived.columns == [*frame.columns, "has_derived_stop"]
    assert derived.select("stopped_at", "has_derived_stop").rows() == [
        (hour[12], True),
        (hour[6], True),
        (hour[2], True),
        (hour[2], False),
        (hour[8], True),
        (hour[8], False),
        (hour[4], False),
        (None, False),
    ]


def test_guides_are_told_apart_and_channels_are_one(site: Loopback, store: RawStore) -> None:
    second = (
        '<tv><channel id="c"><display-name>Zwei</display-name><icon src="http://u:p@h/j"/></channel>'
        '<channel id="d"/><programme start="20260101" stop="2026010104" channel="c"><title>Z</title>'
        '<icon src="http://h/live/bob/pw/1.ts"/><url>http://h/?token=t0psecret</url></programme></tv>'
    )
    urls = site.serve("/a.xml", text(GOOD)), site.serve("/b.xml", text(second))
    done = sync_and_land(store, *urls)
    [rows] = done.programmes
    assert rows.select("guide", "guide_priority", "title").rows() == [
        ("a.xml", 0, "A"),
        ("a.xml", 0, "B"),
        ("b.xml", 1, "Z"),
    ]
    assert rows.select("image_url", "programme_url").row(2) == (
        "http://h/live/***/***/1.ts",
        "http://h/?token=***",
    )
    assert done.channels.select("channel_id", "guide", "display_names", "icon_url").rows() == [
        ("c", "a.xml", '["C","Zwei"]', "http://***@h/i"),
        ("d", "b.xml", "[]", None),
    ]


def test_a_large_guide_lands_in_pieces(
    site: Loopback, store: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stops follow from later pieces, and the files hold each row once."""
    monkeypatch.setattr(guide_frames, "PIECE_ROWS", 2)
    monkeypatch.setattr("ingestion.syncing.guide.XmltvReader", partial(XmltvReader, batch_size=1))
    monkeypatch.setattr(xmltv_decoding, "READ_BYTES", 100)
    days = [
        f'<programme start="2026010{day}" channel="c"><title>{day}</title></programme>' for day in range(1, 6)
    ]
    done = sync_and_land(store, site.serve("/g", text(f"<tv>{''.join(days)}</tv>")))
    assert [len(frame) for frame in done.programmes] == [2, 2, 1]
    landed = store.scan("guide_programmes").sort("started_at").collect()
    assert landed["title"].to_list() == [str(day) for day in range(1, 6)]
    assert landed["has_derived_stop"].to_list() == [True, True, True, True, False]
    assert landed["stopped_at"][1] == datetime(2026, 1, 2, 6)
    assert done.count("guide_programmes") == done.sync["entry_count"].item() == 5
    folder = done.programmes._folder
    assert folder is not None
    del done
    assert not folder.exists()


def test_a_source_s_zone_and_shift_are_used(site: Loopback, store: RawStore) -> None:
    done = sync_and_land(
        store, site.serve("/g", text(GOOD)), guide_timezone="Europe/Berlin", guide_shift_minutes=5
    )
    [rows] = done.programmes
    assert rows["started_at"][0] == datetime(2025, 12, 31, 23, 5)


def test_defects_land_with_the_sync(site: Loopback, store: RawStore) -> None:
    done = sync_and_land(store, site.serve("/g.xml", text(GOOD.replace("<title>A", "<title>R&B"))))
    assert done.defects.select("playlist", "defect", "defect_count").rows() == [
        ("g.xml", "bare_ampersand", 1)
    ]
    assert done.sync["detail"].item() == "recovered_errors 1"


def test_a_failing_guide_leaves_the_others(site: Loopback, store: RawStore) -> None:
    urls = (
        site.serve("/good", text(GOOD)),
        site.serve("/gone", text("", status=404)),
        site.serve("/page", text("<html>blocked</html>")),
        site.serve("/cut", text(GOOD[:136])),
        site.serve("/mute", text("", status=304)),
    )
    done = sync_and_land(store, *urls)
    assert (done.outcome, done.reason, len(done.programmes)) == ("accepted", "partial", 2)
    detail = done.sync["detail"].item()
    assert all(
        part in detail
        for part in (
            "/gone: HTTP 404",
            "page: the body is a web page",
            "cut: the guide is",
            "/mute: HTTP 304",
        )
    )


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_a_truncated_archive_is_read_as_far_as_it_goes(
    site: Loopback, store: RawStore, pack: Callable[[bytes], bytes]
) -> None:
    guide = (SAMPLES / "epg.tmacaraibes.com" / "content.xml").read_bytes()
    packed = pack(guide)
    done = sync_and_land(store, site.serve("/g.xml.gz", body(packed[: len(packed) // 2])))
    assert (done.outcome, done.reason) == ("accepted", "partial")
    assert 0 < len(done.programmes) < guide.count(b"<programme ")
    assert "the guide is cut off" in done.sync["detail"].item()


def test_a_sync_of_which_everything_was_rejected_lands_its_rejects(site: Loopback, store: RawStore) -> None:
    bad = '<tv><programme start="?" channel="c"><title>A</title></programme>\n<programme start="2026"/></tv>'
    done = sync_and_land(store, site.serve("/g", text(bad)))
    assert (done.outcome, done.reason) == ("rejected", "no_entries")
    assert done.sync["reject_count"].item() == 2
    rejects = store.scan("catalog_rejects").sort("line_number").collect()
    assert rejects.select("sync_id", "line_number", "reason").rows() == [
        ("s1", 1, "bad_time"),
        ("s1", 2, "no_channel"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("<html></html>", "html"),
        ("<tv></tv>", "no_entries"),
        ('<!DOCTYPE tv [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + GOOD, "entities"),
        (GOOD[:136], "truncated"),
    ],
)
def test_nothing_readable_rejects_the_sync(
    site: Loopback, store: RawStore, content: str, reason: str
) -> None:
    done = sync_and_land(store, site.serve("/g", text(content)))
    assert (done.outcome, done.reason) == ("rejected", reason)
    assert len(done.programmes) == 0
    assert read_previous(store, "p", "guide") is None
