"""Every metric, endpoint and measure over a real server, against polars over the same rows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from httpx2 import Client
from polars import col
from starlette.testclient import TestClient

from app.queries.dimensions import DIMENSIONS
from app.queries.metric import MEASURES
from app.queries.metrics import METRICS
from tests.support.clients import AUTHORIZED, TOKEN, serving
from tests.support.measured import DEFINITIONS, chosen, measured, mixed_frames
from tests.support.servers import api_process, wait_for_address
from tests.support.snapshots import publish

FIRST, LAST = date(2026, 9, 3), date(2026, 9, 9)
RANGE = f"from={FIRST}&to={LAST}"
CASES = [(name, measure) for name, metric in METRICS.items() for measure in metric.measures]
NO_VIEWS = {"low": None, "high": None}


@pytest.fixture(scope="module")
def views() -> pl.DataFrame:
    return mixed_frames()["fct_views"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client over a real connection to the API as a process of its own."""
    folder: Path = tmp_path_factory.mktemp("mixed")
    publish(folder, mixed_frames())
    log = folder / "api.log"
    with api_process(folder, log, api_token=TOKEN) as process:
        address = wait_for_address(log, process)
        with Client(base_url=address, headers=AUTHORIZED, timeout=30) as client:
            yield client


def _get(client: Client, path: str) -> dict[str, Any]:
    response = client.get(f"/v1/metrics/{path}")
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def _number(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("n", "value", "low", "high", "is_suppressed")}


def _same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert _number(found) == pytest.approx(expected, nan_ok=False)


def test_every_metric_is_defined_here_too() -> None:
    assert DEFINITIONS.keys() == METRICS.keys()


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_overall(client: Client, views: pl.DataFrame, name: str, measure: str) -> None:
    answer = _get(client, f"{name}/overall?{RANGE}&measure={measure}")
    expected = measured(chosen(views, name, FIRST, LAST), name, measure)
    assert expected["n"] >= 5
    _same(answer["overall"], expected)
    assert (answer["first_date"], answer["last_date"]) == (str(FIRST), str(LAST))


@pytest.mark.parametrize(("name", "measure"), CASES)
def test_comparison(client: Client, views: pl.DataFrame, name: str, measure: str) -> None:
    answer = _get(
        client, f"{name}/comparison?from=2026-09-06&to=2026-09-08&measure={measure}&filters=device:tv"
    )
    now, before, total = (
        measured(chosen(part, name, first, last), name, measure)
        for part, first, last in (
            (views.filter(col("device_type") == "tv"), date(2026, 9, 6), date(2026, 9, 8)),
            (views.filter(col("device_type") == "tv"), date(2026, 9, 3), date(2026, 9, 5)),
            (views, date(2026, 9, 6), date(2026, 9, 8)),
        )
    )
    _same(answer["overall"], now)
    for found, other in ((answer["before"], before), (answer["total"], total)):
        _same(found["other"], other)
        is_known = now["value"] is not None and other["value"] is not None
        assert found["difference"] == (pytest.approx(now["value"] - other["value"]) if is_known else None)
        has_ratio = is_known and other["value"]
        assert found["ratio"] == (pytest.approx(now["value"] / other["value"]) if has_ratio else None)
    assert (answer["before"]["first_date"], answer["before"]["last_date"]) == ("2026-09-03", "2026-09-05")


@pytest.mark.parametrize(("name", "measure"), CASES)
@pytest.mark.parametrize(
    ("group", "every", "count"), [("hour", "1h", 24 * 7), ("day", "1d", 7), ("week", "1w", 2)]
)
def test_timeseries(
    client: Client, views: pl.DataFrame, name: str, measure: str, group: str, every: str, count: int
) -> None:
    answer = _get(client, f"{name}/timeseries?{RANGE}&measure={measure}&group={group}")
    bucket = col(f"{DEFINITIONS[name].moment}_at").dt.truncate(every)
    entered = chosen(views, name, FIRST, LAST).with_columns(bucket=bucket)
    parts = {str(key[0]): part for key, part in entered.group_by("bucket")}
    assert len(answer["points"]) == count
    assert {point["bucket_at"][:19].replace("T", " ") for point in answer["points"]} >= parts.keys()
    for point in answer["points"]:
        part = parts.get(point["bucket_at"][:19].replace("T", " "), entered.clear())
        _same(point, measured(part, name, measure))


