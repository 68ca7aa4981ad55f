"""Where a library has more viewed videos than a sync asks for, they take turns."""

import gzip
from pathlib import Path

import pytest

from ingestion.kinds.bunny_turns import choose_videos, read_known, write_known

VIEWED = {"a": 90, "b": 50, "c": 50, "d": 7}


def test_the_most_viewed_come_first_where_nothing_is_known() -> None:
    assert choose_videos(VIEWED, {}, 3) == ["a", "b", "c"]


def test_changed_views_come_before_others_and_those_by_how_long_they_waited() -> None:
    known = {"a": (90, 200.0), "b": (50, 100.0), "c": (49, 300.0)}
    assert choose_videos(VIEWED, known, 4) == ["d", "c", "b", "a"]
    assert choose_videos(VIEWED, known, 1) == ["d"]


def test_each_has_its_turn_where_more_are_viewed_every_day_than_are_asked_for() -> None:
    known: dict[str, tuple[int, float]] = {}
    asked: list[str] = []
    for day in range(1, 5):
        viewed = {guid: views + day for guid, views in VIEWED.items()}
        chosen = choose_videos(viewed, known, 1)
        known |= {guid: (viewed[guid], float(day)) for guid in chosen}
        asked += chosen
    assert asked == ["a", "b", "c", "d"]


def test_what_is_known_is_remembered(tmp_path: Path) -> None:
    memory = tmp_path / "bodies" / "lib" / "memory.gz"
    write_known(memory, {"a": (90, 200.5)})
    assert gzip.decompress(memory.read_bytes())
    assert read_known(memory) == {"a": (90, 200.5)}


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"a": 3}', b'{"\xff": 3}', b"\x1f\x8bnone"])
def test_a_damaged_memory_is_none(tmp_path: Path, content: bytes) -> None:
    memory = tmp_path / "memory.gz"
    assert read_known(memory) == {}
    memory.write_bytes(content)
    assert read_known(memory) == {}
    assert read_known(None) == {}
