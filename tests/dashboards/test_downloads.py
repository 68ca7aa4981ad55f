from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from dashboards.downloads import to_csv, to_parquet
from tests.dashboards.conftest import PAGES, OpenPage
from tests.support.snapshots import publish_full

_FRAME = pl.DataFrame(
    {
        "name": ["Évora TV", '=HYPERLINK("http://example.test")', None],
        "seen_at": [datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None), None, None],
        "ratio": [0.5, None, -1.0],
    }
)


def test_parquet_reads_back_equal() -> None:
    assert_frame_equal(pl.read_parquet(BytesIO(to_parquet(_FRAME))), _FRAME)


def test_csv_reads_back_with_formulas_disarmed() -> None:
    read = pl.read_csv(BytesIO(to_csv(_FRAME)), try_parse_dates=True)
    assert read["name"].to_list() == ["Évora TV", '\'=HYPERLINK("http://example.test")', None]
    assert read["ratio"].to_list() == [0.5, None, -1.0]
    assert read["seen_at"].to_list() == _FRAME["seen_at"].to_list()


def test_everything_that_may_begin_a_formula_is_disarmed() -> None:
    texts = [f"{mark}1" for mark in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"]
    read = pl.read_csv(BytesIO(to_csv(pl.DataFrame({"name": texts}))))
    assert read["name"].to_list() == [f"'{text}" for text in texts]


def test_empty_frame_is_a_header() -> None:
    assert to_csv(_FRAME.clear()) == b"name,seen_at,ratio\n"


def test_every_page_offers_both_forms(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    for page in PAGES:
        labels = [button.label for button in open_page(page).download_button]
        assert labels.count("CSV") == labels.count("Parquet") > 0, page
