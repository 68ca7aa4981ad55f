"""Mend what is wrong in many guides and an XML parser must refuse. Pure.

HTML's entities, bare ampersands and less-than signs, control characters and noncharacters.
"""

import re
from collections import Counter
from html.entities import html5

from ingestion.parsers.defects import Defects

MENDED = ("control_character", "html_entity", "bare_ampersand", "bare_less_than")

_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))
_NONCHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_REFERENCE = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos);)(?:#(\d{1,7}|[xX][\da-fA-F]{1,6});|(\w+;))?|<(?![A-Za-z_/!?])"
)
_XML_CHARACTER = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def mend(data: bytes, defects: Defects, line_number: int) -> bytes:
    """A piece that is well-formed as far as characters and references go; what was wrong is counted.

    Defects: those of `MENDED`. `line_number` is that of the first line.
    """
    clean = _NONCHARACTER.sub(b"", data.translate(None, _CONTROLS))
    counts: Counter[str] = Counter({"control_character": len(data) - len(clean)})
    places: dict[str, int] = {}

    def replace(match: re.Match[bytes]) -> bytes:
        code, mended = _judge(match)
        if code:
            counts[code] += 1
            places.setdefault(code, match.start())
        return mended

    mended = _REFERENCE.sub(replace, clean)
    for code, count in counts.items():
        line = line_number + clean.count(b"\n", 0, places.get(code, 0))
        defects.add(code, count, line_number=line)
    return mended


def _judge(match: re.Match[bytes]) -> tuple[str | None, bytes]:
    """The defect of a reference, if it is one, and what takes its place."""
    if match[0] == b"<":
        return "bare_less_than", b"&lt;"
    number, name = match.groups()
    if number:
        code = int(number[1:], 16) if number[:1] in b"xX" else int(number)
        is_allowed = code <= 0x10FFFF and _XML_CHARACTER.match(chr(code))
        return (None, match[0]) if is_allowed else ("control_character", b"")
    if characters := html5.get(name.decode()) if name else None:
        return "html_entity", b"".join(b"&#%d;" % ord(one) for one in characters)
    return "bare_ampersand", b"&amp;" + match[0][1:]
