"""Parse the pieces of a guide: all elements of a piece at once, one by one where something is wrong. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple, cast

import msgspec
from lxml import etree

from ingestion.parsers.defects import Defects
from ingestion.parsers.xmltv.mending import MENDED, mend
from ingestion.parsers.xmltv.source import Piece
from ingestion.redaction import redact_text

EXCERPT_LENGTH = 200
FORM_DEFECTS = frozenset((*MENDED, "malformed", "stray_content", "not_utf8", "wrong_declaration"))

_START = re.compile(rb"(?=<(?:programme|channel)[\s>/])")
_FRAME = re.compile(rb"</?tv\b[^>]*>|<\?xml[^>]*>|<!DOCTYPE[^>]*>")
_CLOSED = re.compile(rb"<(?:programme|channel)(?:\s[^<>]*)?/>|.*?</(?:programme|channel)\s*>", re.DOTALL)
_TAGS = frozenset(("channel", "programme"))
_count_elements = etree.XPath("count(programme) + count(channel)")
_parser = partial(
    etree.XMLParser,
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)


class GuideReject(msgspec.Struct, frozen=True, gc=False):
    """An element that could not be used, its reason code, and its beginning."""

    line_number: int
    reason: str
    excerpt: str


class Parsed(NamedTuple):
    """Elements (and others, between them) of one document, and the number of the line before its first."""

    line_offset: int
    elements: Iterable[etree._Element]

    def reject(self, element: etree._Element, reason: str) -> GuideReject:
        """A reject of one of the elements."""
        line = cast("int | None", element.sourceline) or 1  # the stubs leave its type open
        text = etree.tostring(element, encoding="unicode", with_tail=False)
        return GuideReject(self.line_offset + line, reason, text[:EXCERPT_LENGTH])


class PieceParser:
    """Gives the elements of pieces with their line numbers, and what could not be parsed as rejects.

    Mended and malformed elements are counted (`FORM_DEFECTS`).
    """

    def __init__(self, defects: Defects) -> None:
        self._defects = defects
        self._strict = _parser()
        self._tolerant = _parser(recover=True)

    def parse(self, piece: Piece) -> Iterable[Parsed | GuideReject]:
        """The elements of a piece in their order."""
        data, root = piece.data, self._try(piece.data)
        if root is None:
            data = mend(data, self._defects, piece.line_number)
            root = self._try(data)
        if root is None or _hides_elements(root, data):
            return self._parse_each(piece._replace(data=data))
        return (Parsed(piece.line_number - 1, root),)

    def _try(self, data: bytes) -> etree._Element | None:
        try:
            return etree.fromstring(b"<tv>%s</tv>" % data, self._strict)
        except etree.XMLSyntaxError:
            return None

    def _parse_each(self, piece: Piece) -> Iterator[Parsed | GuideReject]:
        line, parts = piece.line_number, _START.split(piece.data)
        for number, part in enumerate(parts, 1):
            if part.startswith((b"<programme", b"<channel")):
                is_end = piece.is_last and number == len(parts)
                yield self._parse_one(line, part, is_end=is_end)
            line += part.count(b"\n")

    def _parse_one(self, line: int, part: bytes, *, is_end: bool) -> Parsed | GuideReject:
        closed = _CLOSED.match(part)
        if closed is None and is_end and b"</tv" not in part:
            return GuideReject(line, "cut_off", _excerpt(part))
        data = closed[0] if closed else part.partition(b"</tv")[0]
        if _FRAME.sub(b"", part[len(data) :]).strip():
            self._defects.add("stray_content", line_number=line, excerpt=_excerpt(part[len(data) :]))
        try:
            root = etree.fromstring(b"<tv>%s</tv>" % data, self._tolerant)
        except etree.XMLSyntaxError:
            root = None
        errors = list(self._tolerant.error_log)
        if errors:
            self._defects.add("malformed", len(errors), line_number=line, excerpt=errors[0].message)
        element = next((one for one in root if one.tag in _TAGS), None) if root is not None else None
        return (
            GuideReject(line, "malformed", _excerpt(part))
            if element is None
            else Parsed(line - 1, (element,))
        )


def _hides_elements(root: etree._Element, data: bytes) -> bool:
    """Whether elements stand within others, where their tags were mixed up although the form is right."""
    count = cast("float", _count_elements(root))
    if data.count(b"<programme") + data.count(b"<channel") <= count:
        return False
    return sum(1 for _ in _START.finditer(data)) > count


def _excerpt(part: bytes) -> str:
    return redact_text(part[:EXCERPT_LENGTH].decode("utf-8", "replace").strip())
