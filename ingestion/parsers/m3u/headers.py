"""HTTP headers that playlists ask a player to send, in the four forms they use. Pure.

Kodi's `url|User-Agent=…`, attributes of `#EXTINF`, `#EXTVLCOPT:http-user-agent=…` and `#EXTHTTP:{json}`.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

import msgspec

HEADER_NAMES = {
    "http-user-agent": "user-agent",
    "http-referrer": "referer",
    "http-referer": "referer",
    "http-origin": "origin",
    "http-cookie": "cookie",
    "http-cookies": "cookie",
    "referrer": "referer",
}
HEADER_ATTRIBUTES = ("user-agent", "http-user-agent", "referrer", "http-referrer")
COLUMN_HEADERS = frozenset(("user-agent", "referer"))

_HEADER_LISTS = ("stream_headers", "manifest_headers", "common_headers")
_PIPE_HEADERS = re.compile(r"\|(?=[A-Za-z][A-Za-z-]*=)")


def split_pipe_headers(url: str) -> tuple[str, dict[str, str]]:
    """Split Kodi's `url|User-Agent=…&Referer=…` into the URL and its headers, names in lower case."""
    mark = _PIPE_HEADERS.search(url) if "|" in url else None
    if mark is None:
        return url, {}
    pairs = (part.partition("=") for part in re.split(r"[&|]", url[mark.end() :]))
    return url[: mark.start()], {header_name(key): unquote(value) for key, _, value in pairs if value}


def header_name(key: str) -> str:
    """The one lower-case name of a header that playlists spell in several ways."""
    key = key.strip().lower()
    return HEADER_NAMES.get(key, key)


def attribute_headers(attributes: Mapping[str, str]) -> dict[str, str]:
    """The headers among an `#EXTINF`'s attributes, names in lower case."""
    if attributes.keys().isdisjoint(HEADER_ATTRIBUTES):
        return {}
    return {header_name(name): attributes[name] for name in HEADER_ATTRIBUTES if attributes.get(name)}


def json_headers(text: str) -> dict[str, str]:
    """The headers of an `#EXTHTTP:{…}` line; none when it is no JSON object of texts."""
    try:
        fields = msgspec.json.decode(text, type=dict[str, str])
    except (msgspec.DecodeError, RecursionError):
        return {}
    return {header_name(key): value for key, value in fields.items()}


def option_headers(key: str, value: str) -> dict[str, str]:
    """The headers of an option of `#EXTVLCOPT` or `#KODIPROP`; none when it is about something else."""
    name = key.lower()
    if name.endswith(_HEADER_LISTS):
        return {header_name(one): text for one, text in parse_qsl(value)}
    return {HEADER_NAMES[name]: value} if name in HEADER_NAMES else {}
