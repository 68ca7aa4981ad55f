"""Warehouses built once for all tests here: of an empty lake, of a small one and of a wild one."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dbt import small_lake, wild_lake
from tests.support.lake import write_lake
from tests.support.warehouse import run_dbt


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of a build over zero-row tables."""
    folder = tmp_path_factory.mktemp("empty")
    write_lake(folder, {})
    run_dbt(folder, "build")
    return folder


@pytest.fixture(scope="session")
def small_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of a build over `small_lake`; its path needs quoting."""
    folder = tmp_path_factory.mktemp("it's small")
    write_lake(folder, small_lake.tables())
    run_dbt(folder, "build", "--exclude-resource-type", "unit_test")
    return folder


@pytest.fixture(scope="session")
def wild(tmp_path_factory: pytest.TempPathFactory) -> wild_lake.WildLake:
    """A build over random sessions, wrong clocks and bad input, which passes its data tests."""
    return wild_lake.build(tmp_path_factory.mktemp("wild"))


@pytest.fixture(scope="session")
def manifest(empty_warehouse: Path) -> dict[str, Any]:
    """What dbt made of the project."""
    content: dict[str, Any] = json.loads((empty_warehouse / "target" / "manifest.json").read_text())
    return content
