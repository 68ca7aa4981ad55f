"""Probe many streams within limits: the prober's entry point.

Nothing that a stream does raises here; what went wrong is in its row. URLs with logins go to the network
alone, never into rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import anyio
import polars as pl

from ingestion.fetching.http import AsyncClient, async_client
from ingestion.probing.check import StreamCheck
from ingestion.probing.fetch import Fetcher, host_of
from ingestion.probing.gate import Gate
from ingestion.probing.model import (
    CONNECT_AND_SNIFF,
    Finding,
    ProbeError,
    ProbeLimits,
    ProbeResult,
    ProbeTarget,
)
from ingestion.probing.rows import CheckedStream, build_checks
from ingestion.probing.sharing import SameStreamError, Shares
from ingestion.schemas.base import polars_schema
from ingestion.schemas.health import ProbeRuns

CANARIES_FAILED = "canaries_failed"

Clock = Callable[[], datetime]
Progress = Callable[[int, int], None]


def utc_now() -> datetime:
    """The time, in UTC, without a zone (as raw tables hold it)."""
    return datetime.now(UTC).replace(tzinfo=None)


def run_probe(
    targets: Sequence[ProbeTarget],
    limits: ProbeLimits,
    *,
    run_id: str,
    provider_id: str,
    now: Clock = utc_now,
    on_progress: Progress = lambda _done, _total: None,
) -> ProbeResult:
    """`probe_streams` for callers without an event loop."""
    probe = partial(
        probe_streams,
        targets,
        limits,
        run_id=run_id,
        provider_id=provider_id,
        now=now,
        on_progress=on_progress,
    )
    return anyio.run(probe)


async def probe_streams(
    targets: Sequence[ProbeTarget],
    limits: ProbeLimits,
    *,
    run_id: str,
    provider_id: str,
    now: Clock = utc_now,
    on_progress: Progress = lambda _done, _total: None,
) -> ProbeResult:
    """Check streams and return their rows and the row of the run.

    Streams on hosts that are not allowed are skipped and counted. When canaries are given and all of them
    fail, the fault is ours: the run is invalid and no stream is checked. `on_progress` gets done and total.
    """
    started_at = now()
    async with async_client(
        connect_timeout_seconds=limits.connect_timeout_seconds,
        timeout_seconds=limits.first_byte_timeout_seconds,
        max_connections=limits.max_total,
    ) as client:
        run = _Run(client, limits, now, on_progress)
        canaries_ok = await run.count_good_canaries()
        is_valid = canaries_ok > 0 or not limits.canary_urls
        allowed = [target for target in targets if _is_allowed(target, limits)] if is_valid else []
        await run.check_all(allowed)
    checks = build_checks(run.checked, limits, run_id=run_id, provider_id=provider_id)
    row = {
        "run_id": run_id,
        "provider_id": provider_id,
        "started_at": started_at,
        "finished_at": now(),
        "vantage": limits.vantage,
        "planned_count": len(targets),
        "checked_count": len(checks),
        "skipped_count": len(targets) - len(checks),
        "canary_count": len(limits.canary_urls),
        "canary_ok_count": canaries_ok,
        "is_valid": is_valid,
        "reason": None if is_valid else CANARIES_FAILED,
    }
    return ProbeResult(checks, pl.DataFrame([row], schema=polars_schema(ProbeRuns)))


class _Run:
    """What the checks of one run share: the client, the turns, the findings of equal addresses."""

    def __init__(self, client: AsyncClient, limits: ProbeLimits, now: Clock, on_progress: Progress) -> None:
        self.checked: list[CheckedStream] = []
        self._client = client
        self._limits = limits
        self._now = now
        self._on_progress = on_progress
        self._gate = Gate(limits)
        self._shares = Shares()

    async def count_good_canaries(self) -> int:
        """How many canaries answer with anything that plays."""
        limits = replace(self._limits, level=CONNECT_AND_SNIFF, allowed_hosts=None, spacing_seconds=0.0)
        outcomes: list[bool] = []

        async def check(url: str) -> None:
            target = ProbeTarget(stream_key="", url=url)
            finding = await self._check(target, limits, Gate(limits), lambda _url: None)
            outcomes.append(finding.reason == "ok")

        async with anyio.create_task_group() as tasks:
            for url in self._limits.canary_urls:
                tasks.start_soon(check, url)
        return sum(outcomes)

    async def check_all(self, targets: Sequence[ProbeTarget]) -> None:
        """Check every target; the rows are in `checked`."""
        async with anyio.create_task_group() as tasks:
            for target in targets:
                tasks.start_soon(self._check_one, target, len(targets))

    async def _check_one(self, target: ProbeTarget, total: int) -> None:
        checked_at = self._now()
        share = self._shares.open(target)
        try:
            finding = await self._check(target, self._limits, self._gate, share.claim)
        except SameStreamError as same:
            finding = await share.wait_for(same.other)
        share.settle(finding)
        self.checked.append(CheckedStream(target.stream_key, checked_at, finding))
        self._on_progress(len(self.checked), total)

    async def _check(
        self, target: ProbeTarget, limits: ProbeLimits, gate: Gate, on_hop: Callable[[str], None]
    ) -> Finding:
        try:
            host = host_of(target.url, limits.allowed_hosts)
        except ProbeError as error:
            return Finding(error.reason).with_evidence(stage="entry", detail=error.detail)
        on_hop(target.url)
        check = StreamCheck(
            target.url,
            Fetcher(self._client, limits, target),
            limits,
            lambda is_first: gate.turn(host, is_first=is_first),
        )
        try:
            return await check.run(on_hop)
        except SameStreamError:
            raise
        except Exception as error:  # a stream's bytes must not end the run, whatever they made us do
            return replace(check.finding, reason="error").with_evidence(detail=type(error).__name__)


def _is_allowed(target: ProbeTarget, limits: ProbeLimits) -> bool:
    try:
        host_of(target.url, limits.allowed_hosts)
    except ProbeError as error:
        return error.detail != "host_not_allowed"
    return True
