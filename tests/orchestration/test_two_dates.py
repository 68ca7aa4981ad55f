"""Two dates of real playlists as two syncs of one provider, against a count in plain Python."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.settings import Settings
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.m3u.playlist import parse_m3u
from ingestion.settings import ProviderSettings
from orchestration.pulling import SyncStores, pull_catalog
from tests.support.warehouse import query, run_dbt

SAMPLES = Path("data/samples/catalog/iptv-org").resolve()
DATES = ("2026-05-31", "2026-06-20", "2026-06-20")
MODELS = ("+fct_catalog_changes", "+dim_streams_history", "+fct_catalog_syncs")
# Field of an entry that each type of change is about, and column of each field that history keeps.
FIELDS = {"renamed": "name", "moved": "stream_url", "regrouped": "group_title", "guide_changed": "tvg_id"}
STATE = {
    "stream_type": "stream_type",
    "name": "stream_name",
    "stream_url": "stream_url",
    "group_title": "group_title",
    "tvg_id": "tvg_id",
    "logo_url": "logo_url",
}
Change = tuple[str, str | None, str | None]
Key = tuple[str, str, str]
Catalog = dict[Key, PlaylistEntry]


def _read(date: str) -> Catalog:
    """The entries of a date by identity: type, basis, and the path where it is not the basis's smallest."""
    entries = [
        entry
        for path in sorted((SAMPLES / date).glob("*.m3u"))
        for entry in parse_m3u(path.read_bytes(), playlist=path.name).entries
        if not entry.is_separator
    ]
    smallest: dict[tuple[str, str], str] = {}
    for entry in entries:
        basis = (entry.stream_type, entry.identity_basis)
        smallest[basis] = min(_path(entry), smallest.get(basis, _path(entry)))
    catalog: Catalog = {}
    for entry in entries:
        basis = (entry.stream_type, entry.identity_basis)
        path = "" if smallest[basis] == _path(entry) else _path(entry)
        while (*basis, path) in catalog:
            path += "#"
        catalog[(*basis, path)] = entry
    return catalog


def _path(entry: PlaylistEntry) -> str:
    parts = urlsplit(entry.stream_url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _changes(before: Catalog, after: Catalog) -> Iterator[Change]:
    """What `fct_catalog_changes` has to say: type of change, old and new value."""
    added, removed = after.keys() - before.keys(), before.keys() - after.keys()
    assert not {key[1] for key in added} & {key[1] for key in removed}, "none of them was retyped"
    yield from (("added", None, after[key].name) for key in added)
    yield from (("removed", before[key].name, None) for key in removed)
    for key in before.keys() & after.keys():
        for kind, field in FIELDS.items():
            old, new = getattr(before[key], field), getattr(after[key], field)
            if old != new:
                yield kind, old, new


@pytest.fixture(scope="module")
def catalogs() -> tuple[Catalog, Catalog]:
    """What both dates list, read without the platform's tables."""
    before, after = (_read(date) for date in DATES[:2])
    assert (len(before), len(after)) == (2819, 2917)
    return before, after


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both dates synced one after the other, the second one twice, and the catalog models built."""
    folder = tmp_path_factory.mktemp("dates")
    served = folder / "served"
    served.mkdir()
    urls = [(served / path.name).as_uri() for path in sorted((SAMPLES / DATES[0]).glob("*.m3u"))]
    provider = ProviderSettings.model_validate({"id": "real", "name": "Real", "kind": "m3u", "urls": urls})
    stores = SyncStores.of(Settings(data_dir=folder))
    stores.raw.ensure_tables()
    for date in DATES:
        shutil.copytree(SAMPLES / date, served, dirs_exist_ok=True)
        pull_catalog(provider, stores)
    run_dbt(folder, "run", "--select", *MODELS)
    return folder


def test_changes_are_exactly_those_between_the_dates(folder: Path, catalogs: tuple[Catalog, Catalog]) -> None:
    rows = query(folder, "select change_type, old_value, new_value from fct_catalog_changes")
    expected = Counter(_changes(*catalogs))
    assert Counter(tuple(row.values()) for row in rows) == expected
    kinds = Counter(kind for kind, _, _ in expected.elements())
    assert kinds == {"added": 135, "removed": 37, "renamed": 19, "moved": 28}


def test_history_has_a_version_for_each_state_of_a_stream(
    folder: Path, catalogs: tuple[Catalog, Catalog]
) -> None:
    before, after = catalogs
    both = before.keys() & after.keys()
    changed = sum(_state(before[key]) != _state(after[key]) for key in both)
    rows = query(folder, "select * from dim_streams_history")
    assert len(rows) == len(before) + len(after.keys() - both) + changed
    current = Counter(_state_of_row(row) for row in rows if row["is_current"])
    assert current == Counter(_state(entry) for entry in after.values())
    known = Counter(_state_of_row(row) for row in rows if row["change_reason"] == "listed")
    assert known == Counter(_state(entry) for entry in before.values())


def test_the_same_bytes_again_change_nothing(folder: Path) -> None:
    syncs = query(folder, "select sync_id, outcome from fct_catalog_syncs order by started_at")
    assert [sync["outcome"] for sync in syncs] == ["accepted", "accepted", "unchanged"]
    [changing] = query(folder, "select distinct sync_id from fct_catalog_changes")
    assert changing["sync_id"] == syncs[1]["sync_id"]
    [seen] = query(folder, "select count(distinct valid_from) as n from dim_streams_history")
    assert seen["n"] == 2


def _state(entry: PlaylistEntry) -> tuple[str | None, ...]:
    return tuple(getattr(entry, field) for field in STATE)


def _state_of_row(row: dict[str, Any]) -> tuple[str | None, ...]:
    return tuple(row[STATE[field]] for field in STATE)
