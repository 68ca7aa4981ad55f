"""The single commands as operators use them: on empty folders, side by side, and wrongly."""

import shlex
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import httpx
import pytest
from playwright.sync_api import Browser, expect

from app.settings import Settings
from app.snapshot import SnapshotStore
from app.spool_lines import Receipt, batch_lines
from ingestion.landing import RawStore
from ingestion.parsers.contract import PlaybackEvent
from orchestration.definitions import build_definitions
from orchestration.home import prepare_home
from tests.e2e.commands import HOST, run, started, watchhouse
from tests.e2e.pages import DASHBOARDS, open_dashboard, page_that_stays_here, read_tiles
from tests.support.clients import AUTHORIZED, LISTS, TOKEN
from tests.support.contracts import mart_schemas
from tests.support.snapshots import FULL_TOTALS, publish_empty, publish_full

README = Path(__file__).parents[2] / "README.md"
_RECEIPT = Receipt("events", "b1", 1_795_255_201_000)
_EVENT = PlaybackEvent(
    event_id="e1", session_id="s1", content_id="film", type="view_start", client_at=1_795_255_200_000
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of `watchhouse build` on nothing."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    built = watchhouse(folder, "build")
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another data folder on the same machine, with a snapshot that is not empty."""
    folder = tmp_path_factory.mktemp("full") / "data"
    publish_full(folder)
    return folder


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server((HOST, 0)) as listener:
        yield listener.getsockname()[1]


def _current_id(data_dir: Path) -> str | None:
    return SnapshotStore(Settings(data_dir=data_dir).published_dir).current_id()


def test_an_empty_folder_is_built_and_told_about(empty: Path) -> None:
    status = watchhouse(empty, "status").stdout
    assert str(empty) in status
    assert "none configured" in status
    assert "0 segments, 0 bytes" in status
    assert f"{_current_id(empty)}, " in status
    rows = {line.split()[0]: line.split()[1] for line in status.splitlines() if len(line.split()) == 3}
    assert {name: rows.get(name) for name in mart_schemas()} == dict.fromkeys(mart_schemas(), "0")


def test_two_apis_serve_their_own_folders(empty: Path, full: Path) -> None:
    with (
        started(empty, "api", "--port", "0", api_token=TOKEN) as one,
        started(full, "api", "--port", "0", api_token=TOKEN) as other,
    ):
        nothing, something = (_api_address(running.wait_for(r"API on (\S+)/")[1]) for running in (one, other))
        for name in LISTS:
            assert nothing(f"/v1/{name}")["items"] == []
            assert something(f"/v1/{name}")["items"] != []
        assert nothing("/v1/summary")["totals"]["view_count"] == 0
        assert something("/v1/summary")["totals"]["view_count"] == FULL_TOTALS["view_count"]
        assert nothing("/health")["status"] == "ok"


def _api_address(base: str) -> Any:
    def get(path: str) -> dict[str, Any]:
        answer = httpx.get(base + path, headers=AUTHORIZED)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    return get


@pytest.mark.browser
def test_two_dashboards_show_their_own_folders(empty: Path, full: Path, browser: Browser) -> None:
    with (
        started(empty, "dashboards", "--port", "0") as one,
        started(full, "dashboards", "--port", "0") as other,
        page_that_stays_here(browser) as page,
    ):
        nothing, something = (running.wait_for(r"URL: (http://\S+)")[1] for running in (one, other))
        for path in DASHBOARDS:
            open_dashboard(page, nothing, path)
            tiles = read_tiles(page)
            tiles.pop("Last snapshot", None)  # its age, which grows while the pages are opened
            assert not {value for value in tiles.values() if value.strip("0—.%hms ")}, path
        open_dashboard(page, nothing, "")
        expect(page.get_by_text("No playback events yet")).to_be_visible()
        open_dashboard(page, something, "")
        assert int(read_tiles(page)["Views"].replace(",", "")) > 0


@pytest.mark.parametrize(
    ("command", "setting"),
    [
        ("api", "api_port"),
        ("dashboards", "dashboards_port"),
        ("up", "dagster_port"),
        ("demo", "origin_port"),
        ("demo", "panel_port"),
    ],
)
def test_a_taken_port_is_named_with_its_setting(
    tmp_path: Path, taken_port: int, command: str, setting: str
) -> None:
    others = dict.fromkeys(("api_port", "dashboards_port", "dagster_port", "origin_port", "panel_port"), 0)
    ended = watchhouse(tmp_path / "data", command, **{**others, setting: taken_port})
    assert ended.returncode == 1
    assert str(taken_port) in ended.stderr
    assert f"WATCHHOUSE_{setting.upper()}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_wrong_settings_are_named_all_at_once(tmp_path: Path) -> None:
    ended = watchhouse(tmp_path / "data", "status", api_port="abc", snapshots_kept=0)
    assert ended.returncode == 2
    assert "WATCHHOUSE_API_PORT" in ended.stderr
    assert "WATCHHOUSE_SNAPSHOTS_KEPT" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unknown_provider_is_answered_with_the_known(empty: Path) -> None:
    ended = watchhouse(empty, "sync", "nobody")
    assert ended.returncode == 1
    assert "no provider 'nobody'; configured and enabled: none" in ended.stderr


def test_rollback_goes_back_by_one(tmp_path: Path) -> None:
    first, second = publish_empty(tmp_path), publish_full(tmp_path)
    assert _current_id(tmp_path) == second
    assert first in watchhouse(tmp_path, "rollback").stdout
    assert _current_id(tmp_path) == first
    again = watchhouse(tmp_path, "rollback")
    assert (again.returncode, again.stderr) == (1, "watchhouse: there is no older snapshot to go back to\n")
    assert watchhouse(tmp_path, "rollback", second).returncode == 0
    assert _current_id(tmp_path) == second


def _commands_of_readme() -> list[list[str]]:
    lines = README.read_text().splitlines()
    return [shlex.split(line) for line in lines if line.startswith("dagster asset materialize")]


def test_the_readme_materialises_events_alone(settings: Settings) -> None:
    prepare_home(settings)
    sealed = settings.spool_dir / "sealed"
    sealed.mkdir()
    (sealed / "1.ndjson").write_bytes(batch_lines([_EVENT], [], _RECEIPT))
    program, *arguments = _commands_of_readme()[0]
    done = run([str(Path(sys.executable).with_name(program)), *arguments], settings.data_dir)
    assert done.returncode == 0, done.stderr[-2000:]
    [event_id] = RawStore(settings.raw_dir).scan("playback_events").collect()["event_id"]
    assert event_id == "e1"
    assert not settings.warehouse_path.exists()


def test_the_readme_selects_a_mart_and_what_comes_of_it() -> None:
    selection = _commands_of_readme()[1][-1]
    graph = build_definitions().resolve_asset_graph()
    selected = {key.to_user_string() for key in dg.AssetSelection.from_string(selection).resolve(graph)}
    assert {"marts/fct_views", "marts/agg_audience_daily", "published/snapshot"} <= selected
    assert "raw/playback_events" not in selected
