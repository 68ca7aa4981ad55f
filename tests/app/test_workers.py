"""Several worker processes behind one port: each with its own segments, counted as one."""

import re
import signal
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from app.settings import Settings
from app.spool import claim_batch, finish
from ingestion.landing import RawStore
from ingestion.playback.compaction import land_batch
from tests.app.test_collector import EVENT
from tests.support.servers import api_process, wait_for_address

ACCEPTED = "watchhouse_collector_events_accepted_total"
REFUSED = "watchhouse_collector_requests_refused_total"


def ask(method: str, url: str, **options: Any) -> httpx2.Response:
    """Over a connection of its own: the kernel gives them to whichever worker waits."""
    return httpx2.request(method, url, timeout=60, **options)


def counted(address: str, name: str) -> float:
    lines = ask("GET", f"{address}/metrics").text.splitlines()
    found = [re.search(r" ([\d.e+]+)$", line) for line in lines if line.startswith(name + "{")]
    return sum(float(match[1]) for match in found if match)


def test_workers_share_the_port_and_their_counts(settings: Settings, data_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with api_process(data_dir, log, api_workers=2) as process:
        address = wait_for_address(log, process)
        sent = 0
        while len(segments := list((settings.spool_dir / "open").glob("*.ndjson"))) < 2:
            assert sent < 2000, "one worker alone was asked"
            events = [{**EVENT, "event_id": f"e-{sent}"}]
            assert ask("POST", f"{address}/analytics/events", json={"events": events}).status_code == 202
            sent += 1
        assert ask("POST", f"{address}/analytics/events", content=b"{}").status_code == 415
        workers = {path.name.split("-")[1] for path in segments}
        assert len(workers) == 2
        for _ in range(6):
            assert (counted(address, ACCEPTED), counted(address, REFUSED)) == (sent, 1)
        gauges = ask("GET", f"{address}/metrics").text
        assert len(re.findall(r"^watchhouse_spool_bytes ", gauges, flags=re.MULTILINE)) == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert "Traceback" not in log.read_text()
    store = RawStore(settings.raw_dir)
    while batch := claim_batch(settings.spool_dir):
        land_batch(store, batch.batch_id, batch.segments)
        finish(batch)
    rows = store.scan("playback_events").collect()
    assert sorted(rows["event_id"]) == sorted(f"e-{number}" for number in range(sent))


def test_workers_end_with_the_process_that_started_them(data_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with api_process(data_dir, log, api_workers=2) as process:
        address = wait_for_address(log, process)
        assert ask("GET", f"{address}/health").status_code == 200
        workers = psutil.Process(process.pid).children(recursive=True)
        assert len(workers) >= 2
        process.kill()
        _, alive = psutil.wait_procs(workers, timeout=30)
        assert alive == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("sites.toml", "[sites.a]", "write_key_sha256"), ("places.mmdb", "nonsense", "places.mmdb")],
)
def test_a_file_that_cannot_be_used_is_told_plainly(
    data_dir: Path, tmp_path: Path, name: str, content: str, told: str
) -> None:
    file = tmp_path / name
    file.write_text(content)
    setting = {"sites_file": file} if name.endswith(".toml") else {"country_mmdb": file}
    log = tmp_path / "server.log"
    with api_process(data_dir, log, **setting) as process:
        assert process.wait(60) == 1
    (line,) = log.read_text().splitlines()
    assert line.startswith("cannot collect events: ")
    assert told in line
