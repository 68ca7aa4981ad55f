import re
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.api_description import PROBLEM_MEDIA_TYPE, TAGS
from app.main import create_app
from app.openapi import COMMITTED, render
from app.settings import Settings

ELSEWHERE = re.compile(r"""(?:src|href)=["'](?:https?:)?//""")


@pytest.fixture
def document(settings: Settings) -> dict[str, Any]:
    return create_app(settings).openapi()


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_pages_load_nothing_from_elsewhere(full: TestClient, path: str) -> None:
    page = full.get(path)
    assert not ELSEWHERE.search(page.text)
    assert "'self'" in page.headers["Content-Security-Policy"]
    assert "http" not in page.headers["Content-Security-Policy"]
    for asset in re.findall(r'(?:src|href)="(static/[^"]+)"', page.text):
        assert full.get(f"/{asset}").status_code == 200


def test_the_renderer_comes_with_its_licence_and_version(full: TestClient) -> None:
    assert "Apache License" in full.get("/static/swagger-ui/LICENSE").text
    assert "swagger-ui-dist 5." in full.get("/static/swagger-ui/VERSION.txt").text


def test_without_warehouse_documentation_the_page_says_how_to_get_it(unpublished: TestClient) -> None:
    page = unpublished.get("/warehouse")
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert "make docs" in page.text


def test_the_warehouse_documentation_may_reach_nowhere(unpublished: TestClient, settings: Settings) -> None:
    settings.docs_dir.mkdir(parents=True)
    (settings.docs_dir / "index.html").write_text("<title>dbt Docs</title>")
    page = unpublished.get("/warehouse")
    assert (page.status_code, page.text) == (200, "<title>dbt Docs</title>")
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"https?:|\*", policy)


def test_the_committed_document_is_the_application_s(settings: Settings) -> None:
    app = create_app(settings)
    assert isinstance(app, FastAPI)
    assert COMMITTED.read_text() == render(app), "run `.venv/bin/python -m app.openapi`"


def test_operations_have_stable_names_known_tags_and_a_summary(document: dict[str, Any]) -> None:
    operations = _operations(document)
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)+", name) for name in names)
    assert {tag for operation in operations for tag in operation["tags"]} == {tag["name"] for tag in TAGS}
    assert all(operation["summary"] and operation["description"] for operation in operations)


def test_errors_are_declared_as_problems(document: dict[str, Any]) -> None:
    for operation in _operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == [PROBLEM_MEDIA_TYPE]
    listed = document["paths"]["/v1/views"]["get"]["responses"]
    assert listed.keys() == {"200", "304", "400", "401", "410", "422", "503"}
    assert {"ETag", "Link"} == listed["200"]["headers"].keys()
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_rows_have_examples_and_reading_needs_the_token(document: dict[str, Any]) -> None:
    for name in ("Provider", "Stream", "Channel", "Incident", "Title", "View", "Summary", "Health"):
        assert document["components"]["schemas"][name]["example"]
    for path, operations in document["paths"].items():
        assert ("security" in operations["get" if "get" in operations else "post"]) == path.startswith("/v1/")


def test_every_mart_column_of_a_list_is_documented_as_a_property(document: dict[str, Any]) -> None:
    page = document["components"]["schemas"]["Page_View_"]
    assert page["properties"].keys() == {"snapshot_id", "items", "next", "next_url"}
    assert "coverage_ratio" in document["components"]["schemas"]["View"]["properties"]


def test_no_call_home_of_the_framework(settings: Settings) -> None:
    assert not create_app(settings)._native_telemetry.enabled()  # there is no public way to ask
