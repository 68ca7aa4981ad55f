"""Which adapter reads which export, and imports of a data folder's own exports."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from app.collector import viewer_salt
from app.settings import Settings
from ingestion.errors import ParseError
from ingestion.imports.landing import Imported, import_history
from ingestion.landing import RawStore
from ingestion.parsers.jellyfin import JellyfinExport
from ingestion.parsers.plays import HistoryAdapter, ImportSource
from ingestion.parsers.tautulli import TautulliExport

ADAPTERS: Mapping[ImportSource, Callable[[tzinfo], HistoryAdapter]] = {
    "jellyfin": JellyfinExport,
    "tautulli": lambda _zone: TautulliExport(),
}


class ImportedFile(NamedTuple):
    """One file of the folder and what came of it: a count, or why it is no export."""

    name: str
    outcome: Imported | ParseError


def import_file(settings: Settings, source: ImportSource, path: Path, *, zone: tzinfo = UTC) -> Imported:
    """Import one export; `zone` is for times that name none. Raises OSError, ParseError."""
    return import_history(
        RawStore(settings.raw_dir),
        ADAPTERS[source](zone),
        path,
        salt=viewer_salt(settings.secrets_dir),
        now=datetime.now(UTC).replace(tzinfo=None),
        rotation=settings.viewer_salt_rotation,
    )


def import_folder(settings: Settings) -> Iterator[ImportedFile]:
    """Import every export under `imports/jellyfin` and `imports/tautulli`. Raises OSError."""
    for source in ADAPTERS:
        for path in sorted(settings.imports_dir.joinpath(source).glob("*")):
            if path.is_file():
                try:
                    yield ImportedFile(f"{source}/{path.name}", import_file(settings, source, path))
                except ParseError as error:
                    yield ImportedFile(f"{source}/{path.name}", error)
