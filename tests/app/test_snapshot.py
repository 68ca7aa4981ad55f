import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from app.snapshot import OPEN_SNAPSHOTS, SCHEMA_VERSION, Manifest, Snapshot, SnapshotError, SnapshotStore

NO_MARKS: dict[str, datetime | None] = {}


def _writer(number: int) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        pl.DataFrame({"number": [number]}).write_parquet(folder / "numbers.parquet")

    return write


def _publish(store: SnapshotStore, number: int, *, keep: int = 5) -> str:
    return store.publish(_writer(number), watermarks=NO_MARKS, keep=keep).snapshot_id


def _number(snapshot: Snapshot | None) -> object:
    assert snapshot is not None
    return snapshot.rows("select number from numbers")[0]["number"]


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "published")


def test_before_the_first_publish_there_is_nothing(store: SnapshotStore) -> None:
    assert (store.current_id(), store.current(), store.ids(), store.get("x")) == (None, None, [], None)
    assert not store.root.exists()


def test_the_current_snapshot_is_opened_once(store: SnapshotStore) -> None:
    _publish(store, 1)
    assert store.current() is store.current()


def test_a_publish_of_another_store_is_noticed(store: SnapshotStore) -> None:
    _publish(store, 1)
    assert _number(store.current()) == 1
    _publish(SnapshotStore(store.root), 2)
    assert _number(store.current()) == 2


def test_who_holds_an_older_snapshot_keeps_reading_it_even_when_it_is_removed(store: SnapshotStore) -> None:
    _publish(store, 1)
    held = store.current()
    for number in range(2, 6):
        _publish(store, number, keep=1)
        assert _number(store.current()) == number
    assert _number(held) == 1


def test_older_snapshots_are_there_while_kept(store: SnapshotStore) -> None:
    ids = [_publish(store, number, keep=3) for number in range(5)]
    assert [store.get(snapshot_id) is not None for snapshot_id in ids] == [False, False, True, True, True]
    assert _number(store.get(ids[2])) == 2


@pytest.mark.parametrize("name", ["", ".", "..", "../published", "CURRENT", "x\0y"])
def test_only_ids_of_snapshots_open_one(store: SnapshotStore, name: str) -> None:
    _publish(store, 1)
    assert store.get(name) is None


def test_few_stay_open(store: SnapshotStore) -> None:
    ids = [_publish(store, number, keep=9) for number in range(6)]
    opened = {snapshot_id: store.get(snapshot_id) for snapshot_id in ids}
    still = [
        snapshot_id for snapshot_id in ids[-OPEN_SNAPSHOTS:] if store.get(snapshot_id) is opened[snapshot_id]
    ]
    assert still == ids[-OPEN_SNAPSHOTS:]
    assert store.get(ids[0]) is not opened[ids[0]]


def test_rollback_goes_one_back_and_to_a_name(store: SnapshotStore) -> None:
    ids = [_publish(store, number) for number in range(3)]
    assert store.rollback() == ids[1]
    assert _number(store.current()) == 1
    assert store.rollback(ids[2]) == ids[2]
    assert _number(store.current()) == 2
    with pytest.raises(SnapshotError, match="no snapshot 'x'"):
        store.rollback("x")
    store.rollback(ids[0])
    with pytest.raises(SnapshotError, match="no older snapshot"):
        store.rollback()


def test_a_current_snapshot_that_is_gone_is_an_error(store: SnapshotStore) -> None:
    snapshot_id = _publish(store, 1)
    shutil.rmtree(store.root / snapshot_id)
    with pytest.raises(SnapshotError, match="is current but not there"):
        store.current()


def test_a_snapshot_of_another_format_says_what_to_do(store: SnapshotStore) -> None:
    snapshot_id = _publish(store, 1)
    manifest = store.root / snapshot_id / "manifest.json"
    manifest.write_text(
        manifest.read_text().replace(f'"schema_version": {SCHEMA_VERSION}', '"schema_version": 99')
    )
    with pytest.raises(SnapshotError, match=r"has format 99.*watchhouse build"):
        store.current()


@pytest.mark.parametrize("content", ["", "{", "{}", "null"])
def test_a_damaged_manifest_says_what_to_do(store: SnapshotStore, content: str) -> None:
    snapshot_id = _publish(store, 1)
    (store.root / snapshot_id / "manifest.json").write_text(content)
    with pytest.raises(SnapshotError, match="damaged: run `watchhouse rollback`"):
        store.current()


def test_a_publish_that_fails_leaves_the_last_good_one(store: SnapshotStore) -> None:
    first = _publish(store, 1)

    def fail(folder: Path) -> None:
        _writer(2)(folder)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store.publish(fail, watermarks=NO_MARKS, keep=5)
    with pytest.raises(SnapshotError, match="nothing to publish"):
        store.publish(lambda _: None, watermarks=NO_MARKS, keep=5)
    assert (store.current_id(), store.ids()) == (first, [first])
    assert {path.name for path in store.root.iterdir()} == {first, "CURRENT"}


def test_what_a_killed_publish_left_is_cleared_by_the_next(store: SnapshotStore) -> None:
    _publish(store, 1)
    (store.root / ".building-killed").mkdir()
    (store.root / ".CURRENT-killed").write_text("half")
    last = _publish(store, 2, keep=1)
    assert {path.name for path in store.root.iterdir()} == {last, "CURRENT"}


def test_a_pruned_folder_keeps_the_current_snapshot_after_a_rollback(store: SnapshotStore) -> None:
    ids = [_publish(store, number, keep=9) for number in range(3)]
    assert store.rollback(ids[0]) == ids[0]
    assert store.current_id() == ids[0]
    newest = _publish(store, 3, keep=1)
    assert store.ids() == [newest]


def test_a_snapshot_is_read_only_and_reaches_no_file(store: SnapshotStore, tmp_path: Path) -> None:
    _publish(store, 1)
    snapshot = store.current()
    assert snapshot is not None
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    for sql in ("delete from numbers", "create table t (a int)", f"from read_csv('{outside}')"):
        with pytest.raises(Exception, match=r"read-only|disabled|not allowed|permission"):
            snapshot.rows(sql)


def test_the_manifest_tells_how_far_the_data_reaches() -> None:
    marks = {"a": datetime(2026, 9, 1), "b": datetime(2026, 9, 2), "c": None}  # noqa: DTZ001  # as dbt gives them
    manifest = Manifest(
        snapshot_id="x", schema_version=1, built_at=datetime.now(UTC), watermarks=marks, tables={}
    )
    assert manifest.data_until == datetime(2026, 9, 2, tzinfo=UTC)
    assert manifest.model_copy(update={"watermarks": {"c": None}}).data_until is None


def test_readers_never_fail_while_snapshots_come_and_go(store: SnapshotStore) -> None:
    """With one snapshot kept, the one that a reader has just been told of may be removed at once."""
    _publish(store, 0, keep=1)
    done = threading.Event()
    seen: list[object] = []
    faults: list[Exception] = []

    def read(reader: SnapshotStore) -> None:
        while not done.is_set():
            try:
                seen.append(_number(reader.current()))
            except Exception as fault:
                faults.append(fault)

    readers = [threading.Thread(target=read, args=[SnapshotStore(store.root)]) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 16):
        _publish(store, number, keep=1)
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert len(set(seen)) > 3
