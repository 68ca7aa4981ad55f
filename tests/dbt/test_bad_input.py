"""Bad input from parser to marts: a clear verdict for each event, and every accepted one accounted for.

The build behind these tests passes its data tests (`tests.dbt.wild_lake`).
"""

import json
import re
from typing import Any

import pytest

from ingestion.landing import RawStore
from ingestion.parsers.events import parse_batch
from ingestion.parsers.loose_events import MalformedBodyError
from ingestion.playback.quarantine import CORRUPT, INVALID, ORPHANED
from tests.app.test_mutations import batches
from tests.dbt.bad_bodies import BATCH_FIELDS, LONE_KINDS, bad_bodies, take_mutations
from tests.dbt.reference_view import NOISE
from tests.dbt.spooled import Spool
from tests.dbt.wild_lake import WildLake
from tests.support.warehouse import query

UNTOLD = (
    "startup_ms", "duration_seconds", "coverage_ratio", "quartile", "avg_bitrate_bps", "dropped_frame_ratio",
    "live_latency_ms", "error_code", "startup_score", "quality_score",
)  # fmt: skip


def views(wild: WildLake, session: str) -> list[dict[str, Any]]:
    return query(wild.folder, "select * from fct_views where session_id = ?", [session])


def view(wild: WildLake, session: str) -> dict[str, Any]:
    [found] = views(wild, session)
    return found


def count(wild: WildLake, table: str) -> int:
    [row] = query(wild.folder, f"select count(*) as n from {table}")  # noqa: S608 - names of ours
    return int(row["n"])


def test_what_is_accepted_is_stored_or_a_copy_or_quarantined(wild: WildLake) -> None:
    stored, quarantined = count(wild, "int_events_measured"), count(wild, "int_events_quarantined")
    copies = wild.row_count - wild.id_count
    assert wild.row_count == count(wild, "stg_playback_events") == stored + copies + quarantined
    assert min(stored, copies, quarantined) > 0


def test_every_line_of_the_spool_is_a_row(wild: WildLake) -> None:
    assert wild.landed.is_complete
    assert wild.landed.event_count == len(wild.spool.event_ids)
    assert wild.landed.reject_count == wild.spool.reject_count
    rejects = RawStore(wild.folder / "raw").scan("playback_rejects").collect()
    assert not {INVALID, CORRUPT, ORPHANED} & set(rejects["reason"])


def test_each_event_of_a_bad_body_gets_a_verdict() -> None:
    """Judged event by event; refused as a whole is only what is no JSON or no batch."""
    refused: list[dict[str, Any]] = []
    for body in bad_bodies():
        spool = Spool()
        spool.take_events(body, 0)
        if spool.refused_bodies:
            refused.append(body)
        else:
            assert len(spool.event_ids) + spool.reject_count == len(body["events"])
    assert refused
    for body in refused:
        is_batch = isinstance(body["events"], list) and body.get("schema_version", 1) == 1
        assert not is_batch or {"NaN", "Infinity"} & set(re.findall(r"NaN|Infinity", json.dumps(body)))


def test_bad_times_are_quarantined_by_the_models(wild: WildLake) -> None:
    reasons = query(
        wild.folder, "select event_id, reason from int_events_quarantined where starts_with(event_id, 'bad-')"
    )
    assert {row["reason"] for row in reasons} == {"too_old", "too_far_ahead"}
    assert {row["event_id"].split("-")[1] for row in reasons} == {"client_at", "batch"}


def test_a_body_cut_anywhere_is_refused_as_a_whole() -> None:
    body = json.dumps(batches()[0]).encode()
    for length in range(len(body)):
        with pytest.raises(MalformedBodyError):
            parse_batch(body[:length], max_events=500)


def test_mutations_are_taken_and_refused_in_numbers() -> None:
    spool = Spool()
    take_mutations(spool)
    assert len(spool.event_ids) > len(set(spool.event_ids)) > 100
    assert spool.reject_count > 100
    assert spool.refused_bodies


@pytest.mark.parametrize("kind", LONE_KINDS)
def test_a_session_of_one_event_lasts_no_time(wild: WildLake, kind: str) -> None:
    found = views(wild, f"lone-{kind}")
    assert len(found) == (kind not in NOISE)
    for row in found:
        assert row["started_at"] == row["ended_at"]
        assert (row["event_count"], row["play_seconds"]) == (1, 0)
        assert row["is_play"] == (kind in ("playing", "progress", "rebuffer_end"))
        assert row["is_start_failure"] == (kind == "error")
        assert row["has_ended"] == (kind == "ended")


def test_two_clients_of_one_session_are_two_views(wild: WildLake) -> None:
    ann, bob = views(wild, "shared")
    assert ann["viewer_key"] != bob["viewer_key"]
    assert ann["session_key"] != bob["session_key"]
    for row in (ann, bob):
        assert row["has_session_collision"]
        assert (row["event_count"], row["play_seconds"]) == (3, 20)


def test_a_counter_that_resets_counts_on(wild: WildLake) -> None:
    """Dropped 10, 50, then 5, 8: 58 in all; of ten times as many."""
    assert view(wild, "reset-counters")["dropped_frame_ratio"] == pytest.approx(0.1)


@pytest.mark.parametrize("column", UNTOLD)
def test_what_no_event_tells_is_unknown(wild: WildLake, column: str) -> None:
    assert view(wild, "backwards")[column] is None


def test_a_position_that_runs_backwards_plays_and_covers_nothing(wild: WildLake) -> None:
    found = view(wild, "backwards")
    assert found["play_seconds"] == 30
    assert (found["content_seconds"], found["max_position_seconds"]) == (0, 100)


@pytest.mark.parametrize(("session", "seconds"), [("repeated-seq", 30), ("restarted-seq", 70)])
def test_numbers_that_begin_anew_leave_the_order_to_time(
    wild: WildLake, session: str, seconds: float
) -> None:
    found = view(wild, session)
    assert (found["play_seconds"], found["unique_content_seconds"]) == (seconds, seconds)
    assert found["lost_event_count"] is None


def test_a_huge_seq_tells_of_losses_and_breaks_nothing(wild: WildLake) -> None:
    found = view(wild, "huge-seq")
    assert found["lost_event_count"] == 2**53 - 1
    assert found["telemetry_loss_ratio"] == pytest.approx(1)
    assert found["play_seconds"] == 10


@pytest.mark.parametrize("name", BATCH_FIELDS)
def test_a_bad_batch_field_leaves_nothing_half_taken(wild: WildLake, name: str) -> None:
    """All three events of a batch are taken, or none."""
    taken = query(
        wild.folder,
        """select session_id, count(*) as n from stg_playback_events
        where starts_with(session_id, ?) group by all""",
        [f"bad-batch-{name}-"],
    )
    assert {row["n"] for row in taken} <= {3}
    assert taken or name == "events"
