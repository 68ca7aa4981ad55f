"""Prepare a data folder: its sub-folders, zero-row tables and Dagster's home.

What every process calls first. Nothing here starts a process or reads a catalog.
"""

import os
from pathlib import Path

from app.settings import Settings
from ingestion.landing import RawStore, write_atomically

_CONFIGURATIONS = Path(__file__).parent


def prepare_data(settings: Settings) -> None:
    """Make the folders and zero-row tables that every process relies on, and name the folder to children.

    Sets `WATCHHOUSE_DATA_DIR`, so that dbt works on the folder of these settings. Raises OSError when it
    cannot be written.
    """
    for folder in (settings.dagster_home, settings.warehouse_path.parent, settings.spool_dir):
        folder.mkdir(parents=True, exist_ok=True)
    settings.secrets_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    RawStore(settings.raw_dir).ensure_tables()
    os.environ["WATCHHOUSE_DATA_DIR"] = str(settings.data_dir)


def prepare_home(settings: Settings) -> None:
    """Prepare the data folder and Dagster's home in it, and name both to children. Raises OSError."""
    prepare_data(settings)
    configuration = (_CONFIGURATIONS / _storage_file(settings)).read_bytes()
    target = settings.dagster_home / "dagster.yaml"
    if not target.exists() or target.read_bytes() != configuration:
        write_atomically(target, lambda temporary: temporary.write_bytes(configuration))
    os.environ.update(process_environment(settings))


def process_environment(settings: Settings) -> dict[str, str]:
    """What a child process needs in its environment to work on this data folder, telemetry off."""
    return {
        "WATCHHOUSE_DATA_DIR": str(settings.data_dir),
        "DAGSTER_HOME": str(settings.dagster_home),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    }


def _storage_file(settings: Settings) -> str:
    return "dagster.postgres.yaml" if settings.postgres_url else "dagster.yaml"
