import stat
import threading
from pathlib import Path

from app.secret_files import write_once


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
