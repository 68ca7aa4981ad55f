"""Dagster's storage in a real PostgreSQL server: runs through the queue, schedules, a second webserver."""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest

from app.settings import Settings
from orchestration.home import prepare_home
from orchestration.processes import Server, free_port, python_command
from orchestration.servers import dagster_server
from orchestration.stack import start_all, stop_all
from tests.support.dagster_client import DagsterClient
from tests.support.postgres import running_server

pytestmark = pytest.mark.postgres


@pytest.fixture
def postgres_url() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as url:
        yield url


def _second_webserver(first: Server) -> Server:
    port = free_port("127.0.0.1")
    return Server(
        name="second",
        command=python_command(
            "dagster_webserver", "-w", "workspace.yaml", "-h", "127.0.0.1", "-p", str(port)
        ),
        port=port,
        health_url=f"http://127.0.0.1:{port}/server_info",
        environment=first.environment,
        log_path=first.log_path.with_name("second.log"),
    )


def _rows(url: str, query: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())
    finally:
        connection.close()


def test_a_run_from_the_queue_and_the_schedules_live_in_postgresql(
    postgres_url: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHHOUSE_POSTGRES_URL", postgres_url)
    settings = Settings(dagster_port=free_port("127.0.0.1"))
    prepare_home(settings)
    first = dagster_server(settings)
    second = _second_webserver(first)
    try:
        start_all([first])
        client = DagsterClient(first.port)
        run_id = client.launch("maintain")
        assert client.wait_for(run_id) == "SUCCESS"
        assert (run_id, "SUCCESS") in _rows(postgres_url, "select run_id, status from runs")
        kinds = {
            kind for (kind,) in _rows(postgres_url, "select distinct dagster_event_type from event_logs")
        }
        assert {"PIPELINE_ENQUEUED", "PIPELINE_STARTING", "PIPELINE_SUCCESS"} <= kinds
        daemons = {name for (name,) in _rows(postgres_url, "select daemon_type from daemon_heartbeats")}
        assert {"QUEUED_RUN_COORDINATOR", "SCHEDULER", "SENSOR"} <= daemons
        names = {str(body) for (body,) in _rows(postgres_url, "select instigator_body from instigators")}
        assert any("build_every_quarter_hour" in name for name in names)
        assert any("declared_automation" in name for name in names)
        start_all([second])
        assert DagsterClient(second.port).wait_for(run_id) == "SUCCESS"
        assert not list(data_dir.rglob("*.db")), "nothing of Dagster's is stored beside PostgreSQL"
    finally:
        stop_all([first, second])
        with suppress(FileNotFoundError):
            print(first.log_path.read_text()[-3000:])  # noqa: T201 - shown by pytest when the test fails
