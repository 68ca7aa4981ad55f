"""The event contract, rule by rule: what is taken, under which name, and why the rest is not."""

import json
import random
from typing import Any

import msgspec
import pytest

from app.spool_lines import Observed
from ingestion.parsers.contract import ExtendedEvent, PlaybackEvent, Reason
from ingestion.parsers.events import ParsedBatch, TooManyEventsError, event_schema, parse_batch
from ingestion.parsers.json_depth import MAX_DEPTH
from ingestion.parsers.loose_events import EXTRA_BYTES, MalformedBodyError
from ingestion.schemas.playback import PlaybackEvents

AT = "2026-11-21T10:00:00.003Z"
AT_MS = 1795255200003


def event(**fields: Any) -> dict[str, Any]:
    required = {
        "event_id": "e-1",
        "session_id": "s-1",
        "content_id": "movie-12",
        "type": "playing",
        "client_at": AT,
    }
    return {name: value for name, value in {**required, **fields}.items() if value is not ...}


def parse(*events: Any, **envelope: Any) -> ParsedBatch:
    return parse_batch(json.dumps({**envelope, "events": events}).encode(), max_events=500)


def only(batch: ParsedBatch) -> PlaybackEvent:
    assert batch.rejects == []
    (found,) = batch.events
    return found


def test_a_batch_in_the_contracts_own_form_is_taken_whole() -> None:
    fields = {
        "seq": 3,
        "viewer_id": "v",
        "position_seconds": 1.5,
        "is_live": False,
        "custom": {"plan": "gold"},
    }
    found = only(parse(event(**fields), schema_version=1, sent_at="2026-11-21T10:00:05Z", write_key="k"))
    assert found == PlaybackEvent(
        event_id="e-1",
        session_id="s-1",
        content_id="movie-12",
        type="playing",
        client_at=AT_MS,
        seq=3,
        viewer_id="v",
        position_seconds=1.5,
        is_live=False,
        custom={"plan": "gold"},
    )


def test_every_field_is_a_column_of_the_raw_table() -> None:
    renamed = {"type": "event_type", "viewer_id": "viewer_key"}
    names = {renamed.get(name, name) for name in PlaybackEvent.__struct_fields__}
    assert set(PlaybackEvents.to_schema().columns) - names == {
        "source", "received_at", "sent_at", "extra", "cmcd", "batch_id", "client_key", "is_capped",
        *Observed.__struct_fields__,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (AT, AT_MS),
        (AT_MS, AT_MS),
        ("2026-11-21T11:00:00.003+01:00", AT_MS),
        ("20261121T100000.003Z", AT_MS),
        ("2026-11-21T10:00Z", AT_MS - 3),
    ],
)
def test_times_are_iso_with_a_zone_or_unix_milliseconds(given: object, expected: int) -> None:
    assert only(parse(event(client_at=given))).client_at == expected
    assert parse(event(), sent_at=given).sent_at == expected


@pytest.mark.parametrize(
    "given",
    ["2026-11-21T10:00:00", "yesterday", "", True, 12.5, [], {}, 0, -1, AT_MS * 1000, "1999-12-31T23:59:59Z",
     "2100-01-01T00:00:01Z", "0001-01-01T00:00:00+14:00"],
)  # fmt: skip
def test_other_times_are_refused(given: object) -> None:
    (reject,) = parse(event(client_at=given)).rejects
    assert (reject.reason, reject.detail) == (Reason.BAD_TIME, "client_at")
    (reject,) = parse(event(), sent_at=given).rejects
    assert (reject.reason, reject.detail) == (Reason.BAD_TIME, "sent_at")


