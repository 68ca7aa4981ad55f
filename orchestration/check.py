"""What `make check` asks of dbt and Dagster: the project parses and the definitions load, without data."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from app.settings import Settings
from orchestration.home import prepare_home


def main() -> int:
    """Parse the dbt project (through Dagster's definitions) and validate the workspace; the exit code."""
    with tempfile.TemporaryDirectory() as scratch:
        prepare_home(Settings(data_dir=Path(scratch)))
        command = [sys.executable, "-m", "dagster", "definitions", "validate", "-w", "workspace.yaml"]
        return subprocess.run(command, env=os.environ, check=False).returncode  # noqa: S603 - fixed command


if __name__ == "__main__":
    raise SystemExit(main())
