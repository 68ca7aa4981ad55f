"""The dashboards without a browser: the script run in process on a data folder of the test."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.settings import Settings
from app.snapshot import SnapshotStore
from dashboards.data import View
from dashboards.filters import Filters
from dashboards.server import SCRIPT

PAGES = (
    "overview",
    "audience",
    "title",
    "viewers",
    "live",
    "ads",
    "quality",
    "explorer",
    "view",
    "anomalies",
    "streams",
    "catalog",
    "channels",
    "catalog_titles",
    "changes",
    "guide",
    "matching",
    "scorecard",
    "pipeline",
)
OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put `__main__` back after each test: Streamlit leaves its script there, and processes start from it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def open_page(data_dir: Path) -> OpenPage:
    """Open a page on the data folder as it is, with the given query parameters."""

    def open_(page: str, **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(SCRIPT, default_timeout=30)
        app.query_params.update(query)
        return app.run().switch_page(f"app_pages/{page}.py").run()

    return open_


def view_of(data_dir: Path, first: date, last: date, *providers: str) -> View:
    """The snapshot that is published in a data folder, seen through filters."""
    snapshot = SnapshotStore(Settings(data_dir=data_dir).published_dir).current()
    assert snapshot is not None
    return View(snapshot, Filters(first, last, providers))


def metrics_of(app: AppTest) -> dict[str, str]:
    """The metrics of a page: label to value."""
    return {metric.label: metric.value for metric in app.metric}


def texts_of(app: AppTest) -> str:
    """Headings and texts of a page, for asking what it says."""
    elements = [*app.subheader, *app.markdown, *app.caption, *app.code, *app.text]
    return "\n".join(str(element.value) for element in elements)
