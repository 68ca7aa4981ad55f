"""Ten thousand real bodies, damaged at random: each gets a clear answer, and all that was taken is a row."""

import asyncio
import gzip
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.spool import claim_batch, finish
from ingestion.landing import RawStore
from ingestion.parsers.contract import PlaybackEvent
from ingestion.playback.compaction import land_batch

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
COUNT = 10_000
INTERESTING = (
    b"null", b"NaN", b"-1", b"1e999", b"9" * 400, b'"', b"{", b"]", b"\\ud800", b"\x00", b"\xff\xfe", b"=",
    b'"x":[[[[1]]]]', b"true", b"1795227946142", b"99999999999999", b'"' + b"a" * 3000 + b'"', b"\n", b"\r\n",
)  # fmt: skip
STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 1e300, -0.0, float("nan"), float("inf"), 2**63, 10**30, "", "x" * 5000, "\x00",
    "\ud800", "\u20ac", [], {}, [[]], {"a": {"b": [1]}}, {"k": 5}, {str(n): "v" for n in range(20)}, 1,
    253402300800000, 946684799999, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z",
    "2026-11-21", "playing", 101, 16.1,
)  # fmt: skip
FIELDS = PlaybackEvent.__struct_fields__
STATUSES = {202, 204, 200, 400, 413, 415, 422}


class Sample(NamedTuple):
    path: str
    content_type: str
    body: bytes


def samples() -> list[Sample]:
    found = [
        Sample("/analytics/events", "application/json", json.dumps(batch).encode()) for batch in batches()
    ]
    for folder, path in (("cmcd", "/analytics/cmcd"), ("mux", "/analytics/mux")):
        for capture in sorted((SAMPLES / folder).glob("*.jsonl")):
            reports = (json.loads(line) for line in capture.read_text().splitlines())
            bodies = [report for report in reports if report.get("kind") == "report" and report.get("body")]
            found += [Sample(path, _type_of(report), report["body"].encode()) for report in bodies[:8]]
    return found


def _type_of(report: dict[str, Any]) -> str:
    return str({name.lower(): value for name, value in report["headers"]}["content-type"])


def batches() -> list[dict[str, Any]]:
    at = 1_795_255_200_000
    good = {
        "event_id": "0192f1c2-7a61", "session_id": "s-1", "content_id": "movie-12", "type": "heartbeat",
        "client_at": at, "viewer_id": "device-17", "seq": 3, "position_seconds": 12.5, "is_live": False,
        "custom": {"plan": "gold"},
    }  # fmt: skip
    loose = {
        "eventId": "e-9", "sessionId": "s", "contentId": "c", "type": "play", "progressPct": 50,
        "clientAt": "2026-11-21T10:00:00Z", "colour": {"deep": [1, None]},
    }  # fmt: skip
    context = {"player_name": "hls.js", "page_url": "https://user:pass@a.example/watch?token=x"}
    return [
        {"events": [good] * 3, "context": context, "sent_at": at},
        {"events": [good, loose, {}, 5, None], "sent_at": "2026-11-21T10:00:05.123Z", "write_key": "k"},
        loose,
    ]


def mutated(body: bytes, random: Random) -> bytes:
    damaged = bytearray(body)
    for _ in range(random.choice((1, 1, 2, 5))):
        start = random.randrange(len(damaged) + 1)
        end = min(len(damaged), start + random.choice((0, 1, 1, 4, 40)))
        kind = random.randrange(5)
        if kind == 0:
            del damaged[start:]
        elif kind == 1:
            del damaged[start:end]
        elif kind == 2:
            damaged[start:end] = random.choice(INTERESTING)
        elif kind == 3:
            damaged[start:start] = damaged[random.randrange(len(damaged) + 1) :][:60]
        elif damaged:
            damaged[min(start, len(damaged) - 1)] = random.randrange(256)
    return bytes(damaged)


