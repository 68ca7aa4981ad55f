"""What ffprobe told of the files of a folder, kept for the next sync: only what changed is asked again.

A file is the same while path, size and time of its last change are. Kept is what ffprobe told; a file of
which it told nothing is asked again, and so is one that changed within the seconds before it was asked, for
it may have changed once more within the same second.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from ingestion.errors import FetchError
from ingestion.kinds.memory import read_memory, write_memory
from ingestion.parsers.ffprobe import PROBE_ENTRIES
from ingestion.parsers.files import FileLine

SETTLED_SECONDS = 2

FileState = tuple[str, int, int]
Facts = Mapping[FileState, dict[str, object]]


class _Kept(msgspec.Struct):
    """The content of the file. Facts that were `asked` for in another way are none."""

    asked: str
    files: list[FileLine]


def state_of(line: FileLine) -> FileState:
    """Path, bytes and seconds of the last change: another one, and it is another file."""
    return line.path, line.size, line.modified


def read_facts(path: Path) -> Facts:
    """The facts by state of the file; none where they are not kept, damaged, or of another version."""
    try:
        kept = msgspec.json.decode(read_memory(path), type=_Kept)
    except (OSError, FetchError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    if kept.asked != PROBE_ENTRIES:
        return {}
    return {state_of(line): line.probe for line in kept.files if line.probe is not None}


def write_facts(path: Path, lines: Sequence[FileLine], asked_at: float) -> None:
    """Keep the facts of the lines. Raises OSError.

    `asked_at` is when the files were listed, in seconds since 1970.
    """
    settled = asked_at - SETTLED_SECONDS
    known = [line for line in lines if line.probe is not None and line.modified < settled]
    write_memory(path, msgspec.json.encode(_Kept(PROBE_ENTRIES, known)))
