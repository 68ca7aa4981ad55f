"""List the video files of a folder: bounded in number and depth, and never outside of it.

Hidden files and folders are skipped. Links to folders are not followed, links to files only where they lead
to a file of the same folder.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from ingestion.errors import FetchError
from ingestion.parsers.files import FileLine

MAX_FILES = 200_000
MAX_VISITED = 2_000_000
MAX_DEPTH = 32
EXTENSIONS = (
    *(".3gp", ".asf", ".avi", ".divx", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4"),
    *(".mpeg", ".mpg", ".mts", ".mxf", ".ogv", ".ts", ".vob", ".webm", ".wmv"),
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # surrogates stand for bytes that are no UTF-8


def list_files(root: Path) -> list[FileLine]:
    """All video files by path.

    What cannot be read, lies too deep, is empty or has control characters in its name is a line with error.
    Raises FetchError `folder_not_found`, `folder_unreadable` or `too_many_files`.
    """
    try:
        real_root = root.resolve(strict=True)
        lines = sorted(_walk(real_root), key=lambda line: line.path)
    except (FileNotFoundError, NotADirectoryError):
        raise FetchError("folder_not_found", "there is no such folder") from None
    except OSError as error:
        raise FetchError("folder_unreadable", error.strerror or "cannot be read") from None
    except (RuntimeError, ValueError):  # links in a circle, NUL
        raise FetchError("folder_not_found", "no folder can be there") from None
    return lines


def _walk(root: Path) -> Iterator[FileLine]:
    waiting = [(str(root), "", 0)]
    visited = found = 0
    while waiting:
        folder, prefix, depth = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                children = list(entries)
        except OSError:
            if not prefix:
                raise
            yield _error(prefix, "unreadable")
            continue
        visited += len(children)
        for entry in children:
            if entry.name.startswith("."):
                continue
            path = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if depth == MAX_DEPTH:
                    yield _error(path, "too_deep")
                else:
                    waiting.append((entry.path, f"{path}/", depth + 1))
            elif entry.name.lower().endswith(EXTENSIONS):
                found += 1
                yield from _file(entry, path, root)
        if found > MAX_FILES or visited > MAX_VISITED:
            raise FetchError(
                "too_many_files", f"the folder holds more than {MAX_FILES} videos or {MAX_VISITED} files"
            )


def _file(entry: "os.DirEntry[str]", path: str, root: Path) -> Iterator[FileLine]:
    """The line of a file; none for what is no file or lies outside of the folder."""
    try:
        if not entry.is_file():
            return
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root):
            return
        known = entry.stat()
    except OSError:
        yield _error(path, "unreadable")
        return
    if _CONTROL.search(path):
        yield _error(path, "bad_name")
    elif known.st_size == 0:
        yield _error(path, "empty")
    else:
        yield FileLine(path, known.st_size, int(known.st_mtime))


def _error(path: str, reason: str) -> FileLine:
    return FileLine(path.encode("utf-8", "backslashreplace").decode(), error=reason)
