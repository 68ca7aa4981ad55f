"""A panel without a guide of its own and with more channels than one sync asks for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.http import client
from ingestion.fetching.sources import read_previous
from ingestion.landing import RawStore
from ingestion.settings import ProviderSettings
from ingestion.syncing.guide import GuideSync, land_guide, replay_guides, sync_guides
from ingestion.syncing.kept_bodies import BodyStore
from tests.ingestion.loopback import Loopback, loopback, text

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Panel:
    """Channels by id of their guide, and those whose guide fails. It has validators, and never says 304."""

    site: Loopback
    channels: dict[int, str]
    broken: set[int] = field(default_factory=set)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = {name: value[0] for name, value in parse_qs(urlsplit(handler.path).query).items()}
        assert "If-None-Match" not in handler.headers or query["action"] != "get_live_streams"
        if query["action"] == "get_live_streams":
            rows = [{"stream_id": one, "epg_channel_id": name} for one, name in self.channels.items()]
            text(json.dumps(rows), ETag='"list"')(handler)
        elif int(query["stream_id"]) in self.broken:
            text("", status=500)(handler)
        else:
            row = {"title": "News", "start_timestamp": "1793534400", "stop_timestamp": "1793538000"}
            text(json.dumps({"epg_listings": [row]}))(handler)


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Panel]:
    """Three channels, of which a sync asks for the guides of two."""
    monkeypatch.setattr("ingestion.kinds.xtream_guide.MAX_CHANNELS", 2)
    monkeypatch.setattr(
        "ingestion.syncing.guide.FetchLimits", partial(FetchLimits, attempts=1, backoff_seconds=0.01)
    )
    with loopback() as site:
        made = Panel(site, {1: "one", 2: "two", 3: "three"})
        site.routes["/player_api.php"] = made.answer
        yield made


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path / "raw")


def provider(panel: Panel, **more: object) -> ProviderSettings:
    login = {"panel_url": panel.site.base_url, "username": "someone", "password": "planted-secret-5520"}
    return ProviderSettings.model_validate({"id": "p", "name": "P", "kind": "xtream", **login, **more})


def pull(panel: Panel, store: RawStore, sync_id: str = "g", **more: object) -> GuideSync:
    with client() as http:
        done = sync_guides(
            provider(panel, **more),
            client=http,
            previous=read_previous(store, "p", "guide"),
            sync_id=sync_id,
            now=lambda: NOW,
            bodies=BodyStore(store.root.parent / "bodies"),
        )
    land_guide(store, done)
    return done


def channels(done: GuideSync) -> list[str]:
    return sorted(pl.concat(done.programmes)["channel_id"])


def defects(done: GuideSync) -> list[tuple[str, str, int]]:
    return done.defects.select("playlist", "defect", "defect_count").rows()


def test_a_guide_that_leaves_channels_out_is_partial_and_says_how_many(panel: Panel, store: RawStore) -> None:
    done = pull(panel, store)

    assert (done.outcome, done.reason, channels(done)) == ("accepted", "partial", ["one", "two"])
    assert done.sync["detail"].item() == "channels whose guide was not read: 1"
    assert defects(done) == [("live_streams", "channels_not_read", 1)]


def test_the_same_answers_change_nothing_and_their_replay_tells_the_same(
    panel: Panel, store: RawStore
) -> None:
    pull(panel, store)

    assert pull(panel, store, "again").outcome == "unchanged"
    again = replay_guides(
        provider(panel),
        BodyStore(store.root.parent / "bodies").load("p", "g", "guide") or (),
        previous=None,
        sync_id="replay",
        now=lambda: NOW,
    )
    assert (again.reason, channels(again)) == ("partial", ["one", "two"])
    assert defects(again) == [("live_streams", "channels_not_read", 1)]


def test_channels_behind_one_that_fails_were_not_read(panel: Panel, store: RawStore) -> None:
    panel.broken = {2}

    done = pull(panel, store)

    assert (done.reason, channels(done)) == ("partial", ["one"])
    assert defects(done) == [("live_streams", "channels_not_read", 2)]


def test_no_more_channels_are_asked_for_when_their_guides_are_large(
    panel: Panel, store: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.kinds.xtream_guide.MAX_CHANNELS", 3)

    done = pull(panel, store, guide_max_bytes=160)

    assert (done.reason, channels(done)) == ("partial", ["one", "two"])
    assert defects(done) == [("live_streams", "channels_not_read", 1)]


def test_a_guide_of_all_channels_is_whole(panel: Panel, store: RawStore) -> None:
    panel.channels = {1: "one", 2: "two", 4: "one"}

    done = pull(panel, store)

    assert (done.outcome, done.reason, channels(done)) == ("accepted", None, ["one", "two"])
    assert defects(done) == []
