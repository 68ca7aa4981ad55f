"""A body that should be JSON -> its value, or what else it is. Pure.

Read although it is odd, and counted: `not_utf8` (read as Windows-1252), `odd_json` (line breaks within texts,
NaN, half a surrogate pair), `text_before_json` (PHP's warnings). Of keys that repeat in an object the last
one counts.
"""

import json
import re

import msgspec

from ingestion.errors import NotACatalogError, ParseError
from ingestion.parsers.defects import Defects

_BOM = b"\xef\xbb\xbf"
_HALF_PAIR = re.compile(
    r"\\u[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][\da-fA-F]{2})\\u[dD][c-fC-F][\da-fA-F]{2}"
)
_PHP_NOTICE = re.compile(rb"\s*<br\s*/?>\s*<b>(?:Warning|Notice|Deprecated)</b>", re.IGNORECASE)
_JSON_LINE = re.compile(rb"^\s*[\[{]", re.MULTILINE)


def parse_json(body: bytes, defects: Defects) -> object:
    """The value of a body.

    Raises NotACatalogError `empty`, `html` or `not_json`, and ParseError `truncated` or `too_deep`.
    """
    text = body.lstrip(_BOM).strip(b" \t\r\n\0")
    if _PHP_NOTICE.match(text) and (start := _JSON_LINE.search(text)):
        text = text[start.start() :]
        defects.add("text_before_json")
    if not text:
        raise NotACatalogError("empty", "the body is empty")
    if text[:1] == b"<":
        raise NotACatalogError("html", "the body is a web page, not JSON")
    try:
        return msgspec.json.decode(text)
    except RecursionError:
        raise ParseError("too_deep", "arrays and objects nest too deep") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _parse_odd(text, defects, is_cut="truncated" in str(error))


def _parse_odd(body: bytes, defects: Defects, *, is_cut: bool) -> object:
    try:
        text, oddity = body.decode(), "odd_json"
    except UnicodeDecodeError:
        text, oddity = body.decode("cp1252", "replace"), "not_utf8"
    try:
        value: object = json.loads(_HALF_PAIR.sub(r"\\ufffd", text), strict=False)
    except RecursionError:
        raise ParseError("too_deep", "arrays and objects nest too deep") from None
    except ValueError:
        if is_cut:
            raise ParseError("truncated", "the body ends within its JSON") from None
        raise NotACatalogError("not_json", "the body is neither JSON nor a web page") from None
    defects.add(oddity)
    return value
