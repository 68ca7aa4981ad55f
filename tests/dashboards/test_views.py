"""One view: the list to find it, its figures and its timeline."""

from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from polars import col

from dashboards import components, formats, queries
from tests.dashboards.conftest import OpenPage, metrics_of, texts_of, view_of
from tests.support.playback_rows import FIRST_DAY, LAST_DAY
from tests.support.snapshots import full_frames, publish, publish_full

_ORDERS = {
    "recent": ("started_at", True, pl.lit(True)),
    "worst": ("experience_score", False, col("experience_score").is_not_null()),
    "stalled": ("rebuffer_seconds", True, col("rebuffer_seconds") > 0),
    "slow": ("startup_ms", True, col("startup_ms").is_not_null()),
    "failed": ("started_at", True, col("is_start_failure") | col("is_playback_failure")),
}


@pytest.mark.parametrize("order", _ORDERS)
def test_lists_hold_the_views_in_question_in_their_order(data_dir: Path, order: str) -> None:
    publish_full(data_dir)
    column, is_falling, chosen = _ORDERS[order]
    views = full_frames()["fct_views"].filter(chosen)
    found = view_of(data_dir, FIRST_DAY, LAST_DAY).frame(queries.views.LIST, order=order)
    keys = [column, "started_at", "view_key"]
    expected = views.sort(keys, descending=[is_falling, True, False])["view_key"].to_list()[:200]
    assert found["view_key"].to_list() == expected


def test_outcomes_are_told_in_words(data_dir: Path) -> None:
    publish_full(data_dir)
    found = view_of(data_dir, LAST_DAY, LAST_DAY).frame(queries.views.LIST, order="recent")
    assert set(found["outcome"]) == {
        "completed",
        "failed to start",
        "failed while playing",
        "left before start",
        "never played",
        "played",
    }


def test_page_shows_the_view_of_the_url(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    row = full_frames()["fct_views"].filter(col("rebuffer_count") > 0).row(0, named=True)
    app = open_page("view", view_key=row["view_key"])
    assert not app.exception
    shown = metrics_of(app)
    assert shown["Startup"] == formats.milliseconds(row["startup_ms"])
    assert shown["Stalls"] == str(row["rebuffer_count"])
    assert shown["Experience score"] == f"{row['experience_score']:.0f} of 100"
    assert shown["Telemetry loss"] == formats.percent(row["telemetry_loss_ratio"])
    assert app.get("vega_lite_chart")
    timeline = full_frames()["fct_view_events"].filter(col("view_key") == row["view_key"])
    assert app.dataframe[1].value["event_type"].to_list() == timeline["event_type"].to_list()
    figures = app.dataframe[2].value
    assert row["session_id"] in set(figures["value"])


def test_bots_are_not_listed_but_found_by_their_key(open_page: OpenPage, data_dir: Path) -> None:
    frames = full_frames()
    key = frames["fct_views"]["view_key"][-1]
    views = frames["fct_views"].with_columns(is_bot=col("view_key") == key)
    publish(data_dir, frames | {"fct_views": views})
    listed = view_of(data_dir, LAST_DAY, LAST_DAY).frame(queries.views.LIST, order="recent")
    assert key not in set(listed["view_key"])
    assert "Played" in metrics_of(open_page("view", view_key=key))


def test_an_unknown_key_is_said(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("view", view_key="' or true --")
    assert "No view of this key" in texts_of(app)
    assert not app.metric


def test_a_chosen_row_sets_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    state = {"row": {"selection": {"rows": [1], "columns": []}}}
    monkeypatch.setattr(st, "session_state", state)
    components._choose("row", "view_key", ["a", "b"])
    assert state["view_key"] == "b"  # type: ignore[comparison-overlap]
    state["row"]["selection"]["rows"] = []
    components._choose("row", "view_key", ["c", "d"])
    assert state["view_key"] == "b"  # type: ignore[comparison-overlap]