def reshaped(body: bytes, random: Random) -> bytes:
    """The body with some of its values left out or put in the place of others."""
    batch = json.loads(body)
    objects = [batch, *(event for event in batch.get("events", []) if isinstance(event, dict))]
    for _ in range(random.choice((1, 2, 4))):
        chosen = random.choice(objects)
        name = random.choice([*chosen, *FIELDS])
        if random.randrange(4):
            chosen[name] = random.choice(STRANGE)
        else:
            chosen.pop(name, None)
    return json.dumps(batch).encode()


async def ask(app: FastAPI, sample: Sample, body: bytes, encoding: bytes) -> tuple[int, bytes]:
    """One request, straight into the application. An exception that comes out of it fails the test."""
    sent: list[Any] = []
    headers = [(b"content-type", sample.content_type.encode()), (b"content-encoding", encoding)]
    scope = {
        "type": "http", "method": "POST", "path": sample.path, "raw_path": sample.path.encode(),
        "root_path": "", "query_string": b"", "headers": headers, "client": ("127.0.0.1", 1),
        "server": ("a", 80), "scheme": "http", "http_version": "1.1", "asgi": {"version": "3.0"},
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    call: Callable[..., Awaitable[None]] = app
    await call(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def counted(app: FastAPI, name: str) -> int:
    metrics = [metric for metric in app.state.registry.collect() if metric.name == name]
    return int(sum(sample.value for metric in metrics for sample in metric.samples
                   if sample.name.endswith("_total")))  # fmt: skip


def test_damaged_bodies_get_a_clear_verdict_and_what_is_taken_is_a_row(settings: Settings) -> None:
    random = Random(20261121)  # noqa: S311 - the same damage every time
    paths = [f"/analytics/{name}" for name in ("events", "cmcd", "mux")]
    originals = [[sample for sample in samples() if sample.path == path] for path in paths]
    app = create_app(settings)
    statuses: Counter[int] = Counter()
    told = Counter[str]()

    async def one(number: int) -> None:
        sample = random.choice(originals[number % len(originals)])
        is_events = sample.path == "/analytics/events"
        body = (reshaped if is_events and number % 2 else mutated)(sample.body, random)
        encoding = b"identity"
        if number % 10 == 0:
            encoding, body = b"gzip", gzip.compress(body, 1)
            body = mutated(body, random) if number % 20 == 0 else body
        status, answer = await ask(app, sample, body, encoding)
        statuses[status] += 1
        if is_events and status in (202, 422):
            content = json.loads(answer)
            told["accepted"] += content.get("accepted", 0)
            told["rejected"] += len(content["rejected"])

    async def all_of_them() -> None:
        async with app.router.lifespan_context(app):
            for start in range(0, COUNT, 50):
                await asyncio.gather(*(one(number) for number in range(start, start + 50)))

    asyncio.run(all_of_them())
    assert sum(statuses.values()) == COUNT
    assert set(statuses) <= STATUSES, statuses
    assert min(statuses[202], statuses[204], statuses[400], statuses[422]) > 100, statuses
    landed = []
    store = RawStore(settings.raw_dir)
    while batch := claim_batch(settings.spool_dir):
        landed.append(land_batch(store, batch.batch_id, batch.segments, chunk_bytes=1_000_000))
        finish(batch)
    assert all(batch.is_complete for batch in landed)
    accepted = counted(app, "watchhouse_collector_events_accepted")
    rejected = counted(app, "watchhouse_collector_events_rejected")
    assert sum(batch.event_count + batch.reject_count for batch in landed) == accepted + rejected
    rows = {name: store.scan(name).collect() for name in ("playback_events", "playback_rejects")}
    # nothing that was accepted broke the raw schema afterwards
    assert rows["playback_events"].height == accepted
    assert not {"invalid_row", "corrupt_spool_line", "lost_receipt"} & set(rows["playback_rejects"]["reason"])
    of_events = rows["playback_events"].filter(rows["playback_events"]["source"] == "events").height
    assert of_events == told["accepted"] > 500
