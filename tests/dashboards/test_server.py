import socket
import sys
from pathlib import Path

import pytest

from app.settings import Settings
from dashboards import server


def test_command_runs_our_script_with_our_interpreter() -> None:
    command = server.build_command("127.0.0.1", 8501)
    assert command[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert Path(command[4]).is_file()
    assert command[5:] == ["--server.address=127.0.0.1", "--server.port=8501"]


def test_port_zero_is_any_free_port() -> None:
    assert server.free_port("127.0.0.1", 0) > 0


def test_taken_port_is_said_with_what_to_do(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(server.PortTakenError, match=rf"port {port} .* WATCHHOUSE_DASHBOARDS_PORT"):
            server.serve(settings, port)
