"""Captured media requests as the lines that servers would have logged."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "cmcd"
ADDRESS = "203.0.113.77"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0"
_HEADERS = ("cmcd-request", "cmcd-object", "cmcd-status", "cmcd-session")
Request = dict[str, Any]
Render = Callable[[Request], str]


def media_requests(name: str) -> Iterator[Request]:
    """The media requests of a captured session that were answered."""
    for request in map(json.loads, (SAMPLES / f"{name}.jsonl").read_text().splitlines()):
        if request["kind"] == "media" and request["method"] == "GET" and request["status"]:
            yield {**request, "headers": {key.lower(): value for key, value in request["headers"]}}


def common(request: Request) -> str:
    """The common format: no agent, no headers."""
    at = datetime.fromtimestamp(request["t_ms"] / 1000, UTC)
    line = f'"{request["method"]} {request["path"]} HTTP/1.1"'
    return f"{ADDRESS} - - [{at:%d/%b/%Y:%H:%M:%S %z}] {line} {request['status']} 512"


def combined(request: Request) -> str:
    """The combined format, and the four headers after it as nginx escapes them."""
    headers = (request["headers"].get(name, "-").replace('"', "\\x22") for name in _HEADERS)
    return f'{common(request)} "http://page.example/" "{AGENT}" ' + " ".join(f'"{one}"' for one in headers)


def nginx_json(request: Request) -> str:
    """A JSON format of nginx, where headers are members of their own."""
    members = {
        "time": datetime.fromtimestamp(request["t_ms"] / 1000, UTC).isoformat(),
        "remote_addr": ADDRESS,
        "request": f"{request['method']} {request['path']} HTTP/1.1",
        "status": str(request["status"]),
        "http_user_agent": AGENT,
    }
    headers = {f"http_{name}".replace("-", "_"): request["headers"].get(name, "") for name in _HEADERS}
    return json.dumps(members | headers)


def caddy_json(request: Request) -> str:
    """What Caddy writes: the request as an object, its headers as lists."""
    headers = {name.title(): [request["headers"][name]] for name in _HEADERS if name in request["headers"]}
    inner = {"remote_ip": ADDRESS, "method": "GET", "uri": request["path"]}
    return json.dumps(
        {
            "ts": request["t_ms"] / 1000,
            "request": {**inner, "headers": {**headers, "User-Agent": [AGENT]}},
            "status": request["status"],
        }
    )
