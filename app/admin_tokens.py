"""Admin tokens: each belongs to a person, whose name stands in the record of changes. Stored as SHA-256."""

import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from pathlib import Path

from app.secret_files import write_once
from ingestion.errors import WatchhouseError

TOKEN_BYTES = 32
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class AdminTokenError(WatchhouseError):
    """A token that cannot be made or taken back; the text says why."""


def make_admin_token(folder: Path, name: str) -> str:
    """Make a person's token and return it for the one time that it is shown.

    Raises AdminTokenError for a name that is taken or malformed, OSError when it cannot be stored.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    if not write_once(_path(folder, name), _hash(token).encode()):
        raise AdminTokenError(f"{name} has an admin token already; `--revoke` takes it back")
    return token


def revoke_admin_token(folder: Path, name: str) -> None:
    """Take a person's token back, at once. Raises AdminTokenError when there is none."""
    try:
        _path(folder, name).unlink()
    except FileNotFoundError:
        raise AdminTokenError(f"{name} has no admin token") from None


def read_holders(folder: Path) -> list[str]:
    """Names of all who hold a token."""
    return sorted(path.name.removesuffix(".sha256") for path in folder.glob("[!.]*.sha256"))


def find_holder(folder: Path, token: str) -> str | None:
    """Whose token it is; None when it is nobody's. Compares with every one, so that time tells nothing."""
    given, found = _hash(token), None
    for path in folder.glob("[!.]*.sha256"):
        with suppress(FileNotFoundError):  # taken back meanwhile
            if hmac.compare_digest(given.encode(), path.read_bytes().strip()):
                found = path.name.removesuffix(".sha256")
    return found


def _path(folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise AdminTokenError("a name has 1 to 63 lower-case letters, digits, `.`, `_` and `-`")
    return folder / f"{name}.sha256"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
