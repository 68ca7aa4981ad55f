"""Who may read: whoever holds the token. Who may manage providers: whoever holds an admin token of their own.

Only SHA-256s are stored; ingestion and health need no token.
"""

import hashlib
import hmac
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.admin_tokens import find_holder
from app.definitions.changes import Actor
from app.problem import ProblemError, ProblemType
from app.secret_files import write_once
from app.settings import Settings

TOKEN_BYTES = 32
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="The read token: `WATCHHOUSE_API_TOKEN`, else the one that the first start showed.",
)
_admin_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="admin-token",
    description="A person's admin token: `watchhouse admin-token NAME` makes one.",
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


def require_admin(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_admin_bearer)]
) -> Actor:
    """Who holds the admin token that the request brings. Raises ProblemError (401)."""
    settings: Settings = request.app.state.settings
    name = find_holder(settings.admin_tokens_dir, credentials.credentials) if credentials else None
    if name is None:
        raise ProblemError(
            401,
            ProblemType.UNAUTHORIZED,
            "this needs the header `Authorization: Bearer <token>` with an admin token; "
            "`watchhouse admin-token NAME` makes one",
            headers={"WWW-Authenticate": 'Bearer realm="watchhouse admin"'},
        )
    return Actor(name, "API")


AdminDep = Annotated[Actor, Depends(require_admin)]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hash_path(settings: Settings) -> Path:
    return settings.secrets_dir / "api_token.sha256"
