"""What makes a stream the same stream in the next sync. Pure.

A key is made of the provider, the stream's type and a basis that survives what providers change every day
(hosts, passwords, quality labels, order). What follows from that:

* a stream that moves to another host or login keeps its key: it is *moved*, or *renamed* when its name
  changed;
* with an id of the provider or a `tvg-id` a new name keeps the key; without either the name is the identity,
  so that a new name is one stream removed and one added;
* of several entries of one basis the one with the smallest path takes the plain key, and the others are told
  apart by their path, so that their order does not matter. When the smallest is removed, the next one takes
  over its key: it shows as moved, and its old key as removed. (On two dates of real playlists, 20 days
  apart, the plain key for the first entry in the file's order made twice as many moves, most of them false.)
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from urllib.parse import urlsplit

from ingestion.redaction import PanelStream

PROVIDER_ID_ATTRIBUTES = ("cuid", "xui-id", "channel-id", "stream-id")  # best first
KEY_LENGTH = 32

_PROVIDER_IDS = frozenset(PROVIDER_ID_ATTRIBUTES)
_SEPARATOR = "\x1f"
_LABELS = re.compile(r"\(\d{3,4}[pi]\)|\[[^\]]{0,200}\]")


def stream_key(provider_id: str, stream_type: str, basis: str, discriminator: str | None = None) -> str:
    """The key of a stream: 32 hexadecimal digits, free of hosts and credentials."""
    parts = [provider_id, stream_type, basis]
    if discriminator is not None:
        parts.append(discriminator)
    return sha256(_SEPARATOR.join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]


def identity_basis(attributes: Mapping[str, str], name: str, panel: PanelStream | None = None) -> str:
    """The best basis that an entry offers: the provider's id, else the `tvg-id`, else the cleaned name.

    `attributes` has lower-case names; `panel` is what the URL told (`ingestion.redaction.inspect_url`).
    """
    if not _PROVIDER_IDS.isdisjoint(attributes) and (item_id := _provider_id(attributes)):
        return f"id:{item_id}"
    if panel:
        return f"id:{panel.stream_id}"
    if tvg_id := attributes.get("tvg-id"):
        return f"tvg:{tvg_id}"
    return f"name:{clean_name(name)}"


def _provider_id(attributes: Mapping[str, str]) -> str | None:
    values = (attributes.get(attribute) for attribute in PROVIDER_ID_ATTRIBUTES)
    return next(
        (value for value in values if value and "{" not in value), None
    )  # "{XUI_ID}": never filled in


def clean_name(name: str) -> str:
    """A name without quality `(720p)` and labels `[Geo-blocked]`, case and surplus space folded.

    A name that is nothing but labels stays as it is.
    """
    return _fold(_LABELS.sub(" ", name)) or _fold(name)


def assign_stream_keys(provider_id: str, streams: Iterable[tuple[str, str, str]]) -> list[str]:
    """Keys for all (stream type, basis, redacted URL) of one sync, in order and all different."""
    places = [(stream_type, basis, _path_and_query(url)) for stream_type, basis, url in streams]
    plain: dict[tuple[str, str], str] = {}
    for stream_type, basis, path in places:
        plain[stream_type, basis] = min(path, plain.get((stream_type, basis), path))
    seen: Counter[tuple[str, str, str]] = Counter()
    keys = []
    for place in places:
        stream_type, basis, path = place
        seen[place] += 1
        discriminator = _discriminator(path, seen[place], is_plain=path == plain[stream_type, basis])
        keys.append(stream_key(provider_id, stream_type, basis, discriminator))
    return keys


def _discriminator(path: str, repeat: int, *, is_plain: bool) -> str | None:
    if repeat > 1:
        return f"path:{path}#{repeat}"
    return None if is_plain else f"path:{path}"


def _path_and_query(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # an authority that is none, such as "http://[/x"
        return url.partition("://")[2].partition("/")[2]
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
