"""Drop comments and turn CDATA into plain text, so that every `<programme` is one. Pure."""

import re
from collections.abc import Iterable, Iterator

_START = re.compile(rb"<!--|<!\[CDATA\[")
_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_COMMENT_END = _ENDS[b"<!--"]
_INCOMPLETE = re.compile(rb"(?:<(?:![-\[CDAT]{0,7})?|\]{1,2}|-{1,2})\Z")
_LONGEST_MARK = 9


def flatten_sections(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks without sections. A section that never ends does so at the end."""
    held, end = b"", b""
    for chunk in chunks:
        data = held + chunk if held else chunk
        tail = _INCOMPLETE.search(data, max(0, len(data) - _LONGEST_MARK))
        data, held = (data[: tail.start()], tail[0]) if tail else (data, b"")
        if end or (b"!" in data and b"<!" in data):
            flat, end = _flatten(data, end)
            yield flat
        else:
            yield data
    yield held if not end else b""


def _flatten(data: bytes, end: bytes) -> tuple[bytes, bytes]:
    """Data without sections, and the mark that ends the one it is in at its end. `end`: the one before."""
    parts, position = [], 0
    while True:
        if end:
            stop = data.find(end, position)
            inside = data[position : stop if stop >= 0 else None]
            parts.append(b"\n" * inside.count(b"\n") if end == _COMMENT_END else _escape(inside))
            if stop < 0:
                return b"".join(parts), end
            position, end = stop + len(end), b""
        start = _START.search(data, position)
        if start is None:
            parts.append(data[position:])
            return b"".join(parts), b""
        parts.append(data[position : start.start()])
        position, end = start.end(), _ENDS[start[0]]


def _escape(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
