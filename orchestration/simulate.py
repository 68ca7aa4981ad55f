"""Send simulated viewers somewhere: through the collector over HTTP, or straight into raw files.

How viewers behave is in `ingestion.simulation`; this is where it meets the data folder and the network.
"""

import time
from collections.abc import Callable, Iterable
from functools import partial

import anyio
import msgspec
import polars as pl

from ingestion.errors import WatchhouseError
from ingestion.fetching.http import AsyncClient, HTTPError, Response, async_client
from ingestion.identity import clean_name
from ingestion.landing import RawStore
from ingestion.playback.viewers import viewer_key
from ingestion.simulation.catalogue import build_catalogue
from ingestion.simulation.outputs import Batch, build_raw_events, split_into_batches
from ingestion.simulation.plan import SimulationError, SimulationPlan, fingerprint
from ingestion.simulation.simulate import simulate

EVENTS_PATH = "/analytics/events"
CONNECTIONS = 4
PATIENCE_SECONDS = 120.0

_DEFAULT_RETRY_SECONDS = 1.0
_RETRIED = (429, 503)

Progress = Callable[[int, int], None]


class SendError(WatchhouseError):
    """The collector cannot be reached or refuses what the simulator sends."""


def read_catalogue(store: RawStore, *, seed: int = 1, providers: Iterable[str] | None = None) -> pl.DataFrame:
    """What viewers may watch: the newest catalogs and guides of all providers, or of those named.

    Raises SimulationError when there is neither a live channel nor a programme nor a video.
    """
    entries = _newest(store, "catalog_entries", providers).filter(~pl.col("is_separator"))
    channels = entries.filter(stream_type="live").select(
        "provider_id", "name", "tvg_id", stream_id="stream_key"
    )
    videos = entries.filter(stream_type="movie").with_columns(stream_id="stream_key")
    named = [
        tvg_id.partition("@")[0] if tvg_id else f"{provider_id}:{clean_name(name)}"
        for provider_id, name, tvg_id in channels.select("provider_id", "name", "tvg_id").iter_rows()
    ]
    programmes = _newest(store, "guide_programmes", providers).with_columns(
        duration_seconds=(pl.col("stopped_at") - pl.col("started_at")).dt.total_seconds()
    )
    return build_catalogue(
        channels.with_columns(pl.Series("channel_id", named, pl.String)), programmes, videos, seed=seed
    )


def send_to_collector(
    plan: SimulationPlan,
    catalogue: pl.DataFrame,
    collector_url: str,
    *,
    on_progress: Progress = lambda _done, _total: None,
    connections: int = CONNECTIONS,
) -> int:
    """Send a plan's events in batches; return how many the collector has on disk.

    Asks again where the collector is busy (429, 503 and Retry-After) or away, for two minutes. `on_progress`
    gets done and expected. Raises SendError, SimulationError.
    """
    send = partial(
        _send_all, plan, catalogue, collector_url.rstrip("/") + EVENTS_PATH, on_progress, connections
    )
    return anyio.run(send)


def write_raw_events(
    plan: SimulationPlan,
    catalogue: pl.DataFrame,
    store: RawStore,
    *,
    salt: bytes,
    on_progress: Progress = lambda _done, _total: None,
) -> int:
    """Write a plan's events as raw files, one per chunk and day, in bounded memory; return their count.

    `salt` is the installation's viewer salt. Writing a plan again replaces its files by equal ones.
    """
    done, name = 0, f"simulated-{fingerprint(plan, catalogue)}"
    for number, chunk in enumerate(simulate(plan, catalogue)):
        rows = build_raw_events(chunk.events, partial(viewer_key, salt), batch_id=name)
        dated = rows.with_columns(received_date=pl.col("received_at").dt.date())
        for (day,), part in dated.partition_by("received_date", as_dict=True, include_key=False).items():
            store.land("playback_events", part, received_date=day, part=f"{name}-{number:05d}")
        done += rows.height
        on_progress(done, plan.event_count)
    return done


def _newest(store: RawStore, table: str, providers: Iterable[str] | None) -> pl.DataFrame:
    """Rows of each provider's last sync in a table."""
    rows = store.scan(table)
    if providers is not None:
        rows = rows.filter(pl.col("provider_id").is_in(list(providers)))
    return rows.filter(pl.col("synced_at") == pl.col("synced_at").max().over("provider_id")).collect()


async def _send_all(
    plan: SimulationPlan, catalogue: pl.DataFrame, url: str, on_progress: Progress, connections: int
) -> int:
    done = 0
    giver, taker = anyio.create_memory_object_stream[Batch](connections * 2)

    async def send_what_comes(client: AsyncClient) -> None:
        nonlocal done
        async for batch in taker:
            await _send(client, url, batch)
            done += batch.count
            on_progress(done, plan.event_count)

    try:
        async with (
            taker,
            giver,
            async_client(max_connections=connections) as client,
            anyio.create_task_group() as tasks,
        ):
            for _ in range(connections):
                tasks.start_soon(send_what_comes, client)
            for chunk in simulate(plan, catalogue):
                for batch in split_into_batches(chunk.events):
                    await giver.send(batch)
            giver.close()
    except ExceptionGroup as group:
        known = group.subgroup((SendError, SimulationError))
        if known is None:
            raise
        raise known.exceptions[0] from None
    return done


async def _send(client: AsyncClient, url: str, batch: Batch) -> None:
    deadline = anyio.current_time() + PATIENCE_SECONDS
    while True:
        problem, pause_seconds = await _attempt(client, url, batch)
        if problem is None:
            return
        if anyio.current_time() + pause_seconds > deadline:
            raise SendError(f"{url}: {problem}; given up after {PATIENCE_SECONDS:.0f} s")
        await anyio.sleep(pause_seconds)


async def _attempt(client: AsyncClient, url: str, batch: Batch) -> tuple[str | None, float]:
    """Send once: None when all is stored, else what is in the way and how long to wait. Raises SendError."""
    headers = {"Content-Type": "application/json"}
    try:
        answer = await client.post(url, content=batch.body(time.time_ns() // 1_000_000), headers=headers)
    except HTTPError as error:
        return f"no answer ({type(error).__name__})", _DEFAULT_RETRY_SECONDS
    if answer.status_code in _RETRIED:
        return f"HTTP {answer.status_code}", _retry_after(answer)
    _require_stored(url, answer, batch)
    return None, 0.0


def _require_stored(url: str, answer: Response, batch: Batch) -> None:
    if answer.status_code != 202:
        raise SendError(f"{url}: HTTP {answer.status_code}: {answer.text[:300]}")
    stored = msgspec.json.decode(answer.content, type=dict[str, object])
    if stored.get("accepted") != batch.count:
        raise SendError(f"{url}: {stored.get('accepted')} of {batch.count} events taken: {answer.text[:300]}")


def _retry_after(answer: Response) -> float:
    value = answer.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else _DEFAULT_RETRY_SECONDS
