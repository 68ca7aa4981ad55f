import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.collector import viewer_salt
from app.main import create_app
from app.settings import Settings
from app.spool_lines import Observed
from ingestion.landing import RawStore
from ingestion.playback.compaction import read_segments
from ingestion.schemas.base import polars_schema
from ingestion.schemas.catalog import CatalogEntries
from ingestion.schemas.guide import GuideProgrammes
from ingestion.simulation.plan import SimulationError, SimulationPlan
from orchestration import simulate
from orchestration.simulate import SendError, read_catalogue, send_to_collector, write_raw_events
from tests.ingestion.simulation.worlds import catalogue, plan

SMALL = plan(event_count=4_000)
FIRST_DAY = datetime.fromisoformat("2026-11-01T00:00:00")
SECOND_DAY = FIRST_DAY + timedelta(days=1)
NEWS_AT = SECOND_DAY + timedelta(hours=20)
OF_DELIVERY = ["received_at", "sent_at", "batch_id", "client_key", *Observed.__struct_fields__]


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)


@contextmanager
def answering(answer: Callable[[int, int], Response]) -> Iterator[str]:
    """A collector that answers its n-th request with `answer(n, count of events)`."""
    numbers = iter(range(1_000_000))

    async def handle(request: Request) -> Response:
        return answer(next(numbers), len(json.loads(await request.body())["events"]))

    with serving(Starlette(routes=[Route("/analytics/events", handle, methods=["POST"])])) as url:
        yield url


def taken(count: int) -> Response:
    return JSONResponse({"accepted": count, "rejected": []}, status_code=202)


def test_the_collector_gets_the_rows_that_are_written_raw(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    told: list[tuple[int, int]] = []
    with serving(create_app(settings)) as url:
        sent = send_to_collector(SMALL, catalogue(), f"{url}/", on_progress=lambda *step: told.append(step))
    segments = [path for path in settings.spool_dir.rglob("*") if path.is_file() and path.name != ".lock"]
    frames = list(read_segments(segments))
    assert all(frame.rejects.is_empty() for frame in frames)
    collected = pl.concat(frame.events for frame in frames)
    store = RawStore(tmp_path / "raw")
    written = write_raw_events(SMALL, catalogue(), store, salt=viewer_salt(settings.secrets_dir))
    assert sent == written == collected.height == max(told)[0]
    raw = store.scan("playback_events").collect()
    expected = raw.drop(OF_DELIVERY, "extra").sort("event_id")
    assert collected.drop(OF_DELIVERY, "extra").sort("event_id").equals(expected, null_equal=True)
    # What the contract does not know travels beside it, and is a column of its own where nobody sends it.
    names = ("country_code", "device_type")
    beside = [pl.col("extra").str.json_path_match(f"$.{name}").alias(name) for name in names]
    assert collected.sort("event_id").select(beside).equals(raw.sort("event_id").select(names))


def test_a_busy_collector_is_asked_again_after_the_time_it_names() -> None:
    def answer(number: int, count: int) -> Response:
        return Response(status_code=503, headers={"Retry-After": "1"}) if number == 0 else taken(count)

    started = time.monotonic()
    with answering(answer) as url:
        assert send_to_collector(SMALL, catalogue(), url) >= 3_800
    assert time.monotonic() - started >= 1


def test_a_refusal_is_told_with_the_collectors_words() -> None:
    with (
        answering(
            lambda _number, _count: JSONResponse({"title": "write key needed"}, status_code=401)
        ) as url,
        pytest.raises(SendError, match=r"HTTP 401.*write key needed"),
    ):
        send_to_collector(SMALL, catalogue(), url)


def test_a_rejected_event_is_no_success() -> None:
    with answering(lambda _number, count: taken(count - 1)) as url, pytest.raises(SendError, match="taken"):
        send_to_collector(SMALL, catalogue(), url)


def test_a_collector_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "PATIENCE_SECONDS", 0.5)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(SendError, match="no answer"):
            send_to_collector(SMALL, catalogue(), f"http://127.0.0.1:{unused.getsockname()[1]}")


