"""What is taken from players' data before it is stored, for the viewers' sake. Pure."""

import hmac
from collections.abc import Iterable

from ingestion.parsers.contract import EventFields
from ingestion.redaction import redact_url


def viewer_key(salt: bytes, viewer_id: str) -> str:
    """The name under which a viewer is stored: HMAC-SHA256 of the id, 32 hex digits.

    Without the salt nobody can tell which id it was, or test a guess; a new salt makes everyone new.
    """
    return hmac.digest(salt, viewer_id.encode(), "sha256").hex()[:32]


def anonymise(events: Iterable[EventFields], salt: bytes) -> None:
    """Put `viewer_key` in the place of every viewer's id and redact addresses of pages, in place."""
    keys: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for event in events:
        if (viewer := event.viewer_id) is not None:
            event.viewer_id = keys.get(viewer) or keys.setdefault(viewer, viewer_key(salt, viewer))
        if (page := event.page_url) is not None:
            event.page_url = addresses.get(page) or addresses.setdefault(page, redact_url(page))
        if (referrer := event.referrer) is not None:
            event.referrer = addresses.get(referrer) or addresses.setdefault(referrer, redact_url(referrer))
