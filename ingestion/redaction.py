"""Take logins out of URLs and texts. Pure; what is taken out is replaced by `***`.

Three places hold logins in the field: the authority (`user:pass@`), the path of an Xtream panel
(`/live/USER/PASS/ID.ts`, or `/USER/PASS/ID` alone), and the query (`?token=`). Too much is hidden rather
than too little: the full URL of a stream stays in the secret store.
"""

import re
from functools import partial
from typing import NamedTuple
from urllib.parse import quote, unquote

HIDDEN = "***"
MAX_NESTING = 5  # addresses in parameters of one another; what lies deeper is hidden whole

_END = r"(?=$|[\s?#|,;)\]}])"
_USERINFO = re.compile(r"^([a-z][a-z0-9+.-]*://)[^/?#]+@", re.IGNORECASE)
# Both forms end in the id; few other URLs do, and asking for that first spares them the long expressions.
_ID_AT_END = re.compile(rf"/[1-9]\d*(?:\.\w+)?{_END}")
_PANEL = re.compile(
    r"/(?P<kind>live|movie|series|timeshift)/(?P<login>[^/?#]+/[^/?#]+)"
    rf"/(?:\d+/[\d:-]+/)?(?P<id>[1-9]\d*)(?:\.\w+)?{_END}",
    re.IGNORECASE,
)
# Folders of ordinary servers in that place: measured on 12,000 public stream URLs, where the bare panel
# form is the rarer one.
_FOLDERS = r"(?:ch|channels?|channelid|hls|live|liveapp|out|play|streams?|tv|video|webrtcappee)/"
_BARE_PANEL = re.compile(
    rf"[a-z][a-z0-9+.-]*://[^/?#]+/(?P<login>(?!{_FOLDERS})[^/?#]{{3,}}/(?!{_FOLDERS})[^/?#]{{3,}})"
    rf"/(?P<id>[1-9]\d{{0,8}})(?:\.ts|\.m3u8)?{_END}",
    re.IGNORECASE,
)
_PARAMETER = re.compile(
    r"(?P<before>[?&#;|](?P<key>[^=&#;|?]+)=)(?P<value>[^&#|;]*(?:;[^&#|;=]*(?=[&#|;]|$))*)"
)
_SENSITIVE = re.compile(
    r"user(name)?|login|mac|policy|acl|jwt|.*(passw|secret|token|credential|cookie|signature).*"
    r"|pass|pwd|(.*[-_.])?(key|auth|sig|sign|hash)|auth.*|.*(authsign|hash|apikey)|hdn(ts|ea|tl)|key-pair-id",
    re.IGNORECASE | re.DOTALL,
)
_URL = re.compile(r"[a-z][a-z0-9+.-]{0,20}://[^\s\"'<>]+", re.IGNORECASE)


class PanelStream(NamedTuple):
    """What the path of an Xtream panel tells: `live`, `movie`, `series` or `timeshift`, and the id."""

    kind: str
    stream_id: str


class InspectedUrl(NamedTuple):
    """A URL without its login, whether it had one, and what panel it belongs to."""

    redacted: str
    has_credentials: bool
    panel: PanelStream | None


def inspect_url(url: str) -> InspectedUrl:
    """Find and hide the login of a URL.

    Redacting twice changes nothing: the second call answers the same URL, no credentials, the same panel.
    """
    return _inspect(url, MAX_NESTING)


def split_credentials(url: str) -> tuple[str, bool]:
    """The URL without its login, and whether there was one."""
    return inspect_url(url)[:2]


def redact_url(url: str) -> str:
    """The URL without its login."""
    return inspect_url(url).redacted


def redact_text(text: str) -> str:
    """A text with the login of every URL in it hidden."""
    return _redact(text, MAX_NESTING)


def is_sensitive(key: str) -> bool:
    """Whether a parameter, header or attribute of that name holds a secret."""
    return _SENSITIVE.fullmatch(key) is not None


def _inspect(url: str, levels: int) -> InspectedUrl:
    redacted, panel = url, None
    if _ID_AT_END.search(url) and (match := _PANEL.search(url) or _BARE_PANEL.match(url)):
        panel = PanelStream(match.groupdict().get("kind", "live").lower(), match["id"])
        redacted = f"{url[: match.start('login')]}{HIDDEN}/{HIDDEN}{url[match.end('login') :]}"
    if "@" in redacted:
        redacted = _USERINFO.sub(rf"\g<1>{HIDDEN}@", redacted)
    if "=" in redacted:
        redacted = _PARAMETER.sub(partial(_hide_parameter, levels=levels), redacted)
    return InspectedUrl(redacted, redacted != url, panel)


def _redact(text: str, levels: int) -> str:
    if "://" not in text:
        return text
    return _URL.sub(lambda match: _inspect(match[0], levels).redacted, text) if levels else HIDDEN


def _hide_parameter(match: re.Match[str], levels: int) -> str:
    if is_sensitive(unquote(match["key"])):
        return match["before"] + HIDDEN
    value = unquote(match["value"])
    nested = _redact(value, levels - 1)
    return match["before"] + (match["value"] if nested == value else quote(nested, safe=f"{HIDDEN}:/"))
