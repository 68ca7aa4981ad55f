"""The platform's jobs in process, on a small folder: real files, the real collector, real dbt."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.snapshot import SnapshotStore
from orchestration.dbt import read_mart_names
from orchestration.defs.schedules import (
    catalogs_every_six_hours,
    is_due,
    probes_every_quarter_hour,
    provider_partitions,
)
from orchestration.pipeline import Pipeline, PipelineError
from orchestration.resources import DataFolder

PLAYLIST = """#EXTM3U
#EXTINF:-1 tvg-id="One.uk@HD",One (1080p)
http://user:secret@example.invalid/one.m3u8
#EXTINF:-1 tvg-id="Two.uk",Two
http://example.invalid/two.m3u8
#EXTINF:-1,No address
"""
GUIDE = """<tv><channel id="One.uk@HD"><display-name>One</display-name></channel>
<programme start="20261120100000 +0000" stop="20261120110000 +0000" channel="One.uk@HD">
<title>News</title></programme></tv>"""
HISTORY = "playlist,tvg_id,url,last_title,status_by_day\nuk,One.uk,http://example.invalid/1,One,ooto\n"
DAYS = "index,date_utc\n0,2022-01-01\n1,2022-01-02\n2,2022-01-03\n3,2022-01-04\n"
PROVIDERS = """
[[providers]]
id = "small"
name = "Small"
kind = "m3u"
urls = ["{folder}/list.m3u"]
guide_urls = ["{folder}/guide.xml"]

