"""What the prober gets: the streams of a provider's current catalog, with their logins, and its limits."""

from dataclasses import fields
from urllib.parse import parse_qsl

import polars as pl

from ingestion.kinds.m3u import NESTED_MARK
from ingestion.landing import RawStore
from ingestion.parsers.m3u.headers import split_pipe_headers
from ingestion.probing.model import ProbeLimits, ProbeTarget
from ingestion.secrets import SecretStore
from ingestion.settings import ProbeSettings, ProviderSettings


def read_targets(store: RawStore, secrets: SecretStore, provider: ProviderSettings) -> list[ProbeTarget]:
    """The streams of the last accepted catalog, at most `probe.stream_limit`.

    Decorative rows, whole series and other playlists are left out: there is nothing to play behind them.
    """
    logins = secrets.load(provider.id)
    columns = ["stream_key", "stream_url", "user_agent", "referrer", "stream_type"]
    entries = _current_entries(store, provider.id).slice(0, provider.probe.stream_limit).select(columns)
    targets = []
    for key, shown_url, user_agent, referrer, stream_type in entries.iter_rows():
        url, headers = split_login(logins.get(key, shown_url))
        agent = user_agent or provider.user_agent
        targets.append(ProbeTarget(key, url, agent, referrer, stream_type, headers))
    return targets


def split_login(login: str) -> tuple[str, dict[str, str]]:
    """The address of a login and the secret headers behind it (`url|cookie=…`, form-encoded as stored)."""
    url, _ = split_pipe_headers(login)
    return url, dict(parse_qsl(login[len(url) + 1 :]))


def build_limits(settings: ProbeSettings) -> ProbeLimits:
    """The prober's limits as the provider's settings name them."""
    known = {field.name for field in fields(ProbeLimits)}
    given = {name: value for name, value in settings if name in known}
    hosts = settings.allowed_hosts
    return ProbeLimits(**{**given, "allowed_hosts": None if hosts is None else frozenset(hosts)})


def _current_entries(store: RawStore, provider_id: str) -> pl.DataFrame:
    accepted = store.scan("catalog_syncs").filter(
        provider_id=provider_id, sync_kind="catalog", outcome="accepted"
    )
    newest = accepted.sort("started_at").tail(1).select("sync_id")
    entries = store.scan("catalog_entries").join(newest, on="sync_id", how="semi")
    is_playlist = pl.col("attributes").str.contains(NESTED_MARK, literal=True).fill_null(value=False)
    is_playable = ~pl.col("is_separator") & ~is_playlist & (pl.col("stream_type") != "series")
    return entries.filter(is_playable).sort("entry_ordinal").collect()
