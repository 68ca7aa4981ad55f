"""Folders of files for tests, and what the kind `folder` makes of them."""

from contextlib import ExitStack
from pathlib import Path

from ingestion.errors import FetchError
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.failover import HostFetcher
from ingestion.fetching.http import client
from ingestion.fetching.sources import Source
from ingestion.kinds.folder import FolderKind
from ingestion.parsers.m3u.playlist import ParsedPlaylist
from ingestion.settings import ProviderSettings

WITHOUT_FFPROBE = FolderKind(find_ffprobe=lambda: None)


def fill(folder: Path, *paths: str) -> Path:
    """Files of a few bytes that are no video."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(b"no video")
    return folder


def fetch(folder: Path, kind: FolderKind = WITHOUT_FFPROBE, **more: object) -> Source:
    """The listing of a folder."""
    settings = provider(folder, **more)
    with client() as http, ExitStack() as opened:
        (source,) = kind.fetch(settings, HostFetcher(http, settings, FetchLimits(1), opened))
    return source


def read(folder: Path, kind: FolderKind = WITHOUT_FFPROBE, **more: object) -> ParsedPlaylist:
    """The list that a folder becomes."""
    source = fetch(folder, kind, **more)
    assert not isinstance(source.result, FetchError), source.result.reason
    (found,) = kind.parse(provider(folder), [source]).lists
    return found


def provider(folder: Path, **more: object) -> ProviderSettings:
    """Settings of a folder."""
    given = {"id": "shelf", "name": "Shelf", "kind": "folder", "folder": folder}
    return ProviderSettings.model_validate({**given, **more})


def paths(found: ParsedPlaylist) -> list[str | None]:
    """What is listed."""
    return [entry.item_id for entry in found.entries]


def rejects(found: ParsedPlaylist) -> dict[str, str]:
    """What is not, and why."""
    return {reject.excerpt: reject.reason for reject in found.rejects}


def defects(found: ParsedPlaylist) -> dict[str, str | None]:
    """What is odd, and the first file of which it is."""
    return {defect.code: defect.excerpt for defect in found.defects}
