"""The recorded sessions and the warehouse built of them, once for all tests that compare the two."""

import json
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings
from app.spool import claim_batch, finish
from ingestion.landing import RawStore
from ingestion.playback.compaction import land_batch
from tests.players.media import media_folder
from tests.players.needs import missing_needs
from tests.players.origins import Origins, running_origins
from tests.players.relay import Post
from tests.players.sessions import SESSIONS, Recording, Session, content_id, record
from tests.players.windows import playwright_window, selenium_window
from tests.support.servers import api_process, wait_for_address
from tests.support.warehouse import query, run_dbt

_AT_ONCE = 3
_TRIES = 2


@dataclass(frozen=True)
class Recorded:
    """What the pages saw, what the collector was sent, and the folder in which it is stored.

    `failed_tries` tells why they had to be played once more.
    """

    recordings: dict[str, Recording]
    posts: list[Post]
    data_dir: Path
    failed_tries: Sequence[str] = ()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if missing := missing_needs():
        for item in items:
            if item.path.parent == Path(__file__).parent:
                item.add_marker(pytest.mark.skip(reason=f"needs {', '.join(missing)}"))


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """The sessions as they were played; once more where a busy machine broke it off."""
    failures: list[str] = []
    while True:
        try:
            played = _play_all(tmp_path_factory.mktemp("players") / "data")
            return replace(played, failed_tries=failures)
        except Exception as error:
            failures.append("".join(traceback.format_exception(error)))
            if len(failures) == _TRIES:
                raise


def _play_all(data_dir: Path) -> Recorded:
    """Every session, played in a browser of its own against the product's collector."""
    with (
        _collector(data_dir) as address,
        running_origins(address, media_folder()) as origins,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        recordings = list(pool.map(lambda session: _record(session, origins), SESSIONS))
    for recording in recordings:  # for whoever looks into a failure
        text = "\n".join(map(json.dumps, recording.log.entries))
        data_dir.with_name(f"{recording.session.name}.ndjson").write_text(text)
    return Recorded(
        {recording.session.name: recording for recording in recordings}, origins.relay.posts, data_dir
    )


@pytest.fixture(scope="session")
def built(recorded: Recorded) -> Recorded:
    """The same with a warehouse built of what was collected."""
    _land(recorded.data_dir)
    run_dbt(recorded.data_dir, "run", "--select", "+fct_views")
    return recorded


@pytest.fixture(scope="session")
def resent(built: Recorded) -> dict[str, list[dict[str, Any]]]:
    """Views before and after each session's last posts came once more."""
    before = _views(built.data_dir)
    with _collector(built.data_dir) as address, httpx.Client(base_url=address, trust_env=False) as client:
        for post in _last_posts(built):
            client.post(post.path, content=post.body, headers=post.headers).raise_for_status()
    _land(built.data_dir)
    run_dbt(built.data_dir, "run", "--select", "+fct_views")
    return {"before": before, "after": _views(built.data_dir)}


def view_of(built: Recorded, session: Session, source: str) -> dict[str, Any]:
    """The one view that a session's reports of a source became."""
    asked = [content_id(session), source]
    rows = query(built.data_dir, "select * from fct_views where content_id = ? and source = ?", asked)
    assert len(rows) == 1, f"{len(rows)} views"
    return rows[0]


def _record(session: Session, origins: Origins) -> Recording:
    is_youtube = session.player == "youtube"
    with selenium_window() if session.needs_hiding else playwright_window(has_youtube=is_youtube) as window:
        try:
            return record(session, window, origins)
        except Exception as error:
            error.add_note(f"in {session.name}, whose page had seen: {window.read('window.log')}")
            raise


@contextmanager
def _collector(data_dir: Path) -> Iterator[str]:
    log = data_dir.with_name("collector.log")
    with api_process(data_dir, log) as process:
        yield wait_for_address(log, process)
        process.terminate()
        assert process.wait(timeout=20) in (0, -15), log.read_text()


def _land(data_dir: Path) -> None:
    settings = Settings(data_dir=data_dir)
    store = RawStore(settings.raw_dir)
    store.ensure_tables()
    batch = claim_batch(settings.spool_dir)
    assert batch is not None
    land_batch(store, batch.batch_id, batch.segments)
    finish(batch)


def _last_posts(recorded: Recorded) -> list[Post]:
    """The last post of each session on each path."""
    return list({(post.session, post.path): post for post in recorded.posts}.values())


def _views(data_dir: Path) -> list[dict[str, Any]]:
    return query(data_dir, "select * from fct_views order by view_key")