@pytest.mark.parametrize(("name", "measure"), CASES)
@pytest.mark.parametrize("order", ["n", "value"])
def test_breakdown(client: Client, views: pl.DataFrame, name: str, measure: str, order: str) -> None:
    answer = _get(
        client, f"{name}/breakdown?{RANGE}&measure={measure}&dimension=title&order_by={order}&limit=4"
    )
    entered = chosen(views, name, FIRST, LAST)
    parts = {str(key[0]): part for key, part in entered.group_by("content_id")}
    numbers = {key: measured(part, name, measure) for key, part in parts.items()}

    def place(key: str) -> tuple[Any, ...]:
        number = numbers[key]
        value = -number["value"] if number["value"] is not None and order == "value" else 0
        return (number["value"] is None and order == "value", round(value, 9), -number["n"], key)

    first = sorted(numbers, key=place)[:4]
    rows = answer["rows"]
    assert [row["dimension_value"] for row in rows if not row["is_other"]] == first
    for row in rows[: len(first)]:
        _same(row, numbers[row["dimension_value"]])
        assert row["label"] == parts[row["dimension_value"]]["content_title"][0]
    if len(numbers) > 4:
        others = entered.filter(~col("content_id").is_in(first))
        assert (rows[-1]["is_other"], rows[-1]["dimension_value"], rows[-1]["label"]) == (True, None, None)
        _same(rows[-1], measured(others, name, measure))


@pytest.mark.parametrize("name", [name for name, metric in METRICS.items() if metric.edges])
def test_histogram(client: Client, views: pl.DataFrame, name: str) -> None:
    answer = _get(client, f"{name}/histogram?{RANGE}")
    values = chosen(views, name, FIRST, LAST).select(value=DEFINITIONS[name].value)["value"].to_list()
    assert values
    assert sum(bucket["n"] for bucket in answer["buckets"]) == len(values)
    for bucket in answer["buckets"]:
        upper = bucket["upper"] if bucket["upper"] is not None else float("inf")
        assert bucket["n"] == sum(bucket["lower"] <= value < upper for value in values)
        assert bucket["share"] == pytest.approx(bucket["n"] / len(values))
    lowers = [bucket["lower"] for bucket in answer["buckets"]]
    assert [bucket["upper"] for bucket in answer["buckets"]] == [*lowers[1:], None]


@pytest.mark.parametrize("moment", ["views", "startup_ms"])
def test_how_far_to_trust_it_stands_beside(client: Client, views: pl.DataFrame, moment: str) -> None:
    trust = _get(client, f"{moment}/overall?{RANGE}&filters=country:de")["trust"]
    day = col(f"{DEFINITIONS[moment].moment}_date").is_between(FIRST, LAST)
    part = views.filter(~col("is_bot"), day, col("country_code") == "de")
    covered = part.filter(col("source") != "jellyfin").height
    numbered = part.filter(col("lost_event_count").is_not_null())
    lost, received = (int(numbered[name].sum()) for name in ("lost_event_count", "event_count"))
    assert 0 < covered < part.height
    assert trust == pytest.approx(
        {
            "view_count": part.height,
            "covered_view_count": covered,
            "covered_ratio": covered / part.height,
            "telemetry_loss_ratio": lost / (lost + received),
        }
    )


def _units(views: pl.DataFrame, part: pl.Expr) -> int:
    return views.filter(~col("is_bot"), col("started_date").is_between(FIRST, LAST), part).height


