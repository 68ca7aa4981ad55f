"""Panels with more series than one sync asks for: who is asked, what lands, and what counts as a drop."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.http import client
from ingestion.fetching.sources import read_previous
from ingestion.kinds.xtream_series import choose_series
from ingestion.landing import RawStore
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog import CatalogSync, land_catalog, replay_catalog, sync_catalog
from ingestion.syncing.kept_bodies import BodyStore
from tests.ingestion.loopback import Loopback, loopback, text

at = datetime.fromisoformat
START = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Shelf:
    """A panel of series alone: how many episodes each has, which fail, which were asked for, how slowly."""

    site: Loopback
    episodes: dict[int, int]
    modified: dict[int, int] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)
    asked: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = {name: value[0] for name, value in parse_qs(urlsplit(handler.path).query).items()}
        action, series_id = query.get("action"), int(query.get("series_id", 0))
        if action == "get_series_info":
            self.asked.append(series_id)
            time.sleep(self.seconds)
        found = text("", status=404) if series_id in self.broken else text(self._body(action, series_id))
        found(handler)

    def _body(self, action: str | None, series_id: int) -> str:
        if action is None:
            return '{"user_info": {"auth": 1, "status": "Active"}, "server_info": {}}'
        if action == "get_series":
            return json.dumps([self._row(one) for one in self.episodes])
        if action == "get_series_info":
            numbers = range(self.episodes[series_id])
            rows = [{"id": series_id * 10_000 + one, "episode_num": one + 1} for one in numbers]
            return json.dumps({"episodes": {"1": rows}})
        return "[]"

    def _row(self, series_id: int) -> dict[str, object]:
        row = {"series_id": series_id, "name": f"Show {series_id}"}
        return {**row, "last_modified": self.modified.get(series_id, 1_500_000_000)}

    def sync(
        self, store: RawStore, day: int, *, accept: bool = False, land: bool = True, **more: object
    ) -> CatalogSync:
        self.asked.clear()
        settings = provider(self.site.base_url, **more)
        with client() as http:
            done = sync_catalog(
                settings,
                client=http,
                previous=read_previous(store, "p", "catalog"),
                sync_id=f"s{day}",
                now=lambda: START + timedelta(days=day),
                accept=accept,
                bodies=BodyStore(store.root.parent / "bodies"),
            )
        if land:
            land_catalog(store, done)
        return done


def provider(base_url: str, **more: object) -> ProviderSettings:
    login = {"panel_url": base_url, "username": "someone", "password": "planted-secret-5520"}
    return ProviderSettings.model_validate({"id": "p", "name": "P", "kind": "xtream", **login, **more})


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """Five series of two episodes each, of which a sync asks for two."""
    monkeypatch.setattr("ingestion.kinds.xtream_series.MAX_SERIES", 2)
    monkeypatch.setattr(
        "ingestion.syncing.catalog.FetchLimits", partial(FetchLimits, attempts=1, backoff_seconds=0.01)
    )
    with loopback() as site:
        made = Shelf(site, dict.fromkeys(range(1, 6), 2))
        site.routes["/player_api.php"] = made.answer
        yield made


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path / "raw")


def state(done: CatalogSync) -> dict[str, tuple[bool | None, int | None, int | None]]:
    """By series: whether its episodes were read, how many it has, and the day that asked for them."""
    rows = done.entries.filter(stream_type="series").sort("item_id")
    columns = rows.select("item_id", "are_episodes_read", "episode_count", "episodes_asked_at").iter_rows()
    return {
        item_id: (is_read, count, (asked_at - START.replace(tzinfo=None)).days if asked_at else None)
        for item_id, is_read, count, asked_at in columns
    }


def test_all_series_are_read_over_the_syncs(shelf: Shelf, store: RawStore) -> None:
    asked = []
    for day in range(4):
        done = shelf.sync(store, day)
        assert done.outcome == "accepted"
        asked.append(list(shelf.asked))

    assert asked == [[5, 4], [3, 2], [1, 5], [4, 3]]
    assert state(done) == {
        "1": (None, 2, 2),
        "2": (None, 2, 1),
        "3": (True, 2, 3),
        "4": (True, 2, 3),
        "5": (None, 2, 2),
    }
    assert done.entries.filter(stream_type="episode")["parent_item_id"].unique().sort().to_list() == [
        "3",
        "4",
    ]
    assert done.tables["catalog_defects"].filter(defect="episodes_not_read")["defect_count"].to_list() == [3]


def test_a_series_that_was_modified_or_is_new_comes_first(shelf: Shelf, store: RawStore) -> None:
    for day in range(3):
        shelf.sync(store, day)
    shelf.modified[5] = int((START + timedelta(days=2, hours=1)).timestamp())
    shelf.episodes[6] = 1

    shelf.sync(store, 3)

    assert shelf.asked == [6, 5]


def test_a_series_that_fails_waits_its_turn(shelf: Shelf, store: RawStore) -> None:
    shelf.broken = {5}

    first = shelf.sync(store, 0)
    assert (shelf.asked, state(first)["5"]) == ([5, 4], (False, None, 0))
    shelf.sync(store, 1)
    third = shelf.sync(store, 2)

    assert shelf.asked == [1, 5]
    assert state(third)["5"] == (False, None, 2)


def test_series_that_fail_in_a_row_do_not_keep_the_others_from_being_read(
    shelf: Shelf, store: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.kinds.xtream_series.MAX_SERIES", 10)
    shelf.broken = {5, 4, 3}

    shelf.sync(store, 0)
    assert shelf.asked == [5, 4, 3]
    shelf.sync(store, 1)
    assert shelf.asked == [2, 1, 5, 4, 3]


def test_no_more_series_are_asked_for_when_time_is_up(
    shelf: Shelf, store: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.kinds.xtream_series.MAX_SERIES", 5)
    shelf.seconds = 0.4

    done = shelf.sync(store, 0, total_timeout_seconds=1)

    assert done.outcome == "accepted"
    assert shelf.asked in ([5, 4, 3], [5, 4])
    assert state(done)["5"] == (True, 2, 0)
    assert state(done)["1"] == (None, None, None)


def test_no_more_series_are_asked_for_when_their_answers_are_large(
    shelf: Shelf, store: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.kinds.xtream_series.MAX_SERIES", 5)
    shelf.episodes = dict.fromkeys(shelf.episodes, 20)

    done = shelf.sync(store, 0, max_bytes=1000)

    assert (done.outcome, shelf.asked) == ("accepted", [5, 4])
    assert state(done)["5"] == (True, 20, 0)
    assert state(done)["3"] == (None, None, None)


def test_a_second_sync_of_the_same_answers_changes_nothing(
    shelf: Shelf, store: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.kinds.xtream_series.MAX_SERIES", 5)
    shelf.sync(store, 0)
    shelf.modified[2] = 1_500_000_000

    assert shelf.sync(store, 1).outcome == "unchanged"
    assert sorted(shelf.asked) == [1, 2, 3, 4, 5]


def test_fewer_episodes_because_fewer_series_were_read_are_no_drop(shelf: Shelf, store: RawStore) -> None:
    shelf.episodes = dict.fromkeys(range(1, 6), 5) | {5: 500, 4: 500}
    counts = [shelf.sync(store, day).entries.height for day in range(2)]

    assert counts == [1005, 15]
    assert read_previous(store, "p", "catalog").entry_counts == [5, 5]  # type: ignore[union-attr]
    shelf.broken = set(shelf.episodes)
    assert shelf.sync(store, 2).outcome == "accepted"


def test_series_that_lost_their_episodes_are_a_drop(
    shelf: Shelf, store: RawStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.kinds.xtream_series.MAX_SERIES", 5)
    shelf.episodes = dict.fromkeys(shelf.episodes, 40)
    shelf.sync(store, 0)
    shelf.broken = {1, 2}
    shelf.sync(store, 1)
    shelf.episodes = dict.fromkeys(shelf.episodes, 0)
    shelf.broken = {1}

    refused = shelf.sync(store, 2)

    assert (refused.outcome, refused.reason) == ("rejected", "implausibly_small")
    assert str(refused.sync["detail"].item()).startswith(
        "episodes of the series that were read: 0 entries; the median of the last 1 accepted is 160"
    )
    taken = shelf.sync(store, 3, accept=True)
    assert (taken.outcome, taken.sync["is_forced"].item()) == ("accepted", True)
    assert state(taken)["1"] == (False, 40, 3)
    assert state(taken)["2"] == (True, 0, 3)


def test_a_replay_knows_what_was_asked_for(shelf: Shelf, store: RawStore) -> None:
    shelf.broken = {5}
    shelf.sync(store, 0, land=False)

    again = replay_catalog(
        provider(shelf.site.base_url),
        BodyStore(store.root.parent / "bodies").load("p", "s0", "catalog") or (),
        known_logins={},
        previous=None,
        sync_id="again",
        now=lambda: START,
    )

    assert state(again) == {
        "1": (None, None, None),
        "2": (None, None, None),
        "3": (None, None, None),
        "4": (True, 2, 0),
        "5": (False, None, 0),
    }


@pytest.mark.parametrize(
    ("asked_days", "most", "chosen"),
    [
        ({}, 3, ["e", "d", "c"]),
        ({"e": 9, "d": 9}, 3, ["c", "b", "a"]),
        ({"e": 9, "d": 9, "c": 8}, 3, ["b", "a", "c"]),
        ({"a": 5, "b": 6, "c": 7, "d": 8, "e": 9}, 2, ["a", "b"]),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 9}, 4, ["d", "c", "b", "a"]),
    ],
)
def test_who_is_asked(asked_days: dict[str, int], most: int, chosen: list[str]) -> None:
    """All were modified on the days 0 to 4, the last on the fourth."""
    modified = {name: at(f"2026-11-0{number + 1}") for number, name in enumerate("abcd")} | {
        "e": at("2026-11-05")
    }
    asked_at = {name: at("2026-11-01") + timedelta(days=day) for name, day in asked_days.items()}

    assert choose_series(modified, asked_at, most) == chosen


def test_a_share_is_left_to_series_that_say_they_have_not_changed() -> None:
    quiet, restless = [f"q{one}" for one in range(50)], [f"r{one}" for one in range(50)]
    modified = dict.fromkeys(quiet, at("2026-11-01")) | dict.fromkeys(restless, at("2027-01-01"))
    asked_at = dict.fromkeys(modified, at("2026-12-01"))

    chosen = choose_series(modified, asked_at, 20)

    assert (len(chosen), sum(one.startswith("q") for one in chosen)) == (20, 4)


def test_a_series_without_a_time_of_change_is_asked_in_turn() -> None:
    assert choose_series({"a": None, "b": None}, {"b": at("2026-11-01")}, 1) == ["a"]
    assert choose_series({}, {}, 5) == []
