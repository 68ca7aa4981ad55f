"""What a line of a playlist can be, and what a body that is no playlist is. Pure."""

import re

from ingestion.errors import NotACatalogError

EXTINF = re.compile(r"#EXTINF(?=[:\s,-]|$)", re.IGNORECASE)
DIRECTIVE = re.compile(r"#(EXTM3U|EXTGRP|EXTVLCOPT|KODIPROP|EXTHTTP|EXTIMG)(?:\s*:\s*|--|\s+|$)(.*)", re.I)
HLS = re.compile(r"#EXT-X-(TARGETDURATION|MEDIA-SEQUENCE|STREAM-INF)\b")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

MAX_CONTROL_SHARE = 0.02

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://|\S+$)|\S*/\S*$|\S+\.[A-Za-z0-9]{2,5}$")
_PATH_WITH_SPACES = re.compile(r"[^/\"]*/|[^\"]*\.[A-Za-z0-9]{2,5}$")
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|title|script|meta)\b", re.IGNORECASE)
_JSON = re.compile(r"\{|\[\s*(?:[\[{\"\]\d]|$)")
_CONTROLS = bytes((*range(1, 9), *range(14, 32), 127))


def is_address(line: str, *, is_expected: bool) -> bool:
    """Whether a line can be the address of a stream. Where one `is_expected`, any word or path can."""
    if is_expected and " " not in line:
        return line[0] != '"'
    return bool(_URL.match(line) or (is_expected and _PATH_WITH_SPACES.match(line)))


def refuse_other_formats(head: bytes) -> None:
    """Raise NotACatalogError for the head of a body that is empty, binary, a web page, XML or JSON."""
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise NotACatalogError("empty", "the body is empty")
    if len(head) - len(head.translate(None, _CONTROLS)) > MAX_CONTROL_SHARE * len(head):
        raise NotACatalogError("binary", "the body is no text: a stream, a picture or a packed file")
    text = head.decode("utf-8", "replace").strip("\ufeff \t\r\n\0")
    if text.startswith("<") and _HTML.search(text):
        raise NotACatalogError("html", "the body is a web page")
    if text.startswith("<"):
        raise NotACatalogError("xml", "the body is XML")
    if _JSON.match(text):
        raise NotACatalogError("json", "the body is JSON")
