"""Lists with no, an empty and a full snapshot; what is expected comes from the Parquet files."""

from typing import Any

import polars as pl
import pytest
from polars import col
from starlette.testclient import TestClient

from app.snapshot import SnapshotStore
from tests.support.clients import LISTS, walk
from tests.support.playback_rows import key_of
from tests.support.snapshots import full_frames

MARTS = {
    "providers": ("dim_providers", ["provider_id"], False),
    "streams": ("dim_streams", ["stream_key"], False),
    "channels": ("dim_channels", ["channel_key"], False),
    "incidents": ("fct_incidents", ["opened_at", "incident_key"], True),
    "views": ("fct_views", ["started_at", "view_key"], True),
    "programmes/audience": ("agg_programme_audience", ["started_at", "programme_key"], True),
    "cohorts": ("agg_cohorts_weekly", ["cohort_week", "week_number", "is_simulated"], False),
    "anomalies": ("fct_anomalies", ["bucket_at", "anomaly_key"], True),
    "changes": ("fct_catalog_changes", ["changed_at", "change_key"], True),
    "catalog-titles": ("dim_catalog_titles", ["normal_name", "title_key"], False),
    "guide/coverage": ("agg_guide_coverage", ["provider_id", "channel_id"], False),
    "guide/revisions": ("fct_guide_revisions", ["revised_at", "revision_key"], True),
    "matches": ("map_stream_channels", ["stream_key"], False),
    "heatmaps": ("fct_heatmap_segments", ["provider_id", "item_id", "segment_number"], False),
    "matches/reviews": ("fct_match_reviews", ["play_seconds", "stream_count", "review_key"], True),
    "reconciliation": ("agg_reconciliation_daily", ["view_date", "provider_id", "item_id"], True),
    "reconciliation/libraries": ("agg_library_daily", ["view_date", "provider_id"], True),
}
STREAM_KEY = full_frames()["dim_streams"]["stream_key"][0]
VIEW = full_frames()["fct_views"].row(0, named=True)
FILTERS = [
    ("providers", "provider_kind=m3u", pl.lit(True)),
    ("providers", "last_outcome=rejected", pl.lit(False)),
    ("providers", "q=ALPH", col("provider_id") == "alpha"),
    ("streams", "provider_id=beta", col("provider_id") == "beta"),
    ("streams", "stream_type=movie", col("stream_type") == "movie"),
    ("streams", "status=down", col("last_status") == "down"),
    ("streams", "is_listed=false", ~col("is_listed")),
    ("streams", "q=live%203", col("stream_name").str.ends_with("live 3")),
    ("streams", "provider_id=beta&stream_type=live&status=up",
     (col("provider_id") == "beta") & (col("stream_type") == "live") & (col("last_status") == "up")),
    ("channels", "has_guide=true", col("has_guide")),
    ("channels", "country_code=DE", col("country_code") == "de"),
    ("channels", "provider_id=alpha", ~col("channel_id").str.contains("^(beta|gamma):")),
    ("channels", "is_listed=false", pl.lit(False)),
    ("channels", "q=channel%204", col("channel_name") == "Channel 4"),
    ("incidents", "is_open=true", col("is_open")),
    ("incidents", "from=2026-09-06", col("opened_date") > pl.date(2026, 9, 5)),
    ("incidents", "to=2026-09-05&provider_id=alpha", col("opened_date") <= pl.date(2026, 9, 5)),
    ("incidents", f"stream_key={STREAM_KEY}", col("stream_key") == STREAM_KEY),
    ("views", "from=2026-09-03&to=2026-09-04",
     col("started_date").is_between(pl.date(2026, 9, 3), pl.date(2026, 9, 4))),
    ("views", "provider_id=gamma", col("provider_id") == "gamma"),
    ("views", "content_type=clip", col("content_type") == "clip"),
    ("views", "organizer_id=organizer-1", col("organizer_id") == "organizer-1"),
    ("views", f"title_key={VIEW['title_key']}", col("title_key") == VIEW["title_key"]),
    ("views", f"viewer_key={VIEW['viewer_key']}", col("viewer_key") == VIEW["viewer_key"]),
    ("views", "device=tv", col("device_type") == "tv"),
    ("views", "os=iOS", col("os_name") == "iOS"),
    ("views", "browser=Safari", col("browser_name") == "Safari"),
    ("views", "player=shaka", col("player_name") == "shaka"),
    ("views", "country=fr", col("country_code") == "fr"),
    ("views", "cdn=edge-1", col("cdn") == "edge-1"),
    ("views", "site=site-b", col("site_id") == "site-b"),
    ("views", "channel=channel-1", col("channel_id") == "channel-1"),
    ("views", "is_bot=true", pl.lit(False)),
    ("views", "is_simulated=true", col("is_simulated")),
    ("programmes/audience", "from=2026-09-03&to=2026-09-03",
     col("started_at").dt.date() == pl.date(2026, 9, 3)),
    ("programmes/audience", "q=AT%209", col("title") == "Show at 9"),
    ("cohorts", "from=2026-08-24&is_simulated=false", col("cohort_week") >= pl.date(2026, 8, 24)),
    ("anomalies", "metric=rebuffer_ratio&direction=up", col("metric") == "rebuffer_ratio"),
    ("anomalies", "grain=hour", col("grain") == "hour"),
    ("anomalies", "to=2026-09-09", col("bucket_at").dt.date() <= pl.date(2026, 9, 9)),
    ("channels", "channel_id=channel-1", col("channel_id") == "channel-1"),
    ("channels", "is_known=false", ~col("is_known")),
    ("channels", "q=CHÂNNEL%204", col("channel_name") == "Channel 4"),
    ("channels", "q=Gamma:", col("channel_id").str.starts_with("gamma:")),
    ("changes", "from=2026-09-09&change_type=added",
     (col("changed_date") >= pl.date(2026, 9, 9)) & (col("change_type") == "added")),
    ("changes", f"stream_key={STREAM_KEY}&provider_id=alpha", col("stream_key") == STREAM_KEY),
    ("changes", "q=SPÓRTS&to=2026-09-03",
     (col("stream_name") == "Sports HD") & (col("changed_date") <= pl.date(2026, 9, 3))),
    ("catalog-titles", "type=movie&year=2001", col("title_type") == "movie"),
    ("catalog-titles", f"series_key={key_of('series/A Series')}&is_listed=true",
     col("title_type").is_in(["season", "episode"])),
    ("catalog-titles", "q=SERÏES", col("title_name") == "A Series"),
    ("guide/coverage", "is_stale=true&provider_id=alpha", col("is_stale")),
    ("guide/coverage", "has_programme_now=true&is_listed=true&q=CHANNEL", col("has_programme_now")),
    ("guide/coverage", f"channel_key={key_of('channel-0')}", col("channel_id") == "channel-0"),
    ("guide/revisions", "revision_type=retimed&from=2026-09-09&provider_id=alpha",
     (col("revision_type") == "retimed") & (col("revised_date") >= pl.date(2026, 9, 9))),
    ("guide/revisions", f"q=rammé%200&to=2026-09-05&channel_key={key_of('channel-0')}",
     (col("new_title") == "Programme 0") & (col("revised_date") <= pl.date(2026, 9, 5))),
    ("matches", f"is_accepted=true&is_listed=true&channel_key={key_of('channel-1')}",
     col("channel_id") == "channel-1"),
    ("matches", "match_method=fuzzy", pl.lit(False)),
    ("matches", "provider_id=beta&q=LIVE%201", col("stream_name") == "Beta live 1"),
    ("matches/reviews", "provider_id=beta&refusal_reason=ambiguous", col("provider_id") == "beta"),
    ("matches/reviews", "q=gâmma%20live%203", col("stream_name") == "Gamma live 3"),
    ("reconciliation", "is_within_tolerance=false", ~col("is_within_tolerance")),
    ("reconciliation", "item_id=title-05&from=2026-09-03&to=2026-09-04&q=MOVIE%205&provider_id=gamma",
     (col("item_id") == "title-05")
     & col("view_date").is_between(pl.date(2026, 9, 3), pl.date(2026, 9, 4))),
    ("reconciliation/libraries", "is_within_tolerance=false&provider_id=gamma", ~col("is_within_tolerance")),
    ("reconciliation/libraries", "from=2026-09-03&to=2026-09-04",
     col("view_date").is_between(pl.date(2026, 9, 3), pl.date(2026, 9, 4))),
    ("views", "is_simulated=false&has_error=true", ~col("is_simulated") & col("has_error")),
]  # fmt: skip
HOSTILE = [
    "' or 1=1 --",
    "'; drop table fct_views; --",
    '"',
    "%",
    "_",
    "\\",
    "$1",
    "a\x00b",
    "ä" * 200,
    "\U0001f4fa",
]


