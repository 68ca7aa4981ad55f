"""A view's events as spans."""

from collections.abc import Sequence

import polars as pl
import pytest

from dashboards.timelines import spans, unbelieved_seconds

_EVENTS = [
    # number, offset, state, hidden, muted
    (1, -0.4, "startup", False, None),
    (2, 1.0, "playing", False, None),
    (3, 4.0, "playing", True, None),
    (4, 9.0, "rebuffering", True, True),
    (5, 10.0, "playing", False, None),
    (6, 20.0, "ended", False, False),
]


def _events(rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    names = ["event_number", "offset_seconds", "state", "is_background", "is_muted"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _spans(length: float = 20.0) -> list[tuple[object, ...]]:
    return spans(_events(_EVENTS), length).rows()


def test_a_state_holds_until_another_one_comes() -> None:
    assert [row[1:] for row in _spans() if row[0] == "State"] == [
        ("startup", 0.0, 1.0, 1.0),
        ("playing", 1.0, 9.0, 8.0),
        ("rebuffering", 9.0, 10.0, 1.0),
        ("playing", 10.0, 20.0, 10.0),
    ]


def test_flags_have_spans_of_their_own_and_hold_until_told_otherwise() -> None:
    assert [row[1:4] for row in _spans() if row[0] == "In the background"] == [
        ("playing", 4.0, 9.0),
        ("rebuffering", 9.0, 10.0),
    ]
    assert [row[1:4] for row in _spans() if row[0] == "Muted"] == [
        ("rebuffering", 9.0, 10.0),
        ("playing", 10.0, 20.0),
    ]


def test_a_flag_that_comes_again_is_a_span_of_its_own() -> None:
    rows = [
        (1, 0.0, "playing", True, None),
        (2, 2.0, "playing", False, None),
        (3, 4.0, "playing", True, None),
    ]
    found = [row[2:4] for row in spans(_events(rows), 5.0).rows() if row[0] == "In the background"]
    assert found == [(0.0, 2.0), (4.0, 5.0)]


def test_the_last_state_holds_until_the_end_of_the_view() -> None:
    assert ("State", "ended", 20.0, 25.0, 5.0) in _spans(25.0)


def test_order_is_that_of_the_numbers() -> None:
    shuffled = _events([_EVENTS[place] for place in (3, 0, 5, 1, 4, 2)])
    assert spans(shuffled, 20.0).equals(spans(_events(_EVENTS), 20.0))


def test_one_event_without_a_state_is_a_start() -> None:
    assert spans(_events([(1, 0.0, None, None, None)]), 3.0).rows() == [("State", "startup", 0.0, 3.0, 3.0)]
    assert spans(_events([(1, 0.0, "ended", None, None)]), 0.0).is_empty()


def test_time_playing_that_does_not_count_is_told() -> None:
    found = spans(_events(_EVENTS), 20.0)
    assert unbelieved_seconds(found, 12.5) == pytest.approx(5.5)
    assert unbelieved_seconds(found, 18.2) == 0.0
