"""Commands that serve: the API, the dashboards, or everything together."""

from orchestration.cli.options import DataDir, Host, Port, Workers, read_settings
from orchestration.home import prepare_data
from orchestration.servers import api_server, dagster_server, dashboards_server
from orchestration.stack import require_server_ports, run_until_stopped, stop_on_signals, tell_token


def api(port: Port = None, host: Host = None, workers: Workers = None, data_dir: DataDir = None) -> None:
    """Serve the API and collect events.

    Example: `watchhouse api --port 8000`
    """
    from app.server import serve

    settings = read_settings(data_dir, api_port=port, host=host, api_workers=workers)
    prepare_data(settings)
    serve(settings)


def dashboards(port: Port = None, host: Host = None, data_dir: DataDir = None) -> None:
    """Serve the dashboards.

    Example: `watchhouse dashboards --port 8501`
    """
    from dashboards.server import serve

    settings = read_settings(data_dir, dashboards_port=port, host=host)
    prepare_data(settings)
    serve(settings)


def up(data_dir: DataDir = None) -> None:
    """Serve everything: Dagster's webserver and daemon, the API and the dashboards; Ctrl-C stops it.

    Example: `WATCHHOUSE_API_PORT=8080 watchhouse up`
    """
    from orchestration.pools import prepare_instance

    settings = read_settings(data_dir)
    require_server_ports(settings)
    stop_on_signals()
    tell_token(settings)
    prepare_instance(settings).dispose()
    run_until_stopped([api_server(settings), dashboards_server(settings), dagster_server(settings)], settings)


COMMANDS = (api, dashboards, up)