def _expected(name: str, chosen: pl.Expr) -> list[dict[str, Any]]:
    mart, order, is_descending = MARTS[name]
    rows = full_frames()[mart].filter(chosen).sort(order, descending=is_descending)
    shown = rows.drop("search_text", strict=False)
    return shown.with_columns(pl.selectors.datetime().dt.replace_time_zone("UTC")).to_dicts()


def _items(client: TestClient, name: str, query: str) -> list[dict[str, Any]]:
    pages = list(walk(client, f"/v1/{name}?{query}"))
    return [item for page in pages for item in page["items"]]


def _plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def text(value: object) -> object:
        return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value

    return [{name: text(value) for name, value in row.items()} for row in rows]


@pytest.mark.parametrize("name", LISTS)
def test_without_a_snapshot_lists_are_empty(unpublished: TestClient, name: str) -> None:
    response = unpublished.get(f"/v1/{name}")
    assert response.status_code == 200
    assert response.json() == {"snapshot_id": None, "items": [], "next": None, "next_url": None}
    assert "ETag" not in response.headers


@pytest.mark.parametrize("name", LISTS)
def test_of_an_empty_snapshot_lists_are_empty(empty: TestClient, name: str) -> None:
    page = empty.get(f"/v1/{name}").json()
    assert page["snapshot_id"]
    assert (page["items"], page["next"]) == ([], None)


