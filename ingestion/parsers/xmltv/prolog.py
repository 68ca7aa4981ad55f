"""What stands before the first element of a guide, and what is no guide at all. Pure."""

import re

from ingestion.errors import NotACatalogError, ParseError

_DECLARED = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)""")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ROOT = re.compile(rb"<tv[\s>/]")


def declared_encoding(head: bytes) -> str | None:
    """The encoding that an XML declaration names."""
    declared = _DECLARED.search(head)
    return declared[1].decode() if declared else None


def refuse_other_formats(head: bytes) -> None:
    """Raise NotACatalogError (`empty`, `json`, `html`, `not_xmltv`) for the beginning of another format."""
    text = head.strip()
    if _ROOT.search(text):
        return
    if not text:
        raise NotACatalogError("empty", "the body is empty")
    if text.startswith((b"{", b"[")):
        raise NotACatalogError("json", "the body is JSON")
    if _HTML.search(text):
        raise NotACatalogError("html", "the body is a web page")
    raise NotACatalogError("not_xmltv", "the body has no <tv> element")


def refuse_entities(prolog: bytes) -> None:
    """Raise ParseError (`entities`) for a guide that declares entities: none needs to, and attacks do."""
    if b"<!ENTITY" in prolog:
        raise ParseError("entities", "the guide declares entities, which guides have no use for")
