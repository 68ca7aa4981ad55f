"""The asset graph, pinned: keys, groups (the layer), pools, dependencies; and what runs when."""

import dagster as dg
import pytest

from orchestration.dbt import read_mart_names
from orchestration.definitions import build_definitions

# asset | pool | dependencies
GRAPH = """
intermediate/int_checks_classified | warehouse | staging/check_reasons staging/stg_stream_checks
intermediate/int_checks_grouped | warehouse | intermediate/int_checks_held
intermediate/int_checks_held | warehouse | intermediate/int_checks_judged
intermediate/int_checks_judged | warehouse | intermediate/int_checks_classified intermediate/int_runs_judged
intermediate/int_entries_accepted | warehouse | intermediate/int_syncs_numbered staging/stg_catalog_entries
intermediate/int_events_corrected | warehouse | intermediate/int_events_deduplicated intermediate/int_sessions_profiled
intermediate/int_events_deduplicated | warehouse | staging/stg_playback_events
intermediate/int_events_ordered | warehouse | intermediate/int_events_corrected
intermediate/int_events_quarantined | warehouse | intermediate/int_events_corrected
intermediate/int_holds_split | warehouse | intermediate/int_checks_held
intermediate/int_intervals_measured | warehouse | intermediate/int_states_derived
intermediate/int_minutes_swept | warehouse | intermediate/int_spans_united
intermediate/int_programmes_deduplicated | warehouse | intermediate/int_syncs_numbered staging/stg_guide_programmes
intermediate/int_runs_judged | warehouse | intermediate/int_checks_classified staging/stg_probe_runs
intermediate/int_sessions_profiled | warehouse | intermediate/int_events_deduplicated
intermediate/int_spans_united | warehouse | intermediate/int_spans_watched
intermediate/int_spans_watched | warehouse | intermediate/int_intervals_measured intermediate/int_stalls_merged intermediate/int_views_judged
intermediate/int_stalls_merged | warehouse | intermediate/int_intervals_measured
intermediate/int_states_derived | warehouse | intermediate/int_events_ordered
intermediate/int_streams_compared | warehouse | intermediate/int_entries_accepted
intermediate/int_streams_listed | warehouse | intermediate/int_entries_accepted
intermediate/int_stretches_united | warehouse | intermediate/int_intervals_measured
intermediate/int_syncs_numbered | warehouse | staging/stg_catalog_syncs
intermediate/int_views_described | warehouse | intermediate/int_events_ordered
intermediate/int_views_judged | warehouse | intermediate/int_events_deduplicated intermediate/int_views_described intermediate/int_views_measured
intermediate/int_views_measured | warehouse | intermediate/int_intervals_measured intermediate/int_stalls_merged intermediate/int_stretches_united
marts/agg_audience_daily | warehouse | marts/fct_views
marts/agg_completion_histogram | warehouse | marts/fct_views
marts/agg_concurrency_minutely | warehouse | intermediate/int_minutes_swept
marts/agg_provider_hourly | warehouse | marts/fct_stream_checks
marts/agg_rejects_daily | warehouse | intermediate/int_events_quarantined staging/stg_catalog_rejects staging/stg_playback_rejects
marts/agg_stream_health_daily | warehouse | intermediate/int_checks_held intermediate/int_holds_split marts/fct_stream_checks
marts/agg_title_daily | warehouse | marts/dim_titles marts/fct_views
marts/agg_viewer_engagement_daily | warehouse | marts/fct_views
marts/dim_channels | warehouse | intermediate/int_streams_listed marts/fct_programmes
marts/dim_providers | warehouse | intermediate/int_streams_listed intermediate/int_syncs_numbered marts/fct_programmes staging/stg_catalog_syncs
marts/dim_streams | warehouse | intermediate/int_streams_listed marts/dim_providers marts/fct_stream_checks
marts/dim_titles | warehouse | marts/fct_views
marts/fct_catalog_changes | warehouse | intermediate/int_streams_compared
marts/fct_catalog_syncs | warehouse | staging/stg_catalog_syncs
marts/fct_incidents | warehouse | intermediate/int_checks_grouped intermediate/int_streams_listed
marts/fct_programmes | warehouse | intermediate/int_entries_accepted intermediate/int_programmes_deduplicated
marts/fct_stream_checks | warehouse | intermediate/int_checks_judged
marts/fct_views | warehouse | intermediate/int_views_judged
published/documentation | warehouse | published/snapshot
published/snapshot | warehouse | {marts}
raw/catalog_entries | provider_fetch |
raw/catalog_rejects | provider_fetch |
raw/catalog_syncs | provider_fetch |
raw/guide_channels | provider_fetch |
raw/guide_programmes | provider_fetch |
raw/playback_events | spool |
raw/playback_rejects | spool |
raw/probe_runs | provider_fetch |
raw/stream_checks | provider_fetch |
staging/check_reasons | warehouse |
staging/stg_catalog_entries | warehouse | raw/catalog_entries
staging/stg_catalog_rejects | warehouse | raw/catalog_rejects
staging/stg_catalog_syncs | warehouse | raw/catalog_syncs
staging/stg_guide_channels | warehouse | raw/guide_channels
staging/stg_guide_programmes | warehouse | raw/guide_programmes
staging/stg_playback_events | warehouse | raw/playback_events
staging/stg_playback_rejects | warehouse | raw/playback_rejects
staging/stg_probe_runs | warehouse | raw/probe_runs
staging/stg_stream_checks | warehouse | raw/stream_checks
"""
PARTITIONED = {
    "catalog_entries",
    "catalog_rejects",
    "catalog_syncs",
    "guide_channels",
    "guide_programmes",
} | {
    "probe_runs",
    "stream_checks",
}


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return build_definitions()


