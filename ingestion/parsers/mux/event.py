"""One event of a mux-embed beacon, in its short keys, to the contract's fields. Pure.

A key is a letter for the subject (p player, v video, x view, u viewer, d ad, q request, w page …) and two
letters a word: `xpntimscv` is `view_playing_time_ms_cumulative`. Seen in mux-embed 5.19.0. A value of the
wrong type or out of bounds says nothing.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal, cast

from ingestion.parsers.contract import EARLIEST_MS, LATEST_MS, EventFields

MuxEventType = Literal[
    "view_start", "playing", "pause", "seek_start", "seek_end", "rebuffer_start", "rebuffer_end", "ended",
    "error", "view_end", "heartbeat", "rate_change", "quality_change", "ad_start", "ad_quartile", "ad_end",
    "ad_skip", "request", "other",
]  # fmt: skip
# `waiting` is the media element's, at starts and seeks too: which of them are stalls `rebufferstart` tells.
_TYPES: dict[str, MuxEventType] = {
    "viewstart": "view_start", "playing": "playing", "pause": "pause", "seeking": "seek_start",
    "seeked": "seek_end", "rebufferstart": "rebuffer_start", "rebufferend": "rebuffer_end", "ended": "ended",
    "error": "error", "viewend": "view_end", "hb": "heartbeat", "ratechange": "rate_change",
    "renditionchange": "quality_change", "adplay": "ad_start", "adfirstquartile": "ad_quartile",
    "admidpoint": "ad_quartile", "adthirdquartile": "ad_quartile", "adended": "ad_end",
    "adskipped": "ad_skip", "requestcompleted": "request", "requestfailed": "request",
    "requestcanceled": "request",
}  # fmt: skip
_QUARTILES: dict[str, Literal[25, 50, 75]] = {"adfirstquartile": 25, "admidpoint": 50, "adthirdquartile": 75}
_LIMIT = 10**12
_NUMBERS = {
    "position_seconds": ("pphti", 0.001), "duration_seconds": ("vsodu", 0.001), "bitrate_bps": ("vsobi", 1),
    "width": ("vsowd", 1), "height": ("vsoht", 1), "player_width": ("pwd", 1), "player_height": ("pht", 1),
    "dropped_frames": ("xdpfrco", 1),
    "startup_ms": ("xtitofifr", 1), "played_seconds": ("xpntimscv", 0.001),
    "rebuffer_seconds": ("xredu", 0.001),
}  # fmt: skip
_COUNTS = {"seq": "xsqno", "rebuffer_count": "xreco"}
_TEXTS = {
    "content_title": ("vtt", 256), "series_title": ("vsr", 256), "player_name": ("pnm", 128),
    "player_version": ("pve", 128), "player_type": ("psw", 128),
    "page_url": ("wur", 2048), "cdn": ("vdn", 256), "error_code": ("percd", 128),
    "error_message": ("perme", 2048), "ad_id": ("did", 256),
}  # fmt: skip
_FLAGS = {"is_fullscreen": "pisfs", "is_live": "vsoisli"}
_CUSTOM = {"experiment": "fnm", "plan": "upz", "variant": "vvanm"} | {
    f"custom_{n}": f"c{n}" for n in range(1, 8)
}
_CONTENT_TYPES = {"movie": "movie", "episode": "episode", "clip": "clip", "short": "clip", "trailer": "clip"}
_AD_POSITIONS = ("preroll", "midroll", "postroll")
# What holds for a view as a whole: said at its start and its end alone.
OF_VIEW = frozenset({key for key, _ in _TEXTS.values()} - {"percd", "perme", "did"}) | {
    "uusid", "mvrid", "vid", "vctty", "vsmty", "vsoisli",
}  # fmt: skip


class MuxEvent(EventFields, kw_only=True, omit_defaults=True, gc=False):
    """One event of a beacon. `client_key` is the view's: an `xid` is of one client alone."""

    event_id: str
    session_id: str
    client_key: str
    type: MuxEventType
    client_at: int
    content_id: str | None = None


def read_event(content: Mapping[str, Any]) -> MuxEvent | str:
    """The event, or the name of the key without which there is none."""
    view, number, at = text(content, "xid", 128), _count(content, "xsqno"), time_of(content, "uti")
    name = text(content, "e", 64)
    if view is None or number is None or name is None or at is None:
        return "xid" if view is None else "xsqno" if number is None else "e" if name is None else "uti"
    event = MuxEvent(
        event_id=_digest(f"{view}|{number}"),
        session_id=view,
        client_key=_digest(view),
        type=_type(name, content),
        client_at=at,
        content_id=text(content, "vid", 256),
        viewer_id=text(content, "uusid", 128) or text(content, "mvrid", 128),
    )
    _add_measures(event, content)
    _add_meanings(event, name, content)
    return event


def text(content: Mapping[str, Any], key: str, limit: int) -> str | None:
    """The text of a key, cut at `limit` characters."""
    value = content.get(key)
    return value[:limit] or None if isinstance(value, str) else None


def time_of(content: Mapping[str, Any], key: str) -> int | None:
    """Unix milliseconds of a key, between the years 2000 and 2100."""
    value = content.get(key)
    is_time = isinstance(value, int | float) and EARLIEST_MS <= value <= LATEST_MS
    return round(cast(float, value)) if is_time else None


def _type(name: str, content: Mapping[str, Any]) -> MuxEventType:
    """`play` is the wish to play where nothing has played yet; later `playing` tells the rest."""
    if name == "play" and not _number(content, "xpntimscv", 1):
        return "view_start"
    return _TYPES.get(name, "other")


def _add_measures(event: MuxEvent, content: Mapping[str, Any]) -> None:
    for field, (key, scale) in _NUMBERS.items():
        if key in content:
            setattr(event, field, _number(content, key, scale))
    for field, key in _COUNTS.items():
        if key in content:
            setattr(event, field, _count(content, key))
    for field, (key, limit) in _TEXTS.items():
        if key in content:
            setattr(event, field, text(content, key, limit))
    for field, key in _FLAGS.items():
        if isinstance(value := content.get(key), bool):
            setattr(event, field, value)


def _add_meanings(event: MuxEvent, name: str, content: Mapping[str, Any]) -> None:
    if event.is_live is None and content.get("vsmty") == "live":
        event.is_live = True
    if event.is_live:
        event.duration_seconds = None  # a live playlist's window
    event.content_type = "live" if event.is_live else _content_type(content)
    event.ad_quartile = _QUARTILES.get(name)
    if name.startswith("ad") and content.get("dty") in _AD_POSITIONS:
        event.ad_position = content["dty"]
    if name == "error":
        event.is_fatal = content.get("persy") != "warning"
        event.error_category = "business" if content.get("perbzez") is True else "playback"
    custom = {field: text(content, key, 128) for field, key in _CUSTOM.items()}
    event.custom = {field: value for field, value in custom.items() if value is not None} or None


def _content_type(content: Mapping[str, Any]) -> Literal["movie", "episode", "clip"] | None:
    found = _CONTENT_TYPES.get(str(content.get("vctty")))
    return cast(Literal["movie", "episode", "clip"] | None, found)


def _number(content: Mapping[str, Any], key: str, scale: float) -> float | None:
    value = content.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LIMIT:
        return None
    return round(value * scale, 6)


def _count(content: Mapping[str, Any], key: str) -> int | None:
    value = content.get(key)
    return value if type(value) is int and 0 <= value <= _LIMIT else None


def _digest(whole: str) -> str:
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
