"""Give lxml a guide's bytes with the common damage of real guides repaired on the way. Pure.

Every error that libxml2 has to recover from makes it drop all later `&amp;`, so what can be mended is mended
before: HTML entities, bare ampersands, control characters, bytes that are not UTF-8. Memory stays flat.
"""

import codecs
import re
from html.entities import html5
from typing import IO

from ingestion.errors import NotACatalogError, ParseError
from ingestion.parsers.text import known_codec

HEAD_BYTES = 65_536
READ_BYTES = 65_536
MAX_ELEMENT_BYTES = 33_554_432

_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))
_NONCHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_AMPERSAND = r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)(\w+;)?"
_REFERENCE = re.compile(_AMPERSAND)
_REFERENCE_OR_CDATA = re.compile(rf"<!\[CDATA\[.*?(?:\]\]>|\Z)|{_AMPERSAND}", re.DOTALL)
_INCOMPLETE_END = re.compile(r"(?:&[^\s;<>&]{0,32}|<(?:!\[?C?D?A?T?A?)?|\]{1,2})\Z")
_TAIL_LENGTH = 40
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_DECLARED = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)""")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


class GuideSource:
    """A file for `lxml.etree.iterparse`, always UTF-8. `repair_count` tells how much was mended.

    Raises NotACatalogError for what is no guide, ParseError for a guide that declares entities (`entities`)
    or has an element of more than `MAX_ELEMENT_BYTES` (`element_too_large`).
    """

    def __init__(self, file: IO[bytes]) -> None:
        head = file.read(HEAD_BYTES)
        encoding = _encoding(head)
        _refuse_other_formats(head)
        self._file = file
        self._pending = head
        self._decoder = codecs.getincrementaldecoder(encoding)("strict" if encoding == "utf-8" else "replace")
        self._rest = ""
        self._in_cdata = False
        self.unclaimed_bytes = 0
        self.repair_count = 0

    def read(self, _size: int) -> bytes:
        """The next part, at least one byte until the end. The size asked for is a hint."""
        while True:
            raw = self._pending or self._file.read(READ_BYTES)
            self._pending = b""
            self._count(len(raw))
            text = self._rest + self._decode(raw)
            self._rest = ""
            if raw and (tail := _INCOMPLETE_END.search(text, len(text) - _TAIL_LENGTH)):
                text, self._rest = text[: tail.start()], text[tail.start() :]
            data = self._without_controls(self._repair(text).encode("utf-8", "replace"))
            if data or not raw:
                return data

    def _count(self, size: int) -> None:
        self.unclaimed_bytes += size
        if self.unclaimed_bytes > MAX_ELEMENT_BYTES:
            raise ParseError("element_too_large", f"an element has more than {MAX_ELEMENT_BYTES} bytes")

    def _decode(self, raw: bytes) -> str:
        try:
            return self._decoder.decode(raw, final=not raw)
        except UnicodeDecodeError:
            self.repair_count += 1
            state = self._decoder.getstate()
            self._decoder = codecs.getincrementaldecoder("utf-8")("watchhouse-cp1252")
            self._decoder.setstate(state)
            return self._decoder.decode(raw, final=not raw)

    def _repair(self, text: str) -> str:
        if self._in_cdata:
            inside, mark, text = text.partition(_CDATA_END)
            self._in_cdata = not mark
            return inside + mark + self._repair(text) if mark else inside
        pattern = _REFERENCE_OR_CDATA if _CDATA in text else _REFERENCE
        return pattern.sub(self._mend, text)

    def _without_controls(self, data: bytes) -> bytes:
        clean = data.translate(None, _CONTROLS)
        if b"\xef\xbf" in clean:
            clean = _NONCHARACTER.sub(b"", clean)
        self.repair_count += len(clean) < len(data)
        return clean

    def _mend(self, match: re.Match[str]) -> str:
        found = match[0]
        if found.startswith("<"):
            self._in_cdata = not found.endswith(_CDATA_END)
            return found
        self.repair_count += 1
        characters = html5.get(match[1] or "")
        return "".join(f"&#{ord(one)};" for one in characters) if characters else f"&amp;{found[1:]}"


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    declared = _DECLARED.search(head)
    codec = known_codec(declared[1].decode()) if declared else None
    return "utf-8" if codec is None or codec in ("ascii", "utf-8-sig") or "16" in codec else codec


def _refuse_other_formats(head: bytes) -> None:
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not text:
        raise NotACatalogError("empty", "the body is empty")
    if b"<!ENTITY" in text:
        raise ParseError("entities", "the guide declares entities, which guides have no use for")
    if re.search(rb"<tv[\s>/]", text):
        return
    if text.startswith((b"{", b"[")):
        raise NotACatalogError("json", "the body is JSON")
    if _HTML.search(text):
        raise NotACatalogError("html", "the body is a web page")
    raise NotACatalogError("not_xmltv", "the body has no <tv> element")


def _cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error("watchhouse-cp1252", _cp1252)
