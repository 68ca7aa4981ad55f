"""Which exception becomes which problem. A 500 says nothing of the inside."""

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from filelock import Timeout
from starlette.exceptions import HTTPException

from app.definitions.errors import (
    DefinitionFaultsError,
    IdTakenError,
    StaleDefinitionError,
    UnknownProviderError,
)
from app.problem import ProblemError, ProblemType
from app.snapshot import SnapshotError
from ingestion.errors import SettingsError, WatchhouseError

_TYPES = {
    400: ProblemType.BAD_REQUEST,
    401: ProblemType.UNAUTHORIZED,
    403: ProblemType.FORBIDDEN,
    404: ProblemType.NOT_FOUND,
    405: ProblemType.METHOD_NOT_ALLOWED,
    413: ProblemType.TOO_LARGE,
    415: ProblemType.UNSUPPORTED_MEDIA_TYPE,
}
_DEFINITION_ERRORS = {
    UnknownProviderError: (404, ProblemType.NOT_FOUND),
    IdTakenError: (409, ProblemType.CONFLICT),
    StaleDefinitionError: (409, ProblemType.CONFLICT),
    SettingsError: (503, ProblemType.SETTINGS_UNREADABLE),
}


def add_error_handlers(app: FastAPI) -> None:
    """Make every error answer of the application a problem."""

    @app.exception_handler(ProblemError)
    async def _problem(_: Request, error: ProblemError) -> Response:
        return error.response()

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> Response:
        kind = _TYPES.get(error.status_code, ProblemType.BAD_REQUEST)
        detail = str(error.detail or HTTPStatus(error.status_code).phrase)
        return ProblemError(error.status_code, kind, detail, headers=error.headers).response()

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> Response:
        faults = [
            {"location": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"]}
            for fault in error.errors()
        ]
        detail = "; ".join(f"{fault['location']}: {fault['message']}" for fault in faults)
        return ProblemError(422, ProblemType.INVALID, detail, errors=faults).response()

    @app.exception_handler(SnapshotError)
    async def _snapshot(_: Request, error: SnapshotError) -> Response:
        return ProblemError(503, ProblemType.NO_SNAPSHOT, str(error)).response()

    @app.exception_handler(DefinitionFaultsError)
    async def _faults(_: Request, error: DefinitionFaultsError) -> Response:
        faults = [{"location": place, "message": message} for place, message in error.faults]
        return ProblemError(422, ProblemType.INVALID, str(error), errors=faults).response()

    @app.exception_handler(WatchhouseError)
    async def _definitions(_: Request, error: WatchhouseError) -> Response:
        status, kind = _DEFINITION_ERRORS.get(type(error), (500, ProblemType.INTERNAL))
        return ProblemError(status, kind, str(error)).response()

    @app.exception_handler(Timeout)
    async def _busy(_: Request, __: Timeout) -> Response:
        detail = "somebody else is changing providers; try again"
        return ProblemError(503, ProblemType.OVERLOADED, detail, headers={"Retry-After": "5"}).response()

    @app.exception_handler(Exception)
    async def _internal(_: Request, __: Exception) -> Response:
        return ProblemError(500, ProblemType.INTERNAL, "the server failed; its log says why").response()
