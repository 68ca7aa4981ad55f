"""Deciding on matches: what the page says, and that its commands do what they say."""

import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboards import decisions
from ingestion.matching.decisions import read_decisions
from orchestration.cli.main import app as command_line
from tests.dashboards.conftest import OpenPage, metrics_of, texts_of
from tests.support.playback_rows import key_of
from tests.support.snapshots import full_frames, publish_full

_REVIEW: dict[str, Any] = {
    "provider_id": "alpha",
    "stream_name": "Sport 1",
    "refusal_reason": "ambiguous",
    "candidate_id": "Sport1.de",
    "match_method": "same_name",
    "match_score": 0.98,
    "runner_up_id": "Sport1Plus.de",
    "runner_up_score": 0.97,
    "score_margin": 0.01,
}
_NAMES = [
    "Sport 1",
    'It\'s $HOME; `rm -rf /` "TV"',
    "--provider beta",
    "- - I N T R A - -",
    "BBC\u00a0One\r\n+1\x1b[31m",
    "Ä\U0001f4fa",
]


@pytest.mark.parametrize("name", _NAMES)
def test_a_command_of_the_page_decides_as_it_says(tmp_path: Path, name: str) -> None:
    commands = decisions.commands({**_REVIEW, "stream_name": name})
    for command in commands.values():
        assert "\n" not in command
        program, *arguments = shlex.split(command)
        assert program == "watchhouse"
        result = CliRunner().invoke(command_line, arguments, env={"WATCHHOUSE_DATA_DIR": str(tmp_path)})
        assert result.exit_code == 0, result.output
    decided = read_decisions(tmp_path / "channel_aliases.csv")
    assert [one.channel_id for one in decided] == ["Sport1.de", "Sport1Plus.de", "none"]
    assert {one.provider for one in decided} == {"alpha"}
    assert {" ".join(one.name.split()) for one in decided} == {" ".join(name.replace("\x1b", " ").split())}


def test_why_a_candidate_was_refused_is_said_with_both_scores() -> None:
    assert decisions.explain(_REVIEW) == (
        "Found by the name without quality words, with a score of 0.98; not accepted, since the runner-up "
        "fits nearly as well. The runner-up has 0.97, 0.010 less."
    )
    nothing = {**_REVIEW, "refusal_reason": "no_candidate", "candidate_id": None, "runner_up_id": None}
    assert "-- 'Sport 1' -id" in " ".join(decisions.commands({**_REVIEW, "candidate_id": "-id"}).values())
    assert decisions.explain(nothing) == "No channel was found: nothing fits."
    assert list(decisions.commands(nothing)) == [
        "It is a channel of another id",
        "It is none of the known channels",
    ]


def test_the_page_shows_the_chosen_row_s_commands(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("matching", review=key_of("beta/beta:channel-4"))
    assert not app.exception
    assert "watchhouse channels accept --provider beta 'Beta live 4' near-miss" in texts_of(app)
    assert "watchhouse channels refuse --provider beta 'Beta live 4'" in texts_of(app)
    queue = full_frames()["fct_match_reviews"]
    assert metrics_of(app)["Waiting for a decision"] == str(queue.height)
    assert len(app.dataframe[0].value) == queue.height


def test_a_row_that_no_longer_waits_is_said(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    assert "Nothing of this key waits" in texts_of(open_page("matching", review="gone"))


def test_the_queue_follows_providers_reason_and_search(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    found = open_page("matching", provider="beta", review_search="LIVE 3").dataframe[0].value
    assert list(found["stream_name"]) == ["Beta live 3"]
    assert "Nothing matches" in texts_of(open_page("matching", review_reason="country"))
