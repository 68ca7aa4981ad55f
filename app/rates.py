"""How often one sender may send: GCRA in memory, over a bounded number of senders (least recently seen go).

A sender is an address or a write key, remembered as a hash under a salt that dies with the process. An IPv6
sender is its /64, which is what one household holds.
"""

import math
import secrets
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address

from throttled import MemoryStore, RateLimiterType, Throttled, rate_limiter

from app.problem import ProblemError, ProblemType

SENDERS_KEPT = 65_536
BURST_SECONDS = 2
_HASH_BYTES = 8


class RateLimit:
    """At most `rate` requests a second from one sender, twice that many at once; 0 sets no limit."""

    def __init__(self, rate: int, *, senders_kept: int = SENDERS_KEPT) -> None:
        self._salt = secrets.token_bytes(16)
        self._limiter = None
        if rate:
            quota = rate_limiter.per_sec(rate, burst=rate * BURST_SECONDS)
            store = MemoryStore(options={"MAX_SIZE": senders_kept})
            self._limiter = Throttled(using=RateLimiterType.GCRA.value, quota=quota, store=store)

    def check(self, sender: bytes) -> None:
        """Count one request. Raises ProblemError (429 with Retry-After) beyond the rate."""
        if self._limiter is None:
            return
        result = self._limiter.limit(blake2b(sender, digest_size=_HASH_BYTES, key=self._salt).hexdigest())
        if result.limited:
            wait = max(1, math.ceil(result.state.retry_after))
            raise ProblemError(
                429,
                ProblemType.RATE_LIMITED,
                "nothing was stored: too many requests from this sender",
                headers={"Retry-After": str(wait)},
            )


def address_sender(address: IPv4Address | IPv6Address) -> bytes | None:
    """What an address is limited by; None for loopback, where a proxy stands that nobody told us of."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    return address.packed[:8]
