"""The kind `folder` with real videos, made by ffmpeg, and with files that only look like some."""

import subprocess
from pathlib import Path

import pytest

from ingestion.kinds.folder import FolderKind
from tests.ingestion.kinds.folders import fill, read, rejects
from tests.ingestion.loopback import loopback, text

VIDEO = ("-f", "lavfi", "-i", "testsrc=size=320x180:rate=10")
SOUND = ("-f", "lavfi", "-i", "sine")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video with sound in three containers, sound alone, one that is cut, and garbage."""
    folder = fill(tmp_path_factory.mktemp("shelf"), "garbage.mp4")
    for name in ("Film (2019).mp4", "Show/S01E02.mkv", "clip.ts"):
        (folder / name).parent.mkdir(exist_ok=True)
        _make(folder / name, *VIDEO, *SOUND, "-t", "3")
    _make(folder / "song.mp4", *SOUND, "-t", "1")
    whole = (folder / "Film (2019).mp4").read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    return folder


def _make(path: Path, *arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", *arguments, str(path)], check=True, timeout=60)


def test_real_videos_have_length_and_picture(shelf: Path) -> None:
    found = {entry.item_id: entry for entry in read(shelf, FolderKind()).entries}
    assert set(found) == {"Film (2019).mp4", "Show/S01E02.mkv", "clip.ts"}
    for entry in found.values():
        assert entry.duration_seconds == pytest.approx(3, abs=0.2)
        assert (entry.width, entry.height) == (320, 180)
    assert found["Film (2019).mp4"].attributes == (
        '{"container":"mov,mp4,m4a,3gp,3g2,mj2","video_codec":"h264","audio_codec":"aac"}'
    )


def test_what_is_no_video_is_rejected(shelf: Path) -> None:
    assert rejects(read(shelf, FolderKind())) == {
        "garbage.mp4": "unreadable",
        "cut.mp4": "unreadable",
        "song.mp4": "no_video",
    }


def test_a_playlist_in_disguise_reaches_no_network(tmp_path: Path) -> None:
    with loopback() as site:
        address = site.serve("/a.ts", text("x"))
        playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{address}\n#EXT-X-ENDLIST\n"
        (tmp_path / "film.mp4").write_text(playlist)
        assert "film.mp4" in rejects(read(tmp_path, FolderKind()))
        assert not site.requests
