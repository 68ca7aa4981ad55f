"""The OpenAPI document: what FastAPI builds, with problems under their own media type.

`python -m app.openapi` writes it to `docs/openapi.json`.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

PROBLEM_MEDIA_TYPE = "application/problem+json"
COMMITTED = Path(__file__).parents[1] / "docs" / "openapi.json"
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
TAGS = [
    {"name": "summary", "description": "Totals over a range of days"},
    {"name": "metrics", "description": "Metrics of views: whole, over time, by dimension, compared"},
    {"name": "providers", "description": "Who delivers catalogs"},
    {"name": "streams", "description": "What providers list, and whether it plays"},
    {"name": "channels", "description": "What live streams carry"},
    {"name": "catalog", "description": "What changes in catalogs and guides, and what waits for a decision"},
    {"name": "incidents", "description": "Outages of streams"},
    {"name": "titles", "description": "What viewers watch"},
    {"name": "views", "description": "Single attempts to play"},
    {"name": "audience", "description": "How many watch, when and what"},
    {"name": "admin", "description": "Managing providers"},
    {"name": "collector", "description": "Where players send their events"},
    {"name": "health", "description": "How the service is"},
]


class DescribedApi(FastAPI):
    """A FastAPI application whose document tells the truth about its errors."""

    def openapi(self) -> dict[str, Any]:
        """The document, built once."""
        if self.openapi_schema is None:
            document = super().openapi()
            for responses in _responses_of(document):
                _correct(responses)
            for unused in ("HTTPValidationError", "ValidationError"):
                document["components"]["schemas"].pop(unused, None)
        return super().openapi()


def operation_id(route: APIRoute) -> str:
    """The function's name: stable, and unique over all routes."""
    return route.name


def render(app: FastAPI) -> str:
    """The document as it is committed."""
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


def _responses_of(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        for operation in path.values():
            yield operation["responses"]


def _correct(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = {PROBLEM_MEDIA_TYPE: {"schema": _PROBLEM}}


def _main() -> None:
    from app.main import create_app
    from app.settings import Settings

    with TemporaryDirectory() as folder:
        COMMITTED.write_text(render(create_app(Settings(data_dir=Path(folder)))))


if __name__ == "__main__":
    _main()