@pytest.mark.parametrize("name", ["event_id", "session_id", "content_id", "type", "client_at"])
@pytest.mark.parametrize("absent", [..., None])
def test_what_is_required_must_be_there(name: str, absent: object) -> None:
    (reject,) = parse(event(**{name: absent}), context={name: "from the context"}).rejects
    assert (reject.reason, reject.detail) == (Reason.MISSING_FIELD, name)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"event_id": "x" * 65}, Reason.TOO_LONG),
        ({"session_id": "x" * 129}, Reason.TOO_LONG),
        ({"content_id": "x" * 257}, Reason.TOO_LONG),
        ({"viewer_id": "x" * 129}, Reason.TOO_LONG),
        ({"content_title": "x" * 257}, Reason.TOO_LONG),
        ({"custom": {f"k{i}": "v" for i in range(11)}}, Reason.TOO_LONG),
        ({"custom": {"k": "x" * 129}}, Reason.TOO_LONG),
        ({"event_id": ""}, Reason.BAD_VALUE),
        ({"event_id": 5}, Reason.BAD_TYPE),
        ({"seq": -1}, Reason.BAD_VALUE),
        ({"seq": 1.5}, Reason.BAD_TYPE),
        ({"seq": "1"}, Reason.BAD_TYPE),
        ({"seq": 2**70}, Reason.BAD_VALUE),
        ({"position_seconds": -0.1}, Reason.BAD_VALUE),
        ({"position_seconds": 1e300}, Reason.BAD_VALUE),
        ({"playback_rate": 16.1}, Reason.BAD_VALUE),
        ({"is_live": 1}, Reason.BAD_TYPE),
        ({"content_type": "podcast"}, Reason.BAD_VALUE),
        ({"error_category": "network"}, Reason.BAD_VALUE),
        ({"progress_ratio": 1.01}, Reason.BAD_VALUE),
        ({"custom": {"k": 1}}, Reason.BAD_TYPE),
        ({"custom": []}, Reason.BAD_TYPE),
        ({"type": "dance"}, Reason.UNKNOWN_TYPE),
        ({"type": 7}, Reason.BAD_TYPE),
    ],
)
def test_a_fault_is_named_and_costs_only_its_event(fields: dict[str, Any], reason: Reason) -> None:
    batch = parse(event(), event(**fields), event(event_id="e-3"))
    assert [found.event_id for found in batch.events] == ["e-1", "e-3"]
    (reject,) = batch.rejects
    assert (reject.index, reject.reason, reject.detail) == (1, reason, next(iter(fields)))


@pytest.mark.parametrize("content", [None, 5, "text", [], True])
def test_what_is_no_object_is_no_event(content: object) -> None:
    (reject,) = parse(content).rejects
    assert (reject.reason, reject.event_id, reject.original) == (Reason.BAD_TYPE, None, json.dumps(content))


def test_a_number_out_of_range_costs_only_its_event() -> None:
    body = json.dumps({"events": [event(), event(seq="HUGE")]}).replace('"HUGE"', "1e999").encode()
    batch = parse_batch(body, max_events=500)
    assert len(batch.events) == 1
    assert [reject.reason for reject in batch.rejects] == [Reason.BAD_VALUE]


def test_camel_case_and_aliases_are_the_same_event() -> None:
    plain = only(parse(event(position_seconds=3, progress_ratio=0.25, is_live=True), sent_at=AT))
    camel = {
        "eventId": "e-1", "sessionId": "s-1", "contentId": "movie-12", "type": "play", "clientAt": AT_MS,
        "positionSeconds": 3, "progressPct": 25, "isLive": True,
    }  # fmt: skip
    batch = parse(camel, sentAt=AT, schemaVersion=1)
    assert only(batch) == plain
    assert batch.sent_at == AT_MS


@pytest.mark.parametrize(
    ("alias", "kind"), [("play", "playing"), ("buffering", "rebuffer_start"), ("stop", "view_end")]
)
def test_types_have_aliases(alias: str, kind: str) -> None:
    assert only(parse(event(type=alias))).type == kind


@pytest.mark.parametrize(("percent", "reason"), [(101, "bad_value"), (-1, "bad_value"), ("5", "bad_type")])
def test_a_faulty_percentage_is_refused(percent: object, reason: str) -> None:
    (reject,) = parse(event(progressPct=percent)).rejects
    assert (reject.reason, reject.detail) == (reason, "progressPct")


