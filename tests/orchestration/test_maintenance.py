"""What killed processes left behind goes after a day; what a process may be writing stays."""

import os
import time
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import pytest

from orchestration.defs.maintenance import remove_leftovers
from orchestration.resources import DataFolder

TABLE = Path("raw/catalog_entries/received_date=2026-11-01/.p.s1.parquet.0f.tmp")
MEMORY = Path("bodies/p/.memory.gz.0f.tmp")


@pytest.mark.parametrize("leftover", [TABLE, MEMORY], ids=["table", "memory"])
def test_temporary_files_go_after_a_day(
    tmp_path: Path, leftover: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.defs.maintenance.PROJECT", SimpleNamespace(project_dir=tmp_path))
    old, new = tmp_path / leftover, tmp_path / leftover.with_name(f"{leftover.name[:-4]}1.tmp")
    kept = old.with_name("memory.gz")
    old.parent.mkdir(parents=True)
    for path in (old, new, kept):
        path.write_bytes(b"cut off")
    for path in (old, kept):
        os.utime(path, (time.time() - 90_000,) * 2)

    remove_leftovers(dg.build_op_context(), data=DataFolder(data_dir=str(tmp_path)))

    assert (old.exists(), new.exists(), kept.exists()) == (False, True, True)
