"""The collector against a no-op route of the same process: `python -m tests.bench.collector`.

One server process as operators run it (`app.server`), one client process, rounds of all routes in turn. Every
accepted batch is on disk when it is answered. The no-op reads the body and answers 204: once as any route of
the application, and once on the collector's own short way through it (`app.collecting.DirectRoutes`). The
server's processor time a request tells more than the clock where other work runs on the machine.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import psutil
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute

from app.collecting import DirectRoutes
from app.main import create_app
from app.server import listen, server_config
from app.settings import Settings
from tests.bench.load import Load, post, run_load

EVENTS = 100
BODIES = 64
CONNECTIONS = 32
ROUNDS = 3
NOTHING = "/nothing"
NOTHING_DIRECT = "/nothing-direct"
EVENTS_PATH = "/analytics/events"
PATHS = (NOTHING, NOTHING_DIRECT, EVENTS_PATH)
_STARTED_MS = 1_795_255_200_000


def batch(number: int, count: int = EVENTS) -> bytes:
    """A batch as the tracker sends it: one session, mostly heartbeats."""
    events = [
        {
            "event_id": str(UUID(int=number << 64 | index, version=4)),
            "session_id": str(UUID(int=number, version=4)),
            "viewer_id": f"device-{number}",
            "content_id": f"movie-{number % 10}",
            "seq": index,
            "type": "heartbeat" if index else "view_start",
            "client_at": _STARTED_MS + 10_000 * index,
            "position_seconds": 10.04 * index,
            "duration_seconds": 5400,
            "bitrate_bps": 3_200_000,
            "buffer_seconds": 12.4,
            "dropped_frames": 3,
            "is_background": False,
        }
        for index in range(count)
    ]
    context = {"player_name": "hls.js", "player_version": "1.7.4", "page_url": "https://a.example/watch/1"}
    sent = {"schema_version": 1, "sent_at": _STARTED_MS + 10_000 * count, "context": context}
    return json.dumps({**sent, "events": events}, separators=(",", ":")).encode()


def serve(settings: Settings) -> None:
    """The application with two routes more, which read the body and do nothing."""

    async def nothing(request: Request) -> Response:
        await request.body()
        return Response(status_code=204)

    def make_app() -> FastAPI:
        app = create_app(settings)
        app.add_api_route(NOTHING, nothing, methods=["POST"])
        app.add_middleware(DirectRoutes, routes=[APIRoute(NOTHING_DIRECT, nothing, methods=["POST"])])
        return app

    with listen("127.0.0.1", 0) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(server_config(make_app, settings)).run(sockets=[listener])


@contextmanager
def _server(data_dir: Path) -> Iterator[tuple[int, psutil.Process]]:
    command = [sys.executable, "-m", __spec__.name, "--serve", str(data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline()), psutil.Process(process.pid)
        process.terminate()


class Round(NamedTuple):
    """One run of one route, and the server's processor seconds a request."""

    load: Load
    cpu_seconds: float


def measure(seconds: float, data_dir: Path) -> None:
    """Run the rounds and print what they measured."""
    bodies = [batch(number) for number in range(BODIES)]
    posts = {path: [post(path, body, "application/json") for body in bodies] for path in PATHS}
    with _server(data_dir) as (port, server):

        def run(path: str, seconds: float, rate: float | None = None) -> Round:
            before = server.cpu_times()
            load = run_load(port, posts[path], seconds=seconds, connections=CONNECTIONS, rate=rate)
            after = server.cpu_times()
            spent = after.user + after.system - before.user - before.system
            return Round(load, spent / len(load.latencies))

        for path in PATHS:
            run(path, 0.5)
        rounds = [{path: run(path, seconds) for path in PATHS} for _ in range(ROUNDS)]
        speed = statistics.median(by_path[EVENTS_PATH].load.requests_per_second for by_path in rounds)
        half = run(EVENTS_PATH, seconds, rate=speed / 2)
    _tell(len(bodies[0]), rounds, half)


def _tell(body_bytes: int, rounds: list[dict[str, Round]], half: Round) -> None:
    told = [
        f"{ROUNDS} rounds, {CONNECTIONS} connections, batches of {EVENTS} events, {body_bytes:,} bytes each"
    ]
    for path in PATHS:
        ordered = sorted((by_path[path] for by_path in rounds), key=lambda one: one.load.requests_per_second)
        told.append(_line(path, ordered[ROUNDS // 2]))
    told.append(_line("at half of that", half))
    for path in (NOTHING, NOTHING_DIRECT):
        clock = [
            one[EVENTS_PATH].load.requests_per_second / one[path].load.requests_per_second for one in rounds
        ]
        cpu = [one[path].cpu_seconds / one[EVENTS_PATH].cpu_seconds for one in rounds]
        told.append(
            f"ratio to {path:20} {statistics.median(clock):.3f}"
            f"  (rounds: {', '.join(f'{ratio:.3f}' for ratio in clock)})"
            f"  by processor time {statistics.median(cpu):.3f}"
        )
    sys.stdout.write("\n".join(told) + "\n")


def _line(name: str, one: Round) -> str:
    load = one.load
    events = f"  {load.requests_per_second * EVENTS:,.0f} events/s" if 202 in load.statuses else ""
    return (
        f"{name:20} {load.requests_per_second:8,.0f} requests/s  p50 {load.percentile_ms(0.5):6.2f} ms  "
        f"p99 {load.percentile_ms(0.99):6.2f} ms  {1e6 * one.cpu_seconds:5.0f} us of processor"
        f"  {load.statuses}{events}"
    )


def main() -> None:
    """Read the arguments and measure, or serve for the one that measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="seconds of each round")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(Settings(data_dir=arguments.serve))
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(arguments.seconds, Path(folder))


if __name__ == "__main__":
    main()
