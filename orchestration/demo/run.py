"""The demo from start to end: servers up, samples and viewers in, pipeline through Dagster, pages on.

A data folder is loaded once; later demos on it build and serve what is there. A loading that was cut off is
taken up by the next demo, which brings nothing twice.
"""

from app.settings import Settings
from app.snapshot import SnapshotStore
from orchestration.console import Steps, console, quiet_steps
from orchestration.demo import samples
from orchestration.demo.panel_login import require_panel
from orchestration.demo.traffic import send_traffic
from orchestration.home import prepare_home
from orchestration.pipeline import Pipeline
from orchestration.processes import Server, free_port, require_free_ports
from orchestration.servers import (
    LOOPBACK,
    api_server,
    dagster_server,
    dashboards_server,
    origin_server,
    panel_server,
)
from orchestration.stack import (
    require_server_ports,
    run_until_stopped,
    start_all,
    stop_all,
    stop_on_signals,
    tell_token,
)

_SEGMENT_SECONDS = "2"


def run_demo(settings: Settings, *, serve: bool) -> None:
    """Load, build and publish; then serve until Ctrl-C.

    Raises StartError for a taken port or a missing panel, SettingsError over providers that are not the
    demo's, PipelineError when a step of the pipeline fails.
    """
    stop_on_signals()
    require_panel()
    if serve:
        require_server_ports(settings)
    else:
        settings = settings.model_copy(update={"api_port": free_port(settings.host)})
    require_free_ports(
        LOOPBACK,
        {"WATCHHOUSE_ORIGIN_PORT": settings.origin_port, "WATCHHOUSE_PANEL_PORT": settings.panel_port},
    )
    samples.write_providers(settings)
    samples.put_channel_list(settings)
    prepare_home(settings)
    tell_token(settings)
    servers = [
        origin_server(settings),
        panel_server(settings),
        api_server(settings, WATCHHOUSE_SEGMENT_SECONDS=_SEGMENT_SECONDS),
    ]
    try:
        with quiet_steps(settings.data_dir / "logs" / "pipeline.log") as steps:
            _load_and_build(settings, servers, steps)
        _tell_loaded(settings)
        if serve:
            run_until_stopped([*servers, dashboards_server(settings), dagster_server(settings)], settings)
    finally:
        stop_all(servers)


def _load_and_build(settings: Settings, servers: list[Server], steps: Steps) -> None:
    steps.begin("start the collector and the demo's streams")
    start_all(servers)
    steps.begin("load the platform")
    pipeline = Pipeline(settings)
    try:
        if samples.is_loaded(settings):
            pipeline.sync(steps.begin, samples.ORIGIN_PROVIDER)
            pipeline.check_streams(steps.begin, samples.ORIGIN_PROVIDER)
        else:
            _load(settings, pipeline, steps)
        pipeline.build(steps.begin)
    finally:
        pipeline.close()


def _load(settings: Settings, pipeline: Pipeline, steps: Steps) -> None:
    for published_on in samples.PLAYLIST_DATES:
        samples.put_playlists_once(
            settings, published_on, lambda: pipeline.sync(steps.begin, samples.PLAYLIST_PROVIDER)
        )
    samples.put_videos(settings)
    for provider in samples.OTHER_PROVIDERS:
        pipeline.sync(steps.begin, provider)
    pipeline.check_streams(steps.begin)
    send_traffic(settings, steps)
    pipeline.sync(steps.begin, samples.LIBRARY_PROVIDER)
    samples.mark_loaded(settings)


def _tell_loaded(settings: Settings) -> None:
    snapshot = SnapshotStore(settings.published_dir).current()
    if snapshot is None:
        return
    tables = snapshot.manifest.tables
    told = {
        "dim_providers": "providers",
        "dim_streams": "streams",
        "fct_catalog_changes": "catalog changes",
        "fct_programmes": "programmes",
        "fct_stream_checks": "stream checks",
        "fct_views": "views",
    }
    counts = ", ".join(f"{tables[name].row_count:,} {what}" for name, what in told.items())
    console.print(f"\nPublished {snapshot.id}: {counts}.")
