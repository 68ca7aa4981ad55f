"""A guide's bytes, whatever their encoding -> UTF-8, chunk by chunk. Pure."""

import codecs
from collections.abc import Iterator
from typing import IO

from ingestion.parsers.defects import Defects
from ingestion.parsers.text import known_codec, wide_codec
from ingestion.parsers.xmltv.prolog import declared_encoding
from ingestion.redaction import redact_text

READ_BYTES = 65_536


class Utf8Chunks:
    """The chunks of a file as valid UTF-8 without a byte order mark. Iterate it once.

    What a byte order mark says is believed. A declared 8-bit encoding (else `charset`, the server's word) is
    not, when the first text beyond ASCII is good UTF-8: many guides are re-encoded on their way. Bytes that
    are not UTF-8 are read as cp1252. Both are counted: `wrong_declaration`, `not_utf8` (chunks). `encoding`
    is what was met up to now.
    """

    def __init__(self, file: IO[bytes], defects: Defects, charset: str | None = None) -> None:
        self._file = file
        self._defects = defects
        self._charset = charset
        self._decoder: codecs.IncrementalDecoder | None = None
        self._suspect: str | None = None
        self._rest = b""
        self._is_wide = False
        self.encoding = "utf-8"

    def __iter__(self) -> Iterator[bytes]:
        raw = self._begin(self._file.read(READ_BYTES))
        while raw:
            yield self._convert(raw if self._is_wide else self._without_nul(raw))
            raw = self._file.read(READ_BYTES)
        yield self._convert(b"", final=True)

    def _begin(self, head: bytes) -> bytes:
        if wide := wide_codec(head):
            self._use(wide)
            self._is_wide = True
        elif head.startswith(codecs.BOM_UTF8):
            return head.removeprefix(codecs.BOM_UTF8)
        else:
            self._suspect = _other_codec(declared_encoding(head) or self._charset)
        return head

    def _use(self, codec: str) -> None:
        self.encoding = codec
        self._decoder = codecs.getincrementaldecoder(codec)("replace")

    def _convert(self, raw: bytes, *, final: bool = False) -> bytes:
        if self._suspect and not raw.isascii():
            self._decide(raw, self._suspect)
        if self._decoder:
            return self._decoder.decode(raw, final).encode("utf-8", "replace")
        data = self._rest + raw
        try:
            _, length = codecs.utf_8_decode(data, "strict", final)
        except UnicodeDecodeError as error:
            self.encoding = "cp1252"
            self._defects.add("not_utf8", excerpt=_around(data, error))
            text, length = codecs.utf_8_decode(data, "watchhouse-cp1252", final)
            self._rest = data[length:]
            return text.encode()
        self._rest = data[length:]
        return data[:length]

    def _without_nul(self, data: bytes) -> bytes:
        """Without NUL, which may stand within a tag or a character and hide it."""
        if b"\0" not in data:
            return data
        self._defects.add("control_character", data.count(b"\0"))
        return data.replace(b"\0", b"")

    def _decide(self, raw: bytes, declared: str) -> None:
        self._suspect = None
        try:
            codecs.utf_8_decode(raw, "strict", False)
        except UnicodeDecodeError:
            self._use(declared)
        else:
            self._defects.add("wrong_declaration", excerpt=declared)


def _other_codec(name: str | None) -> str | None:
    """The codec of a declaration, when it is neither UTF-8 nor one that could not have declared itself."""
    codec = known_codec(name)
    if codec is None or codec in ("utf-8", "utf-8-sig", "ascii"):
        return None
    return codec if b"<tv>".decode(codec, "replace") == "<tv>" else None


def _around(data: bytes, error: UnicodeDecodeError) -> str:
    return redact_text(repr(data[max(0, error.start - 40) : error.end + 20]))


def _cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error("watchhouse-cp1252", _cp1252)
