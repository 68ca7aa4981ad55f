"""Days and providers: their arithmetic, and that the URL carries them from page to page."""

from datetime import date
from pathlib import Path

import polars as pl

from dashboards.filters import CUSTOM, Filters, resolve
from tests.dashboards.conftest import PAGES, OpenPage, metrics_of, texts_of
from tests.support.playback_rows import FIRST_DAY, LAST_DAY, PROVIDER_IDS, VIEWS_PER_DAY
from tests.support.snapshots import full_frames, publish_full

_LATEST = date(2026, 3, 31)


def test_period_ends_with_the_latest_data() -> None:
    assert resolve("7d", (), _LATEST) == (date(2026, 3, 25), _LATEST)
    assert resolve("30d", (), _LATEST) == (date(2026, 3, 2), _LATEST)


def test_custom_range_may_be_complete_half_chosen_or_cleared() -> None:
    first, last = date(2026, 1, 2), date(2026, 1, 9)
    assert resolve(CUSTOM, (first, last), _LATEST) == (first, last)
    assert resolve(CUSTOM, (first,), _LATEST) == (first, first)
    assert resolve(CUSTOM, (), _LATEST) == (date(2026, 3, 2), _LATEST)


def test_previous_days_are_as_many_and_right_before() -> None:
    chosen = Filters(date(2026, 3, 25), _LATEST, ("alpha",))
    assert chosen.previous() == Filters(date(2026, 3, 18), date(2026, 3, 24), ("alpha",))


def test_long_ranges_are_drawn_by_week() -> None:
    assert Filters(date(2026, 1, 1), date(2026, 4, 2)).grain == "day"
    assert Filters(date(2026, 1, 1), date(2026, 4, 3)).grain == "week"


def test_no_provider_chosen_means_all() -> None:
    assert Filters(_LATEST, _LATEST).parameters()["providers"] is None
    assert Filters(_LATEST, _LATEST, ("alpha",)).parameters()["providers"] == ["alpha"]


def test_provider_in_the_url_filters_every_page(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    expected = full_frames()["fct_views"].filter(pl.col("provider_id") == PROVIDER_IDS[0]).height
    for page in PAGES:
        app = open_page(page, provider=PROVIDER_IDS[0])
        assert not app.exception
        assert app.multiselect(key="provider").value == [PROVIDER_IDS[0]]
    assert metrics_of(open_page("overview", provider=PROVIDER_IDS[0]))["Views"] == str(expected)


def test_custom_days_in_the_url_filter_the_views(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    days = [FIRST_DAY.isoformat(), FIRST_DAY.replace(day=3).isoformat()]
    shown = metrics_of(open_page("overview", period=CUSTOM, days=days))
    assert shown["Views"] == str(3 * VIEWS_PER_DAY)


def test_change_is_shown_only_where_the_days_before_are_whole(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    last = LAST_DAY.isoformat()
    one_day = open_page("overview", period=CUSTOM, days=[last, last]).metric[0]
    assert one_day.delta == "+0.0%"
    assert open_page("overview", period="30d").metric[0].delta == "270 played"


def test_filters_without_a_match_offer_a_way_back(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    before = FIRST_DAY.replace(month=1).isoformat()
    app = open_page("audience", period=CUSTOM, days=[before, before], provider=PROVIDER_IDS[1])
    assert "Nothing matches these filters" in texts_of(app)
    app.button[0].click().run()
    assert metrics_of(app)["Viewers"] == "27"
    assert app.multiselect(key="provider").value == []


def test_nonsense_in_the_url_is_ignored(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    app = open_page("overview", period="'; drop table", provider="nobody", days="yesterday")
    assert not app.exception
    assert metrics_of(app)["Views"] == "300"


def test_peak_of_several_providers_is_not_made_up(open_page: OpenPage, data_dir: Path) -> None:
    publish_full(data_dir)
    assert metrics_of(open_page("overview", provider=list(PROVIDER_IDS[:2])))["Peak viewers"] == "—"
    assert metrics_of(open_page("overview", provider=PROVIDER_IDS[0]))["Peak viewers"] != "—"
