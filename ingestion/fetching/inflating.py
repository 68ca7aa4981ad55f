"""Inflate gzip, xz and zip bodies while they arrive, never beyond a limit. Known by magic bytes."""

import lzma
import struct
import zlib
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from zipfile import BadZipFile, ZipFile, ZipInfo

from ingestion.errors import FetchError

GZIP_MAGIC = b"\x1f\x8b"
XZ_MAGIC = b"\xfd7zXZ\x00"
ZIP_MAGIC = b"PK\x03\x04"
STEP_BYTES = 1_048_576
XZ_MEMORY_BYTES = 134_217_728
ZIP_SPOOLED_BYTES = 16_777_216
ZIP_MAX_BYTES = 1_073_741_824
# What zipfile raises for damaged archives; those of the second line come of odd fields.
_ZIP_ERRORS = (
    *(BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError),
    *(IndexError, OverflowError, ValueError, struct.error, lzma.LZMAError, zlib.error),
)


class Inflater:
    """Takes the body's chunks in order and gives plain ones, in steps of at most `STEP_BYTES`.

    With `keeps_truncated` a gzip or xz body that ends too early is given as far as it goes, which is no
    error: for formats that tell themselves that their end is missing.
    """

    def __init__(self, *, keeps_truncated: bool = False) -> None:
        self._keeps_truncated = keeps_truncated
        self._head: bytes | None = b""
        self._codec: _Gzip | _Xz | _Zip | None = None

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Give the plain bytes of a chunk. Raises FetchError `corrupt` for a damaged body."""
        if self._head is not None:
            self._head += chunk
            if len(self._head) < len(XZ_MAGIC):
                return
            chunk = self._choose(self._head)
        yield from self._inflate(chunk)

    def finish(self) -> Iterator[bytes]:
        """Give the rest. Raises FetchError `truncated` when the compressed body ends too early."""
        if self._head is not None:
            yield from self._inflate(self._choose(self._head))
        if isinstance(self._codec, _Zip):
            yield from self._codec.finish()
        elif self._codec and not self._codec.is_complete and not self._keeps_truncated:
            raise FetchError("truncated", "the compressed body ends too early", retryable=True)

    def _choose(self, head: bytes) -> bytes:
        self._head = None
        if head.startswith(GZIP_MAGIC):
            self._codec = _Gzip()
        elif head.startswith(XZ_MAGIC):
            self._codec = _Xz()
        elif head.startswith(ZIP_MAGIC):
            self._codec = _Zip()
        return head

    def _inflate(self, chunk: bytes) -> Iterator[bytes]:
        if self._codec is None:
            yield chunk
            return
        try:
            yield from self._codec.inflate(chunk)
        except (zlib.error, lzma.LZMAError) as error:
            raise FetchError("corrupt", f"the compressed body is damaged ({type(error).__name__})") from None


class _Gzip:
    """One or several gzip members; what follows the last one and is no member is ignored (padding)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)

    @property
    def is_complete(self) -> bool:
        return self._member.eof

    def inflate(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._member.eof:
                if not data.startswith(GZIP_MAGIC[:1]):
                    return
                self._member = zlib.decompressobj(wbits=31)
            yield self._member.decompress(data, STEP_BYTES)
            data = self._member.unconsumed_tail or self._member.unused_data


class _Xz:
    """One or several xz streams, with zeros as padding between and behind them."""

    def __init__(self) -> None:
        self._stream = _xz_stream()
        self._rest = b""

    @property
    def is_complete(self) -> bool:
        is_next_cut_off = bool(self._rest) and XZ_MAGIC.startswith(self._rest)
        return self._stream.eof and not is_next_cut_off

    def inflate(self, data: bytes) -> Iterator[bytes]:
        while True:
            was_over = self._stream.eof
            while not self._stream.eof and (data or not self._stream.needs_input):
                yield self._stream.decompress(data, STEP_BYTES)
                data = b""
            if not self._stream.eof:
                return
            self._rest = (self._rest + (data if was_over else self._stream.unused_data)).lstrip(b"\0")
            if len(self._rest) < len(XZ_MAGIC) or not self._rest.startswith(XZ_MAGIC):
                self._rest = self._rest[: len(XZ_MAGIC)]
                return
            data, self._rest, self._stream = self._rest, b"", _xz_stream()


def _xz_stream() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=XZ_MEMORY_BYTES)


class _Zip:
    """An archive of one file. Its directory stands at the end, so it is taken in whole before it is read."""

    def __init__(self) -> None:
        self._archive = _Archive(max_size=ZIP_SPOOLED_BYTES)
        self._size = 0

    def inflate(self, data: bytes) -> Iterator[bytes]:
        self._size += len(data)
        if self._size > ZIP_MAX_BYTES:
            raise FetchError("too_large", f"the zip archive has more than {ZIP_MAX_BYTES} bytes")
        self._archive.write(data)
        yield from ()

    def finish(self) -> Iterator[bytes]:
        try:
            with self._archive, ZipFile(self._archive) as archive, archive.open(_only_file(archive)) as file:
                while plain := file.read(STEP_BYTES):
                    yield plain
        except FetchError:
            raise
        except _ZIP_ERRORS as error:
            raise FetchError("corrupt", f"the zip archive cannot be read ({type(error).__name__})") from None


class _Archive(SpooledTemporaryFile[bytes]):
    """An archive's bytes. zipfile reads the directory in one piece, of whatever size the archive claims."""

    def read(self, size: int = -1, /) -> bytes:
        if size > STEP_BYTES:
            raise FetchError("too_large", f"the zip archive's directory has more than {STEP_BYTES} bytes")
        return super().read(size)


def _only_file(archive: ZipFile) -> ZipInfo:
    """The file of an archive, without what macOS adds. Raises FetchError `not_one_file`."""
    files = [one for one in archive.infolist() if not one.is_dir() and "__MACOSX/" not in one.filename]
    if len(files) != 1:
        raise FetchError("not_one_file", f"the zip archive has {len(files)} files, not one")
    return files[0]
