"""Run the real dbt project over a data folder, and read what it built."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

PROJECT_DIR = Path(__file__).parents[2] / "dbt_project"
_DBT = Path(sys.executable).with_name("dbt")


class DbtError(Exception):
    """dbt did not finish; the text is what it wrote."""


def run_dbt(data_dir: Path, *arguments: str) -> str:
    """Run dbt with target and logs inside the data folder; return what it wrote. Raises DbtError."""
    (data_dir / "warehouse").mkdir(parents=True, exist_ok=True)
    folders = ["--target-path", str(data_dir / "target"), "--log-path", str(data_dir / "logs")]
    command = [str(_DBT), *arguments, *folders, "--profiles-dir", str(PROJECT_DIR)]
    outcome = subprocess.run(
        command,
        cwd=PROJECT_DIR,
        env={**os.environ, "WATCHHOUSE_DATA_DIR": str(data_dir), "DO_NOT_TRACK": "1", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode != 0:
        raise DbtError(outcome.stdout + outcome.stderr)
    return outcome.stdout


def query(data_dir: Path, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
    """Rows of a query on the built warehouse, where marts go by their own names."""
    with duckdb.connect(data_dir / "warehouse" / "watchhouse.duckdb", read_only=True) as connection:
        connection.execute("set search_path = 'marts,intermediate,staging'")
        cursor = connection.execute(sql, parameters)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
