"""Dry runs of definitions: a process of its own fetches, so that the API never does. One at a time.

Whoever may manage providers makes this machine fetch addresses of their choice, those of its own network
included: an admin token is worth as much as an account on the machine.

The process ends with this one (`orchestration.trying`). Its folder goes when it ends; what a killed API left
of it goes at the next start, or before the next dry run.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import FileLock, Timeout
from pydantic import ValidationError

from app.definitions.errors import DefinitionFaultsError
from app.definitions.fields import Table
from app.models.admin import DefinitionFaults, DryRun, TriedPart
from app.problem import ProblemError, ProblemType
from app.settings import Settings

DRY_RUN_SECONDS = 60.0
COMMAND = (sys.executable, "-m", "orchestration.cli.main", "providers", "test", "--definition", "-", "--json")


async def run_dry(settings: Settings, draft: Table, *, seconds: float = DRY_RUN_SECONDS) -> DryRun:
    """What a sync of a definition would load, within `seconds`. The definition goes over standard input.

    Raises ProblemError: 429 while another dry run of this installation is under way. Raises
    DefinitionFaultsError for what is found only where references are followed.
    """
    try:
        with _alone(settings):
            settings.dry_run_dir.mkdir(mode=0o700, exist_ok=True)
            return await _run(settings, json.dumps(draft, default=str).encode(), seconds)
    except Timeout:
        raise ProblemError(
            429,
            ProblemType.RATE_LIMITED,
            "another dry run is under way; try again when it is done",
            headers={"Retry-After": str(round(seconds))},
        ) from None


def remove_leftovers(settings: Settings) -> None:
    """Remove what a dry run left whose API was killed; one that is under way keeps its folder."""
    if settings.dry_run_dir.exists():
        with suppress(Timeout), _alone(settings):
            pass


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """No other dry run of this installation meanwhile, and no folder of one before and after.

    Raises `filelock.Timeout` while another is under way.
    """
    settings.locks_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.locks_dir / "dry-run.lock", timeout=0):
        shutil.rmtree(settings.dry_run_dir, ignore_errors=True)
        try:
            yield
        finally:
            shutil.rmtree(settings.dry_run_dir, ignore_errors=True)


async def _run(settings: Settings, definition: bytes, seconds: float) -> DryRun:
    folders = {"WATCHHOUSE_DATA_DIR": str(settings.data_dir), "TMPDIR": str(settings.dry_run_dir)}
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, **folders},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            output, _ = await process.communicate(definition)
    except TimeoutError:
        return _cut_off(seconds)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    return _read(output)


def _read(output: bytes) -> DryRun:
    with suppress(ValidationError):
        return DryRun.model_validate_json(output)
    try:
        found = DefinitionFaults.model_validate_json(output)
    except ValidationError:
        raise ProblemError(500, ProblemType.INTERNAL, "the dry run did not end as it should") from None
    raise DefinitionFaultsError([(fault.location, fault.message) for fault in found.faults])


def _cut_off(seconds: float) -> DryRun:
    part = TriedPart(
        outcome="rejected",
        reason="timeout",
        detail=f"no result within {seconds:g} seconds; a sync may take longer",
        entry_count=0,
        reject_count=0,
        received_bytes=None,
        rejects=[],
    )
    return DryRun(
        outcome="rejected",
        catalog=part,
        guides=None,
        entries_by_type={},
        samples=[],
        defects=[],
        account=None,
        duration_seconds=seconds,
    )
