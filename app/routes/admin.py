"""`/v1/admin`: managing providers, with an admin token. Secrets go in and never come out."""

from functools import partial
from typing import Annotated, Any

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Depends, Header, Query, Request, Response

from app.auth import AdminDep, require_admin
from app.bodies import read_body
from app.definitions.fields import Table
from app.definitions.store import Definition, DefinitionStore
from app.dry_runs import run_dry
from app.models.admin import (
    DefinitionChange,
    DefinitionChanges,
    DefinitionFault,
    DryRun,
    ProviderDefinition,
    ProviderDefinitions,
)
from app.problem import Problem, ProblemError, ProblemType
from app.routes.responses import Responses
from ingestion.parsers.json_depth import is_too_deep

BODY_BYTES = 65_536
_DEPTH = 8


def _never_stored(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


def _problem(description: str) -> dict[str, Any]:
    return {"model": Problem, "description": description}


router = APIRouter(
    prefix="/v1/admin", tags=["admin"], dependencies=[Depends(require_admin), Depends(_never_stored)]
)
_ANSWERS: Responses = {
    401: _problem("The admin token is missing or wrong"),
    503: _problem("The file of definitions cannot be read, or is being changed"),
}
_ONE: Responses = {**_ANSWERS, 404: _problem("There is no such provider")}
_BODY: Responses = {
    **_ANSWERS,
    400: _problem("The body is no JSON object"),
    408: _problem("The body did not come in time"),
    413: _problem("The body is too large"),
    415: _problem("Wrong encoding"),
    422: _problem("The definition has faults: `errors` has all of them"),
}
_TRIED: Responses = {**_BODY, 429: _problem("Another dry run is under way")}
_STALE: Responses = {
    409: _problem("Somebody else has changed the definition: read it again"),
    428: _problem("`If-Match` is missing"),
}
_FIELDS = {"type": "object", "additionalProperties": True}
_REQUEST = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": _FIELDS,
                "example": {
                    "id": "alpha",
                    "name": "Alpha TV",
                    "kind": "m3u",
                    "urls": ["https://example.org/a.m3u"],
                },
            }
        },
    }
}
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The definition's `etag` as it was read, in quotes")
]


def _open_store(request: Request) -> DefinitionStore:
    return DefinitionStore(request.app.state.settings, environment=None)


StoreDep = Annotated[DefinitionStore, Depends(_open_store)]


async def _read_fields(request: Request) -> Table:
    """The JSON object that a request brings. Raises ProblemError."""
    body = await read_body(request, limit=BODY_BYTES, seconds=request.app.state.settings.body_seconds)
    try:
        fields = None if is_too_deep(body, _DEPTH) else msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        fields = None
    if not isinstance(fields, dict):
        raise ProblemError(400, ProblemType.BAD_REQUEST, "the body must be a JSON object of fields")
    return fields


def _require_etag(if_match: str | None) -> str:
    if not if_match:
        detail = "send the definition's etag as If-Match, so that no other change gets lost"
        raise ProblemError(428, ProblemType.PRECONDITION_REQUIRED, detail)
    return if_match.strip().strip('"')


def _present(definition: Definition, response: Response | None = None) -> ProviderDefinition:
    if response is not None:
        response.headers["ETag"] = f'"{definition.etag}"'
    return ProviderDefinition(
        provider_id=definition.provider_id,
        etag=definition.etag,
        is_enabled=definition.is_enabled,
        definition=msgspec.to_builtins(definition.shown),
        faults=[DefinitionFault(location=place, message=message) for place, message in definition.faults],
    )


@router.get("/providers", responses=_ANSWERS)
def list_definitions(store: StoreDep) -> ProviderDefinitions:
    """Definitions of all providers, disabled ones included."""
    return ProviderDefinitions(items=[_present(one) for one in store.read_all()])


@router.post(
    "/providers",
    status_code=201,
    responses={**_BODY, 409: _problem("The id is taken, or was used before")},
    openapi_extra=_REQUEST,
)
async def add_provider(
    request: Request,
    response: Response,
    store: StoreDep,
    actor: AdminDep,
    reuse: Annotated[
        bool, Query(description="Let a provider that was removed go on under its id and with its history")
    ] = False,
) -> ProviderDefinition:
    """Add a provider. Its secrets are kept apart from its definition."""
    fields = await _read_fields(request)
    added = await to_thread.run_sync(partial(store.add, fields, actor, reuse=reuse))
    return _present(added, response)


@router.post("/providers/test", responses=_TRIED, openapi_extra=_REQUEST)
async def try_new_provider(request: Request, store: StoreDep) -> DryRun:
    """What a definition would load, and what is odd about it. Nothing is saved."""
    draft = await to_thread.run_sync(store.draft, await _read_fields(request))
    return await run_dry(request.app.state.settings, draft)


@router.get("/providers/{provider_id}", responses=_ONE)
def read_definition(provider_id: str, response: Response, store: StoreDep) -> ProviderDefinition:
    """One definition, with its ETag."""
    return _present(store.read(provider_id), response)


@router.patch("/providers/{provider_id}", responses={**_BODY, **_ONE, **_STALE}, openapi_extra=_REQUEST)
async def change_provider(
    provider_id: str,
    request: Request,
    response: Response,
    store: StoreDep,
    actor: AdminDep,
    if_match: IfMatch = None,
) -> ProviderDefinition:
    """Set the fields that are sent, unset those that are null; what comes as it was shown stays as it is."""
    etag = _require_etag(if_match)
    fields = await _read_fields(request)
    changed = await to_thread.run_sync(partial(store.change, provider_id, fields, actor, etag=etag))
    return _present(changed, response)


@router.delete("/providers/{provider_id}", status_code=204, responses={**_ONE, **_STALE})
def remove_provider(provider_id: str, store: StoreDep, actor: AdminDep, if_match: IfMatch = None) -> None:
    """Remove a provider and its secrets. What was read from it stays."""
    store.remove(provider_id, actor, etag=_require_etag(if_match))


@router.post("/providers/{provider_id}/test", responses={**_TRIED, **_ONE}, openapi_extra=_REQUEST)
async def try_provider(provider_id: str, request: Request, store: StoreDep) -> DryRun:
    """What a provider would load with the changes that are sent (none: as it is). Nothing is saved."""
    changes = await _read_fields(request)
    draft = await to_thread.run_sync(store.draft, changes, provider_id)
    return await run_dry(request.app.state.settings, draft)


@router.get("/changes", responses=_ANSWERS)
def list_definition_changes(
    store: StoreDep,
    provider_id: Annotated[str | None, Query(description="Changes of this provider only")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> DefinitionChanges:
    """Who changed which provider when; values are never recorded."""
    changes = store.changes.read(provider_id=provider_id, limit=limit)
    return DefinitionChanges(items=[DefinitionChange(**msgspec.structs.asdict(one)) for one in changes])
