"""What is known of the warehouse's last build: a file beside it while all of it is built and checked.

The file holds the fingerprint of the project that built it. An incremental build adds to a warehouse of the
same project only; after a change, and after a build that did not come to its end, everything is built anew.
"""

import hashlib
from functools import cache
from pathlib import Path

import duckdb

from app.settings import Settings
from orchestration.dbt import PROJECT, project_files


def is_checked(settings: Settings) -> bool:
    """Whether the whole warehouse is built and has passed its checks."""
    return _marker(settings).exists()


def may_add(settings: Settings) -> bool:
    """Whether a build may add to what the last one left."""
    marker = _marker(settings)
    return marker.exists() and marker.read_text() == project_fingerprint()


def begin_build(settings: Settings) -> None:
    """Note that the warehouse is being built: until `finish_build` it does not count as checked."""
    _marker(settings).unlink(missing_ok=True)


def finish_build(settings: Settings) -> None:
    """Note that the warehouse is built and checked."""
    _marker(settings).write_text(project_fingerprint())


@cache
def project_fingerprint() -> str:
    """SHA-256 over the files of the dbt project and the engine's version, which its hashes depend on."""
    digest = hashlib.sha256(duckdb.__version__.encode())
    for path in sorted(project_files()):
        digest.update(str(path.relative_to(PROJECT.project_dir)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _marker(settings: Settings) -> Path:
    return settings.warehouse_path.with_name("CHECKED")
