"""ffprobe is asked about new and changed files alone. The one here writes down what it was asked."""

import gzip
import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.settings import Settings
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.failover import HostFetcher
from ingestion.fetching.http import client
from ingestion.kinds import file_facts, memory
from ingestion.kinds.file_facts import read_facts
from ingestion.kinds.folder import FolderKind
from ingestion.parsers.m3u.playlist import ParsedPlaylist
from orchestration.pulling import SyncStores, pull_catalog
from tests.ingestion.kinds.folders import defects, fill, paths, provider, rejects

TOLD = '{"streams": [{"codec_type": "video", "width": 320, "height": 180}], "format": {"duration": "9"}}'


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = fill(tmp_path / "shelf", *(f"{number}.mp4" for number in range(5)))
    for path in folder.iterdir():
        age(path, 3600)
    program(tmp_path, f"echo '{TOLD}'")
    return folder


def age(path: Path, seconds: float) -> None:
    changed_at = path.stat().st_mtime - seconds
    os.utime(path, (changed_at, changed_at))


def program(folder: Path, does: str) -> None:
    path = folder / "ffprobe"
    path.write_text(f'#!/bin/sh\nfor file; do :; done\necho "${{file#file:}}" >> "{folder}/asked"\n{does}\n')
    path.chmod(0o700)


def sync(shelf: Path, **more: object) -> tuple[ParsedPlaylist, list[str]]:
    """What the folder holds, and the files that the program was asked about."""
    home = shelf.parent
    (home / "asked").write_text("")
    kind = FolderKind(find_ffprobe=lambda: str(home / "ffprobe"), probe_seconds=2)
    settings = provider(shelf, **more)
    with client() as http, ExitStack() as opened:
        fetcher = HostFetcher(http, settings, FetchLimits(1), opened, memory=home / "memory.gz")
        (found,) = kind.parse(settings, kind.fetch(settings, fetcher)).lists
    return found, sorted((home / "asked").read_text().split())


def test_an_unchanged_folder_is_listed_without_ffprobe(shelf: Path) -> None:
    first, asked = sync(shelf)
    assert asked == [f"{number}.mp4" for number in range(5)]
    second, asked = sync(shelf)
    assert (asked, second) == ([], first)
    assert [entry.duration_seconds for entry in second.entries] == [9.0] * 5


def test_what_changed_is_asked_about_again(shelf: Path) -> None:
    sync(shelf)
    (shelf / "1.mp4").write_bytes(b"another film")
    age(shelf / "1.mp4", 3600)
    age(shelf / "2.mp4", 60)
    fill(shelf, "new.mp4")
    age(shelf / "new.mp4", 3600)
    (shelf / "3.mp4").unlink()
    found, asked = sync(shelf)
    assert asked == ["1.mp4", "2.mp4", "new.mp4"]
    assert paths(found) == ["0.mp4", "1.mp4", "2.mp4", "4.mp4", "new.mp4"]
    assert sync(shelf)[1] == []


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("exit 1", {"0.mp4": "unreadable"}),
        ("exec sleep 60", {}),
        ("echo no JSON", {"0.mp4": "unreadable"}),
        ("""printf '{"streams": "\\377"}'""", {"0.mp4": "unreadable"}),
    ],
    ids=["fails", "hangs", "tells nonsense", "tells no UTF-8"],
)
def test_a_probe_that_told_nothing_is_tried_again(shelf: Path, does: str, told: dict[str, str]) -> None:
    for number in range(1, 5):
        (shelf / f"{number}.mp4").unlink()
    program(shelf.parent, does)
    found, asked = sync(shelf)
    assert (asked, rejects(found)) == (["0.mp4"], told)
    assert bool(defects(found)) == (not told)
    program(shelf.parent, f"echo '{TOLD}'")
    found, asked = sync(shelf)
    assert (asked, found.entries[0].duration_seconds) == (["0.mp4"], 9.0)


def test_a_file_that_changed_just_now_is_asked_about_again(shelf: Path) -> None:
    fill(shelf, "now.mp4")
    assert sync(shelf)[1][-1] == "now.mp4"
    assert sync(shelf)[1] == ["now.mp4"]


def test_files_that_there_was_no_time_for_come_next(shelf: Path) -> None:
    found, asked = sync(shelf, total_timeout_seconds=1e-9)
    assert (asked, len(found.entries)) == ([], 5)
    assert len(sync(shelf)[1]) == 5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no JSON",
        b"\x1f\x8b\x08",
        gzip.compress(b'{"asked": "x", "files": [3]}'),
        gzip.compress(b"[" * 9999),
        gzip.compress(b'{"asked": "\xff"}'),
    ],
)
def test_facts_that_cannot_be_read_are_none(shelf: Path, content: bytes) -> None:
    (shelf.parent / "memory.gz").write_bytes(content)
    assert len(sync(shelf)[1]) == 5
    assert sync(shelf)[1] == []


def test_facts_of_other_questions_are_none(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync(shelf)
    assert len(read_facts(shelf.parent / "memory.gz")) == 5
    monkeypatch.setattr(file_facts, "PROBE_ENTRIES", "format=filename")
    assert len(sync(shelf)[1]) == 5


def test_facts_are_bounded(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MAX_BYTES", 100)
    sync(shelf)
    assert not (shelf.parent / "memory.gz").exists()


def test_a_sync_remembers_beside_its_bodies(shelf: Path) -> None:
    stores = SyncStores.of(Settings(data_dir=shelf.parent / "data"))
    settings = provider(shelf, keep_bodies_days=0)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PATH", str(shelf.parent), prepend=os.pathsep)
        outcomes = [pull.outcome for _ in range(2) if (pull := pull_catalog(settings, stores))]
    assert outcomes == ["accepted", "unchanged"]
    assert len((shelf.parent / "asked").read_text().split()) == 5
    assert stores.bodies.root.stat().st_mode & 0o777 == 0o700
