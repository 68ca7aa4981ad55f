"""Kind `xtream`: a panel's account, channels, films, series and their episodes, one request at a time.

`ingestion.kinds.xtream_lists` asks for the lists, and `ingestion.kinds.xtream_series` for the episodes. The
account is volatile: it does not count for whether the catalog changed.

An account that the panel calls expired, banned or disabled while it goes on listing is taken, with that
reason as a defect of the channels; one that gets nothing is refused.
"""

from collections.abc import Sequence
from dataclasses import replace

from ingestion.errors import FetchError, ParseError
from ingestion.fetching.sources import Source
from ingestion.kinds.base import Account, AccountRefusedError, Catalog, Fetcher
from ingestion.kinds.xtream_lists import LISTS, ListNames, fetch_list, sources_of
from ingestion.kinds.xtream_series import INFO_LABEL, fetch_series_infos
from ingestion.parsers.defects import Defects
from ingestion.parsers.m3u.playlist import ParsedPlaylist
from ingestion.parsers.xtream.account import HTTP_REFUSALS, PanelAccount, parse_account
from ingestion.parsers.xtream.address import PanelAddress, parse_panel_address
from ingestion.parsers.xtream.entry import EntryBuilder
from ingestion.parsers.xtream.episodes import add_episodes
from ingestion.parsers.xtream.lists import parse_categories, parse_list
from ingestion.settings import ProviderSettings

ACCOUNT_LABEL = "account"


class XtreamKind:
    """Panels that answer as Xtream Codes did."""

    def fetch(self, provider: ProviderSettings, fetcher: Fetcher) -> Sequence[Source]:
        """Account, lists, episodes in this order; no more after what cannot be had."""
        address = panel_address(provider)
        asked = _explained(fetcher.fetch(address.api_url(), ACCOUNT_LABEL))
        sources = [replace(asked, is_volatile=True)]
        account = _account_of(asked)
        if account is None or not account.is_let_in:
            return sources
        for one in LISTS:
            sources += fetch_list(one, address, fetcher, provider.max_bytes)
            if isinstance(sources[-1].result, FetchError):
                return sources[:1] if account.refusal else sources
        series = sources_of(sources, "series")
        seconds, most = provider.total_timeout_seconds, provider.max_bytes
        return sources + fetch_series_infos(series, address, fetcher, seconds=seconds, max_bytes=most)

    def parse(self, provider: ProviderSettings, sources: Sequence[Source]) -> Catalog:
        """The catalog. Raises ParseError; AccountRefusedError when the panel gives the account nothing."""
        address, defects = panel_address(provider), [Defects() for _ in LISTS]
        account = parse_account(sources[0].read(), defects[0])
        if not account.is_let_in:
            raise _refusal(account)
        try:
            lists = [
                _parse_list(one, address, sources, each) for one, each in zip(LISTS, defects, strict=True)
            ]
        except ParseError:
            if account.refusal:
                raise _refusal(account) from None
            raise
        if account.refusal and not any(one.entries for one in lists):
            raise _refusal(account)
        if account.refusal:
            defects[0].add(account.refusal)
        return Catalog(lists, account=_shown(account))


def panel_address(provider: ProviderSettings) -> PanelAddress:
    """The panel of a provider. Raises ValueError for settings that `ProviderSettings` refuses."""
    url, username, password = (
        secret.get_secret_value() if secret else None
        for secret in (provider.panel_url, provider.username, provider.password)
    )
    return parse_panel_address(url or "", username, password)


def guide_url(provider: ProviderSettings) -> str:
    """The address of the panel's whole guide (XMLTV); it holds the login."""
    return panel_address(provider).guide_url()


def _explained(source: Source) -> Source:
    """A source whose error of HTTP says what it means of the account."""
    if isinstance(source.result, FetchError) and source.result.reason in HTTP_REFUSALS:
        reason = HTTP_REFUSALS[source.result.reason]
        return replace(source, result=FetchError(reason, str(source.result)))
    return source


def _account_of(asked: Source) -> PanelAccount | None:
    """The account, where the answer is one; what else there is to say, `parse` says."""
    try:
        return parse_account(asked.read(), Defects())
    except (FetchError, ParseError):
        return None


def _parse_list(
    one: ListNames, address: PanelAddress, sources: Sequence[Source], defects: Defects
) -> ParsedPlaylist:
    """The entries of a list. Raises ParseError naming it."""
    try:
        names: dict[str, str] = {}
        for source in sources_of(sources, one.categories):
            names |= parse_categories(source.read(), f"{one.categories}[]", defects)
        build = EntryBuilder(address, names)
        bodies = [source.read() for source in sources_of(sources, one.listed)]
        parsed = parse_list(one.kind, bodies, build, defects)
    except ParseError as error:
        raise ParseError(error.reason, f"{one.listed}: {error}") from None
    if one.kind == "series":
        infos = {source.label.partition("/")[2]: source.read() for source in sources_of(sources, INFO_LABEL)}
        add_episodes(parsed, infos, build)
    return ParsedPlaylist(one.name, parsed.entries, parsed.rejects, {}, defects, "utf-8")


def _refusal(account: PanelAccount) -> AccountRefusedError:
    said = account.status or "no status"
    until = f", valid until {account.expires_at:%Y-%m-%d}" if account.expires_at else ""
    detail = f"the panel gives the account nothing ({said}{until})"
    return AccountRefusedError(account.refusal or "auth_failed", detail, _shown(account))


def _shown(account: PanelAccount) -> Account:
    return Account(
        account.status,
        account.is_trial,
        account.expires_at,
        account.max_connections,
        account.active_connections,
    )
