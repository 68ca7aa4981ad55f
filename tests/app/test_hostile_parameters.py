"""Whatever is asked for, the answer is a problem or an answer, never a fault of the server."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

KINDS = ("overall", "timeseries", "breakdown", "histogram", "comparison")
TEXTS = [
    "' or 1=1 --",
    "'; drop table fct_views; --",
    '"',
    "\\",
    "$1",
    "$value_0",
    "{}",
    "a\x00b",
    "ä" * 100,
    "\U0001f4fa",
    "custom.",
    "custom.$.*",
    "~0~1/",
    "%ff",
]
REFUSED = [
    "from=1969-12-31",
    "to=3000-01-01",
    "from=0001-01-01",
    "from=99999-01-01",
    "from=2026-09-02&to=2026-09-01",
    "filters=country",
    "filters=:de",
    "filters=nothing:de",
    "filters=view_key:x",
    "filters=custom.:x",
    "filters=custom." + "k" * 129 + ":x",
    "filters=country:" + "x" * 512,
    "&".join(["filters=country:de"] * 21),
    "metric_filters=startup_ms",
    "metric_filters=startup_ms=1",
    "metric_filters=startup_ms>=nan",
    "metric_filters=startup_ms>=inf",
    "metric_filters=startup_ms>=1e999",
    "metric_filters=startup_ms>=--1",
    "metric_filters=startup_ms>=1;drop",
    "metric_filters=viewers>=1",
    "metric_filters=nothing>=1",
    "&".join(["metric_filters=startup_ms>=1"] * 11),
    "is_bot=any",
    "unknown=1",
]
OF_ONE_KIND = [
    ("breakdown", "dimension=view_key"),
    ("breakdown", "dimension=custom."),
    ("breakdown", "dimension="),
    ("breakdown", ""),
    ("breakdown", "dimension=os&limit=0"),
    ("breakdown", "dimension=os&limit=201"),
    ("breakdown", "dimension=os&order_by=name"),
    ("timeseries", "group=month"),
    ("timeseries", "group=minute"),
    ("timeseries", "from=1970-01-01&to=2999-12-31"),
    ("overall", "measure=max"),
    ("overall", "measure=p95;"),
    ("histogram", "measure=mean"),
    ("comparison", "group=day"),
]


def _query(kind: str, query: str) -> str:
    return f"/v1/metrics/startup_ms/{kind}?{query}" + ("&dimension=os" if kind == "breakdown" else "")


def _assert_problem(client: TestClient, address: str, status: int) -> None:
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("query", REFUSED)
def test_wrong_parameters_are_refused(full: TestClient, kind: str, query: str) -> None:
    _assert_problem(full, _query(kind, query), 422)


@pytest.mark.parametrize(("kind", "query"), OF_ONE_KIND)
def test_wrong_parameters_of_one_kind_are_refused(full: TestClient, kind: str, query: str) -> None:
    _assert_problem(full, f"/v1/metrics/startup_ms/{kind}?{query}", 422)


@pytest.mark.parametrize("name", ["nothing", "view_key", "' or 1=1 --", "startup_ms;", "a%00b", "x" * 5000])
@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_metric_is_not_found(
    full: TestClient, unpublished: TestClient, kind: str, name: str
) -> None:
    query = "?dimension=os" if kind == "breakdown" else ""
    for client in (full, unpublished):
        _assert_problem(client, f"/v1/metrics/{quote(name)}/{kind}{query}", 404)


@pytest.mark.parametrize("text", TEXTS)
def test_a_value_is_text_and_nothing_else(full: TestClient, text: str) -> None:
    for name in ("country", "asn", "title", "custom.plan", f"custom.{text.replace(':', '')}"):
        response = full.get("/v1/metrics/views/overall", params={"filters": f"{name}:{text}"})
        assert (response.status_code, response.json()["overall"]["n"]) == (200, 0)
    response = full.get("/v1/metrics/views/breakdown", params={"dimension": f"custom.{text}"})
    assert response.status_code == 200
    assert [row["dimension_value"] for row in response.json()["rows"]] == [None]


@pytest.mark.parametrize("query", ["from=1970-01-01&to=1970-01-01", "from=2999-12-31&to=2999-12-31"])
@pytest.mark.parametrize("kind", KINDS)
def test_days_at_the_ends_of_time_are_empty(full: TestClient, kind: str, query: str) -> None:
    answer = full.get(_query(kind, query))
    assert (answer.status_code, answer.json()["trust"]["view_count"]) == (200, 0)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    query=st.dictionaries(
        st.sampled_from(
            ["from", "to", "filters", "metric_filters", "measure", "group", "dimension", "limit"]
        ),
        st.text(max_size=40)
        | st.sampled_from(["country:de", "startup_ms>1", "2026-09-05", "5", "os", "mean"]),
        max_size=5,
    ),
)
def test_no_query_is_a_fault_of_the_server(full: TestClient, kind: str, query: dict[str, str]) -> None:
    response = full.get(f"/v1/metrics/startup_ms/{kind}", params=query)
    assert response.status_code in (200, 422)
    assert response.headers["Content-Type"] in ("application/json", "application/problem+json")


def test_the_marts_are_still_there_after_that(full: TestClient) -> None:
    assert full.get("/v1/metrics/views/overall?from=2026-09-01").json()["overall"]["n"] == 300
