"""Bytes of unknown encoding -> numbered text lines of bounded length. Pure.

Lines are decoded one by one, so that memory stays flat and one bad line cannot spoil the names of all others.
`str.splitlines` is not used: it also splits on U+2028, U+0085 and others, which stand inside real names.
"""

import codecs
from collections.abc import Iterator
from io import BytesIO

MAX_LINE_BYTES = 65_536

_STRIPPED = " \t\r\n\ufeff"


class TextLines:
    """The lines of a body. While they are read, `encoding` and the counts tell what was met."""

    def __init__(self, body: bytes, charset: str | None = None) -> None:
        self._stream = BytesIO(_as_utf8_when_utf16(body))
        declared = known_codec(charset)
        self._declared = None if declared in ("utf-8", "ascii") else declared  # UTF-8 is tried anyway
        self.encoding = "utf-8"
        self.fallback_line_count = 0
        self.replacement_count = 0

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        """Yield line number (from 1) and text without surrounding space; None for a line that is too long."""
        number = 0
        while raw := self._stream.readline(MAX_LINE_BYTES):
            number += 1
            if len(raw) == MAX_LINE_BYTES and not raw.endswith(b"\n"):
                self._skip_line()
                yield number, None
            else:
                text = self._decode(raw).strip(_STRIPPED)
                if "\r" in text:
                    yield from ((number, part.strip(_STRIPPED)) for part in text.split("\r"))
                else:
                    yield number, text

    def _skip_line(self) -> None:
        while (rest := self._stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            continue

    def _decode(self, raw: bytes) -> str:
        if b"\0" in raw:
            raw = raw.replace(b"\0", b"")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return self._decode_fallback(raw)

    def _decode_fallback(self, raw: bytes) -> str:
        self.fallback_line_count += 1
        if self._declared:
            self.encoding = self._declared
            text = raw.decode(self._declared, "replace")
            self.replacement_count += text.count("\ufffd")
            return text
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError:
            self.encoding = "latin-1"
            return raw.decode("latin-1")
        if self.encoding == "utf-8":
            self.encoding = "cp1252"
        return text


def _as_utf8_when_utf16(body: bytes) -> bytes:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace").encode()
    return body


def known_codec(charset: str | None) -> str | None:
    """The codec of a declared charset; None when it is unknown or no text encoding."""
    if not charset:
        return None
    try:
        codec = codecs.lookup(charset)
        bytes(range(256)).decode(codec.name, "replace")
    except (LookupError, ValueError):
        return None
    return codec.name
