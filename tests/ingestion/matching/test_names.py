"""Names as providers write them: what is the same name, and what tells names apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.matching.names import NAME_LIMIT, name_country, read_country, read_name, read_variants


@pytest.mark.parametrize(
    "written",
    [
        "bbc one",
        "BBC 1",
        "BBC1",
        "BBC One (1080p) [Geo-blocked]",
        "|UK| BBC One ᴴᴰ",
        "UK: BBC One FHD",
        "gb | BBC-One 4K HEVC",
        "BBC One [Not 24/7] {backup}",
        "BBC One 24/7",
        "B.B.C. One",
        "BBC\u00a0One",
    ],
)
def test_ways_to_write_one_name(written: str) -> None:
    assert read_name(written).strict == "bbc1"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Télé Québec", "Tele Quebec"),
        ("A&amp;E", "A and E"),
        ("Mr Bean's", "Mr Beans"),
        ("Documentary+", "Documentary plus"),
        ("Straße TV", "STRASSE TV"),
    ],
)
def test_accents_entities_and_signs_are_folded(written: str, plain: str) -> None:
    assert read_name(written).full == read_name(plain).full


def test_fillers_and_the_country_are_left_out_of_the_short_name_alone() -> None:
    name = read_name("The Weather Channel UK", "uk")
    assert (name.strict, name.loose) == ("theweatherchanneluk", "weather")
    assert read_name("Channel 4").loose == "channel4", "a number alone is no name"
    assert read_name("TV").loose == "tv"


@pytest.mark.parametrize("written", ["ITV1 +1", "ITV1+1", "ITV1 + 1h", "ITV1 HD +1 (720p)"])
def test_a_time_shift_is_no_part_of_the_name(written: str) -> None:
    name = read_name(written)
    assert (name.strict, name.shift_hours) == ("itv1", 1)


@pytest.mark.parametrize("written", ["Canal+", "Canal+ Sport", "C+100", "Kids +++"])
def test_a_plus_that_is_no_shift_is_a_word(written: str) -> None:
    name = read_name(written)
    assert name.shift_hours == 0
    assert "plus" in name.words


@pytest.mark.parametrize(
    ("written", "station"), [("WNJU-DT1", "wnju.1"), ("WNJU-TV 47.1", "wnju.1"), ("WJLP 37.2", "wjlp.2")]
)
def test_a_call_sign_and_its_subchannel_make_a_station(written: str, station: str) -> None:
    assert read_name(written).station == station


@pytest.mark.parametrize("written", ["WDR 1", "KiKA", "Kanal 5.1", "WWE", "Now 80s"])
def test_other_names_are_no_station(written: str) -> None:
    assert read_name(written).station is None


def test_brackets_and_slashes_may_hold_another_name() -> None:
    assert [name.strict for name in read_variants("CBC Vancouver (CBUT-DT) (720p)")] == [
        "cbcvancouvercbutdt",
        "cbcvancouver",
        "cbutdt",
    ]
    assert "sportitalia" in [name.strict for name in read_variants("SI TV/Sportitalia")]


def test_what_is_left_of_brackets_keeps_their_numbers_and_sides() -> None:
    outside = read_variants("Sport (Two West)")[1]
    assert (outside.strict, outside.numbers, outside.sides) == ("sport", ("2",), frozenset({"west"}))


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("UK: News", "uk"),
        ("|DE| News", "de"),
        ("[FR] News", "fr"),
        ("USA | News", "us"),
        ("HD: News", None),
        ("TV: x", None),
    ],
)
def test_a_prefix_tells_the_country(written: str, country: str | None) -> None:
    assert name_country(written) == country


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("UK | Sport", "uk"),
        ("Germany", "de"),
        ("GB", "uk"),
        ("España;France", "es"),
        ("Sports", None),
        ("", None),
    ],
)
def test_a_group_or_attribute_tells_the_country(written: str, country: str | None) -> None:
    assert read_country(written) == country


@given(st.text(max_size=400))
def test_any_text_can_be_read_and_reading_is_bounded(text: str) -> None:
    for name in read_variants(text):
        assert len(name.full) <= 20 * NAME_LIMIT
        assert set("".join(name.words)) >= set(name.loose)
