"""Cut a guide into pieces of whole elements, in flat memory. Pure.

Each piece is parsed by itself: damage stays where it is, and no DTD, entity or depth of the whole ever
reaches the parser.
"""

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from ingestion.errors import ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.xmltv.decoding import Utf8Chunks
from ingestion.parsers.xmltv.prolog import refuse_entities, refuse_other_formats
from ingestion.parsers.xmltv.sections import flatten_sections

MAX_ELEMENT_BYTES = 4_194_304

_FIRST = re.compile(rb"<(?:programme|channel)[\s>/]")
_END = re.compile(rb"</tv\s*>|<tv\b[^>]*/>")


class Piece(NamedTuple):
    """Some whole elements with what stands between them, and the number of their first line."""

    line_number: int
    data: bytes
    is_last: bool


class GuidePieces:
    """The pieces of a guide. Iterate it once; then `is_partial` tells whether its end was missing.

    Everything before the first element is left out. Raises NotACatalogError for what is no guide, ParseError
    for a guide that declares entities (`entities`) or has an element of more than `MAX_ELEMENT_BYTES`
    (`element_too_large`).
    """

    def __init__(self, file: IO[bytes], defects: Defects, charset: str | None = None) -> None:
        self._decoded = Utf8Chunks(file, defects, charset)
        self._chunks = flatten_sections(_checked(self._decoded))
        self.is_partial = False

    @property
    def encoding(self) -> str:
        """The encoding that was met up to now."""
        return self._decoded.encoding

    def __iter__(self) -> Iterator[Piece]:
        line, rest = self._skip_prolog()
        for chunk in self._chunks:
            rest += chunk
            cut = _last_start(rest)
            if cut > 0:
                yield Piece(line, rest[:cut], is_last=False)
                line, rest = line + rest.count(b"\n", 0, cut), rest[cut:]
            _check_size(rest)
        self.is_partial = self.is_partial or not _END.search(rest)
        yield Piece(line, rest, is_last=True)

    def _skip_prolog(self) -> tuple[int, bytes]:
        """The first element's line, and what was read from there on; nothing when there is no element."""
        prolog = b""
        for chunk in self._chunks:
            prolog += chunk
            _check_size(prolog)
            if first := _FIRST.search(prolog):
                prolog, rest = prolog[: first.start()], prolog[first.start() :]
                refuse_entities(prolog)
                return 1 + prolog.count(b"\n"), rest
        refuse_entities(prolog)
        self.is_partial = not _END.search(prolog)
        return 1, b"</tv>"


def _checked(chunks: Utf8Chunks) -> Iterator[bytes]:
    for number, chunk in enumerate(chunks):
        if number == 0:
            refuse_other_formats(chunk)
        yield chunk


def _last_start(data: bytes) -> int:
    programme = data.rfind(b"<programme")
    return max(programme, data.rfind(b"<channel", max(programme, 0)))


def _check_size(data: bytes) -> None:
    if len(data) > MAX_ELEMENT_BYTES:
        raise ParseError("element_too_large", f"an element has more than {MAX_ELEMENT_BYTES} bytes")
