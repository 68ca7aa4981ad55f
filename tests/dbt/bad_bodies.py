"""Bodies with everything wrong that a field, a session or a line can have."""

from collections.abc import Iterator
from random import Random
from typing import Any

from ingestion.parsers.contract import PlaybackEvent
from tests.app.test_mutations import mutated, samples
from tests.dbt.random_sessions import KINDS
from tests.dbt.spooled import START_MS, Spool, event

MUTATIONS = 1000
MUTATED_FROM = 1_694_000.0  # seconds into the lake: the day of the captures
BAD_VALUES: tuple[Any, ...] = (
    None, -1, 0, 1e-300, 1e15, 10**30, 1e308, float("nan"), float("inf"), "text", "", "x" * 5000, "\0",
    True, [], [[1]], {}, {"a": {"b": 1}}, "1999-12-31T00:00:00Z", "2000-01-01T00:00:00Z",
    "2026-11-01T12:00:00", "2099-12-31T00:00:00Z", 253_402_300_800_000, 2**53,
)  # fmt: skip
# CMCD alone tells of waiting.
LONE_KINDS = [kind for kind in KINDS if kind != "waiting"]
BATCH_FIELDS = ("sent_at", "schema_version", "write_key", "context", "events")


def bad_bodies() -> list[dict[str, Any]]:
    """Each field missing and with each bad value: of the middle event of three, and of the batch."""
    return [*_bad_events(), *_bad_batches()]


def take_bad_fields(spool: Spool) -> None:
    """All bad bodies, one each half a minute."""
    for number, body in enumerate(bad_bodies()):
        spool.take_events(body, 30 * number + 25)


def take_lone_events(spool: Spool) -> None:
    """Sessions of one event, one of each kind."""
    for kind in LONE_KINDS:
        spool.take_events({"events": [event(f"lone-{kind}", kind, 0, 0, is_fatal=True)]}, 1)


def take_odd_sessions(spool: Spool) -> None:
    """Two clients of one id, counters that reset, a position that runs backwards, seq that restarts."""
    for client in ("ann", "bob"):
        changes = ({"viewer_id": client, "event_id": f"{client}-{number}"} for number in range(3))
        _take_heartbeats(spool, "shared", *changes)
    _take_heartbeats(
        spool, "reset-counters",
        *({"dropped_frames": dropped, "decoded_frames": 10 * dropped} for dropped in (10, 50, 5, 8)),
    )  # fmt: skip
    _take_heartbeats(spool, "backwards", *({"position_seconds": 100 - 10 * number} for number in range(4)))
    _take_heartbeats(spool, "repeated-seq", *({"seq": 0, "position_seconds": 10 * n} for n in range(4)))
    _take_heartbeats(spool, "restarted-seq", *({"seq": n % 4, "position_seconds": 10 * n} for n in range(8)))
    # A seq of 2^53 says that as many events were lost.
    _take_heartbeats(spool, "huge-seq", *({"seq": seq} for seq in (0, 2**53)))


def _take_heartbeats(spool: Spool, session: str, *changes: dict[str, Any]) -> None:
    """A session that plays from its first event on, one event each ten seconds."""
    events = [
        event(session, "heartbeat" if number else "playing", 10 * number, number) | change
        for number, change in enumerate(changes)
    ]
    spool.take_events({"events": events, "sent_at": START_MS + 100_000}, 100)


def take_cut_bodies(spool: Spool) -> None:
    """Real bodies cut in the middle."""
    for number, sample in enumerate(samples()):
        body = sample.body[: len(sample.body) // 2]
        _take(spool, sample.path, sample.content_type, body, MUTATED_FROM + number)


def take_mutations(spool: Spool) -> None:
    """Real bodies damaged at random."""
    draw, originals = Random(20261121), samples()  # noqa: S311 - reproducible
    for number in range(MUTATIONS):
        sample = originals[number % len(originals)]
        body = mutated(sample.body, draw)
        _take(spool, sample.path, sample.content_type, body, MUTATED_FROM + number)


def _take(spool: Spool, path: str, content_type: str, body: bytes, received_at: float) -> None:
    if path.endswith("cmcd"):
        spool.take_records(body, content_type, received_at)
    elif path.endswith("mux"):
        spool.take_beacon(body, received_at)
    else:
        spool.take_events(body, received_at)


def _bad_events() -> Iterator[dict[str, Any]]:
    for name in PlaybackEvent.__struct_fields__:
        yield _body(f"bad-{name}-left-out", name)
        for number, value in enumerate(BAD_VALUES):
            yield _body(f"bad-{name}-{number}", name, value)


def _bad_batches() -> Iterator[dict[str, Any]]:
    for name in BATCH_FIELDS:
        for number, value in enumerate(BAD_VALUES):
            yield _body(f"bad-batch-{name}-{number}") | {name: value}


def _body(session: str, wrong: str | None = None, *values: Any) -> dict[str, Any]:
    """Three events ten seconds apart; the middle one has the field wrong, or no such field."""
    kinds = ("view_start", "playing", "heartbeat")
    events = [
        event(session, kind, 10 * number, number, position_seconds=10.0 * number, duration_seconds=600,
              player_width=1920, width=1280, viewer_id="device", error_code="E", dropped_frames=number)
        for number, kind in enumerate(kinds)
    ]  # fmt: skip
    if wrong is not None:
        events[1].pop(wrong, None)
        events[1].update((wrong, value) for value in values)
    return {"events": events, "sent_at": "2026-11-01T12:00:25Z"}
