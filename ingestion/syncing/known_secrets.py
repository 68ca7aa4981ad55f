"""Hide what a provider's settings call secret wherever it turns up: names, texts, odd URLs. Pure.

`ingestion.redaction` knows the places that hold logins. This is the second net: a panel that writes the
account's password into a channel's name, or into a path of its own.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import polars as pl
from pydantic import SecretStr

from ingestion.redaction import HIDDEN, inspect_url, is_sensitive, redact_text
from ingestion.settings import ProviderSettings

_REDACTED_BY_PARSERS = ("_url", "referrer", "attributes")
MIN_LENGTH = 4  # shorter ones would hide parts of ordinary words and numbers


class KnownSecrets:
    """The secrets of one provider's settings. Its repr tells none of them."""

    def __init__(self, provider: ProviderSettings) -> None:
        found = {text for text in _settings_secrets(provider) if len(text) >= MIN_LENGTH}
        spellings = {spelling for text in found for spelling in _spellings(text)}
        self.texts = sorted(spellings, key=lambda text: (-len(text), text))

    def hide(self, text: str) -> str:
        """The text with every secret that stands alone in it replaced."""
        for secret, pattern in zip(self.texts, self._patterns, strict=True):
            if secret in text:
                text = pattern.sub(HIDDEN, text)
        return text

    def hide_in(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with the secrets hidden in all text columns, and logins in addresses of free texts.

        Only rows that hold one cost time.
        """
        texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
        free = [name for name in texts if not name.endswith(_REDACTED_BY_PARSERS)]
        shown = _rewrite(frame, pl.col(free).str.contains("://", literal=True), redact_text)
        return _rewrite(shown, pl.col(texts).str.contains_any(self.texts), self.hide) if self.texts else shown

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        return [
            re.compile(rf"{text}(?<![A-Za-z0-9]{text})(?![A-Za-z0-9])") for text in map(re.escape, self.texts)
        ]


def settings_hash(provider: ProviderSettings) -> str:
    """SHA-256 of the addresses and secrets of a provider's settings: another one, and its logins are old."""
    urls = [url.get_secret_value() for url in (provider.panel_url, *provider.urls) if url]
    return sha256("\0".join([*urls, *_settings_secrets(provider)]).encode()).hexdigest()


def _rewrite(frame: pl.DataFrame, is_hit: pl.Expr, rewrite: Callable[[str], str]) -> pl.DataFrame:
    """The frame with `rewrite` applied to the texts that `is_hit`, which keeps the columns' names, tells."""
    hits = frame.select(is_hit.fill_null(value=False))
    return frame.with_columns(
        pl.Series(
            column.name,
            [rewrite(text) if hit else text for text, hit in zip(frame[column.name], column, strict=True)],
            dtype=pl.String,
        )
        for column in hits
        if column.any()
    )


def _spellings(text: str) -> tuple[str, ...]:
    """The text itself, in an address, in JSON, and as UTF-8 bytes that are read as Latin-1."""
    return text, quote(text, safe=""), json.dumps(text)[1:-1], text.encode().decode("latin-1")


def _settings_secrets(provider: ProviderSettings) -> Iterator[str]:
    """Logins, keys, values of headers, and the secret parts of addresses."""
    for secret in (provider.username, provider.password, provider.access_key):
        if secret:
            yield secret.get_secret_value()
    for value in provider.headers.values():
        yield value.get_secret_value()
        yield value.get_secret_value().rpartition(" ")[2]
    given = (
        provider.api_url,
        provider.panel_url,
        *provider.urls,
        *provider.guide_urls,
        provider.history_url,
        provider.days_url,
    )
    for url in given:
        if isinstance(url, SecretStr):
            yield from _url_secrets(url.get_secret_value())


def _url_secrets(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    yield from (unquote(part) for part in parts.netloc.rpartition("@")[0].split(":"))
    yield from (value for key, value in parse_qsl(parts.query) if is_sensitive(key))
    shown = inspect_url(url)
    if shown.panel:
        segments = zip(parts.path.split("/"), urlsplit(shown.redacted).path.split("/"), strict=False)
        yield from (unquote(segment) for segment, hidden in segments if hidden == HIDDEN)
