"""Child processes: ports, start, failure with the log's end, and stopping."""

import socket
from pathlib import Path

import pytest

from orchestration.processes import (
    Server,
    StartError,
    free_port,
    python_command,
    require_free_ports,
    wait_until_up,
)

HOST = "127.0.0.1"


def _server(tmp_path: Path, command: list[str], port: int) -> Server:
    return Server(
        name="probe",
        command=command,
        port=port,
        health_url=f"http://{HOST}:{port}/",
        environment={},
        log_path=tmp_path / "logs" / "probe.log",
    )


def test_a_taken_port_is_named_with_its_setting() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"port {port} is taken: set WATCHHOUSE_API_PORT"):
            require_free_ports(HOST, {"WATCHHOUSE_API_PORT": port})


def test_all_taken_ports_are_told_at_once() -> None:
    with socket.socket() as first, socket.socket() as second:
        ports = {}
        for name, taken in (("A", first), ("B", second)):
            taken.bind((HOST, 0))
            taken.listen()
            ports[name] = taken.getsockname()[1]
        with pytest.raises(StartError) as error:
            require_free_ports(HOST, ports)
    assert "set A" in str(error.value)
    assert "set B" in str(error.value)


def test_a_server_is_waited_for_and_stopped(tmp_path: Path) -> None:
    port = free_port(HOST)
    server = _server(tmp_path, python_command("http.server", "--bind", HOST, str(port)), port)
    server.start()
    try:
        wait_until_up([server], timeout_seconds=20)
        assert not server.has_stopped()
    finally:
        server.stop()
    assert server.has_stopped()
    require_free_ports(HOST, {"ANY": port})


def test_a_server_that_ends_at_once_tells_the_end_of_its_log(tmp_path: Path) -> None:
    server = _server(tmp_path, python_command("no_such_module"), free_port(HOST))
    server.start()
    with pytest.raises(StartError, match="No module named no_such_module"):
        wait_until_up([server], timeout_seconds=20)


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    server = _server(
        tmp_path, python_command("timeit", "-n1", "-r1", "-s", "import time", "time.sleep(30)"), 1
    )
    server.start()
    try:
        with pytest.raises(StartError, match="did not start"):
            wait_until_up([server], timeout_seconds=0.5)
    finally:
        server.stop()
