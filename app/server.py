"""Starts the API as a process: takes the port, shows a new token once, serves until stopped."""

import errno
import socket
import sys

import uvicorn

from app.auth import ensure_token
from app.main import create_app
from app.settings import Settings

# Requests in flight have this long to finish once the process is asked to stop.
SHUTDOWN_SECONDS = 10


def serve(settings: Settings) -> None:
    """Serve on `settings.host` and `settings.api_port` until SIGINT or SIGTERM.

    Ends the process with a message when the port cannot be taken.
    """
    listener = _listen(settings.host, settings.api_port)
    token = ensure_token(settings)
    if token:
        sys.stderr.write(_token_box(token))
    host, port = listener.getsockname()[:2]
    sys.stderr.write(f"Watchhouse API on http://{host}:{port}/\n")
    config = uvicorn.Config(
        create_app(settings),
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(f"port {port} of {host} is taken: choose another with --port or WATCHHOUSE_API_PORT")
        sys.exit(f"cannot listen on {host} port {port}: {error.strerror}")


def _token_box(token: str) -> str:
    lines = [
        "The read token of the API, shown this once:",
        "",
        token,
        "",
        "Send it as `Authorization: Bearer <token>`. Lost it? Delete secrets/api_token.sha256 in the data",
        "folder and start again, or set WATCHHOUSE_API_TOKEN.",
    ]
    width = max(len(line) for line in lines)
    edge = "+" + "-" * (width + 2) + "+"
    return "\n".join(["", edge, *(f"| {line:<{width}} |" for line in lines), edge, "", ""])
