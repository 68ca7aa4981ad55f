"""Views of devices whose clocks are wrong: five minutes played, told by every kind of clock.

With `sent_at` a constant error costs nothing. A clock that is set while it plays costs play time, and never
adds any.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.dbt.wild_lake import CLOCKS, WildLake
from tests.support.lake import START
from tests.support.warehouse import query

PLAYED = 300.0
DELIVERY = timedelta(milliseconds=200)
CONSTANT = [name for name in CLOCKS if name not in ("drifting", "set-ahead", "set-back")]
SET = ["set-ahead", "set-back"]
EVENT_COUNT = 32


def views(wild: WildLake, session: str) -> list[dict[str, Any]]:
    return query(wild.folder, "select * from fct_views where session_id = ? order by started_at", [session])


def view(wild: WildLake, session: str) -> dict[str, Any]:
    [found] = views(wild, session)
    return found


@pytest.mark.parametrize("variant", ["", "-unnumbered", "-blind"])
@pytest.mark.parametrize("clock", CONSTANT)
def test_a_clock_that_is_wrong_throughout_costs_nothing(wild: WildLake, clock: str, variant: str) -> None:
    found = view(wild, clock + variant)
    assert found["started_at"] == START + DELIVERY
    assert found["play_seconds"] == pytest.approx(PLAYED)
    assert found["startup_ms"] == pytest.approx(1000)
    assert not found["has_clock_fault"]
    assert found["unique_content_seconds"] == pytest.approx(0 if variant == "-blind" else PLAYED)


def test_a_drifting_clock_is_held_by_the_position(wild: WildLake) -> None:
    """5 % fast: what the position cannot correct is 5 % too long."""
    assert view(wild, "drifting")["play_seconds"] == pytest.approx(PLAYED)
    assert view(wild, "drifting-blind")["play_seconds"] == pytest.approx(1.05 * PLAYED)
    assert abs(view(wild, "drifting")["started_at"] - START) <= timedelta(seconds=0.05 * PLAYED + 0.2)


@pytest.mark.parametrize("clock", ["right", "three-hours-slow", "two-days-slow"])
def test_without_a_time_of_sending_a_late_clock_is_believed(wild: WildLake, clock: str) -> None:
    found = view(wild, f"{clock}-unsent")
    assert found["started_at"] == START + timedelta(seconds=CLOCKS[clock](0))
    assert found["play_seconds"] == pytest.approx(PLAYED)
    assert not found["has_clock_fault"]


@pytest.mark.parametrize("clock", ["three-hours-fast", "two-days-fast"])
def test_without_a_time_of_sending_an_early_clock_is_flagged(wild: WildLake, clock: str) -> None:
    """The times of receipt stand in: of a batch's thirty seconds, ten are then believed."""
    found = view(wild, f"{clock}-unsent")
    assert START <= found["started_at"] <= START + timedelta(seconds=30)
    assert found["play_seconds"] == pytest.approx(PLAYED / 3)
    assert found["has_clock_fault"]


@pytest.mark.parametrize("variant", ["", "-unsent", "-unnumbered", "-blind"])
@pytest.mark.parametrize("clock", SET)
def test_a_clock_that_is_set_costs_play_time_and_no_event(wild: WildLake, clock: str, variant: str) -> None:
    found = views(wild, clock + variant)
    assert PLAYED / 3 <= sum(row["play_seconds"] for row in found) <= PLAYED
    assert sum(row["event_count"] for row in found) == EVENT_COUNT
    assert len(found) <= 2


def test_days_are_those_of_the_server(wild: WildLake) -> None:
    """Nothing lands in a day that has not come, however fast clocks are."""
    [latest] = query(wild.folder, "select max(ended_at) as ended_at from fct_views")
    [received] = query(wild.folder, "select max(received_at) as received_at from int_events_indexed")
    newest: datetime = received["received_at"]
    assert latest["ended_at"] <= newest + timedelta(hours=24)
