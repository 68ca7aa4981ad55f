import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from ingestion.probing.model import ProbeLimits, ProbeTarget
from ingestion.probing.run import run_probe
from orchestration.demo.origin import STREAMS, create_origin, entry_path
from orchestration.demo.transport_stream import build_segment
from orchestration.processes import free_port
from tests.support.asgi import serving_app

REASONS = {
    "good": "ok",
    "direct": "ok",
    "vod": "ok",
    "slow": "ok",
    "missing": "not_found",
    "stale": "stale_playlist",
    "html": "html_instead_of_media",
    "empty": "empty",
    "blocked": "forbidden",
    "lost": "segment_not_found",
}
LIMITS = ProbeLimits(
    max_per_host=len(STREAMS),
    spacing_seconds=0,
    stale_min_seconds=3,
    retry_delay_seconds=0.1,
    allowed_hosts=frozenset({"127.0.0.1"}),
)


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serving_app(create_origin()) as base:
        yield base


def test_every_stream_gives_its_reason_and_all_of_them_take_less_than_ten_seconds(origin: str) -> None:
    targets = [ProbeTarget(name, f"{origin}/{entry_path(name)}") for name in STREAMS]
    started = time.monotonic()
    checks = run_probe(targets, LIMITS, run_id="r", provider_id="demo").checks
    assert time.monotonic() - started < 10
    assert dict(zip(checks["stream_key"], checks["reason"], strict=True)) == REASONS
    by_name = {row["stream_key"]: row for row in checks.iter_rows(named=True)}
    assert by_name["slow"]["ttfb_ms"] > 3000 > by_name["good"]["ttfb_ms"]
    assert [by_name[name]["has_advanced"] for name in ("good", "stale", "vod")] == [True, False, None]
    good = by_name["good"]
    assert (good["variant_count"], good["max_height"], good["declared_bps"]) == (2, 720, 900_000)
    assert good["measured_bps"] == pytest.approx(900_000, rel=0.01)
    assert good["realtime_ratio"] > 1.3


def test_the_catalog_lists_every_stream_with_its_id(origin: str) -> None:
    text = urlopen(f"{origin}/playlist.m3u").read().decode()
    assert text.startswith("#EXTM3U\n")
    assert 'tvg-id="Good.demo"' in text
    assert all(f"{origin}/{entry_path(name)}\n" in text for name in STREAMS)


def test_latency_is_given_by_query_and_kept_inside_playlists(origin: str) -> None:
    started = time.monotonic()
    text = urlopen(f"{origin}/good/index.m3u8?latency_ms=200").read().decode()
    assert time.monotonic() - started >= 0.2
    assert "high.m3u8?latency_ms=200" in text


def test_the_module_serves_on_the_host_and_port_it_is_told(tmp_path: Path) -> None:
    port = free_port("127.0.0.1")
    command = [sys.executable, "-m", "orchestration.demo.sources", "127.0.0.1", str(port), str(tmp_path)]
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            try:
                assert urlopen(f"http://127.0.0.1:{port}/playlist.m3u").status == 200
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail("the origin did not start")
    finally:
        process.terminate()
        process.wait(10)


def test_segments_are_whole_packets_and_always_the_same() -> None:
    segment = build_segment(5, seconds=2, bps=400_000)
    assert len(segment) % 188 == 0
    assert all(segment[start] == 0x47 for start in range(0, len(segment), 188))
    assert len(segment) * 8 / 2 == pytest.approx(400_000, rel=0.01)
    assert segment == build_segment(5, seconds=2, bps=400_000) != build_segment(6, seconds=2, bps=400_000)
