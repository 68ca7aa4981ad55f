"""Bytes of unknown encoding -> numbered text lines of bounded length. Pure.

Lines are decoded one by one, so that memory stays flat and one bad line cannot spoil the names of all others.
`str.splitlines` is not used: it also splits on U+2028, U+0085 and others, which stand inside real names.
"""

import codecs
import re
from collections.abc import Iterator
from io import BytesIO

MAX_LINE_BYTES = 65_536
HEAD_BYTES = 4_096

_STRIPPED = " \t\r\n\ufeff"
_LONE_CR = re.compile(rb"\r(?=[^\r\n])")
_LINE_END = re.compile(rb"\r*\n|\r")
# The marks of UTF-32 first: that of UTF-16 is the beginning of one of them.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class TextLines:
    """The lines of a body. While they are read, `encoding` and the counts tell what was met.

    `head` is the body's beginning in UTF-8; `first_fallback` is number and text of the first line that was
    not.
    """

    def __init__(self, body: bytes, charset: str | None = None) -> None:
        self.encoding = wide_codec(body) or "utf-8"
        plain = _plain(body, self.encoding)
        self.head = plain[:HEAD_BYTES]
        self._stream = BytesIO(plain)
        declared = known_codec(charset)
        self._declared = None if declared in ("utf-8", "ascii") else declared  # UTF-8 is tried anyway
        self.fallback_line_count = 0
        self.replacement_count = 0
        self.first_fallback: tuple[int, str] | None = None

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        """Yield line number (from 1) and text without surrounding space; None for a line that is too long."""
        number, readline = 0, self._stream.readline
        while raw := readline(MAX_LINE_BYTES):
            number += 1
            if len(raw) == MAX_LINE_BYTES and not raw.endswith(b"\n"):
                self._skip_line()
                yield number, None
                continue
            try:
                text = raw.decode()
            except UnicodeDecodeError:
                text = self._decode_fallback(number, raw)
            yield number, text.strip(_STRIPPED)

    def _skip_line(self) -> None:
        while (rest := self._stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            continue

    def _decode_fallback(self, number: int, raw: bytes) -> str:
        text, encoding = _decode_by(raw, self._declared)
        self.replacement_count += text.count("\ufffd")
        if encoding == "latin-1" or self.encoding == "utf-8":
            self.encoding = encoding
        self.fallback_line_count += 1
        self.first_fallback = self.first_fallback or (number, text.strip(_STRIPPED))
        return text


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


def _decode_by(raw: bytes, declared: str | None) -> tuple[str, str]:
    """Text and codec of a line that is not UTF-8. Latin-1 knows every byte."""
    if declared:
        return raw.decode(declared, "replace"), declared
    try:
        return raw.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return raw.decode("latin-1"), "latin-1"


def wide_codec(body: bytes) -> str | None:
    """The codec of a body's head: UTF-16 or UTF-32 by its mark, UTF-16 without one by its many zeros."""
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return codec
    head = body[:HEAD_BYTES]
    first, second = head[::2].count(0), head[1::2].count(0)
    if max(first, second) * 4 < len(head) or min(first, second) * 10 > max(first, second):
        return None
    return ("utf-16-le" if second > first else "utf-16-be") if head else None


def _plain(body: bytes, encoding: str) -> bytes:
    """The body in an encoding of single bytes, without NUL, every line with an end of its own."""
    if encoding != "utf-8":
        body = body.decode(encoding, "replace").encode()
    if b"\0" in body:
        body = body.replace(b"\0", b"")
    return _LINE_END.sub(b"\n", body) if _LONE_CR.search(body) else body
