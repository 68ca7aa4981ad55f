"""Long lists: one page at a time, found by search, under an address that can be shared."""

import time
from pathlib import Path

import polars as pl
import pytest
from polars import col
from streamlit.testing.v1 import AppTest

from dashboards import queries
from dashboards.paging import PAGE_ROWS
from tests.dashboards.conftest import OpenPage, texts_of, view_of
from tests.support.playback_rows import FIRST_DAY, LAST_DAY
from tests.support.snapshots import full_frames, publish, publish_full, searchable

_MANY = 100_000


def _many_streams() -> pl.DataFrame:
    """The first stream 100,000 times, by names that sort as numbers do; each thousandth in Évora."""
    numbers = pl.int_range(_MANY, eager=True)
    name = pl.format("{} {}", pl.when(numbers % 1000 == 0).then(pl.lit("Évora")).otherwise(pl.lit("Porto")),
                     numbers.cast(pl.String).str.zfill(6))  # fmt: skip
    stream = full_frames()["dim_streams"].head(1)
    many = pl.concat([stream] * _MANY).with_columns(
        stream_name=name, stream_key=numbers.cast(pl.String).str.zfill(32)
    )
    return searchable("dim_streams", many)


@pytest.fixture
def many(data_dir: Path) -> Path:
    """A data folder of 100,000 listed streams."""
    publish(data_dir, full_frames() | {"dim_streams": _many_streams()})
    return data_dir


def _streams(app: AppTest) -> list[str]:
    frame = next(one.value for one in app.dataframe if "stream_key" in one.value.columns)
    return list(frame["stream_name"])


def test_a_page_of_a_hundred_thousand_streams_is_quick_and_small(many: Path, open_page: OpenPage) -> None:
    app = open_page("catalog")
    assert len(_streams(app)) == PAGE_ROWS
    assert f"1 to {PAGE_ROWS} of 100,000" in texts_of(app)
    for page in (2, _MANY // PAGE_ROWS):
        began = time.monotonic()
        app.pagination(key="stream_page").set_value(page).run()
        assert time.monotonic() - began < 1
        assert not app.exception
        assert len(_streams(app)) == PAGE_ROWS
    assert _streams(app)[-1] == "Porto 099999"
    began = time.monotonic()
    app.text_input(key="stream_search").set_value("ÉVORA").run()
    assert time.monotonic() - began < 1
    assert _streams(app)[:2] == ["Évora 000000", "Évora 001000"]
    assert all(len(one.value) <= 2 * PAGE_ROWS for one in app.dataframe)


def test_another_search_begins_at_the_first_page(many: Path, open_page: OpenPage) -> None:
    app = open_page("catalog", stream_page="3", stream_search="evora")
    assert _streams(app)[0] == "Évora 050000"
    app.text_input(key="stream_search").set_value("porto").run()
    assert _streams(app)[0] == "Porto 000001"
    assert app.pagination(key="stream_page").value == 1


def test_a_page_that_is_not_there_is_the_first(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    changes = full_frames()["fct_catalog_changes"].sort("changed_at", "change_key", descending=[True, False])
    for page in ("99", "0", "-1", "x"):
        app = open_page("changes", change_page=page)
        assert not app.exception
        assert list(app.dataframe[0].value["change_key"]) == changes["change_key"].head(PAGE_ROWS).to_list()


def test_nothing_found_is_said_and_filters_narrow(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    assert "Nothing matches" in texts_of(open_page("changes", change_search="no such thing"))
    app = open_page("changes", change="renamed")
    assert set(app.dataframe[0].value["change_type"]) == {"renamed"}
    assert not app.pagination


@pytest.mark.parametrize("text", ["' or 1=1 --", "%", "_", '"', "$q", "\U0001f4fa" * 128])
def test_a_search_is_text_and_nothing_else(data_dir: Path, text: str) -> None:
    publish_full(data_dir)
    view = view_of(data_dir, FIRST_DAY, LAST_DAY)
    found = view.row(queries.catalog.STREAMS.count, q=text, stream_type=None, is_listed=None)
    assert found["row_count"] == 0


def test_pages_together_are_the_whole_list_once(data_dir: Path) -> None:
    publish_full(data_dir)
    view = view_of(data_dir, FIRST_DAY, LAST_DAY)
    asked = {"q": "", "stream_type": None, "is_listed": None}
    pages = [
        view.frame(queries.catalog.STREAMS.page, **asked, row_count=5, first_row=first)
        for first in range(0, full_frames()["dim_streams"].height, 5)
    ]
    keys = pl.concat(pages)["stream_key"].to_list()
    assert keys == full_frames()["dim_streams"].sort("stream_name", "stream_key")["stream_key"].to_list()


def test_the_download_is_the_whole_list_without_what_it_is_searched_by(data_dir: Path) -> None:
    publish_full(data_dir)
    view = view_of(data_dir, FIRST_DAY, LAST_DAY, "alpha")
    rows = queries.catalog.STREAMS.page
    asked = {"q": "", "stream_type": None, "is_listed": None, "row_count": 1_000_000, "first_row": 0}
    expected = full_frames()["dim_streams"].filter(col("provider_id") == "alpha").height
    downloaded = view.uncached_frame(rows, **asked)
    assert downloaded.height == expected
    assert "search_text" not in downloaded.columns
    assert "stream_key" in downloaded.columns
