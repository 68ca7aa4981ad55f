"""Backup hosts, against real servers on loopback: several hosts are several ports of it."""

import gzip
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler
from threading import Event
from time import monotonic

import pytest

from ingestion.errors import FetchError
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.failover import Candidate, HostFetcher, candidates
from ingestion.fetching.http import FetchResult, client
from ingestion.fetching.sources import PreviousSync, Source, Validators
from ingestion.settings import ProviderSettings
from tests.ingestion.loopback import Answer, Loopback, body, loopback, text

LIMITS = FetchLimits(max_bytes=1_000_000, attempts=2, backoff_seconds=0.01)
GOOD = text("#EXTM3U\n#EXTINF:-1,A\nhttp://h/a\n")


@pytest.fixture
def sites() -> Iterator[list[Loopback]]:
    with loopback() as one, loopback() as two, loopback() as three:
        yield [one, two, three]


def host(site: Loopback) -> str:
    return site.base_url.removeprefix("http://")


def provider(main: Loopback, *backups: Loopback, **more: object) -> ProviderSettings:
    return ProviderSettings.model_validate(
        {
            "id": "p",
            "name": "P",
            "kind": "m3u",
            "urls": [f"{main.base_url}/a.m3u?token=secret"],
            "backup_hosts": [host(backup) for backup in backups],
            **more,
        }
    )


def ask(
    settings: ProviderSettings, previous: PreviousSync | None = None, limits: FetchLimits = LIMITS
) -> tuple[Source, str | None]:
    """What came of the first address (the error, or that there was a body), and the host that answered."""
    url = settings.urls[0].get_secret_value()
    with ExitStack() as opened, client(timeout_seconds=0.3) as http:
        fetcher = HostFetcher(http, settings, limits, opened)
        fetcher.prefer(previous, is_conditional=True)
        return fetcher.fetch(url, "a.m3u"), fetcher.last_host


def failure(source: Source) -> FetchError:
    assert isinstance(source.result, FetchError)
    assert "secret" not in str(source.result)
    return source.result


def never(_: BaseHTTPRequestHandler) -> None:
    Event().wait(0.7)


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


WORTH_ANOTHER: dict[str, Answer] = {
    "500": text("", status=500),
    "503": text("", status=503),
    "520": text("", status=520),
    "404": text("", status=404),
    "410": text("", status=410),
    "429": text("", status=429),
    "429 for an hour": text("", status=429, Retry_After="3600"),
    "truncated gzip": body(gzip.compress(b"x" * 999)[:-9]),
    "never answers": never,
    "closes the connection": cut_off,
}


@pytest.mark.parametrize("answer", WORTH_ANOTHER.values(), ids=WORTH_ANOTHER)
def test_a_backup_serves_where_the_main_host_fails(sites: list[Loopback], answer: Answer) -> None:
    main, backup, _ = sites
    main.serve("/a.m3u", answer)
    backup.serve("/a.m3u", GOOD)
    source, answered = ask(provider(main, backup))
    assert isinstance(source.result, FetchResult)
    assert answered == host(backup)


def slowly(handler: BaseHTTPRequestHandler) -> None:
    """Half a header every 50 ms for 3 s."""
    with suppress(OSError):
        for _ in range(60):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: 1\r\n"[:1])
            Event().wait(0.05)


def test_all_hosts_together_have_the_time_of_one_fetch(sites: list[Loopback]) -> None:
    main, second, third = sites
    for site in sites:
        site.serve("/a.m3u", slowly)
    limits = FetchLimits(1_000_000, total_seconds=0.8, attempts=2, backoff_seconds=0.01)
    began_at = monotonic()
    error = failure(ask(provider(main, second, third), limits=limits)[0])
    assert monotonic() - began_at < 1.2
    assert error.reason == "timeout"
    told = re.findall(r"http://([\d.:]+)/a.m3u\?token=\*\*\*: ReadTimeout after (\d\.\d) s", str(error))
    assert [name for name, _ in told] == [host(site) for site in sites]
    assert [float(seconds) for _, seconds in told] == pytest.approx([0.4, 0.2, 0.2], abs=0.11)


def test_a_host_that_drips_leaves_time_for_its_backup(sites: list[Loopback]) -> None:
    main, backup, _ = sites
    main.serve("/a.m3u", slowly)
    backup.serve("/a.m3u", GOOD)
    limits = FetchLimits(1_000_000, total_seconds=0.8, attempts=2, backoff_seconds=0.01)
    assert ask(provider(main, backup), limits=limits)[1] == host(backup)


