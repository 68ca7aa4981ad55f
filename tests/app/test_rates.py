"""Rate limits: what is let through, and that no crowd of senders costs memory."""

import secrets
import time
import tracemalloc
from ipaddress import ip_address

import pytest

from app.problem import ProblemError
from app.rates import RateLimit, address_sender


def refused(limit: RateLimit, sender: bytes, tries: int) -> int:
    count = 0
    for _ in range(tries):
        try:
            limit.check(sender)
        except ProblemError as problem:
            assert (problem.status, problem.type) == (429, "rate-limited")
            assert int(problem.headers["Retry-After"]) >= 1
            count += 1
    return count


def test_a_sender_may_burst_and_then_has_to_wait() -> None:
    limit = RateLimit(10)
    started = time.monotonic()
    late = refused(limit, b"a", 40)
    allowed_later = int((time.monotonic() - started) * 10) + 1
    assert 20 - allowed_later <= late <= 20
    assert refused(limit, b"b", 10) == 0
    time.sleep(0.35)
    assert refused(limit, b"a", 1) == 0


def test_no_rate_is_no_limit() -> None:
    assert refused(RateLimit(0), b"a", 1000) == 0


def test_a_hundred_thousand_senders_cost_no_more_than_those_kept() -> None:
    limit = RateLimit(10, senders_kept=1000)
    tracemalloc.start()
    for _ in range(100_000):
        limit.check(secrets.token_bytes(8))
    size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 100_000 < size < 1_000_000
    assert peak < 1_000_000


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
    ],
)
def test_what_counts_as_one_sender(one: str, other: str, is_same: bool) -> None:
    assert (address_sender(ip_address(one)) == address_sender(ip_address(other))) is is_same


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_nobody(address: str) -> None:
    assert address_sender(ip_address(address)) is None
