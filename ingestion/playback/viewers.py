"""What is taken from players' data before it is stored, for the viewers' sake.

A viewer's id becomes two salted hashes. `viewer_key` tells viewers apart: for ever, or with daily rotation
within one UTC day, so that nobody can be followed from one day to the next (and a week's viewers count once
a day each). `client_key`, always under the permanent salt, covers the session as well: it tells two clients
apart that use one session id, and links nothing across sessions.
"""

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal

from ingestion.parsers.contract import EventFields
from ingestion.redaction import redact_url

KEY_CHARACTERS = 32
CACHED_KEYS = 16_384
_DAY_MS = 86_400_000
Rotation = Literal["none", "daily"]


def viewer_key(salt: bytes, viewer_id: str) -> str:
    """The name under which a viewer is stored: HMAC-SHA256 of the id, 32 hex digits.

    Without the salt nobody can tell which id it was, or test a guess; a new salt makes everyone new.
    """
    return hmac.digest(salt, viewer_id.encode(), "sha256").hex()[:KEY_CHARACTERS]


def client_key(salt: bytes, session_id: str, viewer_id: str) -> str:
    """The name of a viewer within one session, 32 hex digits."""
    text = f"client {len(session_id)} {session_id}{viewer_id}"
    return hmac.digest(salt, text.encode(), "sha256").hex()[:KEY_CHARACTERS]


def daily_salt(salt: bytes, received_at: int) -> bytes:
    """The salt of the UTC day of a receipt (Unix ms), derived from the permanent one."""
    day = datetime.fromtimestamp(received_at / 1000, UTC).date()
    return hmac.digest(salt, f"viewers of {day.isoformat()}".encode(), "sha256")


class Anonymiser:
    """Replaces viewers' ids and redacts addresses of pages. Remembers a bounded number of hashes."""

    def __init__(self, salt: bytes, rotation: Rotation = "none") -> None:
        self._salt = salt
        self._is_daily = rotation == "daily"
        self._daily_salt = lru_cache(2)(self._salt_of_day)
        self._viewer_key = lru_cache(CACHED_KEYS)(viewer_key)
        self._client_key = lru_cache(CACHED_KEYS)(client_key)

    def anonymise(self, events: Iterable[EventFields], *, received_at: int) -> None:
        """Put `viewer_key` and `client_key`, one after the other, in the place of every viewer's id.

        In place; addresses of pages lose their logins. `received_at` is Unix ms.
        """
        salt = self._daily_salt(received_at // _DAY_MS) if self._is_daily else self._salt
        keys: dict[tuple[str | None, str], str] = {}
        addresses: dict[str, str] = {}
        for event in events:
            if (viewer := event.viewer_id) is not None:
                client = (getattr(event, "session_id", None), viewer)
                event.viewer_id = keys.get(client) or keys.setdefault(client, self._keys(salt, *client))
            if (page := event.page_url) is not None:
                event.page_url = addresses.get(page) or addresses.setdefault(page, redact_url(page))
            if (referrer := event.referrer) is not None:
                event.referrer = addresses.get(referrer) or addresses.setdefault(
                    referrer, redact_url(referrer)
                )

    def _keys(self, salt: bytes, session: str | None, viewer: str) -> str:
        key = self._viewer_key(salt, viewer)
        return key if session is None else key + self._client_key(self._salt, session, viewer)

    def _salt_of_day(self, day: int) -> bytes:
        return daily_salt(self._salt, day * _DAY_MS)
