"""Who may read: whoever holds the token. Only its SHA-256 is stored; ingestion and health need none."""

import hashlib
import hmac
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.problem import ProblemError, ProblemType
from app.secret_files import write_once
from app.settings import Settings

TOKEN_BYTES = 32
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="The read token: `WATCHHOUSE_API_TOKEN`, else the one that the first start showed.",
)


def ensure_token(settings: Settings) -> str | None:
    """Make a read token when there is none; return it for the one time that it is shown, else None.

    Raises OSError when it cannot be stored.
    """
    if settings.api_token or _hash_path(settings).exists():
        return None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token if write_once(_hash_path(settings), _hash(token).encode()) else None


def read_token_hash(settings: Settings) -> str | None:
    """SHA-256 of the token that gives read access, in hex; None while no token has been made."""
    if settings.api_token:
        return _hash(settings.api_token.get_secret_value())
    with suppress(FileNotFoundError):
        return _hash_path(settings).read_text().strip()
    return None


async def require_token(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> None:
    """Let the request pass when it brings the token. Raises ProblemError (401)."""
    expected: str | None = request.app.state.token_hash
    given = _hash(credentials.credentials) if credentials else ""
    if expected is None or not hmac.compare_digest(given, expected):
        raise ProblemError(
            401,
            ProblemType.UNAUTHORIZED,
            "this needs the header `Authorization: Bearer <token>` with the read token",
            headers={"WWW-Authenticate": 'Bearer realm="watchhouse"'},
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hash_path(settings: Settings) -> Path:
    return settings.secrets_dir / "api_token.sha256"
