"""The asset graph, pinned: keys, groups (the layer), pools, dependencies; and what runs when."""

import dagster as dg
import pytest

from ingestion.schemas.registry import RAW_TABLES
from orchestration.dbt import read_mart_names
from orchestration.definitions import build_definitions

# asset | pool | dependencies
GRAPH = """
intermediate/int_adverts_measured | warehouse | intermediate/int_events_measured intermediate/int_events_noted
intermediate/int_broadcasts_watched | warehouse | intermediate/int_spans_watched marts/fct_programmes marts/fct_views
intermediate/int_buckets_compared | warehouse | intermediate/int_buckets_measured
intermediate/int_buckets_judged | warehouse | intermediate/int_buckets_compared intermediate/int_buckets_measured
intermediate/int_buckets_measured | warehouse | intermediate/int_hours_bounded intermediate/int_hours_summed
intermediate/int_buckets_strayed | warehouse | intermediate/int_buckets_judged
intermediate/int_checks_classified | warehouse | staging/check_reasons staging/stg_stream_checks
intermediate/int_checks_grouped | warehouse | intermediate/int_checks_held
intermediate/int_checks_held | warehouse | intermediate/int_checks_judged
intermediate/int_checks_judged | warehouse | intermediate/int_checks_classified intermediate/int_runs_judged
intermediate/int_days_left | warehouse | intermediate/int_sessions_touched
intermediate/int_days_touched | warehouse | intermediate/int_days_left marts/fct_views
intermediate/int_descriptions_listed | warehouse | intermediate/int_events_deduplicated
intermediate/int_entries_accepted | warehouse | intermediate/int_matches_resolved intermediate/int_series_read intermediate/int_syncs_numbered staging/stg_catalog_entries
intermediate/int_events_corrected | warehouse | intermediate/int_events_deduplicated intermediate/int_sessions_profiled
intermediate/int_events_deduplicated | warehouse | intermediate/int_events_repeated intermediate/int_events_selected
intermediate/int_events_indexed | warehouse | intermediate/int_files_read staging/stg_playback_events
intermediate/int_events_measured | warehouse | intermediate/int_states_derived
intermediate/int_events_noted | warehouse | intermediate/int_events_deduplicated
intermediate/int_events_placed | warehouse | intermediate/int_events_corrected
intermediate/int_events_quarantined | warehouse | intermediate/int_events_corrected
intermediate/int_events_repeated | warehouse | intermediate/int_events_selected
intermediate/int_events_selected | warehouse | intermediate/int_sessions_touched staging/stg_playback_events
intermediate/int_files_read | warehouse | staging/stg_playback_events
intermediate/int_guides_dated | warehouse | intermediate/int_syncs_numbered staging/stg_catalog_syncs
intermediate/int_holds_split | warehouse | intermediate/int_checks_held
intermediate/int_hours_bounded | warehouse | intermediate/int_hours_summed
intermediate/int_hours_compared | warehouse | intermediate/int_hours_bounded
intermediate/int_hours_summed | warehouse | intermediate/int_days_touched marts/fct_views
intermediate/int_levels_held | warehouse | intermediate/int_spans_scoped
intermediate/int_matches_judged | warehouse | staging/stg_channel_matches
intermediate/int_matches_resolved | warehouse | intermediate/int_matches_judged
intermediate/int_passes_played | warehouse | intermediate/int_events_measured
intermediate/int_passes_stepped | warehouse | intermediate/int_passes_played intermediate/int_plays_located intermediate/int_titles_stepped
intermediate/int_plays_located | warehouse | intermediate/int_views_scored
intermediate/int_plays_spanned | warehouse | intermediate/int_events_measured intermediate/int_views_scored
intermediate/int_programmes_compared | warehouse | intermediate/int_syncs_numbered staging/stg_guide_programmes
intermediate/int_programmes_covered | warehouse | intermediate/int_guides_dated marts/fct_programmes
intermediate/int_programmes_deduplicated | warehouse | intermediate/int_matches_resolved intermediate/int_syncs_numbered staging/stg_guide_programmes
intermediate/int_programmes_revised | warehouse | intermediate/int_programmes_compared
intermediate/int_providers_changed | warehouse | marts/dim_streams_history marts/fct_catalog_changes staging/stg_catalog_syncs
intermediate/int_providers_sized | warehouse | intermediate/int_streams_listed marts/agg_guide_coverage
intermediate/int_runs_judged | warehouse | intermediate/int_checks_classified staging/stg_probe_runs
intermediate/int_scopes_listed | warehouse | intermediate/int_spans_watched
intermediate/int_segments_compared | warehouse | intermediate/int_buckets_compared intermediate/int_buckets_strayed intermediate/int_segments_summed
intermediate/int_segments_dated | warehouse | intermediate/int_days_touched marts/fct_views
intermediate/int_segments_ranked | warehouse | intermediate/int_buckets_compared intermediate/int_buckets_strayed intermediate/int_segments_compared
intermediate/int_segments_summed | warehouse | intermediate/int_buckets_compared intermediate/int_buckets_strayed marts/fct_views
intermediate/int_series_read | warehouse | intermediate/int_syncs_numbered staging/stg_catalog_entries
intermediate/int_sessions_profiled | warehouse | intermediate/int_events_deduplicated
intermediate/int_sessions_touched | warehouse | intermediate/int_events_indexed intermediate/int_files_read staging/stg_playback_events
intermediate/int_spans_scoped | warehouse | intermediate/int_days_touched intermediate/int_spans_watched
intermediate/int_spans_watched | warehouse | intermediate/int_events_measured intermediate/int_stalls_merged intermediate/int_views_scored
intermediate/int_stalls_merged | warehouse | intermediate/int_events_measured
intermediate/int_states_derived | warehouse | intermediate/int_events_placed intermediate/int_views_begun
intermediate/int_statistics_settled | warehouse | staging/stg_video_statistics
intermediate/int_statistics_spanned | warehouse | intermediate/int_statistics_settled
intermediate/int_streams_compared | warehouse | intermediate/int_entries_accepted
intermediate/int_streams_listed | warehouse | intermediate/int_entries_accepted
intermediate/int_streams_retyped | warehouse | intermediate/int_streams_compared
intermediate/int_streams_weighed | warehouse | intermediate/int_streams_listed marts/map_stream_channels
intermediate/int_stretches_united | warehouse | intermediate/int_passes_played
intermediate/int_syncs_numbered | warehouse | staging/stg_catalog_syncs
intermediate/int_titles_named | warehouse | intermediate/int_streams_listed
intermediate/int_titles_stepped | warehouse | intermediate/int_plays_located
intermediate/int_viewers_dated | warehouse | intermediate/int_days_touched marts/fct_views
intermediate/int_views_begun | warehouse | intermediate/int_events_placed
intermediate/int_views_described | warehouse | intermediate/int_events_measured
intermediate/int_views_judged | warehouse | intermediate/int_events_indexed intermediate/int_sessions_profiled intermediate/int_views_described intermediate/int_views_measured intermediate/int_views_noted intermediate/int_views_titled
intermediate/int_views_matched | warehouse | intermediate/int_statistics_settled intermediate/int_streams_listed marts/fct_views
intermediate/int_views_measured | warehouse | intermediate/int_events_measured intermediate/int_passes_played intermediate/int_stalls_merged intermediate/int_stretches_united
intermediate/int_views_noted | warehouse | intermediate/int_events_measured intermediate/int_events_noted
intermediate/int_views_scored | warehouse | intermediate/int_views_judged
intermediate/int_views_titled | warehouse | intermediate/int_descriptions_listed intermediate/int_events_measured
intermediate/int_views_visited | warehouse | marts/fct_views
marts/agg_ads_daily | warehouse | marts/fct_ad_views
marts/agg_audience_daily | warehouse | intermediate/int_days_touched marts/fct_views
marts/agg_breakdown_daily | warehouse | intermediate/int_days_touched intermediate/int_segments_dated
marts/agg_channel_backups | warehouse | intermediate/int_streams_weighed marts/dim_providers
marts/agg_cohorts_weekly | warehouse | intermediate/int_viewers_dated
marts/agg_completion_histogram | warehouse | intermediate/int_days_touched marts/fct_views
marts/agg_concurrency_daily | warehouse | marts/agg_concurrency_minutely
marts/agg_concurrency_minutely | warehouse | intermediate/int_levels_held intermediate/int_scopes_listed
marts/agg_guide_coverage | warehouse | intermediate/int_guides_dated intermediate/int_programmes_covered intermediate/int_streams_listed marts/fct_programmes
marts/agg_library_daily | warehouse | intermediate/int_statistics_settled intermediate/int_statistics_spanned intermediate/int_views_matched
marts/agg_programme_audience | warehouse | intermediate/int_broadcasts_watched marts/fct_programmes
marts/agg_provider_hourly | warehouse | marts/fct_stream_checks
marts/agg_provider_scorecard | warehouse | intermediate/int_providers_changed intermediate/int_providers_sized intermediate/int_syncs_numbered marts/agg_guide_coverage marts/dim_providers marts/fct_account_states marts/fct_catalog_defects staging/stg_catalog_syncs
marts/agg_reconciliation_daily | warehouse | intermediate/int_statistics_settled intermediate/int_statistics_spanned intermediate/int_streams_listed intermediate/int_views_matched
marts/agg_rejects_daily | warehouse | intermediate/int_events_quarantined staging/stg_catalog_rejects staging/stg_playback_rejects
marts/agg_stream_health_daily | warehouse | intermediate/int_checks_held intermediate/int_holds_split marts/fct_stream_checks
marts/agg_title_daily | warehouse | intermediate/int_days_touched marts/fct_views
marts/agg_title_retention | warehouse | intermediate/int_passes_stepped intermediate/int_titles_stepped
marts/agg_titles_trending | warehouse | intermediate/int_hours_compared marts/fct_views
marts/agg_viewer_engagement_daily | warehouse | intermediate/int_days_touched marts/fct_views
marts/agg_viewers_daily | warehouse | intermediate/int_viewers_dated
marts/agg_viewers_periodic | warehouse | intermediate/int_viewers_dated
marts/agg_watch_hourly | warehouse | intermediate/int_days_touched intermediate/int_plays_spanned
marts/dim_catalog_titles | warehouse | intermediate/int_titles_named
marts/dim_channels | warehouse | intermediate/int_matches_resolved intermediate/int_streams_listed marts/fct_programmes
marts/dim_providers | warehouse | intermediate/int_streams_listed intermediate/int_syncs_numbered marts/fct_programmes staging/stg_catalog_syncs
marts/dim_streams | warehouse | intermediate/int_streams_listed marts/dim_providers marts/fct_stream_checks
marts/dim_streams_history | warehouse | intermediate/int_streams_compared intermediate/int_streams_retyped
marts/dim_titles | warehouse | marts/fct_views
marts/dim_viewers | warehouse | intermediate/int_views_visited marts/fct_visits
marts/fct_account_states | warehouse | staging/stg_catalog_syncs
marts/fct_ad_views | warehouse | intermediate/int_adverts_measured intermediate/int_days_touched intermediate/int_views_scored
marts/fct_anomalies | warehouse | intermediate/int_buckets_strayed intermediate/int_segments_ranked
marts/fct_binges | warehouse | intermediate/int_views_visited
marts/fct_catalog_changes | warehouse | intermediate/int_streams_compared intermediate/int_streams_retyped
marts/fct_catalog_defects | warehouse | intermediate/int_syncs_numbered staging/stg_catalog_defects
marts/fct_catalog_syncs | warehouse | staging/stg_catalog_syncs
marts/fct_guide_revisions | warehouse | intermediate/int_programmes_revised marts/map_guide_channels
marts/fct_heatmap_segments | warehouse | staging/stg_video_heatmaps
marts/fct_incidents | warehouse | intermediate/int_checks_grouped intermediate/int_streams_listed
marts/fct_match_reviews | warehouse | marts/fct_views marts/map_stream_channels
marts/fct_programmes | warehouse | intermediate/int_entries_accepted intermediate/int_programmes_deduplicated
marts/fct_stream_checks | warehouse | intermediate/int_checks_judged
marts/fct_view_events | warehouse | intermediate/int_events_measured intermediate/int_events_noted intermediate/int_views_scored
marts/fct_views | warehouse | intermediate/int_days_left intermediate/int_views_scored
marts/fct_visits | warehouse | intermediate/int_views_visited
marts/map_guide_channels | warehouse | intermediate/int_matches_resolved
marts/map_stream_channels | warehouse | intermediate/int_matches_resolved intermediate/int_streams_listed
published/documentation | warehouse | published/snapshot
published/snapshot | warehouse | {marts}
raw/access_logs | spool |
raw/catalog_defects | provider_fetch |
raw/catalog_entries | provider_fetch |
raw/catalog_rejects | provider_fetch |
raw/catalog_syncs | provider_fetch |
raw/channel_matches | spool | raw/catalog_entries raw/catalog_syncs raw/guide_channels
raw/guide_channels | provider_fetch |
raw/guide_programmes | provider_fetch |
raw/imports | spool |
raw/playback_events | spool | raw/access_logs raw/imports
raw/playback_rejects | spool |
raw/probe_runs | provider_fetch |
raw/stream_checks | provider_fetch |
raw/video_heatmaps | provider_fetch |
raw/video_statistics | provider_fetch |
staging/check_reasons | warehouse |
staging/stg_catalog_defects | warehouse | raw/catalog_defects
staging/stg_catalog_entries | warehouse | raw/catalog_entries
staging/stg_catalog_rejects | warehouse | raw/catalog_rejects
staging/stg_catalog_syncs | warehouse | raw/catalog_syncs
staging/stg_channel_matches | warehouse | raw/channel_matches
staging/stg_guide_channels | warehouse | raw/guide_channels
staging/stg_guide_programmes | warehouse | raw/guide_programmes
staging/stg_playback_events | warehouse | raw/playback_events
staging/stg_playback_rejects | warehouse | raw/playback_rejects
staging/stg_probe_runs | warehouse | raw/probe_runs
staging/stg_stream_checks | warehouse | raw/stream_checks
staging/stg_video_heatmaps | warehouse | raw/video_heatmaps
staging/stg_video_statistics | warehouse | raw/video_statistics
"""
PARTITIONED = {
    "catalog_defects",
    "catalog_entries",
    "catalog_rejects",
    "catalog_syncs",
    "guide_channels",
    "guide_programmes",
    "video_heatmaps",
    "video_statistics",
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
    raw = {dg.AssetKey(["raw", table]) for table in RAW_TABLES}
    checked = {key.asset_key for key in graph.asset_check_keys if key.name == "matches_schema"}
    assert checked == raw
    for key in graph.asset_check_keys:
        if key.name == "matches_schema":
            assert graph.get_check_spec(key).blocking


def test_dbt_tests_are_checks_and_block_what_follows(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    checks = [key for key in graph.asset_check_keys if key.asset_key.path[0] == "marts"]
    assert len(checks) > 50
    others = {key.name for key in checks if not graph.get_check_spec(key).blocking}
    assert others == {  # what a provider counts is no reason to stop
        "assert_library_totals_are_within_tolerance",
        "assert_reconciliation_is_within_tolerance",
    }


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
