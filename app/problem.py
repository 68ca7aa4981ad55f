"""Errors as RFC 9457 `application/problem+json`: the exception that handlers raise, and its form.

Which exceptions become which problem is decided in `app.main`.
"""

from collections.abc import Mapping
from enum import StrEnum

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict


class ProblemType(StrEnum):
    """Every `type` that a problem of ours can have."""

    BAD_REQUEST = "bad-request"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"
    PRECONDITION_REQUIRED = "precondition-required"
    SETTINGS_UNREADABLE = "settings-unreadable"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    TOO_LARGE = "too-large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    INVALID = "invalid"
    NO_VALID_EVENT = "no-valid-event"
    SNAPSHOT_MOVED = "snapshot-moved"
    NO_SNAPSHOT = "no-snapshot"
    RATE_LIMITED = "rate-limited"
    TIMEOUT = "timeout"
    OVERLOADED = "overloaded"
    INTERNAL = "internal"


class Problem(BaseModel):
    """The body of every error answer. Further members belong to the problem's type."""

    model_config = ConfigDict(extra="allow")

    type: ProblemType
    title: str
    status: int
    detail: str | None = None


class ProblemError(Exception):
    """An error that a client shall see as a problem. `detail` never holds a secret."""

    def __init__(
        self,
        status: int,
        type: ProblemType,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.type = type
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members

    def response(self) -> JSONResponse:
        """The answer to send."""
        problem = Problem(
            type=self.type,
            title=self.type.value.replace("-", " ").capitalize(),
            status=self.status,
            detail=self.detail,
            **self.members,
        )
        return JSONResponse(
            problem.model_dump(mode="json"),
            status_code=self.status,
            headers=self.headers,
            media_type="application/problem+json",
        )


def refusal(parameter: str, message: str) -> ProblemError:
    """The problem of a parameter that is wrong for what is asked, in the form of any other wrong one."""
    faults = [{"location": parameter, "message": message}]
    return ProblemError(422, ProblemType.INVALID, f"{parameter}: {message}", errors=faults)
