"""A small client of Dagster's GraphQL, as its own pages use it."""

import json
import time
import urllib.request
from typing import Any

_LAUNCH = """
mutation ($job: String!) {
  launchRun(executionParams: {
    selector: {repositoryLocationName: "watchhouse", repositoryName: "__repository__", jobName: $job}
    runConfigData: "{}"
  }) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""
_RUN = "query ($id: ID!) { runOrError(runId: $id) { __typename ... on Run { status } } }"


class DagsterClient:
    """Talks to one webserver."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/graphql"

    def query(self, query: str, **variables: object) -> dict[str, Any]:
        """The data that a query gives. Raises AssertionError on GraphQL errors."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as response:
            answer = json.load(response)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def launch(self, job: str) -> str:
        """Put a run of a job into the queue; its id."""
        launched = self.query(_LAUNCH, job=job)["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        run_id: str = launched["run"]["runId"]
        return run_id

    def wait_for(self, run_id: str, timeout_seconds: float = 300.0) -> str:
        """The status that a run ends with."""
        deadline = time.monotonic() + timeout_seconds
        status = "UNKNOWN"
        while time.monotonic() < deadline:
            status = str(self.query(_RUN, id=run_id)["runOrError"].get("status"))
            if status in ("SUCCESS", "FAILURE", "CANCELED"):
                break
            time.sleep(0.5)
        return status
