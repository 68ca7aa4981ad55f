"""Three guides of one provider, the last one cut off, with edits that are known."""

import random
from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pytest

from tests.support.lake import Row, at, sync, write_lake
from tests.support.warehouse import query, run_dbt

HOUR = 3600.0
CHANNELS = tuple(f"channel-{number}" for number in range(8))
SLOTS = 48
MODELS = ("+fct_guide_revisions", "+agg_guide_coverage")
Schedule = dict[tuple[str, int], tuple[float, str]]


def _announced(first: int, last: int) -> Schedule:
    """A broadcast of its own title for each channel and hour from the lake's first on."""
    return {
        (channel, slot): (slot * HOUR, f"{channel} {slot}")
        for channel in CHANNELS
        for slot in range(first, last)
    }


def _edit(schedule: Schedule, chance: random.Random) -> Counter[str]:
    """Edit broadcasts that lie ahead of the second sync, each in one way; return how many of each."""
    made: Counter[str] = Counter()
    ahead = [key for key in schedule if 12 <= key[1] < SLOTS - 1]
    for key in chance.sample(ahead, 60):
        started_at, title = schedule[key]
        kind = chance.choice(("retimed", "retitled", "removed", "added", "nothing"))
        made[kind] += 1
        if kind == "retimed":
            schedule[key] = (started_at + chance.choice((-600, 600, 1500)), title)
        elif kind == "retitled":
            schedule[key] = (started_at, f"Instead of {title}")
        elif kind == "removed":
            del schedule[key]
        elif kind == "added":
            schedule[key[0], 1000 + key[1]] = (started_at + 1800, f"After {title}")
    del made["nothing"]
    return made


def _rows(sync_id: str, schedule: Schedule) -> list[Row]:
    return [
        {
            "sync_id": sync_id,
            "synced_at": at(0),
            "channel_id": channel,
            "started_at": at(started_at),
            "stopped_at": at(started_at + 1500),
            "title": title,
        }
        for (channel, _), (started_at, title) in schedule.items()
    ]


def _cut_off(schedule: Schedule) -> Schedule:
    """Half the channels whole, one with its first half alone, the others missing."""
    whole, half = CHANNELS[: len(CHANNELS) // 2], CHANNELS[len(CHANNELS) // 2]
    return {
        key: broadcast
        for key, broadcast in schedule.items()
        if key[0] in whole or (key[0] == half and broadcast[0] < SLOTS / 2 * HOUR)
    }


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, int]]:
    """A warehouse of three guides at hours 0, 12 and 13, and the edits that the second made."""
    first, second = _announced(0, SLOTS), _announced(6, SLOTS + 12)
    edits = _edit(second, random.Random(4))  # noqa: S311 - not for secrets
    guides = {"g1": first, "g2": second, "g3": _cut_off(second)}
    syncs = [
        sync("g1", 0, sync_kind="guide"),
        sync("g2", 12 * HOUR, sync_kind="guide"),
        sync("g3", 13 * HOUR, sync_kind="guide", reason="partial"),
    ]
    rows = [row for sync_id, schedule in guides.items() for row in _rows(sync_id, schedule)]
    folder = tmp_path_factory.mktemp("guides")
    write_lake(folder, {"catalog_syncs": syncs, "guide_programmes": rows})
    run_dbt(folder, "run", "--select", *MODELS)
    return folder, edits


def test_revisions_are_the_edits_and_a_cut_off_guide_makes_none(
    edited: tuple[Path, Mapping[str, int]],
) -> None:
    folder, edits = edited
    rows = query(folder, "select sync_id, revision_type from fct_guide_revisions")
    assert Counter(row["revision_type"] for row in rows) == edits
    assert min(edits.values()) > 5
    assert {row["sync_id"] for row in rows} == {"g2"}


def test_what_was_to_come_stays_when_the_guide_is_cut_off(edited: tuple[Path, Mapping[str, int]]) -> None:
    folder, _ = edited
    [lost] = query(
        folder,
        """
        select count(*) as n from stg_guide_programmes as announced
        anti join fct_programmes as kept
            on announced.channel_id = kept.channel_id and announced.started_at = kept.started_at
        where announced.sync_id = 'g2'
        """,
    )
    assert lost["n"] == 0
    coverage = query(folder, "select * from agg_guide_coverage")
    assert {row["channel_id"] for row in coverage} == set(CHANNELS)
    assert {(row["as_of_at"], row["is_stale"]) for row in coverage} == {(at(13 * HOUR), False)}
    assert all(0.3 < row["next_day_covered_ratio"] < 0.5 for row in coverage), "25 minutes of each hour"


def _least_moves(before: set[int], after: set[int]) -> tuple[int, int]:
    """How many broadcasts moved at most, and how far in all at least: every choice is tried."""
    fewer, more = sorted((sorted(before - after), sorted(after - before)), key=len)
    choices = combinations(more, len(fewer))
    distances = [sum(abs(a - b) for a, b in zip(fewer, chosen, strict=True)) for chosen in choices]
    return len(fewer), min(distances)


def test_of_a_title_that_repeats_as_many_as_possible_moved_as_little_as_possible(tmp_path: Path) -> None:
    chance = random.Random(11)  # noqa: S311 - not for secrets
    starts = {
        f"channel-{number}": tuple(set(chance.sample(range(36), chance.randint(1, 7))) for _ in range(2))
        for number in range(80)
    }
    rows = [
        {
            "sync_id": sync_id,
            "synced_at": at(0),
            "channel_id": channel,
            "started_at": at(started_at),
            "stopped_at": at(started_at + 300),
            "title": title,
        }
        for channel, both in starts.items()
        for sync_id, slots in zip(("g1", "g2"), both, strict=True)
        for title, started_at in [
            *(("News", 24 * HOUR + 600 * slot) for slot in slots),
            ("First", 13 * HOUR),
            ("Last", 47 * HOUR),
        ]
    ]
    syncs = [sync("g1", 0, sync_kind="guide"), sync("g2", 12 * HOUR, sync_kind="guide")]
    write_lake(tmp_path, {"catalog_syncs": syncs, "guide_programmes": rows})
    run_dbt(tmp_path, "run", "--select", "+fct_guide_revisions")
    found = query(
        tmp_path,
        """
        select
            channel_id,
            count(*) filter (revision_type = 'retimed') as moved,
            cast(coalesce(sum(abs(moved_seconds)), 0) / 600 as integer) as distance,
            count(*) filter (revision_type in ('removed', 'added')) as others
        from fct_guide_revisions group by channel_id
        """,
    )
    moves = {channel: _least_moves(*both) for channel, both in starts.items()}
    expected = {
        channel: (*moves[channel], abs(len(before - after) - len(after - before)))
        for channel, (before, after) in starts.items()
        if before != after
    }
    assert {row["channel_id"]: (row["moved"], row["distance"], row["others"]) for row in found} == expected
