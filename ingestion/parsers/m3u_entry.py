"""Put one playlist entry together from what stood before its URL. Pure.

The login of a URL is split off here: every other field is free of it.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

import msgspec

from ingestion.identity import identity_basis
from ingestion.parsers.m3u_attributes import ExtInf
from ingestion.parsers.m3u_headers import attribute_headers, split_pipe_headers
from ingestion.redaction import HIDDEN, PanelStream, inspect_url, is_sensitive, redact_text, redact_url

PANEL_TYPES = {"live": "live", "timeshift": "live", "movie": "movie", "series": "episode"}
VIDEO_FILES = (".mp4", ".mkv", ".avi", ".mov", ".m4v", ".wmv", ".webm")
# fmt: off
MODELLED = frozenset(
    (
        "tvg-id", "tvg-name", "tvg-logo", "logo", "group-title", "tvg-chno", "channel-number",
        "ch-number", "tvh-chnum", "tvg-shift", "tvg-language", "lang", "tvg-country", "radio",
        "user-agent", "referrer", "http-user-agent", "http-referrer", "catchup", "catchup-type",
        "catchup-days", "timeshift", "tvg-rec",
    )
)
# fmt: on
COLUMN_HEADERS = frozenset(("user-agent", "referer"))

_HOST = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#]*@)?(\[[^\]/]+\]|[^/?#:@\[\]]+)", re.IGNORECASE)
_EPISODE = re.compile(r"\bS\d{1,4}\s?E\d{1,4}\b", re.IGNORECASE)
_RULE = r"[#=*_~|<>+\-\u2010-\u2015\u2022\u2500-\u25ff\u2605\u2606]"
_RULE_BEFORE = re.compile(rf"{_RULE}(?:\s?{_RULE}){{2}}")
_RULE_AFTER = re.compile(rf"{_RULE}\s?{_RULE}\Z")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")


class PlaylistEntry(msgspec.Struct, frozen=True, gc=False):
    """One entry, its fields named as in `CatalogEntries`. `login` is the full URL when it holds a secret.

    Secret headers follow the URL in `login` in Kodi's form: `url|Cookie=…`. `attributes` is JSON; the URL of
    another playlist, which is no stream to check, has `"nested_playlist": "true"` there.
    """

    line_number: int
    stream_type: str
    identity_basis: str
    name: str
    tvg_id: str | None
    tvg_name: str | None
    group_title: str | None
    logo_url: str | None
    stream_url: str
    stream_host: str | None
    has_credentials: bool
    user_agent: str | None
    referrer: str | None
    channel_number: float | None
    duration_seconds: float | None
    tvg_shift_hours: float | None
    language: str | None
    country: str | None
    catchup: str | None
    catchup_days: float | None
    is_radio: bool
    is_separator: bool
    attributes: str | None
    login: str | None
    item_id: str | None = None
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


class Surroundings(msgspec.Struct):
    """Directives that stood before a URL: group, logo, headers (lower-case names) and other options."""

    group: str | None = None
    logo: str | None = None
    headers: dict[str, str] = {}
    options: dict[str, str] = {}


def build_entry(
    line_number: int, url: str, extinf: ExtInf, around: Surroundings, defaults: Mapping[str, str]
) -> PlaylistEntry:
    """Build the entry of a URL. `defaults` are the header's attributes that entries inherit."""
    attributes = {**defaults, **extinf.attributes} if defaults else extinf.attributes
    get = attributes.get
    address, pipe_headers = split_pipe_headers(url)
    headers = {**attribute_headers(attributes), **around.headers, **pipe_headers}
    inspected = inspect_url(address)
    login = _login(address, inspected.has_credentials, headers)
    path = _path(address)
    name = extinf.name or _fallback_name(attributes, inspected.redacted)
    return PlaylistEntry(
        line_number=line_number,
        stream_type=classify(path, name, extinf.duration_seconds, inspected.panel),
        identity_basis=identity_basis(attributes, name, inspected.panel),
        name=name,
        tvg_id=get("tvg-id") or None,
        tvg_name=get("tvg-name") or None,
        group_title=get("group-title") or around.group or None,
        logo_url=_redacted(get("tvg-logo") or get("logo") or around.logo),
        stream_url=inspected.redacted,
        stream_host=url_host(address),
        has_credentials=login is not None,
        user_agent=headers.get("user-agent"),
        referrer=_redacted(headers.get("referer")),
        channel_number=_number(
            get("tvg-chno") or get("channel-number") or get("ch-number") or get("tvh-chnum")
        ),
        duration_seconds=extinf.duration_seconds,
        tvg_shift_hours=_number(get("tvg-shift")),
        language=get("tvg-language") or get("lang") or None,
        country=get("tvg-country") or None,
        catchup=_catchup(attributes),
        catchup_days=_number(get("catchup-days") or get("timeshift") or get("tvg-rec")),
        is_radio=get("radio", "").lower() in ("true", "1", "yes"),
        is_separator=is_separator(name),
        attributes=_other_attributes(attributes, extinf, around, headers, path.endswith(".m3u")),
        login=login,
    )


