"""Which channel a name is, how that is explained, and what refuses."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.matching import fuzzy
from ingestion.matching.aliases import Aliases, Decision
from ingestion.matching.channels import Channel
from ingestion.matching.index import MOST_SPELLINGS, ChannelIndex
from ingestion.matching.match import Match, Query, match_all
from ingestion.matching.names import read_name


def _channel(
    channel_id: str, name: str, *alt_names: str, is_closed: bool = False, source: str = "reference"
) -> Channel:
    return Channel(channel_id, name, alt_names, channel_id.rpartition(".")[2], source, is_closed)


CHANNELS = [
    _channel("BBCOne.uk", "BBC One", "BBC Television"),
    _channel("BBCTwo.uk", "BBC Two"),
    _channel("ABC.us", "ABC"),
    _channel("ABC.au", "ABC"),
    _channel("Willow.us", "Willow Cricket"),
    _channel("WillowWest.us", "Willow Cricket West"),
    _channel("Film4.uk", "Film 4"),
    _channel("Film4Plus1.uk", "Film 4 +1"),
    _channel("Sport1.de", "Sport 1"),
    _channel("WNJU471.us", "WNJU 47.1", "Telemundo 47"),
    _channel("Manorama.in", "Mazhavil Manorama"),
    _channel("Old.uk", "Movies", is_closed=True),
    _channel("New.uk", "Movies"),
    _channel("Weather.uk", "The Weather Channel"),
    _channel("Latino.us", "Lighting Lives Blessing Nations TV Latino"),
    _channel("SameA.fr", "Chaine Meme"),
    _channel("SameB.fr", "Chaîne Même"),
]
INDEX = ChannelIndex(CHANNELS)


def _match(
    name: str, country: str | None = None, guide_id: str | None = None, aliases: Aliases | None = None
) -> Match:
    return match_all([Query(name, guide_id, country, "p")], INDEX, aliases or Aliases())[0]


@pytest.mark.parametrize(
    ("name", "country", "channel_id", "method"),
    [
        ("UK: BBC 1 HD", "uk", "BBCOne.uk", "same_name"),
        ("BBC One", "uk", "BBCOne.uk", "exact_name"),
        ("bbc television", "uk", "BBCOne.uk", "alt_name"),
        ("Weather TV", "uk", "Weather.uk", "short_name"),
        ("WNJU-DT1 (720p)", "us", "WNJU471.us", "station"),
        ("Mazhavil Manoramma", "in", "Manorama.in", "fuzzy"),
        ("ABC", "au", "ABC.au", "exact_name"),
        ("Film 4 +1", "uk", "Film4Plus1.uk", "exact_name"),
        ("Movies", "uk", "New.uk", "exact_name"),
        ("The Best (Sport 1)", "de", "Sport1.de", "exact_name"),
    ],
)
def test_names_that_are_a_channel(name: str, country: str, channel_id: str, method: str) -> None:
    found = _match(name, country)
    assert (found.channel_id, found.method, found.conflict) == (channel_id, method, None)
    assert found.score >= 0.85
    assert found.margin >= 0.015


@pytest.mark.parametrize(
    ("name", "country", "conflict"),
    [
        ("BBC One", "fr", "country"),
        ("Sport 1 +1", "de", "time_shift"),
        ("ABC East", "us", "side"),
        ("Mazhavil Manoramma West", "in", "side"),
        ("Mazhavil Manorama 2", "in", "number"),
        ("BBC One London", "uk", "regional"),
        ("Mazhavil Manorama News", "in", "regional"),
        ("Lighting Lives Blessing Nations TV Korean", "us", "word"),
    ],
)
def test_conflicts_are_told_with_the_candidate(name: str, country: str, conflict: str) -> None:
    found = _match(name, country)
    assert found.conflict == conflict
    assert found.channel_id is not None


@pytest.mark.parametrize("name", ["BBC Three", "BBC 3", "Sport 2", "Film 5"])
def test_another_number_is_never_the_channel(name: str) -> None:
    found = _match(name, None)
    assert found.conflict is not None or found.score < 0.85


def test_a_tie_is_told_whichever_of_the_channels_comes_first() -> None:
    tied = _match("Chaine meme", "fr")
    assert (tied.channel_id, tied.runner_up_id, tied.margin) == ("SameA.fr", "SameB.fr", 0.0)
    turned = match_all([Query("Chaine meme", None, "fr")], ChannelIndex(CHANNELS[::-1]), Aliases())[0]
    assert turned == tied
    assert _match("ABC").margin == 0.0, "without a country either ABC may be meant"


def test_nothing_is_found_for_what_is_no_name() -> None:
    for name in ("", "###", "---- ----", "\u2605\u2605\u2605"):
        assert _match(name) == Match(None, "none", 0.0, None, None, None, 0.0)


def test_a_guide_id_goes_before_the_name_and_an_alias_before_both() -> None:
    assert _match("Beeb", "uk", "bbcone.UK")[:4] == ("BBCOne.uk", "guide_id", 1.0, None)
    decided = Decision("bbc 2", "", "", "Own.uk", "jo", "2026-11-01T00:00:00Z", "")
    believed = _match("BBC Two [x]", "uk", "BBCOne.uk", Aliases([decided]))
    assert believed[:4] == ("Own.uk", "alias", 1.0, None)
    none = decided._replace(channel_id="none")
    assert _match("BBC Two", "uk", None, Aliases([none]))[:2] == (None, "alias")


def test_an_unknown_guide_id_does_not_keep_the_name_from_being_matched() -> None:
    assert _match("BBC Two", "uk", "bbc2.panel").channel_id == "BBCTwo.uk"


def test_of_catalog_channels_with_one_name_the_streams_own_wins() -> None:
    named = [_channel(channel_id, "Radio X", source="catalog") for channel_id in ("a.uk", "b.uk")]
    index = ChannelIndex([], named)
    own, written, stranger = match_all(
        [Query("Radio X", guide_id, "uk") for guide_id in ("b.uk", "B.UK", None)], index, Aliases()
    )
    assert (own.channel_id, own.margin) == ("b.uk", 0.02)
    assert written == own
    assert stranger.margin == 0.0


def test_what_a_bound_keeps_does_not_follow_the_order_of_the_channels() -> None:
    named = [_channel(f"{number}.uk", "Radio X", source="catalog") for number in range(2 * MOST_SPELLINGS)]
    listed = _channel("zz.uk", "Radio X")
    [found] = match_all([Query("Radio X", "7.uk", "uk")], ChannelIndex([listed], named), Aliases())
    [turned] = match_all([Query("Radio X", "7.uk", "uk")], ChannelIndex([listed], named[::-1]), Aliases())
    assert found == turned
    assert found.channel_id == "zz.uk", "the list goes before catalogs"


def test_of_names_that_are_nearly_alike_the_nearest_are_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzy, "MOST_NEAR", 2)
    index = ChannelIndex(
        [_channel(f"{number}.uk", f"Event Number {number:03}") for number in range(100, 130)]
    )
    [found] = match_all([Query("Event Numbr 117", None, "uk")], index, Aliases())
    assert (found.channel_id, found.method, found.conflict) == ("117.uk", "fuzzy", None)


def test_numbered_events_by_the_thousand_are_not_slow() -> None:
    """Each is nearly all the others: all pairs weighed take 20 times as long."""
    index = ChannelIndex([_channel(f"{number}.uk", f"PPV Event {number:05}") for number in range(3000)])
    queries = [Query(f"PPV Event {number:05}", None, "uk") for number in range(50_000, 53_000)]
    started = time.process_time()
    match_all(queries, index, Aliases())
    assert time.process_time() - started < 6


def test_thousands_of_channels_of_one_name_are_a_tie_and_not_slow() -> None:
    index = ChannelIndex([], [_channel(f"{number}.uk", "News", source="catalog") for number in range(5000)])
    queries = [Query("News", f"{number}.uk", "uk") for number in range(5000)]
    started = time.perf_counter()
    found = match_all(queries, index, Aliases())
    assert time.perf_counter() - started < 20
    assert found[4999].margin == 0.0
    assert {match.channel_id for match in found} <= index.channels.keys()


def test_a_block_above_the_bound_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _match("Mazhavil Manoramma", "in").method == "fuzzy"
    monkeypatch.setattr(fuzzy, "LARGEST_BLOCK_CELLS", 0)
    assert _match("Mazhavil Manoramma", "in").method == "none"


_WORDS = st.sampled_from(
    ["bbc", "sport", "1", "2", "news", "tv", "west", "+1", "hd", "abc", "film", "movies", "uk:"]
)


@given(st.lists(st.lists(_WORDS, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=8))
def test_matches_depend_neither_on_order_nor_on_company(names: list[str]) -> None:
    queries = [Query(name, None, "uk") for name in names]
    together = match_all(queries, INDEX, Aliases())
    assert match_all(queries[::-1], INDEX, Aliases()) == together[::-1]
    assert [match_all([query], INDEX, Aliases())[0] for query in queries] == together
    assert match_all(queries, ChannelIndex(CHANNELS[::-1]), Aliases()) == together


@given(st.lists(_WORDS, min_size=1, max_size=5).map(" ".join), st.sampled_from(["uk", "us", "de"]))
def test_what_is_accepted_has_the_shift_sides_and_numbers_of_its_channel(name: str, country: str) -> None:
    found = _match(name, country)
    if found.channel_id and found.conflict is None:
        assert found.channel_id.endswith(f".{country}")
        meant = [
            read_name(text)
            for text in (INDEX.channels[found.channel_id].name, *INDEX.channels[found.channel_id].alt_names)
        ]
        read = read_name(name)
        assert (read.shift_hours, read.sides) in [(one.shift_hours, one.sides) for one in meant]
        assert read.numbers in [one.numbers for one in meant]
