"""What the warehouse says of captured sessions, against what happened in the page (`data/samples/cmcd`).

The captured reports go the collector's way: the CMCD parser, spool lines, compaction, dbt.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.spool_lines import Receipt, event_lines
from ingestion.landing import RawStore
from ingestion.parsers.cmcd.reports import parse_cmcd_body
from ingestion.playback.compaction import land_batch
from tests.support.warehouse import query, run_dbt

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "cmcd"
CAPTURES = sorted(
    path.name.removesuffix(".truth.json") for path in SAMPLES.glob("*.truth.json") if "-v2-" in path.name
)
# dash.js tells of its start before the page asks it to play, by up to 120 ms here.
STARTUP_TOLERANCE_MS = {"hlsjs": 50, "shaka": 50, "dashjs": 120}
# Without a session id nothing ties the reports to a view.
WITHOUT_SESSION = {"dashjs-v2-events-defaultkeys"}
# What was queued when the page closed is lost, and the stall with it.
WITHOUT_STALL = {"hlsjs-v2-events-abandon-batch5", "dashjs-v2-headers-events-abandon-batch4"}


class Stalls(NamedTuple):
    """Stalls of a session, their number and length in all."""

    number: int
    seconds: float


@pytest.fixture(scope="session")
def captured_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of a build over every captured report that the collector had accepted."""
    folder = tmp_path_factory.mktemp("captured")
    segment = folder / "segment.ndjson"
    segment.write_bytes(b"".join(line for name in CAPTURES for line in _spool_lines(name)))
    store = RawStore(folder / "raw")
    store.ensure_tables()
    land_batch(store, "captures", [segment])
    run_dbt(folder, "run", "--select", "+fct_views")
    return folder


def _spool_lines(name: str) -> Iterator[bytes]:
    for number, line in enumerate((SAMPLES / f"{name}.jsonl").read_text().splitlines()):
        request = json.loads(line)
        if request["kind"] == "report" and request["status"] == 204:
            parsed = parse_cmcd_body(request["body"].encode(), "application/cmcd")
            assert not parsed.rejects
            yield event_lines(parsed.events, Receipt("cmcd", f"{name}-{number}", request["t_ms"]))


def _truth(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLES / f"{name}.truth.json").read_text())
    return content


def _view(warehouse: Path, name: str) -> dict[str, Any]:
    [view] = query(warehouse, "select * from fct_views where session_id = ?", [_truth(name)["sid"]])
    return view


def _stalls(truth: dict[str, Any]) -> Stalls:
    """Stalls that the media element showed: no progress after the first frame, outside of seeks.

    hls.js and dash.js wait, shaka sets the rate to 0; until playback goes on or the page closes.
    """
    lengths: list[float] = []
    since: int | None = None
    has_frame = is_seeking = False
    closed_at = max(action["ts"] for action in truth["actions"])
    for media in [*truth["media_events"], {"type": "playing", "ts": closed_at, "rate": 1}]:
        kind = "playing" if media["type"] == "ratechange" and media["rate"] > 0 else media["type"]
        if kind == "seeking":
            is_seeking = True
        elif kind in ("waiting", "ratechange") and has_frame and not is_seeking and since is None:
            since = media["ts"]
        elif kind == "playing":
            if since is not None:
                lengths.append((media["ts"] - since) / 1000)
            since, is_seeking = None, False
            has_frame = has_frame or media["type"] == "playing"
    return Stalls(len(lengths), sum(lengths))


@pytest.mark.parametrize("name", [name for name in CAPTURES if name not in WITHOUT_SESSION])
def test_startup_time_is_that_of_the_page(captured_warehouse: Path, name: str) -> None:
    startup_ms = _view(captured_warehouse, name)["startup_ms"]
    tolerance = STARTUP_TOLERANCE_MS[name.split("-")[0]]
    assert startup_ms == pytest.approx(_truth(name)["startup_ms"], abs=tolerance)


@pytest.mark.parametrize("name", [name for name in CAPTURES if name not in WITHOUT_SESSION | WITHOUT_STALL])
def test_stalls_are_those_of_the_page(captured_warehouse: Path, name: str) -> None:
    view, truth = _view(captured_warehouse, name), _stalls(_truth(name))
    assert view["rebuffer_count"] == truth.number
    assert view["rebuffer_seconds"] == pytest.approx(truth.seconds, abs=0.150)


@pytest.mark.parametrize("name", [name for name in CAPTURES if name not in WITHOUT_SESSION])
def test_a_view_ended_where_the_page_did(captured_warehouse: Path, name: str) -> None:
    assert _view(captured_warehouse, name)["has_ended"] == _truth(name)["ended"]


@pytest.mark.parametrize("name", sorted(WITHOUT_STALL))
def test_a_lost_stall_is_not_invented(captured_warehouse: Path, name: str) -> None:
    assert _stalls(_truth(name)).number == 1
    assert _view(captured_warehouse, name)["rebuffer_count"] == 0


def test_reports_without_a_session_are_counted(captured_warehouse: Path) -> None:
    [without] = query(
        captured_warehouse,
        "select count(*) as n from int_events_corrected where quarantine_reason = 'no_session_id'",
    )
    records = {
        request["body"]
        for name in WITHOUT_SESSION
        for request in map(json.loads, (SAMPLES / f"{name}.jsonl").read_text().splitlines())
        if request["kind"] == "report"
    }
    assert without["n"] == len(records)
