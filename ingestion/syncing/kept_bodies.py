"""Bodies of syncs, redacted and compressed, so that a better parser can read them again.

`<root>/<provider>/<sync id>/0000.gz …` and `index.json`, which comes last: a folder without it was cut off.
`<root>/<provider>/memory.gz` beside them is no body, but what a kind keeps for its next sync.
A redacted body has lost its logins for good; a replay takes those of streams from the secret store.
"""

import gzip
import shutil
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import msgspec

from ingestion.errors import WatchhouseError
from ingestion.fetching.bodies import Body
from ingestion.fetching.http import FetchResult
from ingestion.fetching.inflating import GZIP_MAGIC, XZ_MAGIC, ZIP_MAGIC
from ingestion.fetching.sources import Source
from ingestion.landing import write_atomically
from ingestion.redaction import redact_url
from ingestion.syncing.body_redaction import redact_body
from ingestion.syncing.sync_row import SyncRecord

MAX_BODY_BYTES = 100_000_000
COMPRESSION_LEVEL = 4
INDEX = "index.json"
MEMORY = "memory.gz"
_MAGIC_BYTES = 6
_PACKED = (GZIP_MAGIC, XZ_MAGIC, ZIP_MAGIC, b"BZh", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!")


class NoSuchBodiesError(WatchhouseError):
    """There is nothing to replay."""


class KeptBody(msgspec.Struct):
    """One source of a sync: what came with its body, free of secrets."""

    file: str
    label: str
    url: str
    charset: str | None
    content_type: str | None
    is_volatile: bool


class KeptSync(msgspec.Struct):
    """What was kept of a sync."""

    sync_kind: str
    bodies: list[KeptBody]


class BodyStore:
    """The folder of kept bodies. Readable by its owner alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def save(self, record: SyncRecord) -> None:
        """Keep what a sync fetched; nothing where a body is missing, packed, or larger than MAX_BODY_BYTES.

        Raises OSError.
        """
        sources = record.sources
        if not record.provider.keep_bodies_days or not all(_is_keepable(source) for source in sources):
            return
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = self._folder(record.provider.id, record.sync_id)
        kept = [_describe(record, source, number) for number, source in enumerate(sources)]
        for source, body in zip(sources, kept, strict=True):
            packed = gzip.compress(redact_body(source.read(), record.secrets), COMPRESSION_LEVEL, mtime=0)
            _write(folder / body.file, packed)
        _write(folder / INDEX, msgspec.json.encode(KeptSync(record.sync_kind, kept)))

    def load(self, provider_id: str, sync_id: str, sync_kind: str) -> Sequence[Source] | None:
        """The sources of a kept sync; None when it was one of another kind.

        Raises NoSuchBodiesError naming the latest that there are, or that these are damaged.
        """
        folder = self._folder(provider_id, sync_id)
        if sync_id not in self._complete(provider_id):
            known = ", ".join(self._complete(provider_id)[-5:]) or "none"
            raise NoSuchBodiesError(
                f"no bodies of sync {sync_id!r} of {provider_id}; the latest kept: {known}"
            )
        try:
            kept = msgspec.json.decode((folder / INDEX).read_bytes(), type=KeptSync)
            return [_read(folder, body) for body in kept.bodies] if kept.sync_kind == sync_kind else None
        except (OSError, EOFError, ValueError, zlib.error, msgspec.DecodeError) as error:
            raise NoSuchBodiesError(
                f"the bodies of sync {sync_id!r} of {provider_id} cannot be read ({type(error).__name__})"
            ) from None

    def memory(self, provider_id: str) -> Path:
        """The file in which the provider's kind keeps what spares the next sync work."""
        return self._folder(provider_id, MEMORY)

    def prune(self, provider_id: str, *, keep: timedelta, max_bytes: int, now: datetime) -> int:
        """Remove syncs that are older than `keep`, and the oldest above `max_bytes` in all; return how many.

        `now` is an aware time. Where nothing at all shall be kept, what a kind remembers goes too.
        """
        if not keep and not max_bytes:
            self._folder(provider_id, MEMORY).unlink(missing_ok=True)
        oldest = (now - keep).timestamp()
        total = removed = 0
        for folder in sorted(self._folder(provider_id, "").glob("*/"), reverse=True):
            total += sum(_size(file) for file in folder.iterdir())
            if folder.stat().st_mtime < oldest or total > max_bytes:
                shutil.rmtree(folder)
                removed += 1
        return removed

    def provider_ids(self) -> list[str]:
        """The providers of which something is kept."""
        return sorted(folder.name for folder in self.root.glob("*/"))

    def _complete(self, provider_id: str) -> list[str]:
        return sorted(path.parent.name for path in self._folder(provider_id, "").glob(f"*/{INDEX}"))

    def _folder(self, provider_id: str, sync_id: str) -> Path:
        return self.root / provider_id / sync_id


def _is_keepable(source: Source) -> bool:
    """Whether a body is small enough, and not packed once more: logins in there could not be hidden."""
    if not isinstance(source.result, FetchResult) or source.result.body is None:
        return False
    file = source.result.body.file
    size = file.seek(0, 2)
    file.seek(0)
    return size <= MAX_BODY_BYTES and not file.read(_MAGIC_BYTES).startswith(_PACKED)


def _size(file: Path) -> int:
    """Bytes of a file; none when it is a temporary one of a sync that goes on, and gone by now."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _describe(record: SyncRecord, source: Source, number: int) -> KeptBody:
    result = source.result if isinstance(source.result, FetchResult) else None
    return KeptBody(
        f"{number:04}.gz",
        record.secrets.hide(source.label),
        record.secrets.hide(redact_url(source.url)),
        result.charset if result else None,
        result.content_type if result else None,
        source.is_volatile,
    )


def _write(path: Path, content: bytes) -> None:
    write_atomically(path, lambda temporary: temporary.write_bytes(content))


def _read(folder: Path, kept: KeptBody) -> Source:
    """A source as it was fetched, but for what was hidden. UTF-16 was kept as UTF-8."""
    packed = (folder / kept.file).read_bytes()
    plain = gzip.decompress(packed)
    body = Body(BytesIO(plain), sha256(plain).hexdigest())
    result = FetchResult(body, len(packed), content_type=kept.content_type, charset=kept.charset)
    return Source(kept.url, kept.label, result, kept.is_volatile)
