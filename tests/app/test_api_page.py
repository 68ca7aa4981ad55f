"""The page about the API says what the application does, row for row."""

from pathlib import Path
from typing import Any

import pytest

from app.main import create_app
from app.metric_days import POINTS_LIMIT
from app.queries.dimensions import DIMENSIONS
from app.queries.metric import Metric
from app.queries.metrics import METRICS
from app.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "API.md").read_text()


def endpoint_row(method: str, path: str, operation: dict[str, Any]) -> str:
    named = [item["name"] for item in operation.get("parameters", []) if item["in"] == "query"]
    shown = ", ".join(f"`{name}`" for name in named if name not in ("limit", "next") or "next" not in named)
    return f"| `{method.upper()}` | `{path}` | {operation['description']} | {shown} |"


def metric_row(metric: Metric) -> str:
    measures = ", ".join(metric.measures)
    day = "start" if metric.buckets_by == "start" else "end"
    return f"| `{metric.name}` | {metric.unit} | {metric.definition} | {measures} | {day} |"


@pytest.mark.parametrize("row", [metric_row(metric) for metric in METRICS.values()])
def test_every_metric_is_documented(row: str) -> None:
    assert row in PAGE


def test_every_endpoint_is_documented_with_its_parameters(settings: Settings) -> None:
    paths = create_app(settings).openapi()["paths"]
    rows = [endpoint_row(m, path, operation) for path, of in paths.items() for m, operation in of.items()]
    assert [row for row in rows if row not in PAGE] == []


def test_every_dimension_and_limit_is_documented() -> None:
    assert [name for name in DIMENSIONS if f"`{name}`" not in PAGE] == []
    assert f"{POINTS_LIMIT:,} points" in PAGE
