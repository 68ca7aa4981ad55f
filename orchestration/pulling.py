"""Pull what a provider has and land it: which reader serves which kind of provider is decided here."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from ingestion.catalog import CatalogSync, land_catalog, sync_catalog
from ingestion.guide import GuideSync, land_guide, sync_guides
from ingestion.history_catalog import read_history, sync_history
from ingestion.http import Client, client
from ingestion.landing import RawStore
from ingestion.probing.model import ProbeResult
from ingestion.probing.run import run_probe
from ingestion.secrets import SecretStore
from ingestion.settings import ProviderSettings
from ingestion.sources import read_previous
from ingestion.status_history import build_checks, land_history
from orchestration.targets import build_limits, read_targets

_CATALOG_READERS = {"m3u": sync_catalog, "status_history": sync_history}


def pull_catalog(provider: ProviderSettings, store: RawStore, secrets: SecretStore) -> CatalogSync | None:
    """Sync and land a provider's catalog; None for a provider that has guides alone.

    A fault of the provider is in the sync's row, never raised. Raises OSError when the disk refuses.
    """
    if provider.kind == "m3u" and not provider.urls:
        return None
    read_catalog = _CATALOG_READERS[provider.kind]
    previous = read_previous(store, provider.id, "catalog")
    with _client(provider) as http:
        sync = read_catalog(provider, client=http, previous=previous, sync_id=_new_id(), now=_now)
    if sync.outcome == "accepted":
        secrets.save(provider.id, sync.logins)
    land_catalog(store, sync)
    return sync


def pull_guides(provider: ProviderSettings, store: RawStore) -> GuideSync | None:
    """Sync and land a provider's guides; None where it has none. Raises OSError when the disk refuses."""
    if not provider.guide_urls:
        return None
    previous = read_previous(store, provider.id, "guide")
    playlists = [url.get_secret_value() for url in provider.urls]
    with _client(provider, header_urls=playlists or None) as http:
        sync = sync_guides(provider, client=http, previous=previous, sync_id=_new_id(), now=_now)
    land_guide(store, sync)
    return sync


def probe_streams(provider: ProviderSettings, store: RawStore, secrets: SecretStore) -> ProbeResult:
    """Probe the streams of a provider's current catalog and land what was seen.

    The row of the run comes last: checks without it are of a run that was cut off.
    """
    targets = read_targets(store, secrets, provider)
    run_id = _new_id()
    result = run_probe(targets, build_limits(provider.probe), run_id=run_id, provider_id=provider.id)
    today, part = _now().date(), f"{provider.id}.{run_id}"
    store.land("stream_checks", result.checks, received_date=today, part=part)
    store.land("probe_runs", result.run, received_date=today, part=part)
    return result


def load_history(provider: ProviderSettings, store: RawStore) -> ProbeResult:
    """Land the checks that a status history tells of. Raises FetchError and ParseError."""
    with _client(provider) as http:
        history = read_history(provider, http)
    today = _now().date()
    found = build_checks(provider, history, today)
    land_history(store, provider, found, today)
    return ProbeResult(found.checks, found.runs)


def _client(provider: ProviderSettings, *, header_urls: Sequence[str] | None = None) -> Client:
    return client(
        user_agent=provider.user_agent,
        headers={name: value.get_secret_value() for name, value in provider.headers.items()},
        header_urls=header_urls,
        timeout_seconds=provider.timeout_seconds,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    """Sorts by time; unique."""
    return f"{_now():%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"
