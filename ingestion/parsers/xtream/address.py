"""Where an Xtream panel is and who asks: from whatever address people paste. Pure.

Addresses of the panel, all with the login in them: `player_api.php` (JSON), `xmltv.php` (guide),
`/live/USER/PASS/ID.ts`, `/movie/USER/PASS/ID.ext`, `/series/USER/PASS/EPISODE.ext`.
"""

import re
from dataclasses import dataclass, field
from typing import TypeGuard
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from ingestion.redaction import HIDDEN

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"[^\s/?#@\[\]<>\"']+")
_SCRIPT = re.compile(r"/[^/]*\.php\Z", re.IGNORECASE)
_ID = re.compile(r"[1-9][0-9]{0,17}")
_EXTENSION = re.compile(r"[A-Za-z0-9]{1,8}")


@dataclass(frozen=True)
class PanelAddress:
    """A panel's base address, without slash at its end and without login, and the login."""

    base: str
    username: str = field(repr=False)
    password: str = field(repr=False)

    def api_url(self, action: str | None = None, **parameters: str) -> str:
        """The address of an action of `player_api.php`; without action that of the account."""
        named = {"action": action} if action else {}
        return f"{self.base}/player_api.php?{urlencode({**self._login(), **named, **parameters})}"

    def guide_url(self) -> str:
        """The address of the whole guide (XMLTV)."""
        return f"{self.base}/xmltv.php?{urlencode(self._login())}"

    def media_prefix(self, kind: str) -> str:
        """What stands before the id in the address of a `live`, `movie` or `series` stream: a secret."""
        login = f"{quote(self.username, safe='')}/{quote(self.password, safe='')}"
        return f"{self.base}/{kind}/{login}/"

    def hidden_prefix(self, kind: str) -> str:
        """The same with the login hidden."""
        return f"{self.base}/{kind}/{HIDDEN}/{HIDDEN}/"

    def _login(self) -> dict[str, str]:
        return {"username": self.username, "password": self.password}


def complete_url(url: str) -> str:
    """An address with a scheme: http where it names none."""
    text = url.strip()
    return text if _SCHEME.match(text) else f"http://{text.lstrip('/')}"


def parse_panel_address(url: str, username: str | None = None, password: str | None = None) -> PanelAddress:
    """The panel behind `host`, `host:port/path`, `user:pass@host`, `…/get.php?username=…&password=…` …

    A login that is given wins over the one in the address. Raises ValueError, free of the address, when there
    is no host or no login.
    """
    parts = _split(url)
    if parts is None:
        raise ValueError("must be the address of a panel: a host, or http:// or https:// with one")
    found_name, found_password = _login_of(parts)
    username, password = username or found_name, password or found_password
    if not username or not password:
        raise ValueError("needs a login: username and password, or an address that holds them")
    host = parts.netloc.rpartition("@")[2].lower()
    path = _SCRIPT.sub("", parts.path.rstrip("/")).rstrip("/")
    return PanelAddress(f"{parts.scheme}://{host}{path}", username, password)


def is_item_id(text: str | None) -> TypeGuard[str]:
    """Whether a text can be the id of a stream in an address: a whole number from 1."""
    return text is not None and _ID.fullmatch(text) is not None


def is_extension(text: str | None) -> TypeGuard[str]:
    """Whether a text can be the extension of a file in an address."""
    return text is not None and _EXTENSION.fullmatch(text) is not None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(complete_url(url))
        is_http = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:  # its text may quote the login
        return None
    return parts if is_http and _HOST.fullmatch(parts.hostname or "") else None


def _login_of(parts: SplitResult) -> tuple[str | None, str | None]:
    """Name and password of the query, else of the authority."""
    query = {key.removeprefix("amp;").lower(): value for key, value in parse_qsl(parts.query)}
    name, password = query.get("username") or query.get("u"), query.get("password") or query.get("p")
    if name and password:
        return name, password
    return unquote(parts.username or "") or None, unquote(parts.password or "") or None
