"""Precision and recall on the sample playlists, whose guide ids are curated; and the published figures."""

import pytest

from ingestion.schemas.matching import CONFLICTS, METHODS
from tests.support import matching_truth as truth


@pytest.mark.parametrize("date", truth.DATES)
@pytest.mark.parametrize("knows_country", [True, False], ids=["country known", "without country"])
def test_at_least_98_percent_are_right_and_88_percent_are_found(date: str, knows_country: bool) -> None:
    listed, precision, recall = truth.rates(truth.measure(date, knows_country=knows_country))
    assert listed > 2500
    assert precision is not None
    assert precision >= 0.98
    assert recall is not None
    assert recall >= 0.88


def test_what_is_new_on_the_second_date_is_matched_as_well() -> None:
    listed, precision, recall = truth.rates(truth.held_out())
    assert listed > 50
    assert precision is not None
    assert precision >= 0.96, "2 of some 50 may be wrong"
    assert recall is not None
    assert recall >= 0.8


@pytest.mark.parametrize("date", truth.DATES)
def test_a_wrong_letter_makes_few_wrong_matches(date: str) -> None:
    found = truth.measure(date, misspells=True)
    _, precision, _ = truth.rates(found.filter(match_method="fuzzy"))
    assert precision is not None
    assert precision >= 0.98


@pytest.mark.parametrize("date", truth.DATES)
def test_curated_guide_ids_are_believed_and_contradicted_ones_refused(date: str) -> None:
    found = truth.measure_ids(date)
    shares = {
        kind: rows["refusal_reason"].count() / rows.height
        for (kind,), rows in found.group_by("class", maintain_order=True)
    }
    assert shares.pop("as curated") <= 0.005
    assert len(shares) == 4
    assert min(shares.values()) >= 0.9
    assert set(found["match_method"]) == {"guide_id"}


def test_the_guide_ids_are_hidden() -> None:
    assert "guide_id" not in set(truth.measure(truth.DATES[0])["match_method"])


def test_the_published_figures_are_true() -> None:
    text = truth.DOCUMENT.read_text()
    assert text.partition(truth.BEGIN)[2].partition(truth.END)[0] == truth.tables()


def test_every_method_and_reason_is_explained() -> None:
    text = truth.DOCUMENT.read_text()
    missing = [name for name in (*METHODS, *CONFLICTS) if f"`{name}`" not in text and name != "none"]
    assert missing == []
