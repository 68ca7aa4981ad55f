# ruff: noqa: DTZ001 - raw tables hold naive UTC
"""Access logs as files: growing, rotated, compressed, torn, read by runs that are killed."""

import gzip
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from ingestion.landing import RawStore
from ingestion.parts import land_part
from ingestion.playback import access_logs
from ingestion.playback.access_logs import ReadLogs, read_access_logs
from ingestion.schemas.playback import PlaybackEvents, PlaybackRejects
from tests.support.access_logs import ADDRESS, combined, media_requests, nginx_json

NOW = datetime(2026, 11, 21, 12)
LINES = [
    f"{render(request)}\n".encode()
    for name, render in (("hlsjs-v1-query-full", combined), ("shaka-v2-headers-events-hls-full", nginx_json))
    for request in media_requests(name)
]
OTHER = b'203.0.113.1 - - [21/Nov/2026:10:00:00 +0000] "GET /health HTTP/1.1" 200 2\n'


class Folder:
    """A folder of logs, and what has come of it."""

    def __init__(self, root: Path) -> None:
        self.logs = root / "logs"
        self.logs.mkdir()
        self.store = RawStore(root / "raw")
        self.state = root / "access_logs.json"

    def read(self, now: datetime = NOW) -> ReadLogs:
        return read_access_logs(self.store, self.logs, self.state, read_agent=self.agent, now=now)

    @staticmethod
    def agent(text: str) -> Mapping[str, object]:
        return {"device_type": "desktop", "browser_name": text.split()[-1], "is_bot": False}

    def rows(self, table: str = "playback_events") -> pl.DataFrame:
        return self.store.scan(table).collect()

    def holds(self, lines: list[bytes]) -> bool:
        rows = self.rows()
        return rows.height == rows["event_id"].n_unique() == len(lines)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_requests_become_rows(folder: Folder) -> None:
    (folder.logs / "access.log").write_bytes(b"".join(LINES) + OTHER + b'broken "GET /?CMCD=x" \n')
    assert folder.read() == (len(LINES), 1, 1)
    rows = PlaybackEvents.validate(folder.rows())
    assert folder.holds(LINES)
    assert set(rows["source"]) == {"cmcd_log"}
    assert set(rows["event_type"]) == {"request"}
    assert set(rows["browser_name"]) == {"Chrome/156.0"}
    assert rows["sent_at"].to_list() == [NOW] * rows.height
    assert (rows["client_at"] < NOW).all()
    assert ADDRESS not in rows.write_json()
    [reject] = PlaybackRejects.validate(folder.rows("playback_rejects")).to_dicts()
    assert (reject["source"], reject["event_index"]) == ("cmcd_log", len(LINES) + 1)


def test_what_was_read_is_not_read_again(folder: Folder) -> None:
    log = folder.logs / "access.log"
    log.write_bytes(b"".join(LINES[:5]))
    folder.read()
    assert folder.read() == (0, 0, 0)
    log.write_bytes(b"".join(LINES[:9]))
    assert folder.read().event_count == 4
    assert folder.holds(LINES[:9])


def test_a_line_without_its_end_is_read_when_it_has_one(folder: Folder) -> None:
    log = folder.logs / "access.log"
    log.write_bytes(LINES[0][:40])
    assert folder.read() == (0, 0, 0)
    log.write_bytes(LINES[0] + LINES[1][:-1])
    assert folder.read().event_count == 1
    log.write_bytes(b"".join(LINES[:2]))
    assert folder.read().event_count == 1
    assert folder.holds(LINES[:2])


@pytest.mark.parametrize("is_compressed", [False, True])
def test_a_rotated_log_is_read_to_its_end_and_the_new_one_from_its_start(
    folder: Folder, is_compressed: bool
) -> None:
    log = folder.logs / "access.log"
    log.write_bytes(b"".join(LINES[:6]))
    folder.read()
    log.unlink()
    old = b"".join(LINES[:10])
    (folder.logs / "access.log.1").write_bytes(gzip.compress(old) if is_compressed else old)
    log.write_bytes(b"".join(LINES[10:13]))
    assert folder.read().event_count == 7
    assert folder.read().event_count == 0
    assert folder.holds(LINES[:13])


def test_of_a_compressed_log_that_is_cut_off_the_beginning_is_read(folder: Folder) -> None:
    content = gzip.compress(b"".join(LINES), compresslevel=0)
    log = folder.logs / "access.log.gz"
    log.write_bytes(content[: len(content) // 2])
    first = folder.read().event_count
    assert 0 < first < len(LINES)
    log.write_bytes(content)
    assert folder.read().event_count == len(LINES) - first
    assert folder.holds(LINES)


def test_a_killed_run_lands_the_same_piece_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    log = folder.logs / "access.log"
    log.write_bytes(b"".join(LINES[:8]))

    def killed(*arguments: object, **options: object) -> None:
        land_part(*arguments, **options)  # type: ignore[arg-type]  # handed on as they come
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(access_logs, "land_part", killed)
        with pytest.raises(KeyboardInterrupt):
            folder.read()
    log.write_bytes(b"".join(LINES[:12]))
    before = {path.name for path in folder.store.root.glob("playback_events/*/access-log*")}
    assert folder.read(datetime(2026, 11, 22)).event_count == 12
    assert folder.holds(LINES[:12])
    [old] = before
    assert pl.read_parquet(next(folder.store.root.glob(f"playback_events/*/{old}"))).height == 8


def test_large_logs_are_landed_in_pieces(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_logs, "PIECE_BYTES", 2000)
    huge = b"x" * 5000 + b"\n"
    (folder.logs / "access.log").write_bytes(b"".join(LINES[:10]) + huge + b"".join(LINES[10:]))
    assert folder.read().event_count == len(LINES)
    assert len(list(folder.store.root.glob("playback_events/*/access-log*"))) > 5
    assert folder.holds(LINES)


def test_two_logs_are_two(folder: Folder) -> None:
    (folder.logs / "edge-1.log").write_bytes(b"".join(LINES[:5]))
    (folder.logs / "edge-2.log").write_bytes(b"".join(LINES[5:9]))
    (folder.logs / "empty.log").touch()
    assert folder.read().event_count == 9
    assert folder.holds(LINES[:9])
