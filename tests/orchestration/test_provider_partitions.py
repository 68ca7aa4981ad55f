"""Partitions follow the definitions, and what was read from a provider outlives its partition."""

from collections.abc import Iterator

import dagster as dg
import pytest

from app.definitions.changes import Actor
from app.definitions.store import DefinitionStore
from app.settings import Settings
from ingestion.landing import RawStore
from orchestration.defs.schedules import provider_partitions
from orchestration.home import prepare_home
from orchestration.partitions import PROVIDERS
from orchestration.providers import read_providers
from orchestration.pulling import SyncStores, pull_catalog
from orchestration.resources import DataFolder

ACTOR = Actor("root", "command line")
NAME = PROVIDERS.name or ""


@pytest.fixture
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    prepare_home(settings)
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def store(settings: Settings) -> DefinitionStore:
    made = DefinitionStore(settings, {})
    playlist = settings.data_dir / "a.m3u"
    playlist.parent.mkdir(parents=True, exist_ok=True)
    playlist.write_text("#EXTM3U\n#EXTINF:-1,A\nhttp://127.0.0.1:9/a.ts\n")
    made.add({"id": "news", "name": "News", "kind": "m3u", "urls": [playlist.as_uri()]}, ACTOR)
    return made


def tick(settings: Settings, instance: dg.DagsterInstance) -> list[str | None]:
    """Let the sensor look once and do what it asks for; the partitions that it wants to be pulled."""
    context = dg.build_sensor_context(instance)
    result = provider_partitions(context, data=DataFolder(data_dir=str(settings.data_dir)))
    assert isinstance(result, dg.SensorResult)
    for request in result.dynamic_partitions_requests or []:
        if isinstance(request, dg.AddDynamicPartitionsRequest):
            instance.add_dynamic_partitions(NAME, list(request.partition_keys))
        else:
            for key in request.partition_keys:
                instance.delete_dynamic_partition(NAME, key)
    requests = result.run_requests or []
    assert all(request.run_key is None for request in requests)
    return [request.partition_key for request in requests]


def test_partitions_come_go_and_come_back(
    settings: Settings, instance: dg.DagsterInstance, store: DefinitionStore
) -> None:
    assert tick(settings, instance) == ["news"]
    assert instance.get_dynamic_partitions(NAME) == ["news"]
    assert tick(settings, instance) == []
    store.change("news", {"enabled": False}, ACTOR)
    assert tick(settings, instance) == []
    assert instance.get_dynamic_partitions(NAME) == []
    store.change("news", {"enabled": True}, ACTOR)
    assert tick(settings, instance) == ["news"]
    store.remove("news", ACTOR)
    tick(settings, instance)
    assert instance.get_dynamic_partitions(NAME) == []


def test_a_broken_file_drops_no_partition(
    settings: Settings, instance: dg.DagsterInstance, store: DefinitionStore
) -> None:
    tick(settings, instance)
    settings.providers_path.write_text("[[providers]\n")
    with pytest.raises(Exception, match=r"providers\.toml"):
        tick(settings, instance)
    assert instance.get_dynamic_partitions(NAME) == ["news"]


def test_a_removed_provider_keeps_its_history(
    settings: Settings, instance: dg.DagsterInstance, store: DefinitionStore
) -> None:
    tick(settings, instance)
    [provider] = read_providers(settings)
    pull_catalog(provider, SyncStores.of(settings))
    key = dg.AssetKey(["raw", "catalog_syncs"])
    instance.report_runless_asset_event(dg.AssetMaterialization(key, partition="news"))
    store.remove("news", ACTOR)
    tick(settings, instance)
    synced = RawStore(settings.raw_dir).scan("catalog_syncs").collect()
    assert synced["provider_id"].to_list() == ["news"]
    assert RawStore(settings.raw_dir).scan("catalog_entries").collect().height == 1
    assert [one.partition_key for one in instance.fetch_materializations(key, limit=5).records] == ["news"]
