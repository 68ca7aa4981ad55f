"""`watchhouse sync` as it is typed: what it tells, what it exits with, and what the check says."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from app.settings import Settings
from orchestration.pools import prepare_instance

PROVIDERS = """
[[providers]]
id = "page"
name = "Page"
kind = "m3u"
urls = ["{folder}/page.html"]

[[providers]]
id = "good"
name = "Good"
kind = "m3u"
urls = ["{folder}/good.m3u"]
"""


def sync(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "orchestration.cli.main", "sync", *arguments, "--data-dir", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)


def test_a_rejected_sync_is_told_with_what_to_do_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.html").write_text("<html>Sorry</html>")
    (tmp_path / "good.m3u").write_text("#EXTM3U\n#EXTINF:-1,A\nhttp://h/a\n")
    (tmp_path / "providers.toml").write_text(PROVIDERS.format(folder=tmp_path.as_uri()))
    done = sync(tmp_path)
    told = " ".join(done.stdout.split())
    assert done.returncode == 1, done.stderr
    assert "good catalog: accepted, 1 entries" in told
    assert "page catalog: rejected (html), nothing changed. page.html: the body is" in told
    assert "open it in a browser, and ask the provider for the right address." in told
    for name in ("WATCHHOUSE_DATA_DIR", "DAGSTER_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "unset"))
    with prepare_instance(Settings(data_dir=tmp_path)) as instance:
        key = dg.AssetCheckKey(dg.AssetKey(["raw", "catalog_syncs"]), "is_accepted")
        records = instance.event_log_storage.get_asset_check_execution_history(key, limit=2)
    [failed] = [record for record in records if record.status.value == "FAILED"]
    assert failed.event is not None
    assert failed.event.dagster_event is not None
    metadata = failed.event.dagster_event.asset_check_evaluation_data.metadata
    assert metadata["catalog_reason"].value == "html"
    assert "ask the provider" in str(metadata["catalog_next_step"].value)


@pytest.mark.parametrize("option", [["--accept"], ["--replay", "x"]])
def test_accept_and_replay_are_for_one_provider(tmp_path: Path, option: list[str]) -> None:
    done = sync(tmp_path, *option)
    assert done.returncode == 2
    assert "name the provider" in done.stderr