def test_the_graph_is_the_pinned_one(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    marts = " ".join(f"marts/{name}" for name in read_mart_names())
    found = []
    for key in sorted(graph.get_all_asset_keys()):
        node = graph.get(key)
        assert node.group_name == key.path[0]
        (pool,) = node.pools or {""}
        parents = " ".join(sorted(parent.to_user_string() for parent in node.parent_keys))
        found.append(f"{key.to_user_string()} | {pool} | {parents}".rstrip())
    assert found == GRAPH.replace("{marts}", marts).strip().splitlines()


def test_what_is_fetched_is_partitioned_by_provider(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    partitioned = {
        key.path[-1] for key in graph.get_all_asset_keys() if graph.get(key).partitions_def is not None
    }
    assert partitioned == PARTITIONED


def test_every_raw_table_has_a_blocking_schema_check(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    raw = {key for key in graph.get_all_asset_keys() if key.path[0] == "raw"}
    checked = {key.asset_key for key in graph.asset_check_keys if key.name == "matches_schema"}
    assert checked == raw
    for key in graph.asset_check_keys:
        if key.name == "matches_schema":
            assert graph.get_check_spec(key).blocking


def test_dbt_tests_are_checks_and_block_what_follows(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    checks = [key for key in graph.asset_check_keys if key.asset_key.path[0] == "marts"]
    assert len(checks) > 50
    blocking = [key for key in checks if graph.get_check_spec(key).blocking]
    assert len(blocking) == len(checks)


def test_marts_have_a_freshness_policy_and_nothing_else_has(definitions: dg.Definitions) -> None:
    specs = definitions.resolve_all_asset_specs()
    assert {spec.key.path[0] for spec in specs if spec.freshness_policy is not None} == {"marts"}
    assert all(spec.freshness_policy for spec in specs if spec.key.path[0] == "marts")


def test_the_clock(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    schedules = {schedule.name: schedule for schedule in repository.schedule_defs}
    assert {name: (one.job_name, one.cron_schedule) for name, one in schedules.items()} == {
        "catalogs_every_six_hours": ("sync_catalog", "0 */6 * * *"),
        "probes_every_quarter_hour": ("check_streams", "*/15 * * * *"),
        "build_every_quarter_hour": ("build_warehouse", "*/15 * * * *"),
        "maintenance_nightly": ("maintain", "0 4 * * *"),
    }
    assert all(one.default_status == dg.DefaultScheduleStatus.RUNNING for one in schedules.values())
    sensors = {sensor.name: sensor.default_status for sensor in repository.sensor_defs}
    assert sensors == {
        "provider_partitions": dg.DefaultSensorStatus.RUNNING,
        "declared_automation": dg.DefaultSensorStatus.RUNNING,
    }


def test_building_publishes_only_after_everything_else(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("build_warehouse")
    graph = job.graph.dependency_structure
    upstream = {output.node_name for output in graph.all_upstream_outputs_from_node("published__snapshot")}
    assert "warehouse" in upstream
