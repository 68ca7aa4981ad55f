# ruff: noqa: DTZ001 - raw tables hold naive UTC
from datetime import datetime, timedelta

import pytest

from ingestion.syncing.breaker import Attempt, open_until

START = datetime(2026, 11, 21)


def attempts(outcomes: str) -> list[Attempt]:
    names = {"a": "accepted", "u": "unchanged", "r": "rejected"}
    return [Attempt(names[one], START + timedelta(hours=hour)) for hour, one in enumerate(outcomes)]


@pytest.mark.parametrize("outcomes", ["", "a", "rrrr", "arrrr", "rrrrrrrrra", "rrrrrrrru", "rrrrarrrr"])
def test_few_failures_in_a_row_stop_nothing(outcomes: str) -> None:
    assert open_until(attempts(outcomes)) is None


@pytest.mark.parametrize(
    ("failures", "minutes"), [(5, 15), (6, 30), (7, 60), (8, 120), (9, 240), (10, 360), (15, 360), (60, 360)]
)
def test_the_pause_doubles_up_to_six_hours(failures: int, minutes: int) -> None:
    last = START + timedelta(hours=failures)
    assert open_until(attempts("a" + "r" * failures)) == last + timedelta(minutes=minutes)
