"""`python -m app.openapi` writes the OpenAPI document to `docs/openapi.json`, as it is committed."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings

COMMITTED = Path(__file__).parents[1] / "docs" / "openapi.json"


def render(app: FastAPI) -> str:
    """The document as it is committed."""
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


def _main() -> None:
    with TemporaryDirectory() as folder:
        COMMITTED.write_text(render(create_app(Settings(data_dir=Path(folder)))))


if __name__ == "__main__":
    _main()
