"""A data folder as every process finds it."""

import stat

import pytest

from app.settings import Settings
from ingestion.schemas.registry import RAW_TABLES
from orchestration.home import prepare_home


def test_every_raw_table_has_a_zero_row_file(settings: Settings) -> None:
    prepare_home(settings)
    for table in RAW_TABLES:
        assert list((settings.raw_dir / table).glob("*/*.parquet")), table


def test_secrets_are_for_the_owner_alone(settings: Settings) -> None:
    prepare_home(settings)
    assert stat.S_IMODE(settings.secrets_dir.stat().st_mode) == 0o700


def test_storage_is_sqlite_unless_postgresql_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_home(settings)
    assert "sqlite" in (settings.dagster_home / "dagster.yaml").read_text()
    monkeypatch.setenv("WATCHHOUSE_POSTGRES_URL", "postgresql://someone:secret@db/dagster")
    prepare_home(Settings())
    text = (settings.dagster_home / "dagster.yaml").read_text()
    assert "postgres_url: {env: WATCHHOUSE_POSTGRES_URL}" in text
    assert "secret" not in text


def test_preparing_twice_changes_nothing(settings: Settings) -> None:
    prepare_home(settings)
    before = sorted(path for path in settings.data_dir.rglob("*"))
    prepare_home(settings)
    assert sorted(path for path in settings.data_dir.rglob("*")) == before
