"""Read CMCD from access logs that grow and rotate, each line once.

A log is known by its beginning, so that it stays itself when it is renamed or compressed. A piece of it is
claimed in the state, landed under a name that follows from log and place, and only then counted as read: a
run that was killed lands the very same piece again. A line without its end is left for the next run.
"""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple, cast

import msgspec

from ingestion.landing import RawStore, write_atomically
from ingestion.parsers.access_log_events import ReadAgent, read_log_lines
from ingestion.parts import land_part
from ingestion.playback.access_log_frames import event_frame, reject_frame

HEAD_BYTES = 4096
PIECE_BYTES = 8_388_608
LOGS_REMEMBERED = 1000
_GZIP = b"\x1f\x8b"
_TORN = (EOFError, zlib.error, gzip.BadGzipFile)


class LogState(msgspec.Struct):
    """How far a log is read: hash of its first `head_bytes`, the next byte, the end of a claimed piece."""

    name: str
    head: str
    head_bytes: int
    offset: int = 0
    claimed_until: int | None = None


class ReadLogs(NamedTuple):
    """What a run brought. `other_count` counts lines without CMCD."""

    event_count: int = 0
    reject_count: int = 0
    other_count: int = 0


def read_access_logs(
    store: RawStore, folder: Path, state_path: Path, *, read_agent: ReadAgent, now: datetime
) -> ReadLogs:
    """Land what is new in the logs of a folder; `now` is naive UTC. Raises OSError.

    `read_agent` tells the device columns of a user agent.
    """
    states = _load(state_path)
    total = ReadLogs()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        with _open(path) as log:
            for part, lines in _new_pieces(log, states, lambda: _save(state_path, states)):
                landed = _land(store, part, lines, read_agent, now)
                total = ReadLogs(*map(sum, zip(total, landed, strict=True)))
    return total


def _land(store: RawStore, part: str, lines: list[bytes], read_agent: ReadAgent, now: datetime) -> ReadLogs:
    found = read_log_lines(lines)
    if found.events:
        events = event_frame(found.events, read_agent, batch_id=part, now=now)
        land_part(store, "playback_events", events, part=part, today=now.date())
    if found.rejects:
        rejects = reject_frame(found.rejects, batch_id=part, now=now)
        land_part(store, "playback_rejects", rejects, part=part, today=now.date())
    return ReadLogs(len(found.events), len(found.rejects), found.other_count)


def _new_pieces(
    log: BufferedReader, states: list[LogState], save: Callable[[], None]
) -> Iterator[tuple[str, list[bytes]]]:
    """Names and lines of what is new in a log; whoever takes the next one has landed the one before."""
    state = _recognise(_read(log, HEAD_BYTES), states)
    while state is not None and (lines := _claim(log, state)):
        save()
        yield f"access-log.{state.name}-{state.offset:012d}", lines
        state.offset, state.claimed_until = cast(int, state.claimed_until), None
        save()


def _recognise(head: bytes, states: list[LogState]) -> LogState | None:
    """The state of the log that begins so, as the newest of all; None where not a line is whole yet."""
    if b"\n" not in head and len(head) < HEAD_BYTES:
        return None
    known = [state for state in states if _digest(head[: state.head_bytes]) == state.head]
    state = max(known, key=lambda one: one.head_bytes, default=None)
    if state is None:
        state = LogState(_digest(head)[:16], "", 0)
    else:
        states.remove(state)
    state.head, state.head_bytes = _digest(head), len(head)
    states.append(state)
    del states[:-LOGS_REMEMBERED]
    return state


def _claim(log: BufferedReader, state: LogState) -> list[bytes]:
    """The lines of the claimed piece, or of the next one, which is then claimed."""
    with suppress(*_TORN):
        log.seek(state.offset)
    size = PIECE_BYTES if state.claimed_until is None else state.claimed_until - state.offset
    data = _read(log, size)
    if state.claimed_until is None:
        # A line longer than a piece is cut: it is none that could be read.
        whole = data.rfind(b"\n") + 1 or (len(data) if len(data) == PIECE_BYTES else 0)
        data = data[:whole]
        state.claimed_until = state.offset + whole if whole else None
    return data.removesuffix(b"\n").split(b"\n") if data else []


def _open(path: Path) -> BufferedReader:
    with path.open("rb") as file:
        is_gzip = file.read(2) == _GZIP
    return cast(BufferedReader, gzip.open(path)) if is_gzip else path.open("rb")


def _read(log: BufferedReader, size: int) -> bytes:
    """Up to `size` bytes; of a gzip file that is cut off, what comes before the cut."""
    parts = []
    with suppress(*_TORN):
        while size > 0 and (part := log.read1(size)):
            parts.append(part)
            size -= len(part)
    return b"".join(parts)


def _digest(head: bytes) -> str:
    return hashlib.sha256(head).hexdigest()


def _load(path: Path) -> list[LogState]:
    return msgspec.json.decode(path.read_bytes(), type=list[LogState]) if path.exists() else []


def _save(path: Path, states: list[LogState]) -> None:
    write_atomically(path, lambda temporary: temporary.write_bytes(msgspec.json.encode(states)))
