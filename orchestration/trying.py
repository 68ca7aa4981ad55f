"""Dry runs: sync a provider into a folder that is thrown away, and tell what would be loaded, what is odd."""

import os
import signal
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import polars as pl

from app.models.admin import DefectCount, DryRun, SampleEntry, SampleReject, TriedAccount, TriedPart
from app.settings import Settings
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog import CatalogSync
from ingestion.syncing.guide import GuideSync
from orchestration.pulling import SyncStores, pull_catalog, pull_guides

SAMPLES_PER_TYPE = 3
REJECTS_SHOWN = 10
DEFECTS_SHOWN = 50
_LOOK_SECONDS = 0.5


def try_provider(provider: ProviderSettings, *, total_seconds: float) -> DryRun:
    """Fetch and read all that a provider has, each fetch for at most `total_seconds`; keep nothing of it.

    A fault of the provider is in the answer, never raised. Raises OSError when the disk refuses.
    """
    started = time.monotonic()
    bounded = provider.model_copy(
        update={
            "keep_bodies_days": 0,
            "total_timeout_seconds": min(provider.total_timeout_seconds, total_seconds),
        }
    )
    with TemporaryDirectory(prefix="watchhouse-test-") as folder:
        stores = SyncStores.of(Settings(data_dir=Path(folder)))
        listed, guides = pull_catalog(bounded, stores), pull_guides(bounded, stores)
    return build_dry_run(listed, guides, time.monotonic() - started)


def end_with_parent() -> None:
    """End this process, and what it started where it leads a group, soon after its parent is gone."""
    Thread(target=_outlive_no_parent, args=(os.getppid(),), daemon=True).start()


def _outlive_no_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    kill = os.killpg if os.getpgrp() == os.getpid() else os.kill
    kill(os.getpid(), signal.SIGKILL)


def build_dry_run(listed: CatalogSync | None, guides: GuideSync | None, duration_seconds: float) -> DryRun:
    """What is told of the syncs."""
    syncs = [sync for sync in (listed, guides) if sync is not None]
    entries = listed.tables.get("catalog_entries") if listed else None
    return DryRun(
        outcome="rejected" if any(sync.outcome == "rejected" for sync in syncs) else "accepted",
        catalog=_describe_part(listed) if listed else None,
        guides=_describe_part(guides) if guides else None,
        entries_by_type=_count_types(entries),
        samples=_choose_samples(entries),
        defects=[defect for sync in syncs for defect in _list_defects(sync)][:DEFECTS_SHOWN],
        account=_read_account(listed) if listed else None,
        duration_seconds=round(duration_seconds, 2),
    )


def _describe_part(sync: CatalogSync | GuideSync) -> TriedPart:
    row = _row(sync)
    rejects = sync.tables.get("catalog_rejects", pl.DataFrame())
    return TriedPart(
        rejects=[SampleReject(**_only(one, SampleReject)) for one in rejects.head(REJECTS_SHOWN).to_dicts()],
        **_only(row, TriedPart),
    )


def _count_types(entries: pl.DataFrame | None) -> dict[str, int]:
    if entries is None or entries.is_empty():
        return {}
    return dict(
        entries.group_by("stream_type").len().sort("len", "stream_type", descending=[True, False]).rows()
    )


def _choose_samples(entries: pl.DataFrame | None) -> list[SampleEntry]:
    """The first entries of each type."""
    if entries is None or entries.is_empty():
        return []
    first = entries.filter(pl.int_range(pl.len()).over("stream_type") < SAMPLES_PER_TYPE)
    return [
        SampleEntry(**_only(row, SampleEntry))
        for row in first.sort("stream_type", "entry_ordinal").to_dicts()
    ]


def _list_defects(sync: CatalogSync | GuideSync) -> list[DefectCount]:
    defects = sync.tables.get("catalog_defects")
    if defects is None or defects.is_empty():
        return []
    worst = defects.sort("defect_count", "defect", descending=[True, False]).head(DEFECTS_SHOWN)
    named = worst.rename({"defect": "code", "defect_count": "count"})
    return [DefectCount(**_only(row, DefectCount)) for row in named.to_dicts()]


def _read_account(sync: CatalogSync) -> TriedAccount | None:
    row = _row(sync)
    account = TriedAccount(status=row["account_status"], **_only(row, TriedAccount))
    return account if account.model_dump(exclude_none=True) else None


def _row(sync: CatalogSync | GuideSync) -> dict[str, Any]:
    return sync.sync.row(0, named=True)


def _only(row: dict[str, Any], model: type[Any]) -> dict[str, Any]:
    """The columns that are fields of a model."""
    return {name: row[name] for name in model.model_fields if name in row}
