"""How long one fetch may still take: a deadline around a block, which everything within asks for.

It is a context variable, not an argument, because the last to ask is the socket below httpx.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_OVER_AT = ContextVar("_OVER_AT", default=float("inf"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Bound what happens inside; an earlier deadline around it stays."""
    token = _OVER_AT.set(min(_OVER_AT.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _OVER_AT.reset(token)


def seconds_left() -> float:
    """Seconds until the deadline, negative when it has passed; infinite without one."""
    return _OVER_AT.get() - time.monotonic()