def test_a_host_that_is_not_there_is_passed_over(sites: list[Loopback]) -> None:
    main, backup, _ = sites
    backup.serve("/a.m3u", GOOD)
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    settings = provider(main, backup, urls=[f"http://127.0.0.1:{port}/a.m3u"])
    assert ask(settings)[1] == host(backup)


@pytest.mark.parametrize("status", [401, 403, 400, 451])
def test_a_refused_login_is_not_tried_elsewhere(sites: list[Loopback], status: int) -> None:
    main, backup, _ = sites
    main.serve("/a.m3u", text("", status=status))
    backup.serve("/a.m3u", GOOD)
    assert failure(ask(provider(main, backup))[0]).reason == f"http_{status}"
    assert (main.requests["/a.m3u"], backup.requests["/a.m3u"]) == (1, 0)


def test_all_hosts_are_told_when_all_fail(sites: list[Loopback]) -> None:
    main, second, third = sites
    main.serve("/a.m3u", text("", status=500))
    error = failure(ask(provider(main, second, third))[0])
    assert error.reason == "http_404"
    assert [part.partition(": ")[2] for part in str(error).split("; ")] == [
        "HTTP 500 Internal Server Error",
        "HTTP 404 Not Found",
        "HTTP 404 Not Found",
    ]


def test_hosts_are_asked_in_order_and_the_last_good_one_first(sites: list[Loopback]) -> None:
    main, second, third = sites
    for site in (second, third):
        site.serve("/a.m3u", GOOD)
    settings = provider(main, second, third)
    assert ask(settings)[1] == host(second)
    assert third.requests["/a.m3u"] == 0
    main.serve("/a.m3u", GOOD)
    sticky = PreviousSync(1, None, {}, {}, source_host=host(third))
    assert ask(settings, sticky)[1] == host(third)
    assert ask(settings, PreviousSync(1, None, {}, {}, source_host="gone.example"))[1] == host(main)


def test_validators_go_to_the_host_that_gave_them(sites: list[Loopback]) -> None:
    main, backup, _ = sites
    kept: list[str | None] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        kept.append(handler.headers["If-None-Match"])
        GOOD(handler)

    main.serve("/a.m3u", text("", status=500))
    backup.serve("/a.m3u", note)
    settings = provider(main, backup)
    address: Validators = {f"{main.base_url}/a.m3u?token=***": '"1"'}
    for source_host in (host(main), host(backup)):
        ask(settings, PreviousSync(1, None, address, {}, source_host=source_host))
    assert kept == [None, '"1"']


def test_cookies_stay_with_the_host_that_set_them(sites: list[Loopback]) -> None:
    main, backup, _ = sites
    kept: list[tuple[str | None, str | None]] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        kept.append((handler.headers["Cookie"], handler.headers["Authorization"]))
        GOOD(handler)

    main.serve("/a.m3u", text("", status=500, Set_Cookie="sid=of-the-main-host"))
    backup.serve("/a.m3u", note)
    settings = provider(main, backup)
    with ExitStack() as opened, client(timeout_seconds=1, headers={"Authorization": "Bearer x"}) as http:
        HostFetcher(http, settings, LIMITS, opened).fetch(settings.urls[0].get_secret_value(), "a")
    assert kept == [(None, "Bearer x")]


def test_an_address_on_another_host_has_no_backup(sites: list[Loopback]) -> None:
    main, backup, other = sites
    settings = provider(main, backup)
    assert candidates(settings, f"{other.base_url}/b.m3u") == [
        Candidate(host(other), f"{other.base_url}/b.m3u")
    ]


@pytest.mark.parametrize(
    ("backup", "moved"),
    [
        ("b.example", "http://u:p@b.example:8080/list?x=1"),
        ("b.example:99", "http://u:p@b.example:99/list?x=1"),
        ("https://b.example", "https://u:p@b.example/list?x=1"),
        ("[2001:db8::1]", "http://u:p@[2001:db8::1]:8080/list?x=1"),
    ],
)
def test_addresses_on_backup_hosts(backup: str, moved: str) -> None:
    url = "http://u:p@a.example:8080/list?x=1"
    settings = ProviderSettings.model_validate(
        {"id": "p", "name": "P", "kind": "m3u", "urls": [url], "backup_hosts": [backup]}
    )
    assert [one.url for one in candidates(settings, url)] == [url, moved]


@pytest.mark.parametrize("host_name", ["b.example/path", "u:p@b.example", "ftp://b.example", "b example", ""])
def test_a_backup_host_is_a_host_alone(host_name: str) -> None:
    with pytest.raises(ValueError, match="must be host, host:port or https://host"):
        ProviderSettings.model_validate(
            {"id": "p", "name": "P", "kind": "m3u", "urls": ["http://h/a"], "backup_hosts": [host_name]}
        )
