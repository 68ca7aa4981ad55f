import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsers.xmltv.episodes import EpisodeNumbers, parse_on_screen, parse_xmltv_ns, read_episode

NUMBER = st.none() | st.integers(0, 9999)
PARTS = st.lists(st.tuples(NUMBER, NUMBER), min_size=3, max_size=3)


@given(PARTS)
def test_every_xmltv_ns_is_read(parts: list[tuple[int | None, int | None]]) -> None:
    text = " . ".join(
        ("" if number is None else str(number)) + ("" if total is None else f"/{total}")
        for number, total in parts
    )
    expected = [value for number, total in parts for value in (None if number is None else number + 1, total)]
    assert parse_xmltv_ns(text) == EpisodeNumbers(*expected)


@pytest.mark.parametrize("text", ["", "5", "-1.2.", "a.b.c", "1x2", "123456.1."])
def test_other_texts_are_no_xmltv_ns(text: str) -> None:
    assert parse_xmltv_ns(text) == EpisodeNumbers()


@pytest.mark.parametrize(
    ("text", "season", "episode", "episodes"),
    [
        ("S01E02", 1, 2, None),
        ("s1 e2", 1, 2, None),
        ("S00E01", 0, 1, None),
        ("Season 2, Episode 3", 2, 3, None),
        ("Staffel 2 Folge 3", 2, 3, None),
        ("3x07", 3, 7, None),
        ("E119", None, 119, None),
        ("Ep. 7 of 10", None, 7, 10),
        ("(2/8)", None, 2, 8),
        ("S4", 4, None, None),
        ("pilot", None, None, None),
        ("119", None, None, None),
    ],
)
def test_texts_for_the_screen(
    text: str, season: int | None, episode: int | None, episodes: int | None
) -> None:
    assert parse_on_screen(text) == EpisodeNumbers(season=season, episode=episode, episodes=episodes)


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    numbers, label = read_episode([("onscreen", text), ("xmltv_ns", text)])
    assert label == text or (label and label == numbers.label)
