"""The example of the documentation is a kind that works."""

import re
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

from ingestion.fetching.http import client
from ingestion.kinds.registry import KINDS
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog import sync_catalog


def test_the_documented_kind_syncs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [code] = re.findall(r"```python\n(.*?)```", Path("docs/PROVIDERS.md").read_text(), flags=re.DOTALL)
    (tmp_path / "documented_kind.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(KINDS, "m3u", import_module("documented_kind").LinesKind())
    (tmp_path / "list.txt").write_text("One;http://h/live/bob/pw/1.ts\nTwo;http://h/2\nno address\n\n")
    provider = ProviderSettings.model_validate(
        {"id": "p", "name": "P", "kind": "m3u", "urls": [(tmp_path / "list.txt").as_uri()]}
    )
    with client() as http:
        done = sync_catalog(provider, client=http, previous=None, sync_id="s", now=lambda: datetime.now(UTC))
    assert done.entries.select("name", "stream_url", "identity_basis").rows() == [
        ("One", "http://h/live/***/***/1.ts", "id:1"),
        ("Two", "http://h/2", "name:two"),
    ]
    assert list(done.logins.values()) == ["http://h/live/bob/pw/1.ts"]
    assert done.tables["catalog_rejects"].select("line_number", "reason").rows() == [(3, "no_address")]
