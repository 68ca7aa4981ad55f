"""Hide logins in a whole body of unknown format before it is kept. Pure; searches by literals, for speed.

A body is read as Latin-1, which loses nothing: all that is looked for is ASCII. UTF-16 becomes UTF-8 and NULs
are dropped before, as the parsers do.
"""

import codecs
import re

from ingestion.redaction import HIDDEN, inspect_url, is_sensitive
from ingestion.syncing.known_secrets import KnownSecrets

_JSON_KEY = re.compile(r'"([\w.\-]{2,60})"\s*:')
_KEY_BEFORE = re.compile(r"[\w.\-]{2,60}$")
_KEY_LENGTH = 61
_ANY_KEY = r"[\w.\-]{2,60}"
MAX_KEYS = 50
_OPTION = re.compile(r"(#(?:EXTVLCOPT|KODIPROP)\s*:([^=\r\n]{1,200})=)([^\r\n]+)", re.IGNORECASE)
_PIPE = re.compile(r"\|[^\s\"'<>=|]+=[^\r\n\"'<>]+")
_HEADER = re.compile(r"([|&]([^=&|]+)=)([^&|]+)")
_URL = re.compile(r":\\?/\\?/[^\s\"'<>]+")
_UNICODE_ESCAPE = re.compile(r"\\u00([2-7][0-9a-fA-F])")
_PANEL_PATH = re.compile(
    r"(\\?/(?:live|movie|series|timeshift)\\?/)[^/\\\s\"'<>]+(\\?/)[^/\\\s\"'<>]+"
    r"(?=\\?/(?:\d+\\?/[\d:\-]+\\?/)?[1-9]\d*)",
    re.IGNORECASE,
)
_STATES = r"(?!(?:[01]|true|false)?\")"  # `"auth": "1"` tells a state and no secret


def redact_body(body: bytes, secrets: KnownSecrets) -> bytes:
    """The body with every login hidden that its URLs, JSON fields, attributes and options hold."""
    text = secrets.hide(_plain(body).decode("latin-1"))
    for key in _patterns(set(_JSON_KEY.findall(text))):
        text = _json_field(key).sub(_hide_field, text)
    for key in _patterns(_attribute_keys(text)):
        text = _attribute(key).sub(_hide_value, text)
    text = _OPTION.sub(_hide_option, text)
    text = _PIPE.sub(lambda match: _HEADER.sub(_hide_option, match[0]), text)
    text = _PANEL_PATH.sub(rf"\g<1>{HIDDEN}\g<2>{HIDDEN}", text)
    return _URL.sub(_hide_url, text).encode("latin-1")


def _plain(body: bytes) -> bytes:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body.decode("utf-16", "replace").encode()
    return body.replace(b"\0", b"")


def _patterns(keys: set[str]) -> list[str]:
    """Expressions of the sensitive keys; the one of any key where each alone would take too long."""
    sensitive = [re.escape(key) for key in keys if is_sensitive(key)]
    return sensitive if len(sensitive) <= MAX_KEYS else [_ANY_KEY]


def _json_field(key: str) -> re.Pattern[str]:
    return re.compile(rf'("({key})"\s*:\s*)(?:"{_STATES}(?:[^"\\]|\\.)*"|\d{{4,}})')


def _attribute_keys(text: str) -> set[str]:
    """What stands before a `=`: of each text between two of them the last word, and of that the end."""
    words = {word for piece in text.split("=") for word in piece[-_KEY_LENGTH:].rsplit(None, 1)[-1:]}
    return {match[0] for word in words if (match := _KEY_BEFORE.search(word))}


def _attribute(key: str) -> re.Pattern[str]:
    return re.compile(rf"(({key})(?:\s?=\s?(?=[\"'])|=))(?:\"[^\"\r\n]+\"|'[^'\r\n]+'|[^\s\"'&|,;<>]+)")


def _hide_field(match: re.Match[str]) -> str:
    return f'{match[1]}"{HIDDEN}"' if is_sensitive(match[2]) else match[0]


def _hide_value(match: re.Match[str]) -> str:
    if not is_sensitive(match[2]):
        return match[0]
    quote = match[0][len(match[1])]
    return f"{match[1]}{quote}{HIDDEN}{quote}" if quote in "\"'" else f"{match[1]}{HIDDEN}"


def _hide_option(match: re.Match[str]) -> str:
    key = re.split(r"[\s:]", match[2].strip())[-1].lower().removeprefix("http-")
    return f"{match[1]}{HIDDEN}" if is_sensitive(key) else match[0]


def _hide_url(match: re.Match[str]) -> str:
    """A URL behind its scheme, its slashes escaped where it stands in JSON."""
    found = match[0]
    if "\\" not in found:
        return inspect_url(f"http{found}").redacted.removeprefix("http")
    plain = _UNICODE_ESCAPE.sub(lambda code: chr(int(code[1], 16)), found.replace("\\/", "/"))
    shown = inspect_url(f"http{plain}")
    return shown.redacted.removeprefix("http").replace("/", "\\/") if shown.has_credentials else found
