"""Decisions of people: whose counts, what is refused, and that the file only grows."""

import threading
from pathlib import Path

import pytest

from ingestion.errors import ParseError
from ingestion.matching.aliases import COLUMNS, Aliases, Decision, append_decision, parse_aliases
from ingestion.matching.decisions import decide, read_decisions

DECISION = Decision("BBC 1", "", "", "BBCOne.uk", "jo", "2026-11-01T10:00:00Z", "")


def test_the_most_particular_decision_counts() -> None:
    aliases = Aliases(
        [
            DECISION._replace(channel_id="all"),
            DECISION._replace(country="UK", channel_id="country"),
            DECISION._replace(provider="p", channel_id="provider"),
            DECISION._replace(provider="p", country="uk", channel_id="both"),
        ]
    )
    assert aliases.find("bbc one [x]", "p", "uk") == "both"
    assert aliases.find("BBC 1", "p", "us") == "provider"
    assert aliases.find("BBC 1", "q", "uk") == "country"
    assert aliases.find("BBC 1", None, None) == "all"
    assert aliases.find("BBC 1 +1", None, None) is None, "the channel an hour later is another name"
    assert aliases.find("BBC 2", None, None) is None


@pytest.mark.parametrize("written", ["GB", "uk", "United Kingdom"])
def test_a_country_may_be_written_as_names_write_it(written: str) -> None:
    assert Aliases([DECISION._replace(country=written)]).find("BBC 1", None, "uk") == "BBCOne.uk"


def test_of_decisions_on_the_same_the_last_counts() -> None:
    assert Aliases([DECISION, DECISION._replace(channel_id="none")]).find("BBC One", "p", None) == "none"


def test_decisions_are_appended_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "channel_aliases.csv"
    assert read_decisions(path) == []
    odd = DECISION._replace(name='The "One", News\u2028', note="a,b")
    for decision in (DECISION, odd):
        decide(path, decision)
    assert read_decisions(path) == [DECISION, odd._replace(name='The "One", News')]
    assert path.read_text().splitlines()[0] == ",".join(COLUMNS)
    assert [child.name for child in path.parent.iterdir() if child.suffix == ".tmp"] == []


def test_a_file_that_ends_without_a_line_end_is_continued(tmp_path: Path) -> None:
    path = tmp_path / "channel_aliases.csv"
    path.write_text(f"{','.join(COLUMNS)}\n{','.join(DECISION)}")
    decide(path, DECISION._replace(name="Two"))
    assert [decision.name for decision in read_decisions(path)] == ["BBC 1", "Two"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    kept = tmp_path / "repository" / "aliases.csv"
    decide(kept, DECISION)
    link = tmp_path / "channel_aliases.csv"
    link.symlink_to(kept)
    decide(link, DECISION._replace(name="Two"))
    assert link.is_symlink()
    assert len(read_decisions(kept)) == 2


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "channel_aliases.csv"
    writers = [
        threading.Thread(target=decide, args=(path, DECISION._replace(name=f"Name {number}")))
        for number in range(12)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {decision.name for decision in read_decisions(path)} == {f"Name {number}" for number in range(12)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,channel\n", "wrong_header"),
        (f"{','.join(COLUMNS)}\nA,B\n", "wrong_columns"),
        (f"{','.join(COLUMNS)}\nA,,,,jo,2026-11-01T00:00:00Z,\n", "empty_decision"),
        (f"{','.join(COLUMNS)}\n###,,,A.uk,jo,2026-11-01T00:00:00Z,\n", "empty_decision"),
        (f"{','.join(COLUMNS)}\nA,,,A.uk,jo,yesterday,\n", "wrong_time"),
        (f'{",".join(COLUMNS)}\nA,,,A.uk,jo,2026-11-01T00:00:00Z,"{"x" * 140_000}\n', "not_csv"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(ParseError) as refused:
        parse_aliases(text)
    assert refused.value.reason == reason
    path = tmp_path / "channel_aliases.csv"
    path.write_text(text)
    with pytest.raises(ParseError):
        decide(path, DECISION)
    assert path.read_text() == text


def test_a_decision_that_says_nothing_is_not_written() -> None:
    with pytest.raises(ParseError, match="a decision needs a name"):
        append_decision("", DECISION._replace(channel_id=" "))
