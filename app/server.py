"""Starts the API as one process or several: takes the port, shows a new token once, serves until stopped.

Several processes share the listening socket. Each has its own spool segments and its own rate limits; what
they count they count together, in files of a temporary folder.
"""

import errno
import multiprocessing
import multiprocessing.process
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from fastapi import FastAPI
from maxminddb import InvalidDatabaseError
from uvicorn.supervisors import Multiprocess

from app.auth import ensure_token
from app.main import create_app
from app.places import Places
from app.settings import Settings
from app.sites import SitesFileError, read_sites

# Requests in flight have this long to finish once the process is asked to stop.
SHUTDOWN_SECONDS = 10
# Where prometheus_client looks for the folder, when it is imported, by which processes count together.
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def serve(settings: Settings) -> None:
    """Serve on `settings.host` and `settings.api_port` until SIGINT or SIGTERM.

    Ends the process with a message when the port cannot be taken.
    """
    listener = listen(settings.host, settings.api_port)
    _check_files(settings)
    token = ensure_token(settings)
    if token:
        sys.stderr.write(_token_box(token))
    host, port = listener.getsockname()[:2]
    sys.stderr.write(f"Watchhouse API on http://{host}:{port}/\n")
    if settings.api_workers == 1:
        uvicorn.Server(server_config(partial(create_app, settings), settings)).run(sockets=[listener])
        return
    with TemporaryDirectory(prefix="watchhouse-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder
        make = partial(_create_worker, settings, Path(folder))
        Multiprocess(server_config(make, settings), [listener]).run()


def _create_worker(settings: Settings, metrics_folder: Path) -> FastAPI:
    """The application of one process of several. It ends with the one that started it, however that ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=[parent], daemon=True).start()
    return create_app(settings, metrics_folder=metrics_folder)


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _check_files(settings: Settings) -> None:
    """End the process with a message when a file that the collector is given cannot be used."""
    try:
        read_sites(settings.sites_path)
        Places(settings.country_mmdb, settings.asn_mmdb).close()
    except (SitesFileError, InvalidDatabaseError, OSError) as error:
        sys.exit(f"cannot collect events: {error}")


def server_config(make_app: Callable[[], FastAPI], settings: Settings) -> uvicorn.Config:
    """How uvicorn serves the application that `make_app` makes, once in every process."""
    return uvicorn.Config(
        make_app,
        factory=True,
        workers=settings.api_workers,
        forwarded_allow_ips=settings.trusted_proxies,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Ends the process with a message when the port cannot be taken."""
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
