"""Ask a provider's hosts in order until one answers: the last good one first.

Backup hosts stand for the host of the provider's main address; an address on another host has none. They get
the same path, login and headers, because they were named as the same provider. Cookies stay with the host
that set them.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from ingestion.errors import FetchError
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.deadline import seconds_left, within
from ingestion.fetching.http import Client, FetchResult, fetch
from ingestion.fetching.sources import PreviousSync, Source, Validators, is_unchanged
from ingestion.redaction import redact_url
from ingestion.settings import ProviderSettings

_MOVED = frozenset(("http_404", "http_410"))


class Candidate(NamedTuple):
    """One host that may serve an address: its name (`host` or `host:port`), and the address on it."""

    host: str
    url: str


@dataclass
class HostFetcher:
    """Fetches for one sync; bodies are closed with `opened`. `last_host` is the last that answered.

    With `previous` the requests are conditional, as long as the host that gave the validators is asked.
    """

    client: Client
    provider: ProviderSettings
    limits: FetchLimits
    opened: ExitStack
    previous: PreviousSync | None = None
    preferred_host: str | None = None
    last_host: str | None = None
    asked_at: Mapping[str, datetime] = field(default_factory=dict)
    memory: Path | None = None
    _asked_host: str | None = None
    _answers: dict[str, FetchResult | FetchError] = field(default_factory=dict, repr=False)

    def prefer(self, previous: PreviousSync | None, *, is_conditional: bool) -> None:
        """Begin with the host that served the last sync, and ask only for what changed since."""
        is_alike = previous is not None and previous.was_read_by(self.provider.reading_key)
        self.previous = previous if is_conditional and is_alike else None
        self.preferred_host = (previous.preferred_host or previous.source_host) if previous else None
        if previous:
            self.asked_at = dict(previous.series.select("item_id", "episodes_asked_at").iter_rows())

    def fetch(self, url: str, label: str, *, headers: Mapping[str, str] | None = None) -> Source:
        """One body, or the error of the last host that was asked, with what the others said.

        All hosts together get the time of `limits`; one behind which others wait gets half of what is left.
        """
        if url in self._answers:
            return Source(url, label, self._answers[url])
        result = self._fetch(url, headers)
        if self.previous and not is_unchanged(result):
            self._answers[url] = result
        return Source(url, label, result)

    def need_all_bodies(self) -> None:
        """Ask without conditions from now on; what was answered already is not asked again."""
        self.previous = None

    def _fetch(self, url: str, headers: Mapping[str, str] | None) -> FetchResult | FetchError:
        faults: list[FetchError] = []
        waiting = candidates(self.provider, url, self.last_host or self.preferred_host)
        with within(self.limits.total_seconds):
            while waiting:
                candidate = waiting.pop(0)
                try:
                    with within(seconds_left() / 2 if waiting else seconds_left()):
                        return self._ask(url, candidate, headers)
                except FetchError as error:
                    faults.append(error)
                    if not is_worth_another_host(error) or seconds_left() <= 0:
                        break
        return FetchError(faults[-1].reason, "; ".join(str(fault) for fault in faults))

    def _ask(self, url: str, candidate: Candidate, headers: Mapping[str, str] | None) -> FetchResult:
        if candidate.host != self._asked_host:
            self.client.cookies.clear()
        self._asked_host = candidate.host
        validators = self._validators(url, candidate.host)
        result = fetch(self.client, candidate.url, self.limits, headers=headers, **validators)
        if _has_backups(self.provider, url):
            self.last_host = candidate.host
        if result.body:
            self.opened.enter_context(result.body)
        return result

    def _validators(self, url: str, host: str) -> Validators:
        """What the same host said of the address last time."""
        if self.previous is None:
            return {}
        if _has_backups(self.provider, url) and host != (self.previous.source_host or _host(_split(url))):
            return {}
        place = redact_url(url)
        return {
            "etag": self.previous.etags.get(place),
            "last_modified": self.previous.last_modified.get(place),
        }


def fetch_whole(fetcher: HostFetcher, ask: Callable[[], Sequence[Source]]) -> list[Source]:
    """Ask for all sources of a sync; once more without conditions when only some of them are unchanged."""
    sources = list(ask())
    unchanged = [is_unchanged(source.result) for source in sources]
    if not any(unchanged) or fetcher.previous is None:
        return sources
    addresses = sorted(redact_url(source.url) for source in sources)
    if all(unchanged) and addresses == sorted(fetcher.previous.etags):
        return sources
    fetcher.need_all_bodies()
    return list(ask())


def candidates(provider: ProviderSettings, url: str, preferred_host: str | None = None) -> list[Candidate]:
    """The hosts to ask for an address, in the order of the settings, `preferred_host` before all."""
    parts = _split(url)
    own = Candidate(_host(parts), url)
    if not _has_backups(provider, url):
        return [own]
    hosts = [own, *(_moved(parts, backup) for backup in provider.backup_hosts)]
    return sorted(hosts, key=lambda candidate: candidate.host != preferred_host)


def main_url(provider: ProviderSettings) -> str | None:
    """The address whose host the backup hosts stand for: the panel's, else the first one."""
    given = (provider.panel_url, *provider.urls, *provider.guide_urls)
    return next((url.get_secret_value() for url in given if url), None)


def is_worth_another_host(error: FetchError) -> bool:
    """Whether another host may do better: time-outs, lost connections, 404, 410, 429, 5xx.

    A refused login (401, 403) would be refused, and counted, there as well.
    """
    return error.retryable or error.reason in _MOVED or error.reason.startswith("http_5")


def _has_backups(provider: ProviderSettings, url: str) -> bool:
    main = main_url(provider)
    return main is not None and url.startswith("http") and _host(_split(url)) == _host(_split(main))


def _moved(parts: SplitResult, backup: str) -> Candidate:
    """The address on a backup host: `host` keeps scheme and port, `host:port` the scheme."""
    scheme, mark, authority = backup.rpartition("://")
    if not mark and parts.port and urlsplit(f"//{authority}").port is None:
        authority = f"{authority}:{parts.port}"
    login = parts.netloc.rpartition("@")[0]
    moved = parts._replace(
        scheme=scheme or parts.scheme, netloc=f"{login}@{authority}" if login else authority
    )
    return Candidate(_host(moved), moved.geturl())


def _host(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2].lower()


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is none raises here
    except ValueError:  # fetching it will tell
        return urlsplit("")
    return parts
