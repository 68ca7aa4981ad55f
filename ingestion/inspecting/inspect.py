"""Look into a playlist, guide, panel, library or folder without loading it; what it is, its content tells.

A folder and a file are read from the disk, an address is fetched. An address with a login and no path (or
`player_api.php`) is a panel's, one that ends in `/library/NUMBER` a Bunny Stream library's.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from ingestion.errors import FetchError, NotACatalogError, SettingsError
from ingestion.fetching.bodies import FetchLimits
from ingestion.fetching.failover import HostFetcher
from ingestion.fetching.http import FetchResult, client
from ingestion.inspecting.records import Record, inspect_guide, inspect_lists
from ingestion.inspecting.saved_json import inspect_json
from ingestion.kinds.base import CatalogKind
from ingestion.kinds.bunny import BunnyKind
from ingestion.kinds.folder import FolderKind
from ingestion.kinds.xtream import XtreamKind
from ingestion.parsers.m3u.playlist import parse_m3u
from ingestion.parsers.xtream.address import parse_panel_address
from ingestion.redaction import redact_url
from ingestion.settings import ProviderSettings

MAX_BYTES = 2_000_000_000
MAX_LIST_BYTES = 500_000_000
HEAD_BYTES = 65_536
PROVIDER_ID = "inspected"

_KINDS: Mapping[str, CatalogKind] = {
    "xtream": XtreamKind(),
    "bunny": BunnyKind(most_viewed=0),
    "folder": FolderKind(),
}
_KIND_NAMES = {"xtream": "panel", "bunny": "library", "folder": "folder"}
_LIBRARY = re.compile(r"(?P<api_url>https?://.+)/library/(?P<library_id>\d{1,12})/?(?:videos/?)?")
_GUIDE = re.compile(rb"<tv[\s>/]")


def inspect_source(source: str, *, access_key: str | None = None) -> Iterator[Record]:
    """The records of a file, folder or address (see `ingestion.inspecting.records`), the summary last.

    `access_key` is that of a Bunny Stream library. Raises FetchError, ParseError and SettingsError, whose
    texts are free of secrets.
    """
    if "://" not in source:
        path = Path(source).absolute()
        if path.is_dir():
            return _inspect_provider("folder", path.name, {"folder": path})
        return _inspect_address(path.as_uri(), path.name)
    if library := _LIBRARY.fullmatch(source):
        return _inspect_provider("bunny", source, {"access_key": access_key, **library.groupdict()})
    if is_panel(source):
        return _inspect_provider("xtream", source, {"panel_url": source})
    return _inspect_address(source, source)


def is_panel(url: str) -> bool:
    """Whether an address is that of a panel as a whole: a login, and nothing that is asked for."""
    try:
        parse_panel_address(url)
        return urlsplit(url).path in ("", "/") or url.partition("?")[0].endswith("/player_api.php")
    except ValueError:
        return False


def _inspect_address(url: str, source: str) -> Iterator[Record]:
    with client() as asking:
        fetcher = HostFetcher(asking, _settings("m3u", {"urls": (url,)}), FetchLimits(MAX_BYTES), ExitStack())
        with fetcher.opened:
            result = fetcher.fetch(url, source).result
            if isinstance(result, FetchError):
                raise result
            yield from _inspect_body(result, url, redact_url(source))


def _inspect_body(result: FetchResult, url: str, source: str) -> Iterator[Record]:
    if result.body is None:
        raise FetchError("no_body", "the server sent nothing")
    file = result.body.file
    head = file.read(HEAD_BYTES).replace(b"\0", b"")
    file.seek(0)
    if _GUIDE.search(head) and b"#EXTINF" not in head:
        yield from inspect_guide(file, source=source, charset=result.charset)
        return
    body = file.read(MAX_LIST_BYTES + 1)
    if len(body) > MAX_LIST_BYTES:
        raise FetchError("too_large", f"the list has more than {MAX_LIST_BYTES} bytes")
    try:
        parsed = parse_m3u(body, playlist=source, charset=result.charset, base_url=_base_url(url))
    except NotACatalogError as error:
        if error.reason != "json":
            raise
        yield from inspect_json(body, source)
    else:
        yield from inspect_lists([parsed], source=source, kind="playlist")


def _inspect_provider(kind: str, source: str, settings: Mapping[str, object]) -> Iterator[Record]:
    """What the kind of provider reads, by the same code as a sync."""
    provider = _settings(kind, settings)
    with client() as asking, ExitStack() as opened:
        fetcher = HostFetcher(asking, provider, FetchLimits(MAX_LIST_BYTES), opened)
        catalog = _KINDS[kind].parse(provider, _KINDS[kind].fetch(provider, fetcher))
        name = _KIND_NAMES[kind]
        yield from inspect_lists(catalog.lists, source=redact_url(source), kind=name, account=catalog.account)


def _settings(kind: str, settings: Mapping[str, object]) -> ProviderSettings:
    try:
        return ProviderSettings.model_validate(
            {"id": PROVIDER_ID, "name": PROVIDER_ID, "kind": kind, **settings}
        )
    except ValidationError as error:
        raise SettingsError(
            [f"{one['loc'][0]}: {one['msg'].removeprefix('Value error, ')}" for one in error.errors()]
        ) from None


def _base_url(url: str) -> str | None:
    return None if url.startswith("file:") else url
