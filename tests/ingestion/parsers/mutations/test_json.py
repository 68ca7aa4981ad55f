"""10,000 mutations of each JSON family: a panel's lists (as the peer sends them), a library's pages."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple
from urllib.request import urlopen

import msgspec
import pytest

from ingestion.errors import ParseError
from ingestion.parsers.bunny.page import read_page
from ingestion.parsers.bunny.videos import Surroundings, parse_videos
from ingestion.parsers.defects import Defects
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.m3u.playlist import Reject
from ingestion.parsers.xtream.address import PanelAddress
from ingestion.parsers.xtream.entry import EntryBuilder
from ingestion.parsers.xtream.lists import ListKind, parse_list
from orchestration.demo.bunny_library import build_video
from tests.ingestion.parsers.mutations import mutating
from tests.ingestion.parsers.mutations.mutating import MUTATIONS_PER_FAMILY, Mutation, in_time, seeded
from tests.support.panel import PASSWORD, USERNAME, real_panel

HARMLESS: list[Mutation] = [mutating.with_bom, mutating.packed_and_unpacked]
REFUSABLE: list[Mutation] = [mutating.with_nul, mutating.in_utf_16, mutating.in_windows_1252]
HARMFUL: list[Mutation] = [mutating.cut, mutating.unbalance_quotes, mutating.spoil_bytes]
REPEATS = MUTATIONS_PER_FAMILY // len(HARMLESS + REFUSABLE + HARMFUL) + 1
ADDRESS = PanelAddress("http://panel.example", "bob", "secret")


class Read(NamedTuple):
    entries: list[PlaylistEntry]
    rejects: list[Reject]
    defects: Defects


class Family(NamedTuple):
    """Bodies, and what reads each of them."""

    bodies: list[bytes]
    readers: list[Callable[[bytes], Read]]

    def turns(self, count: int) -> Iterator[tuple[bytes, Callable[[bytes], Read]]]:
        """Every body with its reader, again and again."""
        pairs = list(zip(self.bodies, self.readers, strict=True))
        return (pairs[number % len(pairs)] for number in range(count))


def read_list(kind: ListKind) -> Callable[[bytes], Read]:
    def read(body: bytes) -> Read:
        parsed = parse_list(kind, [body], EntryBuilder(ADDRESS, {"1": "News"}), defects := Defects())
        return Read(parsed.entries, parsed.rejects, defects)

    return read


def read_videos(body: bytes) -> Read:
    defects = Defects()
    videos = parse_videos([read_page(body, defects)], Surroundings("1", {}, None), defects)
    return Read(videos.entries, videos.rejects, defects)


@pytest.fixture(scope="module")
def families() -> dict[str, Family]:
    actions: dict[str, ListKind] = {
        "get_live_streams": "live",
        "get_vod_streams": "movie",
        "get_series": "series",
    }
    with real_panel() as panel:
        login = f"{panel.base_url}/player_api.php?username={USERNAME}&password={PASSWORD}"
        lists = [urlopen(f"{login}&action={action}", timeout=10).read() for action in actions]
    pages = [
        json.dumps(
            {"totalItems": 2, "items": [msgspec.to_builtins(build_video(one)) for one in (page, page + 1)]}
        )
        for page in (1, 3, 5)
    ]
    return {
        "panel": Family(lists, [read_list(kind) for kind in actions.values()]),
        "library": Family([page.encode() for page in pages], [read_videos] * 3),
    }


@pytest.mark.parametrize("family", ["panel", "library"])
@pytest.mark.parametrize("mutate", HARMLESS + REFUSABLE, ids=lambda mutate: mutate.__name__)
def test_the_same_entries_or_a_plain_error(
    families: dict[str, Family], family: str, mutate: Mutation
) -> None:
    random = seeded(family + mutate.__name__)
    for body, read in families[family].turns(REPEATS):
        mutated = mutate(body, random)
        with in_time():
            try:
                found = read(mutated)
            except ParseError as error:
                assert mutate in REFUSABLE, (error.reason, mutated)
                continue
        assert is_same(found, read(body)) or (mutate in REFUSABLE and found.defects), mutated


@pytest.mark.parametrize("family", ["panel", "library"])
@pytest.mark.parametrize("mutate", HARMFUL, ids=lambda mutate: mutate.__name__)
def test_harmful_mutations_lose_nothing_in_silence(
    families: dict[str, Family], family: str, mutate: Mutation
) -> None:
    random = seeded(family + mutate.__name__)
    for body, read in families[family].turns(REPEATS):
        mutated = mutate(body, random)
        with in_time():
            try:
                found = read(mutated)
            except ParseError as error:
                assert error.reason in ("empty", "html", "not_json", "truncated", "too_deep", "no_list")
                continue
        told = len(found.entries) + len(found.rejects)
        assert told >= row_count(mutated) or found.defects, mutated


def is_same(one: Read, other: Read) -> bool:
    return one.entries == other.entries and one.rejects == other.rejects


def row_count(body: bytes) -> int:
    """The rows of a list as the standard library reads it; 0 for what it does not read."""
    with suppress(ValueError, RecursionError):
        value = json.loads(body.strip(b" \t\r\n\0"))
        rows = value.get("items", ()) if isinstance(value, dict) else value
        return len(rows) if isinstance(rows, list) else 0
    return 0