def test_the_contracts_name_wins_over_its_camel_case() -> None:
    assert only(parse(event(seq=1, sessionId="other", progressPct=50, progress_ratio=0.1))) == only(
        parse(event(seq=1, progress_ratio=0.1))
    )


@pytest.mark.parametrize("unknown", [{}, {"colour": "red"}])
def test_the_context_is_the_default_of_every_event(unknown: dict[str, str]) -> None:
    context = {"player_name": "hls.js", "cdn": "a", **unknown}
    batch = parse(event(), event(cdn="b"), event(cdn=None), context=context)
    assert [found.cdn for found in batch.events] == ["a", "b", "a"]
    assert {found.player_name for found in batch.events} == {"hls.js"}
    assert [getattr(found, "extra", None) for found in batch.events] == 3 * [
        '{"colour":"red"}' if unknown else None
    ]


@pytest.mark.parametrize(("context", "detail"), [([], "context"), ({"is_live": "yes"}, "is_live")])
def test_a_faulty_context_is_the_fault_of_every_event(context: object, detail: str) -> None:
    batch = parse(event(), event(), context=context)
    assert [(reject.index, reject.detail) for reject in batch.rejects] == [(0, detail), (1, detail)]


def test_unknown_fields_are_kept_bounded_and_the_loss_is_marked() -> None:
    kept = getattr(only(parse(event(colour={"deep": [1]}, received_at=5, extra="x"))), "extra", "")
    assert json.loads(kept) == {"colour": {"deep": [1]}, "received_at": 5, "extra": "x"}
    bounded = getattr(
        only(parse(event(a="x" * 5000, b=1, **{f"k{i}": "y" * 90 for i in range(40)}))), "extra", ""
    )
    assert len(bounded) <= EXTRA_BYTES
    assert json.loads(bounded)["b"] == 1
    assert json.loads(bounded)["_dropped"] == 42 - (len(json.loads(bounded)) - 1)


def test_texts_without_a_length_in_the_contract_are_cut() -> None:
    found = only(parse(event(page_url="https://example.com/" + "x" * 5000, error_code="e" * 500)))
    assert (len(found.page_url or ""), len(found.error_code or "")) == (2048, 128)


def test_a_single_event_is_a_batch_of_one() -> None:
    body = json.dumps({**event(), "sent_at": AT, "write_key": "k", "context": {"cdn": "a"}}).encode()
    batch = parse_batch(body, max_events=1)
    assert (only(batch).cdn, batch.sent_at) == ("a", AT_MS)


@pytest.mark.parametrize(
    "body",
    [b"", b"nonsense", b"5", b"[]", b"null", b'{"events": 5}', b'{"events": {}}', b'{"events": [NaN]}',
     b"\xff", b'{"events": [{"event_id": "\xff"}]}', b'{"events": [', b"[" * 200_000, b'{"events":' * 100_000,
     b'{"events": [], "schema_version": 2}'],
)  # fmt: skip
def test_what_is_no_batch_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(MalformedBodyError):
        parse_batch(body, max_events=500)


def test_the_number_of_events_is_bounded_in_both_forms() -> None:
    for events in ([event()] * 3, [event(sessionId="x")] * 3):
        with pytest.raises(TooManyEventsError):
            parse_batch(json.dumps({"events": events}).encode(), max_events=2)


def test_what_goes_to_quarantine_is_bounded_and_private() -> None:
    (reject,) = parse(
        event(
            type="dance",
            viewerId="viewer-secret",
            write_key="key-secret",
            page_url="https://user:pass-secret@example.com/?token=tok-secret",
            padding="x" * 10_000,
        )
    ).rejects
    assert "secret" not in reject.original
    assert len(reject.original) == 4096
    assert reject.event_id == "e-1"