[[providers]]
id = "past"
name = "Past"
kind = "status_history"
history_url = "{folder}/history.csv"
days_url = "{folder}/days.csv"
end_date = 2026-11-19
"""
VIEW = {"session_id": "s", "content_id": "c"}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """A folder into which everything was pulled, collected and built once."""
    folder = tmp_path_factory.mktemp("small")
    for name, content in {
        "list.m3u": PLAYLIST,
        "guide.xml": GUIDE,
        "history.csv": HISTORY,
        "days.csv": DAYS,
        "providers.toml": PROVIDERS.format(folder=folder.as_uri()),
    }.items():
        (folder / name).write_text(content)
    with pytest.MonkeyPatch.context() as environment:
        for name in ("WATCHHOUSE_DATA_DIR", "DAGSTER_HOME"):
            environment.setenv(name, str(folder / "unset"))  # what prepare_home sets is undone afterwards
        settings = Settings(data_dir=folder, api_token="a-token-of-the-tests")
        pipeline = Pipeline(settings)
        _collect(settings)
        pipeline.build_everything(lambda _step: None)
        yield pipeline
        pipeline.close()


def _collect(settings: Settings) -> None:
    start = 1_790_000_000_000
    batch = {
        "schema_version": 1,
        "sent_at": start + 20_400,
        "events": [
            {**VIEW, "event_id": "1", "type": "view_start", "client_at": start},
            {**VIEW, "event_id": "2", "type": "playing", "client_at": start + 400},
            {**VIEW, "event_id": "3", "type": "view_end", "client_at": start + 20_400},
            {"event_id": "4", "content_id": "c", "type": "view_end", "client_at": start},
        ],
    }
    with TestClient(create_app(settings)) as client:
        answer = client.post("/analytics/events", json=batch)
        assert answer.status_code == 202
        assert answer.json()["accepted"] == 3


def _metadata(pipeline: Pipeline, *key: str) -> dict[str, object]:
    event = pipeline.instance.get_latest_materialization_event(dg.AssetKey(list(key)))
    assert event is not None
    assert event.asset_materialization is not None
    return {name: value.value for name, value in event.asset_materialization.metadata.items()}


def test_a_snapshot_holds_exactly_the_marts(pipeline: Pipeline) -> None:
    snapshot = SnapshotStore(pipeline.settings.published_dir).current()
    assert snapshot is not None
    assert sorted(snapshot.manifest.tables) == read_mart_names()
    assert snapshot.rows("select sum(play_seconds) as played, count(*) as n from fct_views") == [
        {"played": 20.0, "n": 1}
    ]
    assert snapshot.rows("select count(*) as n from dim_streams") == [{"n": 3}]
    assert snapshot.rows("select reason from agg_rejects_daily order by reason") == [
        {"reason": "missing_field"},
        {"reason": "no_url"},
    ]


def test_rows_and_rejects_are_metadata(pipeline: Pipeline) -> None:
    assert _metadata(pipeline, "raw", "playback_events")["dagster/partition_row_count"] == 3
    assert _metadata(pipeline, "raw", "playback_rejects")["dagster/partition_row_count"] == 1
    assert _metadata(pipeline, "marts", "fct_views")["dagster/row_count"] == 1
    assert _metadata(pipeline, "published", "snapshot")["tables"]


def test_logins_reach_no_table(pipeline: Pipeline) -> None:
    holding = [
        path.relative_to(pipeline.settings.data_dir)
        for path in pipeline.settings.data_dir.rglob("*")
        if path.is_file() and b"user:secret@" in path.read_bytes()
    ]
    assert [str(path) for path in holding] == ["list.m3u", "secrets/streams-small.json"]


def test_a_bad_answer_is_recorded_and_changes_nothing(pipeline: Pipeline) -> None:
    playlist = pipeline.settings.data_dir / "list.m3u"
    playlist.write_text("<html>Sorry</html>")
    try:
        pipeline.sync(lambda _step: None, "small")
    finally:
        playlist.write_text(PLAYLIST)
    key = dg.AssetCheckKey(dg.AssetKey(["raw", "catalog_syncs"]), "is_accepted")
    (record,) = pipeline.instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
    assert record.status.value == "FAILED"
    pipeline.build(lambda _step: None)
    snapshot = SnapshotStore(pipeline.settings.published_dir).current()
    assert snapshot is not None
    assert snapshot.rows("select count(*) as n from dim_streams where is_listed") == [{"n": 3}]
    assert snapshot.rows(
        "select outcome, reason from fct_catalog_syncs order by started_at desc limit 2"
    ) == [
        {"outcome": "unchanged", "reason": None},
        {"outcome": "rejected", "reason": "html"},
    ]


def test_an_unknown_provider_is_named_with_those_that_are_known(pipeline: Pipeline) -> None:
    with pytest.raises(PipelineError, match="no provider 'other'; configured and enabled: small, past"):
        pipeline.sync(lambda _step: None, "other")


def test_the_history_is_landed_once(pipeline: Pipeline) -> None:
    pipeline.check_streams(lambda _step: None, "past")
    files = list((pipeline.settings.raw_dir / "stream_checks").glob("*/history.past.parquet"))
    assert len(files) == 1


def test_a_new_provider_gets_a_partition_and_a_first_run(pipeline: Pipeline) -> None:
    with dg.instance_for_test() as instance:
        context = dg.build_sensor_context(
            instance=instance, resources={"data": DataFolder(data_dir=str(pipeline.settings.data_dir))}
        )
        result = provider_partitions(context)
    assert isinstance(result, dg.SensorResult)
    assert [request.partition_key for request in result.run_requests or []] == ["past", "small"]
    assert [request.tags["watchhouse/provider"] for request in result.run_requests or []] == ["past", "small"]


def _wanted(requests: object) -> list[str | None]:
    assert isinstance(requests, Iterable)
    return [request.partition_key for request in requests]


def test_schedules_ask_for_every_provider_that_has_a_partition(pipeline: Pipeline) -> None:
    with dg.instance_for_test() as instance:
        instance.add_dynamic_partitions("provider_id", ["small"])
        assert _wanted(catalogs_every_six_hours(_context(instance, pipeline))) == ["small"]
        assert _wanted(probes_every_quarter_hour(_context(instance, pipeline))) == []


def test_schedules_leave_out_providers_that_are_busy_or_not_due(pipeline: Pipeline) -> None:
    provider = pipeline.providers()[0]
    tags = {"watchhouse/provider": provider.id}
    with dg.instance_for_test() as instance:
        instance.add_dynamic_partitions("provider_id", [provider.id])
        context = _context(instance, pipeline)
        assert is_due(provider, context)
        run = dg.DagsterRun("check_streams", tags=tags, status=dg.DagsterRunStatus.STARTED)
        instance.add_run(run)
        assert _wanted(catalogs_every_six_hours(context)) == []
        assert not is_due(provider, context)
        instance.report_run_canceled(run)
        assert _wanted(catalogs_every_six_hours(context)) == [provider.id]


def _context(instance: dg.DagsterInstance, pipeline: Pipeline) -> dg.ScheduleEvaluationContext:
    return dg.build_schedule_context(
        instance=instance,
        resources={"data": DataFolder(data_dir=str(pipeline.settings.data_dir))},
        scheduled_execution_time=datetime.now(UTC),
    )


def test_a_second_run_of_everything_changes_no_row(pipeline: Pipeline) -> None:
    store = SnapshotStore(pipeline.settings.published_dir)
    before = store.current()
    assert before is not None
    pipeline.build(lambda _step: None)
    after = store.current()
    assert after is not None
    assert after.id != before.id
    assert {name: table.row_count for name, table in after.manifest.tables.items()} == {
        name: table.row_count for name, table in before.manifest.tables.items()
    }


def test_maintenance_runs(pipeline: Pipeline) -> None:
    pipeline.run("maintain")


def test_the_documentation_is_one_page_without_outside_addresses(pipeline: Pipeline) -> None:
    pipeline.document(lambda _step: None)
    page = pipeline.settings.docs_dir / "index.html"
    assert "fct_views" in page.read_text()
    assert Path(page).stat().st_size > 1_000_000