@pytest.mark.parametrize("name", MARTS)
@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_a_walk_gives_every_row_once_and_in_order(full: TestClient, name: str, limit: int) -> None:
    assert _items(full, name, f"limit={limit}") == _plain(_expected(name, pl.lit(True)))


@pytest.mark.parametrize(("name", "query", "chosen"), FILTERS)
def test_filters_choose_rows(full: TestClient, name: str, query: str, chosen: pl.Expr) -> None:
    assert _items(full, name, f"{query}&limit=11") == _plain(_expected(name, chosen))


def test_filters_choose_something_and_not_everything() -> None:
    for name, query, chosen in FILTERS:
        count, of = len(_expected(name, chosen)), full_frames()[MARTS[name][0]].height
        assert count < of or "m3u" in query, (name, query)
        assert (
            count > 0
            or "rejected" in query
            or "is_listed=false" in query
            or "stream_key" in query
            or "bot" in query
            or "fuzzy" in query
        )


def test_titles_sum_the_views_of_the_asked_days(full: TestClient) -> None:
    items = _items(full, "titles", "from=2026-09-02&to=2026-09-03&is_simulated=false&limit=3")
    views = full_frames()["fct_views"].filter(
        col("started_date").is_between(pl.date(2026, 9, 2), pl.date(2026, 9, 3)), ~col("is_simulated")
    )
    expected = (
        views.group_by("title_key")
        .agg(
            view_count=pl.len(),
            play_count=col("is_play").sum(),
            play_seconds=col("play_seconds").sum(),
            completed_count=(col("is_play") & col("is_completed")).sum(),
            error_view_count=col("has_error").sum(),
        )
        .sort("play_seconds", "title_key", descending=True)
    )
    assert [item["title_key"] for item in items] == expected["title_key"].to_list()
    for name in ("view_count", "play_count", "play_seconds", "completed_count", "error_view_count"):
        assert [item[name] for item in items] == pytest.approx(expected[name].to_list())


