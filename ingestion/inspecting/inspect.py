"""Look into a playlist, guide, panel, library or folder without loading it; what it is, its content tells.

A folder and a file are read from the disk, an address is fetched. An address with a login and no path (or
`player_api.php`) is a panel's, one that ends in `/library/NUMBER` a Bunny Stream library's.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from ingestion.errors import FetchError, NotACatalogError, SettingsError
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.failover import HostFetcher
from ingestion.fetching.http import Client, FetchResult, client
from ingestion.inspecting.records import Record, inspect_guide, inspect_lists
from ingestion.inspecting.saved_json import inspect_json
from ingestion.kinds.base import CatalogKind
from ingestion.kinds.bunny import BunnyKind
from ingestion.kinds.folder import FolderKind
from ingestion.kinds.xtream import XtreamKind
from ingestion.parsers.m3u.playlist import parse_m3u
from ingestion.parsers.xmltv.reader import XmltvReader
from ingestion.parsers.xtream.address import parse_panel_address
from ingestion.redaction import redact_url
from ingestion.references import NO_SECRETS, References
from ingestion.settings import ProviderSettings, read_provider

MAX_BYTES = 2_000_000_000
MAX_LIST_BYTES = 500_000_000
HEAD_BYTES = 65_536
PROVIDER_ID = "inspected"

_KINDS: Mapping[str, CatalogKind] = {
    "xtream": XtreamKind(),
    "bunny": BunnyKind(counts_views=False),
    "folder": FolderKind(),
}
_KIND_NAMES = {"xtream": "panel", "bunny": "library", "folder": "folder"}
_LIBRARY = re.compile(r"(?P<api_url>https?://.+)/library/(?P<library_id>\d{1,12})/?(?:videos/?)?")
_GUIDE = re.compile(rb"<tv[\s>/]")


def inspect_source(
    source: str, *, access_key: str | None = None, given: Mapping[str, object] | None = None
) -> Iterator[Record]:
    """The records of a file, folder or address (see `ingestion.inspecting.records`), the summary last.

    `access_key` is that of a Bunny Stream library; `given` are other settings of a provider, as how to ask
    and how to read. Raises FetchError, ParseError and SettingsError, whose texts are free of secrets.
    """
    more = given or {}
    if "://" not in source:
        path = Path(source).absolute()
        if path.is_dir():
            return _inspect_provider("folder", path.name, {**more, "folder": path})
        return _inspect_address(path.as_uri(), path.name, more)
    if library := _LIBRARY.fullmatch(source):
        return _inspect_provider("bunny", source, {**more, "access_key": access_key, **library.groupdict()})
    if is_panel(source):
        return _inspect_provider("xtream", source, {**more, "panel_url": source})
    return _inspect_address(source, source, more)


def is_panel(url: str) -> bool:
    """Whether an address is that of a panel as a whole: a login, and nothing that is asked for."""
    try:
        parse_panel_address(url)
        return urlsplit(url).path in ("", "/") or url.partition("?")[0].endswith("/player_api.php")
    except ValueError:
        return False


def _inspect_address(url: str, source: str, given: Mapping[str, object]) -> Iterator[Record]:
    provider = _settings("m3u", {**given, "urls": (url,)})
    with _client(provider) as asking, ExitStack() as opened:
        limits = FetchLimits(MAX_BYTES, provider.total_timeout_seconds)
        result = HostFetcher(asking, provider, limits, opened).fetch(url, source).result
        if isinstance(result, FetchError):
            raise result
        yield from _inspect_body(result, url, redact_url(source), provider)


def _inspect_body(result: FetchResult, url: str, source: str, provider: ProviderSettings) -> Iterator[Record]:
    if result.body is None:
        raise FetchError("no_body", "the server sent nothing")
    file = result.body.file
    head = file.read(HEAD_BYTES).replace(b"\0", b"")
    file.seek(0)
    if _GUIDE.search(head) and b"#EXTINF" not in head:
        yield from inspect_guide(_guide_reader(file, result, provider), source=source)
        return
    body = file.read(MAX_LIST_BYTES + 1)
    if len(body) > MAX_LIST_BYTES:
        raise FetchError("too_large", f"the list has more than {MAX_LIST_BYTES} bytes")
    try:
        parsed = parse_m3u(
            body,
            playlist=source,
            charset=provider.charset or result.charset,
            base_url=_base_url(url),
            extgrp_sticky=provider.extgrp_sticky,
        )
    except NotACatalogError as error:
        if error.reason != "json":
            raise
        yield from inspect_json(body, source)
    else:
        yield from inspect_lists([parsed], source=source, kind="playlist")


def _guide_reader(file: IO[bytes], result: FetchResult, provider: ProviderSettings) -> XmltvReader:
    timezone, shift = provider.times_of("")
    charset = provider.charset or result.charset
    return XmltvReader(file, languages=provider.languages, charset=charset, timezone=timezone, shift=shift)


def _client(provider: ProviderSettings) -> Client:
    return client(user_agent=provider.user_agent, timeout_seconds=provider.timeout_seconds)


def _inspect_provider(kind: str, source: str, settings: Mapping[str, object]) -> Iterator[Record]:
    """What the kind of provider reads, by the same code as a sync."""
    provider = _settings(kind, settings)
    with _client(provider) as asking, ExitStack() as opened:
        limits = FetchLimits(MAX_LIST_BYTES, provider.total_timeout_seconds)
        fetcher = HostFetcher(asking, provider, limits, opened)
        catalog = _KINDS[kind].parse(provider, _KINDS[kind].fetch(provider, fetcher))
        name = _KIND_NAMES[kind]
        yield from inspect_lists(catalog.lists, source=redact_url(source), kind=name, account=catalog.account)


def _settings(kind: str, settings: Mapping[str, object]) -> ProviderSettings:
    table = {"id": PROVIDER_ID, "name": PROVIDER_ID, "kind": kind, **settings}
    provider, faults = read_provider(table, References({}, NO_SECRETS))
    if provider is None or faults:
        raise SettingsError([f"{place}: {fault}" for place, fault in faults])
    return provider


def _base_url(url: str) -> str | None:
    return None if url.startswith("file:") else url
