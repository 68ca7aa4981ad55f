import json

import polars as pl
import pytest

from ingestion.parsers.events import parse_batch
from ingestion.schemas.playback import PlaybackEvents
from ingestion.simulation.outputs import BODY_BYTES, build_raw_events, split_into_batches
from ingestion.simulation.simulate import simulate
from tests.ingestion.simulation.worlds import catalogue, plan

NOW_MS = 1_800_000_000_000


@pytest.fixture(scope="module")
def events() -> pl.DataFrame:
    return next(simulate(plan(), catalogue())).events


def test_every_event_is_valid_by_the_contract(events: pl.DataFrame) -> None:
    accepted = 0
    for batch in split_into_batches(events):
        parsed = parse_batch(batch.body(NOW_MS), max_events=500)
        assert parsed.rejects == []
        accepted += len(parsed.events)
    assert accepted == events.height


def test_what_the_contract_does_not_know_is_kept_as_extra(events: pl.DataFrame) -> None:
    parsed = parse_batch(next(split_into_batches(events)).body(NOW_MS), max_events=500)
    extra = json.loads(getattr(parsed.events[0], "extra"))  # noqa: B009  # only ExtendedEvent has it
    assert set(extra) == {"country_code", "device_type"}


def test_sent_at_is_wrong_by_as_much_as_the_clocks_of_its_batch(events: pl.DataFrame) -> None:
    offset_ms = dict(events.select("session_id", pl.col("clock_offset_seconds") * 1000).iter_rows())
    seen = set()
    for batch in split_into_batches(events):
        parsed = parse_batch(batch.body(NOW_MS), max_events=500)
        offsets = {offset_ms[event.session_id] for event in parsed.events}
        assert parsed.sent_at is not None
        assert offsets == {parsed.sent_at - NOW_MS}
        seen |= offsets
    assert len(seen) > 1


def test_events_of_a_view_keep_their_order_over_batches(events: pl.DataFrame) -> None:
    last: dict[str, int] = {}
    for batch in split_into_batches(events):
        for event in parse_batch(batch.body(NOW_MS), max_events=500).events:
            assert event.seq == last.get(event.session_id, -1) + 1
            last[event.session_id] = event.seq


def test_bodies_stay_below_the_limit_however_long_the_names_are(events: pl.DataFrame) -> None:
    long = events.with_columns(content_title=pl.lit("語" * 256), series_title=pl.lit("語" * 256))
    batches = list(split_into_batches(long))
    assert all(len(batch.body(NOW_MS)) < BODY_BYTES + 100 for batch in batches)
    assert sum(batch.count for batch in batches) == events.height


def test_raw_rows_have_the_schema_and_correct_to_the_true_time(events: pl.DataFrame) -> None:
    rows = build_raw_events(events, lambda viewer: f"key of {viewer}", batch_id="b")
    PlaybackEvents.validate(rows)
    skew = (rows["received_at"] - rows["sent_at"]).dt.total_milliseconds()
    assert (skew == -1000 * events["clock_offset_seconds"]).all()
    assert (rows["viewer_key"] == "key of " + events["viewer_id"]).all()
    assert rows.select("country_code", "device_type").equals(events.select("country_code", "device_type"))
