"""Where a walk over a list stands: the snapshot it reads, the key it has come to. Opaque to clients.

The token is base64url of JSON. Its check sum ties it to the list and filters that it was made for and shows
damage; it is no secret, since all it can choose is where in a readable list to go on.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.problem import ProblemError, ProblemType


class Position(BaseModel):
    """The content of a token. `key` is the order columns of the last row given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    snapshot_id: str
    key: tuple[Any, ...]
    check: str


def encode_position(scope: Mapping[str, object], snapshot_id: str, key: Sequence[object]) -> str:
    """The token of the page after `key`, for the list and filters that `scope` names."""
    check = _check(scope, snapshot_id, key)
    position = Position(snapshot_id=snapshot_id, key=tuple(key), check=check)
    return urlsafe_b64encode(position.model_dump_json().encode()).rstrip(b"=").decode()


def decode_position(scope: Mapping[str, object], kinds: Sequence[type], token: str) -> Position:
    """The position in a token, its key of the given types.

    Raises ProblemError (400) for a token that is damaged or of another list or filter.
    """
    try:
        content = urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4))
        position = Position.model_validate_json(content)
        key = TypeAdapter(tuple[*kinds]).validate_python(position.key)  # type: ignore[valid-type]  # made here
    except ValueError:
        raise _refusal() from None
    if position.check != _check(scope, position.snapshot_id, key):
        raise _refusal()
    return position.model_copy(update={"key": key})


def _refusal() -> ProblemError:
    return ProblemError(
        400,
        ProblemType.BAD_REQUEST,
        "`next` is no token of this list with these filters: take it from the page before, as it is",
    )


def _check(scope: Mapping[str, object], snapshot_id: str, key: Sequence[object]) -> str:
    content = json.dumps([scope, snapshot_id, list(key)], sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
