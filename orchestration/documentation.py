"""Put dbt's static documentation page where the API serves it from."""

import shutil
from pathlib import Path

from ingestion.landing import write_atomically


def install_documentation(target_path: Path, docs_dir: Path) -> Path:
    """Copy the page that `dbt docs generate --static` made; return its new path."""
    page = docs_dir / "index.html"
    write_atomically(page, lambda temporary: shutil.copyfile(target_path / "static_index.html", temporary))
    return page
