"""Which exception becomes which problem. A 500 says nothing of the inside."""

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.problem import ProblemError, ProblemType
from app.snapshot import SnapshotError

_TYPES = {
    400: ProblemType.BAD_REQUEST,
    401: ProblemType.UNAUTHORIZED,
    403: ProblemType.FORBIDDEN,
    404: ProblemType.NOT_FOUND,
    405: ProblemType.METHOD_NOT_ALLOWED,
    413: ProblemType.TOO_LARGE,
    415: ProblemType.UNSUPPORTED_MEDIA_TYPE,
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

    @app.exception_handler(Exception)
    async def _internal(_: Request, __: Exception) -> Response:
        return ProblemError(500, ProblemType.INTERNAL, "the server failed; its log says why").response()
