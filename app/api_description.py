"""How the API describes itself: its tags, the names of its operations, and problems under their media type.

`app.openapi` writes the document that comes of it.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

PROBLEM_MEDIA_TYPE = "application/problem+json"
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


def _responses_of(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        for operation in path.values():
            yield operation["responses"]


def _correct(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = {PROBLEM_MEDIA_TYPE: {"schema": _PROBLEM}}
