"""A local folder of video files: what lies in it, and what ffprobe tells of each file where it is installed.

The folder becomes a listing of one JSON object a line, sorted by path: the same files give the same bytes, so
that a folder in which nothing changed is an unchanged sync.

ffprobe opens local files alone (`-protocol_whitelist file`): a playlist in the disguise of a video sends it
nowhere. Files of which it tells nothing in time are listed without its facts, and counted as defects. Of a
file that has not changed the facts are those of the sync before (`ingestion.kinds.file_facts`).
"""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ingestion.errors import FetchError
from ingestion.fetching.sources import Source
from ingestion.kinds.base import Catalog, Fetcher
from ingestion.kinds.file_facts import Facts, read_facts, state_of, write_facts
from ingestion.kinds.made import make_source
from ingestion.kinds.walking import list_files
from ingestion.parsers.ffprobe import PROBE_ENTRIES
from ingestion.parsers.files import LIST_NAME, FileLine, file_url, parse_files
from ingestion.settings import ProviderSettings

PROBE_SECONDS = 20.0
PROBES_AT_ONCE = 4
MAX_OUTPUT_BYTES = 65_536


@dataclass(frozen=True)
class FolderKind:
    """The kind `folder`. `find_ffprobe` gives the path of the program, None where there is none."""

    find_ffprobe: Callable[[], str | None] = lambda: shutil.which("ffprobe")
    probe_seconds: float = PROBE_SECONDS

    def fetch(self, provider: ProviderSettings, fetcher: Fetcher) -> Sequence[Source]:
        """The listing of the folder; a folder that cannot be listed whole is a failed source."""
        url = file_url(provider.id, "")
        root, asked_at = provider.folder or Path(), time.time()
        try:
            lines = list_files(root)
        except FetchError as error:
            return [Source(url, LIST_NAME, error)]
        unknown = _take_known(lines, read_facts(fetcher.memory) if fetcher.memory else {})
        program = self.find_ffprobe()
        if program and unknown:
            self._probe_all(program, root, unknown, provider.total_timeout_seconds)
            if fetcher.memory:
                write_facts(fetcher.memory, lines, asked_at)
        return [make_source(url, LIST_NAME, msgspec.json.Encoder().encode_lines(lines))]

    def parse(self, provider: ProviderSettings, sources: Sequence[Source]) -> Catalog:
        """One entry for each file. Raises ParseError for what is no listing."""
        return Catalog([parse_files(source.read(), provider.id) for source in sources])

    def _probe_all(self, program: str, root: Path, lines: Iterable[FileLine], seconds: float) -> None:
        """Ask ffprobe about a few files at once; none is begun after `seconds`."""
        deadline = time.monotonic() + seconds

        def probe(line: FileLine) -> None:
            if time.monotonic() < deadline:
                self._probe(program, root, line)

        with ThreadPoolExecutor(PROBES_AT_ONCE) as pool:
            list(pool.map(probe, lines))

    def _probe(self, program: str, root: Path, line: FileLine) -> None:
        try:
            done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
                build_command(program, line.path),
                cwd=root,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self.probe_seconds,  # the process is killed then
                check=False,
            )
        except subprocess.TimeoutExpired:
            line.doubt = "probe_timeout"
        except OSError:
            line.doubt = "probe_failed"
        else:
            line.probe = _decode(done.stdout) if done.returncode == 0 else None
            line.error = None if line.probe is not None else "unreadable"


def _take_known(lines: Iterable[FileLine], facts: Facts) -> list[FileLine]:
    """Fill in the facts that are known; the lines that ffprobe has to be asked about."""
    unknown = []
    for line in lines:
        if line.error is None:
            line.probe = facts.get(state_of(line))
            unknown += [line] if line.probe is None else []
    return unknown


def build_command(program: str, path: str) -> list[str]:
    """ffprobe's argument list for a file of its working folder; no name of a file is taken for an option."""
    asked = ["-v", "error", "-of", "json=compact=1", "-show_entries", PROBE_ENTRIES]
    return [program, "-protocol_whitelist", "file", *asked, "-i", f"file:{path}"]


def _decode(output: bytes) -> dict[str, object] | None:
    try:
        return (
            msgspec.json.decode(output, type=dict[str, object]) if len(output) <= MAX_OUTPUT_BYTES else None
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
