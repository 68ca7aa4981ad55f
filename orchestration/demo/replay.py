"""Send what real players were captured sending to a running collector, as if they played just now."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from ingestion.fetching.http import Client, client

# Without a time of sending, a client's time is believed within 72 h before receipt (metrics, 2.1).
SPAN = timedelta(hours=48)
_PLAYERS = {"hlsjs": "hls.js", "shaka": "shaka", "dashjs": "dash.js"}
# A quoted string is stepped over whole, so that a `ts=` inside one stays.
_STAMP = re.compile(r'"(?:[^"\\]|\\.)*"|(?<![^,\s])ts=(\d+)')


class ReplayResult(NamedTuple):
    """What was sent, and how many requests the collector did not take."""

    session_count: int
    request_count: int
    record_count: int
    refused_count: int


class _Report(msgspec.Struct):
    kind: str
    headers: list[tuple[str, str]]
    body: str | None


class _Session(NamedTuple):
    player: str
    reports: list[_Report]


def replay_captures(captures: Path, collector_url: str, *, end_at: datetime) -> ReplayResult:
    """Replay the reports of every `*.jsonl` in a folder, sessions spread over the 48 hours before `end_at`.

    Bodies stay byte for byte but for `ts`, moved by whole milliseconds, the same for all of a session.
    `end_at` is aware. Raises httpx.HTTPError when the collector cannot be reached.
    """
    sessions = [session for path in sorted(captures.glob("*.jsonl")) if (session := _read(path)).reports]
    requests = records = refused = 0
    with client() as http:
        for number, session in enumerate(sessions):
            start = end_at - SPAN * (len(sessions) - number) / (len(sessions) + 1)
            for content_type, body in _shifted(session, start):
                requests += 1
                records += sum(1 for line in body.splitlines() if line.strip())
                refused += _send(http, collector_url, session.player, content_type, body) != 204
    return ReplayResult(len(sessions), requests, records, refused)


def replay_beacons(captures: Path, collector_url: str) -> ReplayResult:
    """Replay the posts of mux-embed as they are: their time of sending tells how long ago they were.

    Raises httpx.HTTPError when the collector cannot be reached.
    """
    sessions = [session for path in sorted(captures.glob("*.jsonl")) if (session := _read(path)).reports]
    bodies = [report.body or "" for session in sessions for report in session.reports]
    address = f"{collector_url.rstrip('/')}/analytics/mux"
    headers = {"Content-Type": "text/plain"}
    with client() as http:
        answers = [http.post(address, content=body.encode(), headers=headers).status_code for body in bodies]
    events = sum(len(msgspec.json.decode(body)["events"]) for body in bodies)
    return ReplayResult(len(sessions), len(bodies), events, sum(status != 200 for status in answers))


def shift_stamps(body: str, milliseconds: int) -> str:
    """The records of a body with every `ts` moved, all else as it was."""
    return _STAMP.sub(lambda found: f"ts={int(found[1]) + milliseconds}" if found[1] else found[0], body)


def _read(path: Path) -> _Session:
    player = _PLAYERS.get(path.name.partition("-")[0], path.name.partition("-")[0])
    decode = msgspec.json.Decoder(_Report).decode
    reports = [report for line in path.read_bytes().splitlines() if (report := decode(line)).kind == "report"]
    return _Session(player, reports)


def _shifted(session: _Session, start: datetime) -> Iterator[tuple[str, str]]:
    bodies = [report.body or "" for report in session.reports]
    stamps = [int(found[1]) for body in bodies for found in _STAMP.finditer(body) if found[1]]
    milliseconds = int(start.timestamp() * 1000) - min(stamps, default=0)
    for report, body in zip(session.reports, bodies, strict=True):
        yield _content_type(report), shift_stamps(body, milliseconds)


def _content_type(report: _Report) -> str:
    found = (value for name, value in report.headers if name.lower() == "content-type")
    return next(found, "application/cmcd")


def _send(http: Client, collector_url: str, player: str, content_type: str, body: str) -> int:
    response = http.post(
        f"{collector_url.rstrip('/')}/analytics/cmcd",
        params={"player": player},
        content=body.encode(),
        headers={"Content-Type": content_type},
    )
    return response.status_code
