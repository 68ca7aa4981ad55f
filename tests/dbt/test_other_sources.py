"""Views of mux-embed, of access logs and of imports: raw rows the way they come, dbt, and what is true.

`data/samples/mux` holds captured sessions with what happened in their pages.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.spool_lines import Receipt, event_lines
from ingestion.imports.landing import import_history
from ingestion.landing import RawStore
from ingestion.parsers.jellyfin import JellyfinExport
from ingestion.parsers.mux.beacons import parse_beacon
from ingestion.playback.access_logs import read_access_logs
from ingestion.playback.compaction import land_batch
from tests.support.access_logs import combined, media_requests
from tests.support.warehouse import query, run_dbt

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "mux"
CAPTURES = sorted(path.name.removesuffix(".truth.json") for path in SAMPLES.glob("*.truth.json"))
STALLED = {"mux-hlsjs-full", "mux-hlsjs-abandon"}
LOGGED = "hlsjs-v1-query-full"
NOW = datetime(2026, 11, 21, 20, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of a build over every captured beacon, one access log and two imported plays."""
    folder = tmp_path_factory.mktemp("sources")
    store = RawStore(folder / "raw")
    store.ensure_tables()
    segment = folder / "segment.ndjson"
    segment.write_bytes(b"".join(line for name in CAPTURES for line in _spool_lines(name)))
    land_batch(store, "beacons", [segment])
    (folder / "logs").mkdir()
    lines = [f"{combined(request)}\n" for request in media_requests(LOGGED)]
    (folder / "logs" / "access.log").write_text("".join(lines))
    read_access_logs(store, folder / "logs", folder / "state.json", read_agent=lambda _: {}, now=NOW)
    export = folder / "backup.tsv"
    export.write_text(
        "2026-11-20 10:00:00Z\tu-1\tfilm\tMovie\tA film\tDirectPlay\tWeb\tTV\t5400\n"
        "2026-11-01 10:00:00Z\tu-1\tlong\tTvChannel\tA channel\tDirectPlay\tWeb\tTV\t900000\n"
    )
    import_history(store, JellyfinExport(), export, salt=b"salt", now=NOW)
    run_dbt(folder, "run", "--select", "+fct_views")
    return folder


def _spool_lines(name: str) -> Iterator[bytes]:
    for number, line in enumerate((SAMPLES / f"{name}.jsonl").read_text().splitlines()):
        request = json.loads(line)
        if request["kind"] == "report":
            parsed = parse_beacon(request["body"].encode())
            receipt = Receipt("mux", f"{name}-{number}", request["t_ms"], parsed.sent_at)
            yield event_lines(parsed.events, receipt)


def truth(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLES / f"{name}.truth.json").read_text())
    return content


def view(warehouse: Path, content_id: str) -> dict[str, Any]:
    [found] = query(warehouse, "select * from fct_views where content_id = ?", [content_id])
    return found


def media_times(name: str, kind: str) -> list[int]:
    return [media["ts"] for media in truth(name)["media_events"] if media["type"] == kind]


@pytest.mark.parametrize("name", CAPTURES)
def test_a_beacons_view_is_that_of_the_page(warehouse: Path, name: str) -> None:
    found, true = view(warehouse, truth(name)["cid"]), truth(name)
    assert found["startup_ms"] == pytest.approx(true["startup_ms"], abs=50)
    assert found["seek_count"] == len(media_times(name, "seeking"))
    assert found["has_ended"] == true["ended"]
    assert found["has_error"] == any(error["fatal"] for error in true["errors"])
    assert found["is_live"] == ("live" in name)


@pytest.mark.parametrize("name", CAPTURES)
def test_a_beacons_stalls_are_those_of_the_page(warehouse: Path, name: str) -> None:
    found = view(warehouse, truth(name)["cid"])
    assert found["rebuffer_count"] == (name in STALLED)
    if name in STALLED:
        began = media_times(name, "waiting")[-1 if name.endswith("abandon") else 2]
        resumed = [at for at in media_times(name, "playing") if at > began] or [
            truth(name)["actions"][-1]["ts"]
        ]
        assert found["rebuffer_seconds"] == pytest.approx((resumed[0] - began) / 1000, abs=0.150)


def test_an_access_log_gives_a_view(warehouse: Path) -> None:
    requests = list(media_requests(LOGGED))
    found = query(warehouse, "select * from fct_views where source = 'cmcd_log'")
    assert len(found) == 1
    assert found[0]["is_play"]
    assert found[0]["event_count"] == len(requests)


def test_imported_plays_keep_their_length(warehouse: Path) -> None:
    film, channel = view(warehouse, "film"), view(warehouse, "long")
    assert film["play_seconds"] == pytest.approx(5400)
    assert (film["source"], film["is_capped"]) == ("jellyfin", False)
    assert str(film["started_at"]) == "2026-11-20 10:00:00"
    assert channel["play_seconds"] == pytest.approx(86_400)
    assert channel["is_capped"]
    assert film["viewer_key"] == channel["viewer_key"]
