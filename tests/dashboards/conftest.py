"""The dashboards without a browser: the script run in process on a data folder of the test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.server import SCRIPT

PAGES = ("overview", "audience", "quality", "streams", "catalog", "pipeline")
OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(data_dir: Path) -> OpenPage:
    """Open a page on the data folder as it is, with the given query parameters."""

    def open_(page: str, **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(SCRIPT, default_timeout=30)
        app.query_params.update(query)
        return app.run().switch_page(f"app_pages/{page}.py").run()

    return open_


def metrics_of(app: AppTest) -> dict[str, str]:
    """The metrics of a page: label to value."""
    return {metric.label: metric.value for metric in app.metric}


def texts_of(app: AppTest) -> str:
    """Headings and texts of a page, for asking what it says."""
    elements = [*app.subheader, *app.markdown, *app.caption, *app.code, *app.text]
    return "\n".join(str(element.value) for element in elements)
