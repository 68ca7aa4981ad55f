"""The collector: from parsed events to lines on disk, with what it counts. Routes are in `app.routes`."""

import secrets
import time
from collections import Counter as Tally
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from prometheus_client import CollectorRegistry, Counter, Gauge

from app.bodies import read_body
from app.places import Address, Places
from app.problem import ProblemError, ProblemType
from app.rates import RateLimit, address_sender
from app.secret_files import write_once
from app.settings import Settings
from app.sites import Sites, read_sites
from app.spool import Spool, SpoolRefusedError
from app.spool_lines import Observed, Receipt, Source, batch_lines
from app.user_agents import read_agent
from ingestion.parsers.contract import EventFields, Reject
from ingestion.playback.viewers import Anonymiser

RETRY_AFTER_SECONDS = 5
SALT_BYTES = 32
# An event takes up to 0.2 ms to anonymise: more of them are made ready beside the event loop.
INLINE_COUNT = 10
# A body of the worst kind takes thirty times its size in memory to judge: so few are judged at once.
PARSERS = 4
Parsed = TypeVar("Parsed")


class Collector:
    """Everything that the collecting routes need; one an application, on `app.state.collector`.

    A route reads and parses a body, asks `observe` who sent it, and gives all of it to `store`.
    """

    def __init__(self, settings: Settings, registry: CollectorRegistry) -> None:
        self.settings = settings
        self.cors_origins = frozenset(origin.strip() for origin in settings.cors_origins.split(","))
        self.spool = Spool(
            settings.spool_dir,
            segment_bytes=settings.segment_bytes,
            segment_seconds=settings.segment_seconds,
            limit_bytes=settings.spool_bytes,
        )
        self._parsers = CapacityLimiter(PARSERS)
        self._sites = Sites({})
        self._places = Places(None, None)
        self._address_rate = RateLimit(settings.address_rate)
        self._key_rate = RateLimit(settings.key_rate)
        self._anonymiser = Anonymiser(b"")
        self._counts = _Counts(registry, self.spool)

    async def open(self) -> None:
        """Read sites, places and the viewer salt, which is made where there is none, and start the spool.

        Raises OSError, SitesFileError, `maxminddb.InvalidDatabaseError`.
        """
        self._sites = read_sites(self.settings.sites_path)
        self._places = Places(self.settings.country_mmdb, self.settings.asn_mmdb)
        salt = viewer_salt(self.settings.secrets_dir)
        self._anonymiser = Anonymiser(salt, self.settings.viewer_salt_rotation)
        await self.spool.open()

    async def close(self) -> None:
        """Store what waits, then stop."""
        await self.spool.close()
        self._places.close()

    async def read_body(self, request: Request) -> bytes:
        """The request's body, inflated, within the bounds of the settings. Raises ProblemError."""
        limit, seconds = self.settings.event_body_bytes, self.settings.body_seconds
        return await read_body(request, limit=limit, seconds=seconds)

    async def parse(self, work: Callable[[], Parsed], *, is_small: bool) -> Parsed:
        """What a parser makes of a body; beside the event loop unless the body is small."""
        return work() if is_small else await to_thread.run_sync(work, limiter=self._parsers)

    def check_address(self, request: Request) -> None:
        """Count a request of its sender's address. Raises ProblemError (429) when there were too many."""
        address = _address(request)
        if address is not None and (sender := address_sender(address)) is not None:
            self._address_rate.check(sender)

    def observe(self, request: Request, write_key: str | None) -> Observed:
        """What the request tells of its sender beside the body. `write_key` is what the body brought, if any.

        Raises ProblemError where sites are configured: 401 without a key (in the body, in the query as
        `write_key`, or as bearer token), 403 for a wrong one or a wrong origin; 429 above the key's rate.
        """
        key = write_key or request.query_params.get("write_key") or _bearer(request)
        site_id = self._sites.admit(key, request.headers.get("origin"))
        if site_id is not None and key is not None:
            self._key_rate.check(key.encode())
        agent = read_agent(request.headers.get("user-agent"))
        place = self._places.find(_address(request))
        return Observed(site_id=site_id, **agent._asdict(), **place._asdict())

    async def store(
        self,
        source: Source,
        events: Sequence[EventFields],
        rejects: Sequence[Reject],
        *,
        observed: Observed,
        sent_at: int | None = None,
        refusal_status: int = 503,
        is_small: bool = False,
    ) -> None:
        """Put events and rejects on disk. `sent_at` is the device's clock, Unix ms.

        `is_small` promises that the body was: then all is done at once, else many events are made ready
        beside the event loop. Raises ProblemError when storing failed: then nothing is stored.
        """
        receipt = Receipt(source, uuid4().hex, time.time_ns() // 1_000_000, sent_at, observed)
        prepare = partial(self._lines, events, rejects, receipt)
        is_quick = is_small or len(events) + len(rejects) <= INLINE_COUNT
        lines = prepare() if is_quick else await to_thread.run_sync(prepare)
        try:
            if lines:
                await self.spool.append(lines)
        except SpoolRefusedError as refusal:
            self._counts.refused.labels(source, refusal.state).inc()
            raise _overloaded(refusal, refusal_status) from refusal
        self._counts.add(source, len(events), rejects)

    def count_faults(self, faults: Mapping[str, int]) -> None:
        """Count values of CMCD records that were dropped alone or missing."""
        for fault, count in faults.items():
            self._counts.faults.labels(fault).inc(count)

    def count_refusal(self, request: Request, problem: ProblemError) -> None:
        """Count a request that was answered with a problem."""
        self._counts.problems.labels(request.scope["route"].path, problem.type).inc()

    def _lines(self, events: Sequence[EventFields], rejects: Sequence[Reject], receipt: Receipt) -> bytes:
        self._anonymiser.anonymise(events, received_at=receipt.received_at)
        return batch_lines(events, rejects, receipt)


class _Counts:
    """What `/metrics` tells of the collector. Labels are closed sets."""

    def __init__(self, registry: CollectorRegistry, spool: Spool) -> None:
        self.batches = _counter(registry, "batches", "Requests whose content was stored", ["source"])
        self.accepted = _counter(registry, "events_accepted", "Events stored", ["source"])
        self.rejected = _counter(registry, "events_rejected", "Events in quarantine", ["source", "reason"])
        self.refused = _counter(registry, "batches_refused", "Requests refused for now", ["source", "state"])
        self.problems = _counter(registry, "requests_refused", "Requests not accepted", ["route", "reason"])
        self.faults = _counter(registry, "cmcd_faults", "Values dropped or missing", ["fault"])
        for name, unit, read in (
            ("bytes", "Bytes", lambda: spool.depth().bytes),
            ("segments", "Segments", lambda: spool.depth().segment_count),
            ("oldest_seconds", "Age of the oldest segment", lambda: spool.depth().oldest_seconds),
        ):
            gauge = Gauge(f"watchhouse_spool_{name}", f"{unit} waiting in the spool", registry=registry)
            gauge.set_function(read)

    def add(self, source: Source, accepted: int, rejects: Sequence[Reject]) -> None:
        """Count one stored request."""
        self.batches.labels(source).inc()
        self.accepted.labels(source).inc(accepted)
        for reason, count in Tally(reject.reason for reject in rejects).items():
            self.rejected.labels(source, reason).inc(count)


def viewer_salt(secrets_dir: Path) -> bytes:
    """The installation's salt for viewer ids, made at first use (mode 0600). Raises OSError."""
    path = secrets_dir / "viewer_salt"
    if not path.exists():
        write_once(path, secrets.token_hex(SALT_BYTES).encode())
    return path.read_bytes()


def _address(request: Request) -> Address | None:
    """The sender's address, which uvicorn has taken from `X-Forwarded-For` where a trusted proxy set it."""
    try:
        return ip_address(request.client.host) if request.client else None
    except ValueError:
        return None


def _bearer(request: Request) -> str | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def _overloaded(refusal: SpoolRefusedError, status: int) -> ProblemError:
    return ProblemError(
        status,
        ProblemType.OVERLOADED,
        f"nothing was stored: {refusal}",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def _counter(registry: CollectorRegistry, name: str, text: str, labels: list[str]) -> Counter:
    return Counter(f"watchhouse_collector_{name}", text, labels, registry=registry)
