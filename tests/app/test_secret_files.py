import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.secret_files import replace_file, write_once


def test_the_first_writer_wins_and_the_others_know(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "token"
    won: list[int] = []
    start = threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        if write_once(path, f"{number}".encode()):
            won.append(number)

    writers = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert won == [int(path.read_text())]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("write", [write_once, replace_file])
def test_the_name_of_a_written_file_is_on_disk_too(
    write: Callable[[Path, bytes], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    fsync = os.fsync

    def record(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", record)
    path = tmp_path / "secrets" / "file"
    write(path, b"content")
    assert synced == [path.stat().st_ino, path.parent.stat().st_ino]