@pytest.mark.parametrize(
    "query", ["provider_id=alpha", "content_type=movie", "organizer_id=organizer-0", "q=THE%20SER"]
)
def test_titles_are_filtered_by_their_attributes(full: TestClient, query: str) -> None:
    chosen = {
        "provider_id=alpha": col("provider_id") == "alpha",
        "content_type=movie": col("content_type") == "movie",
        "organizer_id=organizer-0": col("organizer_id") == "organizer-0",
        "q=THE%20SER": col("series_title") == "The Series",
    }[query]
    expected = full_frames()["dim_titles"].filter(chosen)["content_id"].to_list()
    found = _items(full, "titles", f"{query}&limit=2")
    assert expected
    assert sorted(item["content_id"] for item in found) == expected


def test_a_title_without_views_in_the_range_is_left_out(full: TestClient) -> None:
    real = _items(full, "titles", "is_simulated=false")
    assert len(real) == full_frames()["dim_titles"].filter(~col("is_simulated")).height == 12


def test_trending_titles_have_their_names(full: TestClient) -> None:
    items = _items(full, "trending", "limit=2&is_simulated=false")
    rows = full_frames()["agg_titles_trending"].sort("rank")
    assert [item["title_key"] for item in items] == rows["title_key"].to_list()
    assert [item["content_title"] for item in items] == ["Title 05", "Title 01", "Title 02"]
    assert _items(full, "trending", "is_simulated=true") == []


@pytest.mark.parametrize("name", ["streams", "titles"])
def test_one_row_by_its_key(full: TestClient, name: str) -> None:
    item = full.get(f"/v1/{name}?limit=1").json()["items"][0]
    key = item[f"{name[:-1]}_key"]
    response = full.get(f"/v1/{name}/{key}")
    assert response.json() == item
    assert response.headers["ETag"] == f'"{full.get("/v1/views").json()["snapshot_id"]}"'


@pytest.mark.parametrize("name", ["streams", "titles", "views"])
def test_an_unknown_key_is_not_found(full: TestClient, unpublished: TestClient, name: str) -> None:
    for client in (full, unpublished):
        for key in ("nothing", "' or 1=1 --", "a%00b"):
            response = client.get(f"/v1/{name}/{key}", headers={"If-None-Match": "*"})
            assert (response.status_code, response.json()["type"]) == (404, "not-found")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "filtered", ["streams q", "streams provider_id", "titles q", "views viewer_key", "channels provider_id"]
)
def test_a_filter_is_text_and_nothing_else(full: TestClient, filtered: str, text: str) -> None:
    name, parameter = filtered.split()
    response = full.get(f"/v1/{name}", params={parameter: text})
    assert response.status_code == 200
    assert response.json()["items"] == []


def test_the_marts_are_still_there_after_that(full: TestClient) -> None:
    assert len(full.get("/v1/views?limit=1000").json()["items"]) == 300


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=x",
        "from=yesterday",
        "from=2026-09-02&to=2026-09-01",
        "is_simulated=maybe",
        "content_type=cat",
        "provder_id=alpha",
        "provider_id=" + "x" * 257,
        "next=" + "x" * 2049,
    ],
)
def test_wrong_parameters_are_refused(full: TestClient, query: str) -> None:
    response = full.get(f"/v1/views?{query}")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == "invalid"
    assert problem["errors"][0].keys() == {"location", "message"}


def test_limit_bounds_hold(full: TestClient) -> None:
    assert len(full.get("/v1/views").json()["items"]) == 100
    assert len(full.get("/v1/views?limit=1").json()["items"]) == 1
    assert len(full.get("/v1/views?limit=1000").json()["items"]) == 300


def test_the_parquet_files_hold_what_the_api_gives(full: TestClient, full_folder: Any) -> None:
    store = SnapshotStore(full_folder / "published")
    snapshot_id = full.get("/v1/streams").json()["snapshot_id"]
    assert snapshot_id == store.current_id()
    frame = pl.read_parquet(store.root / snapshot_id / "dim_streams.parquet")
    assert frame["stream_key"].sort().to_list() == [
        i["stream_key"] for i in _items(full, "streams", "limit=5")
    ]
