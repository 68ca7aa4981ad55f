"""What goes into the prober and what comes out of it. Plain data, no effects.

What a result means (up, degraded, down, blocked) is judged later, in SQL over stored checks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, get_args

import polars as pl

Reason = Literal[
    "ok",
    "dns_failed",
    "connection_refused",
    "tls_failed",
    "timeout",
    "not_found",
    "forbidden",
    "unauthorized",
    "geo_blocked",
    "rate_limited",
    "http_error",
    "server_error",
    "empty",
    "html_instead_of_media",
    "no_media",
    "bad_playlist",
    "stale_playlist",
    "segment_not_found",
    "redirect_loop",
    "connection_reset",
    "unsupported_scheme",
    "error",
    # What a library says of its own videos (`ingestion.parsers.bunny.states`).
    "processing",
    "transcoding_failed",
    "transcoding_warning",
    "upload_failed",
]
REASONS: tuple[Reason, ...] = get_args(Reason)

CONNECT_AND_SNIFF = 1
PLAYABLE = 2


@dataclass(frozen=True)
class ProbeTarget:
    """A stream to check. `url` and `headers` hold its login, if it has one: never stored or logged.

    `headers` (names in lower case) go to the origin of `url` alone.
    """

    stream_key: str
    url: str = field(repr=False)
    user_agent: str | None = None
    referrer: str | None = None
    stream_type: str = "live"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ProbeLimits:
    """How deep a run goes, and how gently. Defaults: what providers tolerate by experience.

    `allowed_hosts` restricts the run to those hosts, redirects included; None allows every host.
    A live playlist is stale when it stands still for three target durations, kept within
    `stale_min_seconds` and `stale_max_seconds`. The time for which a check waits for its turn does not
    count against `total_timeout_seconds`.
    """

    level: int = PLAYABLE
    vantage: str = "local"
    interval_seconds: int = 900
    max_per_host: int = 2
    max_total: int = 16
    spacing_seconds: float = 2.0
    connect_timeout_seconds: float = 5.0
    first_byte_timeout_seconds: float = 10.0
    sample_seconds: float = 5.0
    total_timeout_seconds: float = 45.0
    body_bytes: int = 2_000_000
    sample_bytes: int = 524_288
    max_redirects: int = 5
    retry_delay_seconds: float = 2.0
    stale_min_seconds: float = 12.0
    stale_max_seconds: float = 45.0
    canary_urls: tuple[str, ...] = ()
    allowed_hosts: frozenset[str] | None = None


@dataclass(frozen=True)
class Finding:
    """What the check of one stream saw. Times in ms, rates in bits per second; None: not seen."""

    reason: Reason
    http_status: int | None = None
    ttfb_ms: float | None = None
    total_ms: float | None = None
    received_bytes: int | None = None
    content_type: str | None = None
    final_host: str | None = None
    redirect_count: int | None = None
    has_advanced: bool | None = None
    target_duration_seconds: float | None = None
    realtime_ratio: float | None = None
    measured_bps: float | None = None
    declared_bps: float | None = None
    variant_count: int | None = None
    max_height: int | None = None
    codecs: str | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)

    def with_evidence(self, **facts: object) -> "Finding":
        """The same finding with more evidence."""
        return replace(self, evidence={**self.evidence, **facts})


class ProbeResult(NamedTuple):
    """Rows of `stream_checks` and the one row of `probe_runs`."""

    checks: pl.DataFrame
    run: pl.DataFrame


class ProbeError(Exception):
    """A stream's fault: it ends the check of that stream, becomes its finding and never leaves the prober."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