def classify(path: str, name: str, duration_seconds: float | None, panel: PanelStream | None) -> str:
    """The stream type by the panel's path, the file's extension, and `S01E02` in the name.

    `path` is in lower case and has no query.
    """
    if panel:
        return PANEL_TYPES[panel.kind]
    if path.endswith(VIDEO_FILES):
        return "episode" if _EPISODE.search(name) else "movie"
    return "episode" if duration_seconds and _EPISODE.search(name) else "live"


def is_separator(name: str) -> bool:
    """Whether a name is a decorative row such as `##### SPORT #####`."""
    return _RULE_BEFORE.match(name) is not None and _RULE_AFTER.search(name[-3:]) is not None


def url_host(url: str) -> str | None:
    """The host of a URL in lower case, without login and port; None when there is none."""
    match = _HOST.match(url)
    return match[1].lower() if match else None


def _path(url: str) -> str:
    return url.partition("?")[0].partition("#")[0].lower()


def _redacted(url: str | None) -> str | None:
    return redact_url(url) if url else None


def _login(url: str, has_credentials: bool, headers: Mapping[str, str]) -> str | None:
    secret = {
        key: value for key, value in headers.items() if is_sensitive(key) or redact_text(value) != value
    }
    if secret:
        return f"{url}|{urlencode(secret)}"
    return url if has_credentials else None


def _fallback_name(attributes: Mapping[str, str], redacted_url: str) -> str:
    named = (attributes.get(key) for key in ("tvg-name", "tvc-guide-title", "tvg-id"))
    tail = redacted_url.rstrip("/").rpartition("/")[2]
    return next(filter(None, named), None) or tail or redacted_url


def _catchup(attributes: Mapping[str, str]) -> str | None:
    """The mode; days of archive without a mode mean `shift`."""
    if mode := attributes.get("catchup") or attributes.get("catchup-type"):
        return mode.lower()
    return "shift" if _number(attributes.get("timeshift") or attributes.get("tvg-rec")) else None


def _number(value: str | None) -> float | None:
    return float(value) if value and _NUMBER.fullmatch(value) else None


def _other_attributes(
    attributes: Mapping[str, str],
    extinf: ExtInf,
    around: Surroundings,
    headers: Mapping[str, str],
    is_nested: bool,
) -> str | None:
    """What no column holds, as JSON, keys as written and secrets hidden."""
    other = dict(around.options)
    if not attributes.keys() <= MODELLED:
        spelling = {key.lower(): key for key in extinf.spelling}
        other |= {spelling.get(key, key): value for key, value in attributes.items() if key not in MODELLED}
    if not headers.keys() <= COLUMN_HEADERS:
        other |= {f"header:{key}": value for key, value in headers.items() if key not in COLUMN_HEADERS}
    if is_nested:
        other["nested_playlist"] = "true"
    if not other:
        return None
    return msgspec.json.encode({key: _hide(key, value) for key, value in other.items()}).decode()


def _hide(key: str, value: str) -> str:
    return HIDDEN if is_sensitive(key.removeprefix("header:")) and value else redact_text(value)