def test_the_schema_describes_what_is_taken() -> None:
    definitions: Any = event_schema()["$defs"]
    fields = definitions["PlaybackEvent"]
    assert set(fields["properties"]) == set(PlaybackEvent.__struct_fields__)
    assert set(fields["required"]) == {"event_id", "session_id", "content_id", "type", "client_at"}
    assert fields["properties"]["event_id"] == {"type": "string", "minLength": 1, "maxLength": 64}
    assert all("additionalProperties" not in definition for definition in definitions.values())


def test_any_damage_to_a_body_gets_a_clear_and_constant_verdict() -> None:
    dice = random.Random(20261121)  # noqa: S311 - must repeat itself
    events = [event(seq=number, custom={"a": "b"}) for number in range(4)]
    body = json.dumps({"sent_at": AT, "context": {"cdn": "a"}, "events": events}).encode()
    verdicts = [_verdict(_damaged(body, dice)) for _ in range(600)]
    assert {"events", "rejects", "malformed"} <= set().union(*verdicts)


def _damaged(body: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(body)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(damaged))
        damaged[at : at + dice.randint(0, 3)] = dice.choice(
            [b"", b"null", b"-1", b'"', b"{", b"]", b"\x00", b"\xc3", b"1e400", bytes([dice.randrange(256)])]
        )
    return bytes(damaged)


def _verdict(body: bytes) -> set[str]:
    try:
        first, second = (parse_batch(body, max_events=500) for _ in range(2))
    except MalformedBodyError as error:
        assert str(error)
        return {"malformed"}
    assert first == second
    assert all(reject.reason in Reason and reject.detail for reject in first.rejects)
    assert all(isinstance(found.client_at, int) for found in first.events)
    assert msgspec.json.decode(msgspec.json.encode(first.events)) is not None
    return {"events"} if first.events else {"rejects"}


STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 1, 1e300, -0.5, 2**63, 10**30, "", "x" * 5000, "\x00", [], {}, {"a": 5}, [[1]],
    {"k": "v"}, 253402300800000, 946684799999, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "2026-11-21T10:00:00", "playing",
)  # fmt: skip


@pytest.mark.parametrize("name", PlaybackEvent.__struct_fields__)
def test_every_field_with_every_strange_value_gets_one_verdict_naming_it(name: str) -> None:
    """The same verdict, whichever way the rest of the event makes it go."""
    for value in (*STRANGE, ...):
        strict, loose = (parse(event(**{name: value}, **more)) for more in ({}, {"colour": "red"}))
        assert len(strict.events) + len(strict.rejects) == 1
        assert [(r.reason, r.detail) for r in strict.rejects] == [(r.reason, r.detail) for r in loose.rejects]
        if strict.rejects:
            assert strict.rejects[0].detail == name
            assert strict.rejects[0].reason in Reason
        else:
            taken = [getattr(batch.events[0], name) for batch in (strict, loose)]
            assert taken[0] == taken[1]
            assert taken[0] in (None, value) or isinstance(value, str)


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"nan"])
def test_numbers_that_json_does_not_have_are_no_json(number: bytes) -> None:
    body = json.dumps({"events": [event(position_seconds=1.5)]}).encode().replace(b"1.5", number)
    with pytest.raises(MalformedBodyError):
        parse_batch(body, max_events=500)


def test_what_nests_too_deep_is_refused_and_up_to_there_is_kept() -> None:
    deep: Any = "end"
    for _ in range(MAX_DEPTH - 3):  # the batch, its events and the event are three
        deep = [deep]
    kept = only(parse(event(colour=deep)))
    assert isinstance(kept, ExtendedEvent)
    assert json.loads(kept.extra)["colour"] == deep
    with pytest.raises(MalformedBodyError, match="deeper than 32"):
        parse(event(colour=[deep]))


@pytest.mark.parametrize("more", [{}, {"colour": "red"}])
def test_the_write_key_is_told(more: dict[str, Any]) -> None:
    assert parse(event(**more), write_key="k").write_key == "k"
    assert parse(event(**more), writeKey="k").write_key == "k"
    assert parse(event(**more), write_key=5).write_key is None
    assert parse(event(**more)).write_key is None
