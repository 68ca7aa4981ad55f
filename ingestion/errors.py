"""Everything that ingestion raises on purpose. No message holds a secret: URLs in them are redacted.

WatchhouseError
├── SettingsError        provider settings that cannot be used (every fault at once)
├── FetchError           bytes that did not arrive; `retryable` tells whether to ask again
└── ParseError           bytes that arrived and cannot be read
    └── NotACatalogError bytes that are something else (an error page, a stream, nothing)
"""

from collections.abc import Sequence


class WatchhouseError(Exception):
    """Base of all errors of ours."""


class SettingsError(WatchhouseError):
    """Provider settings cannot be used. `faults` lists all of them, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class FetchError(WatchhouseError):
    """A fetch failed. `reason` is a machine code such as `http_404` or `timeout`."""

    def __init__(
        self, reason: str, detail: str, *, retryable: bool = False, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        self.retryable = retryable
        self.retry_after_seconds = retry_after_seconds


class ParseError(WatchhouseError):
    """A body cannot be read. `reason` is a machine code such as `too_many_entries`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class NotACatalogError(ParseError):
    """A body is no catalog; `reason` names what it is: `html`, `json`, `hls_playlist`, `empty` …"""
