"""Guide ids that the entry's own name contradicts, and names that only differ in words."""

import pytest

from ingestion.matching.aliases import Aliases, Decision
from ingestion.matching.channels import Channel
from ingestion.matching.index import ChannelIndex
from ingestion.matching.match import Match, Query, match_all

CHANNELS = [
    Channel("BBCOne.uk", "BBC One", ("BBC Television", "Beeb"), "uk", "reference"),
    Channel("BBCTwo.uk", "BBC Two", (), "uk", "reference"),
    Channel("Film4.uk", "Film 4", (), "uk", "reference"),
    Channel("Film4Plus1.uk", "Film 4 +1", (), "uk", "reference"),
    Channel("SkyNews.uk", "Sky News", (), "uk", "reference"),
    Channel("HBO.us", "HBO", (), "us", "reference"),
    Channel("HBOWest.us", "HBO West", (), "us", "reference"),
    Channel("France4.fr", "France 4", (), "fr", "reference"),
    Channel("Antena.es", "Antena", (), "es", "reference"),
    Channel("WNJU472.us", "WNJU 47.2", ("Telemundo 47",), "us", "reference"),
    Channel("MBC1.ae", "MBC 1", (), "ae", "reference"),
    Channel("mbc1.tv", "MBC 1", ("2 MBC 1",), None, "guide"),
]
INDEX = ChannelIndex(CHANNELS)


def _match(name: str, guide_id: str, feed: str | None = None, aliases: Aliases | None = None) -> Match:
    return match_all([Query(name, guide_id, None, "p", feed)], INDEX, aliases or Aliases())[0]


@pytest.mark.parametrize(
    ("name", "guide_id", "conflict"),
    [
        ("BBC Two HD", "BBCOne.uk", "number"),
        ("BBC Two (1080p) [Geo-blocked]", "BBCOne.uk", "number"),
        ("France 24 Arabic", "France4.fr", "number"),
        ("Antena 3", "Antena.es", "number"),
        ("Film", "Film4.uk", "number"),
        ("WNJU-DT1 (720p)", "WNJU472.us", "number"),
        ("BBC One +1", "BBCOne.uk", "time_shift"),
        ("Film 4", "Film4Plus1.uk", "time_shift"),
        ("HBO West", "HBO.us", "side"),
        ("HBO East", "HBOWest.us", "side"),
        ("HBO", "HBOWest.us", "side"),
        ("AU: Sky News", "SkyNews.uk", "country"),
    ],
)
def test_a_name_that_contradicts_its_guide_id(name: str, guide_id: str, conflict: str) -> None:
    assert _match(name, guide_id)[:4] == (guide_id, "guide_id", 1.0, conflict)


@pytest.mark.parametrize(
    ("name", "guide_id"),
    [
        ("BBC 1 FHD", "BBCOne.uk"),
        ("bbc television", "BBCOne.uk"),
        ("Erstes Programm", "BBCOne.uk"),
        ("Erstes Programm 7", "BBCOne.uk"),
        ("Film4 Plus 1", "Film4Plus1.uk"),
        ("Studio West", "HBO.us"),
        ("WNJU-DT2 (720p)", "WNJU472.us"),
        ("Fox 5", "WNJU472.us"),
        ("AR: MBC 1", "MBC1.ae"),
        ("UK: MBC 1", "mbc1.tv"),
        ("2 MBC 1", "MBC1.ae"),
        ("###", "BBCOne.uk"),
    ],
)
def test_other_words_are_no_contradiction(name: str, guide_id: str) -> None:
    assert _match(name, guide_id) == Match(guide_id, "guide_id", 1.0, None, None, None, 1.0)


@pytest.mark.parametrize(
    ("name", "guide_id", "feed", "conflict"),
    [
        ("HBO West", "HBO.us", "west", None),
        ("HBO West", "HBO.us", "east", "side"),
        ("HBO", "HBO.us", "west", None),
        ("BBC One +1", "BBCOne.uk", "plus1", None),
        ("BBC One +2", "BBCOne.uk", "plus1", "time_shift"),
        ("France 4 Bis 2", "France4.fr", "bis2", None),
    ],
)
def test_the_feed_of_the_id_says_the_same(name: str, guide_id: str, feed: str, conflict: str | None) -> None:
    assert _match(name, guide_id, feed).conflict == conflict


def test_what_the_name_says_is_the_runner_up() -> None:
    found = _match("BBC Two", "BBCOne.uk")
    assert (found.runner_up_id, found.runner_up_score, found.margin) == ("BBCTwo.uk", 1.0, 0.0)
    assert _match("BBC One +1", "BBCOne.uk").runner_up_id is None, "not the channel that is refused"


def test_a_decision_wins_over_a_contradicted_guide_id() -> None:
    decided = Decision("BBC One +1", "", "", "BBCOne.uk", "jo", "2026-11-01", "")
    assert _match("BBC One +1", "BBCOne.uk", None, Aliases([decided]))[:4] == (
        "BBCOne.uk",
        "alias",
        1.0,
        None,
    )


def test_a_guide_channel_without_a_name_has_nothing_to_contradict() -> None:
    assert _match("Film4Plus1.uk@HD", "Film4Plus1.uk").conflict is None
