"""Pull what a provider has and land it, one sync of a provider at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from app.settings import Settings
from ingestion.errors import WatchhouseError
from ingestion.fetching.failover import candidates
from ingestion.fetching.http import Client, client
from ingestion.fetching.sources import read_previous
from ingestion.kinds.registry import guide_urls, has_catalog
from ingestion.kinds.status_history import read_history
from ingestion.landing import RawStore
from ingestion.probing.model import ProbeResult
from ingestion.probing.run import run_probe
from ingestion.probing.status_history import build_checks, land_history
from ingestion.secrets import SecretStore
from ingestion.settings import ProviderSettings
from ingestion.syncing.breaker import read_open_until
from ingestion.syncing.catalog import CatalogSync, land_catalog, replay_catalog, sync_catalog
from ingestion.syncing.guide import GuideSync, land_guide, replay_guides, sync_guides
from ingestion.syncing.kept_bodies import BodyStore
from ingestion.syncing.known_secrets import settings_hash
from ingestion.syncing.locks import provider_lock
from orchestration.targets import build_limits, read_targets


@dataclass(frozen=True)
class SyncStores:
    """Where a sync reads and writes: raw tables, logins, kept bodies, and the folder of the locks."""

    raw: RawStore
    secrets: SecretStore
    bodies: BodyStore
    locks: Path

    @classmethod
    def of(cls, settings: Settings) -> "SyncStores":
        """Those of a data folder."""
        return cls(
            RawStore(settings.raw_dir),
            SecretStore(settings.secrets_dir),
            BodyStore(settings.bodies_dir),
            settings.locks_dir,
        )


@dataclass(frozen=True)
class SyncOptions:
    """How a sync was started.

    `accept` takes what is implausibly small after all; `replay` is a sync whose kept bodies are read again
    instead of asking the provider; a scheduled sync leaves a provider alone that keeps failing.
    """

    accept: bool = False
    replay: str | None = None
    is_scheduled: bool = False


class CircuitOpenError(WatchhouseError):
    """The provider failed too often in a row, and is left alone for a while."""


def pull_catalog(
    provider: ProviderSettings, stores: SyncStores, options: SyncOptions | None = None
) -> CatalogSync | None:
    """Sync and land a provider's catalog; None where it has guides alone, and when guides are replayed.

    A fault of the provider is in the sync's row, never raised. Raises CircuitOpenError, SyncBusyError,
    NoSuchBodiesError, and OSError when the disk refuses.
    """
    options = options or SyncOptions()
    if not has_catalog(provider):
        return None
    with provider_lock(stores.locks, provider.id):
        replay = options.replay is not None
        sync = (_replay_catalog if replay else _read_catalog)(provider, stores, options)
        if sync is None:
            return None
        if sync.outcome == "accepted":
            stores.secrets.save(provider.id, sync.logins, settings_hash=settings_hash(provider))
        land_catalog(stores.raw, sync)
    return sync


def pull_guides(
    provider: ProviderSettings, stores: SyncStores, options: SyncOptions | None = None
) -> GuideSync | None:
    """Sync and land a provider's guides; None where it has none, and when a catalog is replayed.

    Raises as `pull_catalog` does.
    """
    options = options or SyncOptions()
    if not guide_urls(provider):
        return None
    with provider_lock(stores.locks, provider.id):
        replay = options.replay is not None
        sync = (_replay_guides if replay else _read_guides)(provider, stores, options)
        if sync is not None:
            land_guide(stores.raw, sync)
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


def _read_catalog(provider: ProviderSettings, stores: SyncStores, options: SyncOptions) -> CatalogSync:
    _require_closed(provider, stores, "catalog", options)
    previous = read_previous(stores.raw, provider.id, "catalog")
    if previous and stores.secrets.settings_hash(provider.id) != settings_hash(provider):
        previous = previous.without_content()  # logins are made of what the lists hold
    with _client(provider) as http:
        return sync_catalog(
            provider,
            client=http,
            previous=previous,
            sync_id=_new_id(),
            now=_now,
            accept=options.accept,
            bodies=stores.bodies,
        )


def _replay_catalog(
    provider: ProviderSettings, stores: SyncStores, options: SyncOptions
) -> CatalogSync | None:
    sources = stores.bodies.load(provider.id, options.replay or "", "catalog")
    if sources is None:
        return None
    return replay_catalog(
        provider,
        sources,
        known_logins=stores.secrets.load(provider.id),
        previous=read_previous(stores.raw, provider.id, "catalog"),
        sync_id=_new_id(),
        now=_now,
        accept=options.accept,
    )


def _read_guides(provider: ProviderSettings, stores: SyncStores, options: SyncOptions) -> GuideSync:
    _require_closed(provider, stores, "guide", options)
    own = [url.get_secret_value() for url in (*provider.urls, provider.panel_url) if url]
    trusted = [candidate.url for url in own for candidate in candidates(provider, url)]
    with _client(provider, header_urls=trusted or None) as http:
        return sync_guides(
            provider,
            client=http,
            previous=read_previous(stores.raw, provider.id, "guide"),
            sync_id=_new_id(),
            now=_now,
            accept=options.accept,
            bodies=stores.bodies,
        )


def _replay_guides(provider: ProviderSettings, stores: SyncStores, options: SyncOptions) -> GuideSync | None:
    sources = stores.bodies.load(provider.id, options.replay or "", "guide")
    if sources is None:
        return None
    return replay_guides(
        provider,
        sources,
        previous=read_previous(stores.raw, provider.id, "guide"),
        sync_id=_new_id(),
        now=_now,
        accept=options.accept,
    )


def _require_closed(
    provider: ProviderSettings, stores: SyncStores, sync_kind: str, options: SyncOptions
) -> None:
    """Raise CircuitOpenError for a scheduled sync of a provider that shall be left alone."""
    until = read_open_until(stores.raw, provider.id, sync_kind) if options.is_scheduled else None
    if until and until > _now().replace(tzinfo=None):
        raise CircuitOpenError(
            f"the {sync_kind} is not asked for until {until:%Y-%m-%d %H:%M} UTC, as its last syncs failed; "
            f"`watchhouse sync {provider.id}` asks now"
        )


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
