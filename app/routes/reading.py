"""The router that all read routes hang on: `/v1`, with the token."""

from fastapi import APIRouter, Depends

from app.auth import require_token


def read_router(tag: str) -> APIRouter:
    """A router under `/v1` whose routes need the read token."""
    return APIRouter(prefix="/v1", tags=[tag], dependencies=[Depends(require_token)])