_PLAN = col("custom").str.json_path_match("$.plan")
FILTERS = [
    ("filters=country:de", col("country_code") == "de"),
    ("filters=country:de&filters=country:fr", col("country_code").is_in(["de", "fr"])),
    ("filters=!country:de", (col("country_code") != "de") | col("country_code").is_null()),
    ("filters=!country:de&filters=!country:fr", col("country_code").is_null()),
    ("filters=country:", col("country_code").is_null()),
    ("filters=!country:", col("country_code").is_not_null()),
    ("filters=country:de&filters=device:tv", (col("country_code") == "de") & (col("device_type") == "tv")),
    ("filters=asn:64500", col("asn") == 64500),
    ("filters=custom.plan:gold", _PLAN == "gold"),
    ("filters=!custom.plan:gold", (_PLAN != "gold") | _PLAN.is_null()),
    ("filters=custom.a/b:slash", col("custom").str.contains("slash")),
    ("filters=custom.nothing:", pl.lit(True)),
    ("filters=custom.*:gold", pl.lit(False)),
    ("filters=source:jellyfin", col("source") == "jellyfin"),
    ("metric_filters=startup_ms>=1000", col("startup_ms") >= 1000),
    ("metric_filters=startup_ms>1000&metric_filters=startup_ms<1200",
     (col("startup_ms") > 1000) & (col("startup_ms") < 1200)),
    ("metric_filters=completed_ratio>=1", col("is_play") & (col("coverage_ratio") >= 0.95)),
    ("metric_filters=play_seconds<=0", col("is_play") & (col("play_seconds") <= 0)),
    ("is_simulated=true", col("is_simulated")),
]  # fmt: skip


@pytest.mark.parametrize(("query", "part"), FILTERS)
def test_filters_choose_views(client: Client, views: pl.DataFrame, query: str, part: pl.Expr) -> None:
    assert _get(client, f"views/overall?{RANGE}&{query}")["overall"]["n"] == _units(views, part)


def test_the_summary_judges_quality_as_the_metrics_do(client: Client, views: pl.DataFrame) -> None:
    totals = client.get(f"/v1/summary?{RANGE}").json()["totals"]
    part = views.filter(~col("is_bot"), col("started_date").is_between(FIRST, LAST))
    covered = part.filter(col("source") != "jellyfin")
    assert 0 < totals["covered_view_count"] == covered.height < part.height == totals["view_count"]
    for name in ("rebuffer_ratio", "telemetry_loss_ratio"):
        entered = covered if name == "rebuffer_ratio" else part
        entered = entered.filter(DEFINITIONS[name].valid)
        assert totals[name] == pytest.approx(measured(entered, name, "mean")["value"])
    failed = covered.filter(col("is_start_failure") | col("is_playback_failure")).height
    assert totals["failure_ratio"] == pytest.approx(failed / covered.height)


def test_bots_can_be_asked_for(client: Client, views: pl.DataFrame) -> None:
    bots = views.filter(col("is_bot"), col("started_date").is_between(FIRST, LAST)).height
    assert bots > 0
    assert _get(client, f"views/overall?{RANGE}&is_bot=true")["overall"]["n"] == bots
    listed = client.get(f"/v1/views?{RANGE}&is_bot=true&limit=1000").json()["items"]
    assert (len(listed), {view["is_bot"] for view in listed}) == (bots, {True})
    people = client.get(f"/v1/views?{RANGE}&limit=1000").json()["items"]
    assert len(people) == _units(views, pl.lit(True))
    assert client.get(f"/v1/summary?{RANGE}").json()["totals"]["view_count"] == len(people)


@pytest.mark.parametrize("dimension", [*DIMENSIONS, "custom.plan", "custom.none"])
def test_every_dimension_parts_the_views(client: Client, dimension: str) -> None:
    rows = _get(client, f"views/breakdown?{RANGE}&dimension={dimension}&limit=200")["rows"]
    whole = _get(client, f"views/overall?{RANGE}")["overall"]["n"]
    assert sum(row["n"] for row in rows) == whole
    values = [row["dimension_value"] for row in rows]
    assert len(set(values)) == len(values)
    for row in rows:
        one = _get(client, f"views/overall?{RANGE}&filters={dimension}:{row['dimension_value'] or ''}")
        assert one["overall"]["n"] == row["n"]


