"""Five syncs that each read the episodes of some series: what was not read is neither removed nor added."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.lake import Row, at, entry, stream_key, sync, write_lake
from tests.support.warehouse import query, run_dbt

DAY = 86_400.0
SYNC_IDS = ("s1", "s2", "s3", "s4", "s5")
# Of each series its episodes, by sync that read them; a dash where the sync lists it without asking for them.
SERIES: dict[str, tuple[tuple[str, ...] | str | None, ...]] = {
    "steady": (("steady 1",), "-", "-", "-", ("steady 1",)),
    "edited": (("kept", "renamed", "dropped"), "-", ("kept", "renamed", "new of edited"), "-", "-"),
    "gone": (("of the gone",), "-", None, None, None),
    "late": ("-", "-", "-", ("read late",), "-"),
    "new": (None, "-", "-", ("of the new",), "-"),
    "back": (("of the back",), None, "-", ("of the back",), "-"),
}
MODELS = ("+dim_streams", "+dim_streams_history", "+fct_catalog_changes", "+dim_catalog_titles")


def _rows() -> Iterator[Row]:
    for number, sync_id in enumerate(SYNC_IDS):
        yield entry(sync_id, number * DAY, "channel")
        if number < 1:
            yield entry(sync_id, number * DAY, "film", stream_type="movie", identity_basis="name:film")
        for series, readings in SERIES.items():
            yield from _listed(sync_id, number, series, readings[number])


def _listed(sync_id: str, number: int, series: str, read: tuple[str, ...] | str | None) -> Iterator[Row]:
    if read is None:
        return
    has_read = {"are_episodes_read": True} if isinstance(read, tuple) else {}
    basis = f"name:series {series}"
    yield entry(
        sync_id,
        number * DAY,
        series,
        stream_type="series",
        item_id=series,
        identity_basis=basis,
        **has_read,
    )
    for key in read if isinstance(read, tuple) else ():
        name = "other name" if key == "renamed" and number else key
        more = {"stream_type": "episode", "parent_item_id": series, "series_name": series}
        row = entry(sync_id, number * DAY, key, identity_basis=f"name:{key}", **more)
        yield {**row, "name": name}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("partial")
    syncs = [sync(sync_id, number * DAY) for number, sync_id in enumerate(SYNC_IDS)]
    write_lake(folder, {"catalog_entries": list(_rows()), "catalog_syncs": syncs})
    chosen = ("--select", *MODELS, "--exclude-resource-type", "unit_test")
    run_dbt(folder, "build", *chosen, "--indirect-selection", "cautious")
    return folder


def test_only_what_syncs_tell_is_a_change(warehouse: Path) -> None:
    rows = query(warehouse, "select * from fct_catalog_changes")

    assert {(row["sync_id"], row["change_type"], row["stream_key"].rstrip("0")) for row in rows} == {
        ("s2", "removed", "film"),
        ("s2", "added", "new"),
        ("s2", "removed", "back"),
        ("s2", "removed", "of the back"),
        ("s3", "renamed", "renamed"),
        ("s3", "removed", "dropped"),
        ("s3", "added", "new of edited"),
        ("s3", "removed", "gone"),
        ("s3", "removed", "of the gone"),
        ("s3", "added", "back"),
        ("s4", "added", "of the new"),
        ("s4", "added", "of the back"),
    }


@pytest.mark.parametrize(
    ("key", "versions"),
    [
        ("steady 1", [("listed", 0, None)]),
        ("kept", [("listed", 0, None)]),
        ("renamed", [("listed", 0, 2), ("renamed", 2, None)]),
        ("dropped", [("listed", 0, 2)]),
        ("of the gone", [("listed", 0, 2)]),
        ("read late", [("listed", 3, None)]),
        ("of the new", [("added", 3, None)]),
        ("of the back", [("listed", 0, 1), ("returned", 3, None)]),
        ("film", [("listed", 0, 1)]),
    ],
)
def test_an_episode_begins_no_version_where_it_was_not_read(
    warehouse: Path, key: str, versions: list[tuple[str, int, int | None]]
) -> None:
    rows = query(
        warehouse,
        "select * from dim_streams_history where stream_key = ? order by valid_from",
        [stream_key(key)],
    )

    assert [(row["change_reason"], row["valid_from"], row["valid_to"]) for row in rows] == [
        (reason, at(first * DAY), None if last is None else at(last * DAY))
        for reason, first, last in versions
    ]


def test_an_episode_that_was_not_read_stays_listed(warehouse: Path) -> None:
    rows = query(warehouse, "select stream_key from dim_streams where is_listed and stream_type = 'episode'")

    assert {row["stream_key"].rstrip("0") for row in rows} == {
        "steady 1",
        "kept",
        "renamed",
        "new of edited",
        "read late",
        "of the new",
        "of the back",
    }
    [title] = query(
        warehouse, "select * from dim_catalog_titles where title_type = 'series' and title_name = 'edited'"
    )
    assert (title["episode_count"], title["is_listed"]) == (3, True)
