# ruff: noqa: DTZ001 - raw tables hold naive UTC
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ingestion.guide import GuideSync, derive_stops, land_guide, sync_guides
from ingestion.http import client
from ingestion.landing import RawStore
from ingestion.settings import ProviderSettings
from ingestion.sources import read_previous
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


def sync_and_land(store: RawStore, *urls: str, sync_id: str = "s1") -> GuideSync:
    provider = ProviderSettings.model_validate({"id": "p", "name": "P", "kind": "m3u", "guide_urls": urls})
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
    assert store.scan("guide_programmes").collect().equals(done.programmes)
    assert sync_and_land(store, *urls, sync_id="s2").outcome == "unchanged"
    assert store.scan("guide_channels").select(pl.len()).collect().item() == 7


def test_rows_of_a_small_guide(site: Loopback, store: RawStore) -> None:
    done = sync_and_land(store, site.serve("/g.xml.gz", body(gzip.compress(GOOD.encode()))))
    assert done.channels.select("channel_id", "display_name", "display_names", "icon_url").rows() == [
        ("c", "C", '["C"]', "http://***@h/i")
    ]
    assert done.programmes.select("title", "started_at", "stopped_at", "has_derived_stop").rows() == [
        ("A", datetime(2026, 1, 1), datetime(2026, 1, 1, 2), True),
        ("B", datetime(2026, 1, 1, 2), None, False),
    ]
    [reject] = done.rejects.select("playlist", "line_number", "reason", "excerpt").rows()
    assert reject[:3] == ("g.xml.gz", 1, "no_channel")
    assert "http://h/live/***/***/1.ts" in reject[3]


def test_stops_are_derived_from_the_next_start_of_the_channel() -> None:
    hour = {number: datetime(2026, 1, 1, number) for number in range(24)}
    frame = pl.DataFrame(
        [
            ("a", hour[9], None),
            ("b", hour[5], None),
            ("a", hour[1], None),
            ("a", hour[1], hour[2]),
            ("a", hour[2], None),
            ("b", hour[6], hour[8]),
        ],
        schema={"channel_id": pl.String, "started_at": pl.Datetime("us"), "stopped_at": pl.Datetime("us")},
        orient="row",
    )
    assert derive_stops(frame).select("stopped_at", "has_derived_stop").rows() == [
        (None, False),
        (hour[6], True),
        (hour[2], True),
        (hour[2], False),
        (hour[8], True),
        (hour[8], False),
    ]


def test_a_failing_guide_leaves_the_others(site: Loopback, store: RawStore) -> None:
    urls = (
        site.serve("/good", text(GOOD)),
        site.serve("/gone", text("", status=404)),
        site.serve("/page", text("<html>blocked</html>")),
        site.serve("/cut", text(GOOD[:136])),
    )
    done = sync_and_land(store, *urls)
    assert (done.outcome, done.reason, len(done.programmes)) == ("accepted", "partial", 2)
    detail = done.sync["detail"].item()
    assert all(
        part in detail for part in ("/gone: HTTP 404", "page: the body is a web page", "cut: the guide is")
    )


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
