from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.support.clients import serving
from tests.support.snapshots import publish_empty, publish_full


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the full snapshot, shared: nothing may be published into it."""
    folder = tmp_path_factory.mktemp("full")
    publish_full(folder)
    return folder


@pytest.fixture(scope="session")
def full(full_folder: Path) -> Iterator[TestClient]:
    """A client of the full snapshot."""
    with serving(full_folder) as client:
        yield client


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a snapshot whose marts have no rows."""
    folder = tmp_path_factory.mktemp("empty")
    publish_empty(folder)
    with serving(folder) as client:
        yield client


@pytest.fixture
def unpublished(data_dir: Path) -> Iterator[TestClient]:
    """A client of an empty data folder."""
    with serving(data_dir) as client:
        yield client