def test_without_a_range_the_last_seven_days_of_data_are_meant(client: Client) -> None:
    answer = _get(client, "views/timeseries")
    assert (answer["first_date"], answer["last_date"]) == ("2026-09-04", "2026-09-10")
    assert len(answer["points"]) == 7
    assert _get(client, "views/overall?to=2026-09-05")["first_date"] == "2026-08-30"
    assert _get(client, "views/overall?from=2026-09-09")["last_date"] == "2026-09-10"
    assert _get(client, "views/overall?from=2027-01-01")["last_date"] == "2027-01-01"


def test_data_end_where_views_do_and_not_where_the_snapshot_was_built(data_dir: Path) -> None:
    frames = mixed_frames()
    early = frames["fct_views"].filter(col("started_date") <= pl.date(2026, 9, 5))
    publish(data_dir, {**frames, "fct_views": early})
    with serving(data_dir) as client:
        answer = _get(client, "views/overall")
    assert (answer["first_date"], answer["last_date"]) == ("2026-08-30", "2026-09-05")


def test_the_default_measure_is_the_metric_s_own(client: Client) -> None:
    for name, metric in METRICS.items():
        answer = _get(client, f"{name}/overall?{RANGE}")
        assert answer["measure"] == metric.measures[0]
        assert answer == _get(client, f"{name}/overall?{RANGE}&measure={metric.measures[0]}")


def test_a_measure_that_a_metric_does_not_have_is_refused(client: Client) -> None:
    for name, metric in METRICS.items():
        for measure in set(MEASURES) - set(metric.measures):
            for kind in ("overall", "timeseries", "comparison", "breakdown"):
                more = "&dimension=os" if kind == "breakdown" else ""
                response = client.get(f"/v1/metrics/{name}/{kind}?measure={measure}{more}")
                assert (response.status_code, response.json()["type"]) == (422, "invalid")


def test_a_longest_series_is_given_and_a_longer_one_refused(client: Client) -> None:
    start = datetime(2020, 1, 1).date()  # noqa: DTZ001  # a day
    fits = f"from={start}&to={start + timedelta(days=999)}"
    assert len(_get(client, f"views/timeseries?{fits}&group=day")["points"]) == 1000
    for query in (f"from={start}&to={start + timedelta(days=1000)}", "from=2026-07-01&group=hour"):
        response = client.get(f"/v1/metrics/views/timeseries?{query}")
        assert (response.status_code, response.json()["errors"][0]["location"]) == (422, "group")


def test_a_metric_without_values_of_views_has_no_histogram(client: Client) -> None:
    for name in ("views", "plays", "viewers"):
        response = client.get(f"/v1/metrics/{name}/histogram")
        assert (response.status_code, response.json()["type"]) == (422, "invalid")


def test_the_list_of_metrics_is_the_registry(client: Client) -> None:
    listed = client.get("/v1/metrics").json()
    assert [metric["metric"] for metric in listed["metrics"]] == list(METRICS)
    assert listed["dimensions"] == [*DIMENSIONS, "custom.KEY"]
    assert all(metric["definition"].endswith(".") for metric in listed["metrics"])
    assert all(metric["default_measure"] == metric["measures"][0] for metric in listed["metrics"])
    assert client.get("/v1/metrics", headers={"Authorization": "Bearer no"}).status_code == 401


@pytest.mark.parametrize("kind", ["overall", "timeseries", "comparison", "histogram", "breakdown"])
def test_answers_without_data(unpublished: TestClient, empty: TestClient, kind: str) -> None:
    query = "dimension=os" if kind == "breakdown" else ""
    for name in ("startup_ms", "completed_ratio", "rebuffer_ratio"):
        path = f"/v1/metrics/{name}/{kind}?{query}"
        nothing = unpublished.get(path)
        assert (nothing.status_code, nothing.json()["snapshot_id"], nothing.json()["trust"]) == (
            200,
            None,
            None,
        )
        answer = empty.get(path)
        assert (answer.status_code, answer.json()["trust"]["view_count"]) == (200, 0)
        assert answer.json().get("rows", []) == []
