"""What stood around an entry, and what of it no column holds. Pure."""

from collections.abc import Mapping

import msgspec

from ingestion.parsers.m3u.headers import COLUMN_HEADERS
from ingestion.redaction import HIDDEN, is_sensitive, redact_text

# fmt: off
MODELLED = frozenset(
    (
        "tvg-id", "tvg-name", "tvg-logo", "logo", "tvg-logo-small", "group-title", "tvg-chno",
        "channel-number", "ch-number", "tvh-chnum", "tvg-shift", "tvg-language", "lang", "tvg-country",
        "radio", "user-agent", "referrer", "http-user-agent", "http-referrer", "catchup", "catchup-type",
        "catchup-days", "timeshift", "tvg-rec",
    )
)
# fmt: on


class Surroundings(msgspec.Struct):
    """Directives that stood before a URL: group, logo, headers (lower-case names) and other options."""

    group: str | None = None
    logo: str | None = None
    headers: dict[str, str] = {}
    options: dict[str, str] = {}


NOTHING_AROUND = Surroundings()


def other_attributes(
    attributes: Mapping[str, str],
    spelling: Mapping[str, str],
    around: Surroundings,
    headers: Mapping[str, str],
    flags: Mapping[str, str],
) -> str | None:
    """What no column holds, as JSON, keys as written and secrets hidden; None when there is nothing."""
    other = dict(around.options)
    other |= {spelling.get(key, key): value for key, value in attributes.items() if key not in MODELLED}
    other |= {f"header:{key}": value for key, value in headers.items() if key not in COLUMN_HEADERS}
    other |= flags
    if not other:
        return None
    return msgspec.json.encode({key: _hide(key, value) for key, value in other.items()}).decode()


def _hide(key: str, value: str) -> str:
    return HIDDEN if is_sensitive(key.removeprefix("header:")) and value else redact_text(value)
