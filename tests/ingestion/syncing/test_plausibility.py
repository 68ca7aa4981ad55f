import pytest

from ingestion.syncing.plausibility import (
    DropLimits,
    SyncRejectedError,
    require_plausible,
    require_plausible_episodes,
)

LIMITS = DropLimits(0.3, 50)


@pytest.mark.parametrize(
    ("count", "past"),
    [
        (1, []),
        (100, [150]),  # a third, but 50 rows
        (700, [1000]),  # 300 rows, but 30 %
        (70, [1000, 71, 72, 70, 69]),  # the median counts, not the largest
        (10_000, [10]),
    ],
)
def test_small_drops_and_growth_are_plausible(count: int, past: list[int]) -> None:
    require_plausible({"a": count}, past, {}, LIMITS)


@pytest.mark.parametrize(("count", "past"), [(99, [150]), (699, [1000]), (1, [60, 52, 51, 53, 54])])
def test_a_drop_that_is_large_in_both_ways_is_refused(count: int, past: list[int]) -> None:
    with pytest.raises(SyncRejectedError) as caught:
        require_plausible({"a": count}, past, {}, LIMITS)
    assert caught.value.reason == "implausibly_small"


def test_the_text_has_the_numbers() -> None:
    with pytest.raises(SyncRejectedError) as caught:
        require_plausible({"live": 10, "movies": 5000}, [9000, 8000], {"live": [4000, 3000]}, LIMITS)
    assert str(caught.value) == (
        "5,010 entries; the median of the last 2 accepted is 8,500: 3,490 entries (41%) fewer, "
        "above max_drop_count = 50 and max_drop_ratio = 0.3"
    )
    with pytest.raises(
        SyncRejectedError, match=r"^live: 10 entries; the median of the last 2 accepted is 3,500"
    ):
        require_plausible({"live": 10, "movies": 9000}, [9000, 8000], {"live": [4000, 3000]}, LIMITS)


def test_series_may_lose_some_of_their_episodes_but_not_most() -> None:
    require_plausible_episodes(0, 0, LIMITS)
    require_plausible_episodes(700, 1000, LIMITS)
    with pytest.raises(SyncRejectedError, match=r"^episodes of the series that were read: 699 entries"):
        require_plausible_episodes(699, 1000, LIMITS)


@pytest.mark.parametrize("counts", [{}, {"live": 0, "movies": 0}])
def test_nothing_at_all_is_refused(counts: dict[str, int]) -> None:
    with pytest.raises(SyncRejectedError) as caught:
        require_plausible(counts, [], {}, LIMITS)
    assert caught.value.reason == "no_entries"
