"""The kind `folder` without ffprobe: what is listed, what is left out, and that nothing leads outside."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.http import client
from ingestion.fetching.sources import read_previous
from ingestion.kinds import walking
from ingestion.kinds.folder import FolderKind, build_command
from ingestion.kinds.made import make_source
from ingestion.kinds.registry import KINDS
from ingestion.landing import RawStore
from ingestion.syncing.catalog import land_catalog, sync_catalog
from tests.ingestion.kinds.folders import (
    WITHOUT_FFPROBE,
    defects,
    fetch,
    fill,
    paths,
    provider,
    read,
    rejects,
)


def test_a_folder_becomes_a_list(tmp_path: Path) -> None:
    fill(tmp_path, "Films/A Film (2019).mkv", "Show/S01E02 - Pilot.mp4", "clip.webm")
    os.utime(tmp_path / "clip.webm", (0, 1_780_000_000))
    found = read(tmp_path)
    film, episode, clip = found.entries
    assert (film.stream_type, film.name, film.released_year, film.group_title) == (
        "movie",
        "A Film",
        2019,
        "Films",
    )
    assert (film.identity_basis, film.stream_url) == (
        "id:Films/A Film (2019).mkv",
        "file://shelf/Films/A%20Film%20%282019%29.mkv",
    )
    assert (episode.stream_type, episode.series_name, episode.season_number, episode.episode_number) == (
        "episode", "Show", 1, 2
    )  # fmt: skip
    assert (clip.size_bytes, clip.added_at) == (8, datetime(2026, 5, 28, 20, 26, 40))  # noqa: DTZ001 - naive UTC
    assert (clip.duration_seconds, clip.width, clip.attributes, clip.group_title) == (None, None, None, None)
    assert str(tmp_path) not in repr(found)


def test_only_visible_videos_count(tmp_path: Path) -> None:
    fill(tmp_path, "a.MP4", ".hidden.mp4", ".trash/b.mp4", "notes.txt", "noextension", "mp4")
    (tmp_path / "folder.mp4").mkdir()
    os.mkfifo(tmp_path / "pipe.mp4")
    assert paths(read(tmp_path)) == ["a.MP4"]


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    fill(tmp_path, "outside/secret.mp4", "shelf/in.mp4", "shelf/sub/x.mp4")
    shelf = tmp_path / "shelf"
    (shelf / "out.mp4").symlink_to(tmp_path / "outside" / "secret.mp4")
    (shelf / "outfolder").symlink_to(tmp_path / "outside")
    (shelf / "round").symlink_to(shelf)
    (shelf / "same.mp4").symlink_to(shelf / "in.mp4")
    (shelf / "broken.mp4").symlink_to(shelf / "nothing.mp4")
    (shelf / "loop.mp4").symlink_to(shelf / "loop.mp4")
    found = read(shelf)
    assert paths(found) == ["in.mp4", "same.mp4", "sub/x.mp4"]
    assert rejects(found) == {"loop.mp4": "unreadable"}


def test_odd_files_are_rejected_with_a_reason(tmp_path: Path) -> None:
    fill(tmp_path, "good.mp4", "line\nbreak.mp4", "emoji 👩‍🚀.mp4")
    (tmp_path / "empty.mp4").touch()
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/latin\xe9.mp4"))).write_bytes(b"x")
    found = read(tmp_path)
    assert paths(found) == ["emoji 👩‍🚀.mp4", "good.mp4"]
    assert rejects(found) == {
        "line\nbreak.mp4": "bad_name",
        "empty.mp4": "empty",
        "latin\\udce9.mp4": "bad_name",
    }


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    fill(tmp_path, "a.mp4", "locked/b.mp4")
    (tmp_path / "locked").chmod(0)
    try:
        found = read(tmp_path)
    finally:
        (tmp_path / "locked").chmod(0o700)
    if os.geteuid() != 0:
        assert (paths(found), rejects(found)) == (["a.mp4"], {"locked/": "unreadable"})


def test_folders_nest_to_a_bound(tmp_path: Path) -> None:
    deep = "/".join("d" * walking.MAX_DEPTH)
    fill(tmp_path, f"{deep}/seen.mp4", f"{deep}/d/unseen.mp4")
    found = read(tmp_path)
    assert paths(found) == [f"{deep}/seen.mp4"]
    assert set(rejects(found).values()) == {"too_deep"}


@pytest.mark.parametrize(("limit", "most"), [("MAX_FILES", 2), ("MAX_VISITED", 3)])
def test_too_many_files_fail_the_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(walking, limit, most)
    assert len(read(fill(tmp_path, "a.mp4", "b.mp4")).entries) == 2
    source = fetch(fill(tmp_path, "c.mp4", "d.mp4"))
    assert isinstance(source.result, FetchError)
    assert source.result.reason == "too_many_files"


def test_a_folder_that_is_not_there_fails_the_sync_without_its_address(tmp_path: Path) -> None:
    fill(tmp_path, "file.mp4")
    (tmp_path / "circle").symlink_to("circle")
    wrong = ("missing", "file.mp4", "circle", "NUL\0")
    for missing in (tmp_path / name for name in wrong):
        source = fetch(missing)
        assert isinstance(source.result, FetchError)
        assert source.result.reason == "folder_not_found"
        assert str(tmp_path) not in f"{source} {source.result}"


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    fill(tmp_path, "b.mp4", "a/c.mp4", "a.mp4")
    first = fetch(tmp_path).read()
    assert fetch(tmp_path).read() == first
    fill(tmp_path, "d.mp4")
    assert fetch(tmp_path).read() != first


def test_a_listing_that_is_none_is_told() -> None:
    for body in (b"{", b"[]", b'{"path": 1}', b'{"path": "\xff"}', b"[" * 100_000):
        with pytest.raises(ParseError, match="listing"):
            WITHOUT_FFPROBE.parse(provider(Path("/x")), [make_source("file://x", "files", body)])


def test_names_of_files_are_no_options() -> None:
    command = build_command("ffprobe", "-i http://example.org.mp4")
    assert command[-2:] == ["-i", "file:-i http://example.org.mp4"]
    assert command[1:3] == ["-protocol_whitelist", "file"]


def test_a_probe_that_hangs_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "ffprobe"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o700)
    fill(tmp_path, "a.mp4")
    found = read(tmp_path, FolderKind(find_ffprobe=lambda: str(program), probe_seconds=0.2))
    assert (paths(found), rejects(found)) == (["a.mp4"], {})
    assert defects(found) == {"probe_timeout": "a.mp4"}


@pytest.mark.parametrize(
    "output", ["", "[]", "{", '{"streams": "none"}', '{"streams": [7, {"codec_type": []}]}']
)
def test_a_probe_that_tells_nonsense_is_told(tmp_path: Path, output: str) -> None:
    program = tmp_path / "ffprobe"
    program.write_text(f"#!/bin/sh\necho '{output}'\n")
    program.chmod(0o700)
    fill(tmp_path, "a.mp4")
    found = read(tmp_path, FolderKind(find_ffprobe=lambda: str(program)))
    assert rejects(found)["a.mp4"] in ("unreadable", "no_video")


def test_without_time_files_are_listed_as_they_are(tmp_path: Path) -> None:
    fill(tmp_path, "a.mp4")
    assert paths(read(tmp_path, FolderKind(find_ffprobe=lambda: "/nowhere"), total_timeout_seconds=1e-9)) == [
        "a.mp4"
    ]


def test_a_probe_that_cannot_be_run_costs_no_file(tmp_path: Path) -> None:
    fill(tmp_path, "a.mp4")
    found = read(tmp_path, FolderKind(find_ffprobe=lambda: "/nowhere"))
    assert (paths(found), defects(found)) == (["a.mp4"], {"probe_failed": "a.mp4"})


def test_a_second_sync_of_the_same_folder_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, "folder", WITHOUT_FFPROBE)
    fill(tmp_path / "shelf", "a.mp4", "b.mp4")
    store, settings = RawStore(tmp_path / "raw"), provider(tmp_path / "shelf")
    outcomes = []
    for number in range(2):
        with client() as http:
            previous = read_previous(store, "shelf", "catalog")
            done = sync_catalog(
                settings, client=http, previous=previous, sync_id=f"s{number}", now=lambda: datetime.now(UTC)
            )
        land_catalog(store, done)
        outcomes.append((done.outcome, done.count("catalog_entries")))
    assert outcomes == [("accepted", 2), ("unchanged", 0)]
    assert str(tmp_path) not in done.sync.write_json()
