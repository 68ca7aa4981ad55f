"""Make names readable that a careless export or a designer has spoilt. Pure.

What is changed is told by a code: `html_entities` (`&amp;`), `mojibake` (UTF-8 that was read as Windows-1252
is mended; what only looks spoilt stays), `raised_letters` (`ᴴᴰ`, `³ᵖᵐ`).
"""

import codecs
import html
import re
import unicodedata

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_RAISED = re.compile(
    "[\u00b2\u00b3\u00b9\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d6a\u1d9b-\u1dbf\u2070-\u207f\u2c7d]+"
)
# Signs of a wrong decoding: the lead bytes of UTF-8 as letters, or a sign amid the letters of a word.
_SPOILT = re.compile(
    "[\u00c3\u00c2][\u0080-\u00bf]|\u00e2\u20ac|\ufffd|(?<=[^\\W\\d_])[©®¤¶§±÷¿¬](?=[^\\W\\d_])"
)


def needs_mending(name: str) -> bool:
    """Whether `mend_name` may change a name; false for nearly all of them."""
    return "&" in name or not name.isascii()


def mend_name(name: str) -> tuple[str, tuple[str, ...]]:
    """A readable name, and the codes of what was odd. Never empty for a name that is not."""
    mended, defects = plain_text(name), []
    if mended != name:
        defects.append("html_entities")
    if not mended.isascii():
        decoded = _decoded_again(mended)
        if decoded != mended or _SPOILT.search(decoded):
            defects.append("mojibake")
        mended = _RAISED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), decoded)
        if mended != decoded:
            defects.append("raised_letters")
    return mended.strip() or name, tuple(defects)


def plain_text(text: str) -> str:
    """A text with its HTML entities resolved, also those that were escaped twice."""
    if "&" not in text:
        return text
    for _ in range(2):
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text


def _decoded_again(text: str) -> str:
    """A text whose letters are the bytes of UTF-8, read as what it is; any other text unchanged."""
    try:
        return text.encode("cp1252", "watchhouse-latin-1").decode()
    except UnicodeError:
        return text


def _latin_1(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return error.object[error.start : error.end].encode("latin-1"), error.end


codecs.register_error("watchhouse-latin-1", _latin_1)
