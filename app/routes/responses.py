"""What the read routes can answer besides their rows, for the OpenAPI document."""

from typing import Any

from app.problem import Problem

Responses = dict[int | str, dict[str, Any]]
_ETAG = {"description": "The snapshot's id, in quotes", "schema": {"type": "string"}}
_LINK = {"description": 'The next page, as `<address>; rel="next"`', "schema": {"type": "string"}}


def _problem(description: str) -> dict[str, Any]:
    return {"model": Problem, "description": description}


READ: Responses = {
    200: {"headers": {"ETag": _ETAG}},
    304: {
        "description": "The snapshot is one that `If-None-Match` names",
        "headers": {"ETag": _ETAG},
    },
    401: _problem("The read token is missing or wrong"),
    422: _problem("A parameter is wrong or unknown"),
    503: _problem("The current snapshot cannot be read"),
}
ROW: Responses = {**READ, 404: _problem("Nothing has this key")}
LIST: Responses = {
    **READ,
    200: {"headers": {"ETag": _ETAG, "Link": _LINK}},
    400: _problem("`next` is damaged, or of another list or filter"),
    410: _problem("The snapshot that this walk reads is no longer kept"),
}
LIST_OF_ROW: Responses = {**LIST, 404: _problem("Nothing has this key")}
METRIC: Responses = {**READ, 404: _problem("There is no such metric")}
STATIC: Responses = {401: _problem("The read token is missing or wrong")}
