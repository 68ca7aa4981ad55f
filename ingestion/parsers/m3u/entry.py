"""Put one playlist entry together from what stood before its URL. Pure.

The login of a URL is split off here: every other field is free of it.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from ingestion.identity import identity_basis
from ingestion.parsers.m3u import classify as m3u_classify
from ingestion.parsers.m3u.attributes import ExtInf
from ingestion.parsers.m3u.headers import attribute_headers, split_pipe_headers
from ingestion.parsers.m3u.options import option_fields
from ingestion.parsers.m3u.other import NOTHING_AROUND, Surroundings, other_attributes
from ingestion.parsers.names import mend_name, needs_mending, plain_text
from ingestion.redaction import inspect_url, is_sensitive, redact_text, redact_url

COMMON = frozenset(("tvg-id", "tvg-name", "tvg-logo", "group-title"))

_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#]*@)?(\[[^\]/]+\]|[^/?#:@\[\]]+)")


class PlaylistEntry(msgspec.Struct, frozen=True, gc=False):
    """One entry, its fields named as in `CatalogEntries`. `login` is the full URL when it holds a secret.

    Secret headers follow the URL in `login` in Kodi's form: `url|Cookie=…`. `attributes` is JSON; the URL of
    another playlist, which is no stream to check, has `"nested_playlist": "true"` there, and a name that was
    mended has `"raw_name"`.
    """

    line_number: int
    stream_type: str
    identity_basis: str
    name: str
    stream_url: str
    stream_host: str | None = None
    tvg_id: str | None = None
    tvg_name: str | None = None
    group_title: str | None = None
    logo_url: str | None = None
    has_credentials: bool = False
    login: str | None = None
    is_separator: bool = False
    is_radio: bool = False
    item_id: str | None = None
    duration_seconds: float | None = None
    user_agent: str | None = None
    referrer: str | None = None
    channel_number: float | None = None
    tvg_shift_hours: float | None = None
    language: str | None = None
    country: str | None = None
    catchup: str | None = None
    catchup_days: float | None = None
    attributes: str | None = None
    parent_item_id: str | None = None
    series_name: str | None = None
    season_number: int | None = None
    episode_number: int | None = None
    released_year: int | None = None
    rating: float | None = None
    added_at: datetime | None = None
    size_bytes: int | None = None
    width: int | None = None
    height: int | None = None
    is_adult: bool | None = None
    are_episodes_read: bool | None = None
    episode_count: int | None = None


def build_entry(
    line_number: int, url: str, extinf: ExtInf, around: Surroundings, defaults: Mapping[str, str]
) -> tuple[PlaylistEntry, tuple[str, ...]]:
    """Build the entry of a URL; tell also the codes of what is odd in it.

    `defaults` are the header's attributes that entries inherit. The fields by place, and the way out before
    `_complete`, are for speed: nearly all entries are that plain.
    """
    attributes = {**defaults, **extinf.attributes} if defaults else extinf.attributes
    is_plain = around is NOTHING_AROUND and COMMON.issuperset(attributes) and "|" not in url
    address, headers = (url, {}) if is_plain else _split_headers(url, attributes, around)
    shown = inspect_url(address)
    get = attributes.get
    raw_name = extinf.name or _fallback_name(attributes, shown.redacted)
    if "://" in raw_name:
        raw_name = redact_text(raw_name)
    name, odd = mend_name(raw_name) if needs_mending(raw_name) else (raw_name, ())
    extension = m3u_classify.file_type(address)
    stream_type = m3u_classify.classify(extension, name, extinf.duration_seconds, shown.panel)
    basis = identity_basis(attributes, name, shown.panel)
    tvg_name, group, logo = get("tvg-name"), get("group-title") or around.group, get("tvg-logo")
    entry = PlaylistEntry(
        line_number,
        stream_type,
        basis,
        name,
        shown.redacted,
        url_host(address),
        get("tvg-id") or None,
        plain_text(tvg_name) if tvg_name else None,
        plain_text(group) if group else None,
        redact_url(logo) if logo else None,
        shown.has_credentials,
        address if shown.has_credentials else None,
        m3u_classify.is_separator(name),
        extension in m3u_classify.AUDIO_FILES,
        basis[3:] if basis.startswith("id:") else None,
        extinf.duration_seconds,
    )
    notes = {} if name is raw_name or name == raw_name else {"raw_name": raw_name}
    if extension == m3u_classify.PLAYLIST_FILE:
        notes["nested_playlist"] = "true"
    if is_plain and not notes and stream_type == "live":
        return entry, odd
    options, odd_options = option_fields(attributes)
    more: dict[str, Any] = {**options, **m3u_classify.title_fields(stream_type, name)}
    more["is_radio"] = entry.is_radio or options["is_radio"]
    more |= _header_fields(address, headers)
    if not logo and (logo := get("logo") or get("tvg-logo-small") or around.logo):
        more["logo_url"] = redact_url(logo)
    more["attributes"] = other_attributes(attributes, extinf.spelling, around, headers, notes)
    return msgspec.structs.replace(entry, **more), odd + odd_options


def url_host(url: str) -> str | None:
    """The host of a URL in lower case, without login and port; None when there is none."""
    match = _HOST.match(url)
    return match[1].lower() if match else None


def _split_headers(
    url: str, attributes: Mapping[str, str], around: Surroundings
) -> tuple[str, dict[str, str]]:
    """The address alone, and the headers that are to be sent; those behind the address win."""
    address, headers = split_pipe_headers(url)
    return address, {**attribute_headers(attributes), **around.headers, **headers}


def _header_fields(address: str, headers: Mapping[str, str]) -> dict[str, Any]:
    referrer = headers.get("referer")
    fields: dict[str, Any] = {
        "user_agent": headers.get("user-agent"),
        "referrer": redact_url(referrer) if referrer else None,
    }
    secret = {
        key: value for key, value in headers.items() if is_sensitive(key) or redact_text(value) != value
    }
    if secret:
        fields |= {"has_credentials": True, "login": f"{address}|{urlencode(secret)}"}
    return fields


def _fallback_name(attributes: Mapping[str, str], redacted_url: str) -> str:
    named = (attributes.get(key) for key in ("tvg-name", "tvc-guide-title", "tvg-id"))
    tail = redacted_url.rstrip("/").rpartition("/")[2]
    return next(filter(None, named), None) or tail or redacted_url