def test_nothing_to_watch_is_an_error_before_anything_is_sent() -> None:
    with pytest.raises(SimulationError, match="nothing to watch"):
        send_to_collector(SMALL, catalogue().clear(), "http://127.0.0.1:1")


def test_writing_a_plan_again_changes_nothing(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    of = plan(event_count=4_000, chunk_events=1_000)
    first = write_raw_events(of, catalogue(), store, salt=b"salt")
    before = {path: path.stat().st_size for path in tmp_path.rglob("simulated-*.parquet")}
    assert write_raw_events(of, catalogue(), store, salt=b"salt") == first
    assert {path: path.stat().st_size for path in tmp_path.rglob("simulated-*.parquet")} == before
    rows = store.scan("playback_events").collect()
    assert rows.height == first == rows["event_id"].n_unique()
    days = {path.parent.name.partition("=")[2] for path in before}
    assert days == {str(day) for day in rows["received_at"].dt.date()}


def land_catalog(
    store: RawStore, sync_id: str, synced_at: datetime, entries: list[dict[str, object]]
) -> None:
    fixed = {
        "sync_id": sync_id, "provider_id": "tv", "synced_at": synced_at, "identity_basis": "tvg:x",
        "entry_ordinal": 0, "playlist": "p", "line_number": 1, "stream_type": "live",
        "stream_url": "http://host/x", "has_credentials": False, "is_radio": False, "is_separator": False,
    }  # fmt: skip
    rows = [{**fixed, "stream_key": f"{number:032x}", **entry} for number, entry in enumerate(entries)]
    frame = pl.DataFrame(rows, schema=polars_schema(CatalogEntries))
    store.land("catalog_entries", frame, received_date=synced_at.date(), part=sync_id)


def test_the_catalogue_is_read_from_the_newest_syncs(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    land_catalog(store, "1", FIRST_DAY, [{"name": "Gone", "tvg_id": "Gone.de"}])
    land_catalog(
        store,
        "2",
        SECOND_DAY,
        [
            {"name": "News (720p)", "tvg_id": "News.de@HD"},
            {"name": "Local (576p) [Geo-blocked]"},
            {"name": "---- SPORT ----", "is_separator": True},
            {"name": "A film", "stream_type": "movie"},
            {"name": "A video", "stream_type": "movie", "item_id": "video-1", "duration_seconds": 600},
        ],
    )
    programme = {
        "sync_id": "g", "provider_id": "tv", "synced_at": SECOND_DAY, "channel_id": "News.de",
        "started_at": NEWS_AT, "stopped_at": NEWS_AT + timedelta(minutes=15),
        "has_derived_stop": False, "title": "Evening news", "is_new": True, "is_previously_shown": False,
    }  # fmt: skip
    guide = pl.DataFrame([programme], schema=polars_schema(GuideProgrammes))
    store.land("guide_programmes", guide, received_date=SECOND_DAY.date(), part="g")
    titles = read_catalogue(store).sort("content_id")
    assert titles.select("content_id", "channel_id", "stream_id", "duration_seconds").rows() == [
        ("catchup:News.de:Evening news", "News.de", f"{0:032x}", 900.0),
        ("live:tv:News.de", "News.de", f"{0:032x}", None),
        ("live:tv:tv:local", "tv:local", f"{1:032x}", None),
        ("video-1", None, f"{4:032x}", 600.0),
    ]
    with pytest.raises(SimulationError, match="sync one first"):
        read_catalogue(store, providers=["other"])


def test_an_empty_store_holds_nothing_to_watch(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match="sync one first"):
        read_catalogue(RawStore(tmp_path))


def test_a_plan_ends_in_utc_without_a_zone() -> None:
    with pytest.raises(SimulationError, match="zone"):
        SimulationPlan(datetime.fromisoformat("2026-11-20T00:00:00+01:00"))
