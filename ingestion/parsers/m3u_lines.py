"""What is done to a playlist's body before its lines are understood. Pure."""

import re
from collections.abc import Iterable, Iterator

from ingestion.errors import NotACatalogError

EXTINF = re.compile(r"#EXTINF(?=[:\s,-]|$)", re.IGNORECASE)

_HTML = re.compile(r"<(!doctype\s+html|html|head|body|title|script|meta)\b", re.IGNORECASE)
_JSON = re.compile(r"\{|\[\s*(?:[\[{\"\]\d]|$)")


def refuse_other_formats(body: bytes) -> None:
    """Raise NotACatalogError for a body that is empty, a web page, XML or JSON."""
    head = body[:4096].decode("utf-8", "replace").strip("\ufeff \t\r\n\0")
    if not body.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise NotACatalogError("empty", "the body is empty")
    if head.startswith("<"):
        is_html = _HTML.search(head) is not None
        raise NotACatalogError(
            *(("html", "the body is a web page") if is_html else ("xml", "the body is XML"))
        )
    if _JSON.match(head):
        raise NotACatalogError("json", "the body is JSON")


def join_broken_lines(
    lines: Iterable[tuple[int, str | None]],
) -> Iterator[tuple[int, str | None]]:
    """Join an `#EXTINF` whose quoted value goes on in the next line, which then begins with the quote."""
    held: tuple[int, str] | None = None
    for number, line in lines:
        if held and line and line.startswith('"'):
            yield held[0], held[1] + line
            held = None
            continue
        if held:
            yield held
            held = None
        if line and line[0] == "#" and line.count('"') % 2 and EXTINF.match(line):
            held = number, line
        else:
            yield number, line
    if held:
        yield held
