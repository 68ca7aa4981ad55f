"""The file of decisions on channels: read it, and append to it, whole or not at all, one writer at a time."""

from pathlib import Path

from filelock import FileLock, Timeout

from ingestion.errors import WatchhouseError
from ingestion.landing import write_atomically
from ingestion.matching.aliases import Decision, append_decision, parse_aliases

ALIASES_FILE = "channel_aliases.csv"
WAIT_SECONDS = 10.0


class DecisionsBusyError(WatchhouseError):
    """Another process is writing the file of decisions."""


def read_decisions(path: Path) -> list[Decision]:
    """All decisions, oldest first; none without a file. Raises ParseError and OSError."""
    return parse_aliases(read_text(path))


def read_text(path: Path) -> str:
    """The file's text, empty without a file. Raises OSError and UnicodeDecodeError."""
    return path.read_text(encoding="utf-8-sig") if path.exists() else ""


def decide(path: Path, decision: Decision) -> None:
    """Append one decision. Raises ParseError for one that cannot be used (or a file that cannot be),
    DecisionsBusyError, and OSError; the file is then as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.resolve()  # a link into a repository stays a link
    try:
        with FileLock(target.with_name(f".{target.name}.lock"), timeout=WAIT_SECONDS, fallback_to_soft=False):
            text = append_decision(read_text(target), decision)
            parse_aliases(text)
            write_atomically(target, lambda temporary: temporary.write_text(text, encoding="utf-8"))
    except Timeout:
        raise DecisionsBusyError(f"{target} is being written by another process") from None
