import bz2
import gzip
import lzma
import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion.fetching.http import client
from ingestion.fetching.sources import Source
from ingestion.settings import ProviderSettings
from ingestion.syncing.catalog import CatalogSync, replay_catalog, sync_catalog
from ingestion.syncing.kept_bodies import BodyStore, NoSuchBodiesError

LIST = (
    "#EXTM3U\n#EXTINF:-1 tvg-id='a.uk',A\nhttp://h/live/bob/hunter22/7.ts\n"
    "#EXTINF:-1,B\nhttp://h/b.m3u8|Cookie=sid=1\n#EXTINF:-1,C\nhttp://h/c\n"
)


@pytest.fixture
def provider(tmp_path: Path) -> ProviderSettings:
    (tmp_path / "list.m3u").write_text(LIST)
    urls = [(tmp_path / "list.m3u").as_uri()]
    return ProviderSettings.model_validate({"id": "p", "name": "P", "kind": "m3u", "urls": urls})


@pytest.fixture
def bodies(tmp_path: Path) -> BodyStore:
    return BodyStore(tmp_path / "bodies")


def now() -> datetime:
    return datetime.now(UTC)


def sync(provider: ProviderSettings, bodies: BodyStore, sync_id: str = "s1") -> CatalogSync:
    with client() as http:
        return sync_catalog(provider, client=http, previous=None, sync_id=sync_id, now=now, bodies=bodies)


def kept(bodies: BodyStore) -> Sequence[Source]:
    sources = bodies.load("p", "s1", "catalog")
    assert sources is not None
    return sources


def test_a_replay_gives_the_same_entries_and_logins(provider: ProviderSettings, bodies: BodyStore) -> None:
    first = sync(provider, bodies)
    again = replay_catalog(
        provider,
        kept(bodies),
        known_logins=first.logins,
        previous=None,
        sync_id="s2",
        now=now,
    )
    assert (again.outcome, again.logins) == ("accepted", first.logins)
    assert len(again.logins) == 2
    left = ["sync_id", "synced_at"]
    assert again.entries.drop(left).equals(first.entries.drop(left))


def test_what_the_secret_store_has_not_is_gone(provider: ProviderSettings, bodies: BodyStore) -> None:
    sync(provider, bodies)
    again = replay_catalog(provider, kept(bodies), known_logins={}, previous=None, sync_id="s2", now=now)
    assert (again.logins, again.entries["has_credentials"].any()) == ({}, False)


def test_rejected_bodies_are_kept_too(tmp_path: Path, provider: ProviderSettings, bodies: BodyStore) -> None:
    (tmp_path / "list.m3u").write_text("<html>Not today</html>")
    assert sync(provider, bodies).reason == "html"
    [source] = kept(bodies)
    assert source.read() == b"<html>Not today</html>"


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_a_body_that_is_packed_still_is_not_kept(
    tmp_path: Path, provider: ProviderSettings, bodies: BodyStore, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "list.m3u"
    path.write_bytes(pack(pack(pack(path.read_bytes()))))
    assert sync(provider, bodies).reason == "binary"
    assert not bodies.root.exists()


def test_a_file_that_goes_while_bodies_are_pruned_is_no_fault(
    provider: ProviderSettings, bodies: BodyStore
) -> None:
    sync(provider, bodies)
    (bodies.root / "p" / "s1" / ".0001.gz.x.tmp").symlink_to("gone")
    assert bodies.prune("p", keep=timedelta(days=14), max_bytes=10**9, now=now()) == 0


def test_none_are_kept_where_the_settings_say_so(provider: ProviderSettings, bodies: BodyStore) -> None:
    sync(provider.model_copy(update={"keep_bodies_days": 0}), bodies)
    assert not bodies.root.exists()


def test_a_sync_of_which_nothing_is_kept_is_told(provider: ProviderSettings, bodies: BodyStore) -> None:
    for number in range(7):
        sync(provider, bodies, f"s{number}")
    for wrong in ("other", "../p/s1", ""):
        with pytest.raises(NoSuchBodiesError, match=r"the latest kept: s2, s3, s4, s5, s6$"):
            bodies.load("p", wrong, "catalog")
    assert bodies.load("p", "s6", "guide") is None


@pytest.mark.parametrize("name", ["0000.gz", "index.json"])
def test_damaged_bodies_are_told(provider: ProviderSettings, bodies: BodyStore, name: str) -> None:
    sync(provider, bodies)
    path = bodies.root / "p" / "s1" / name
    whole = path.read_bytes()
    for damaged in (whole[:30], b"x" * 30, whole[:20] + b"\xff" * 20 + whole[40:]):
        path.write_bytes(damaged)
        with pytest.raises(NoSuchBodiesError, match="cannot be read"):
            kept(bodies)
    path.unlink()
    with pytest.raises(NoSuchBodiesError):
        kept(bodies)


def test_old_and_large_bodies_are_pruned(provider: ProviderSettings, bodies: BodyStore) -> None:
    for number in range(5):
        sync(provider, bodies, f"s{number}")
    month_ago = time.time() - 30 * 86_400
    os.utime(bodies.root / "p" / "s0", (month_ago, month_ago))
    assert bodies.prune("p", keep=timedelta(days=14), max_bytes=10**9, now=now()) == 1
    size = sum(file.stat().st_size for file in (bodies.root / "p" / "s4").iterdir())
    assert bodies.prune("p", keep=timedelta(days=14), max_bytes=2 * size, now=now()) == 2
    assert sorted(folder.name for folder in (bodies.root / "p").iterdir()) == ["s3", "s4"]
    assert bodies.prune("p", keep=timedelta(0), max_bytes=0, now=now()) == 2


def test_what_a_kind_remembers_goes_with_the_last_body(provider: ProviderSettings, bodies: BodyStore) -> None:
    sync(provider, bodies)
    bodies.memory("p").write_bytes(b"facts")
    assert bodies.prune("p", keep=timedelta(0), max_bytes=10**9, now=now()) == 1
    assert bodies.memory("p").exists()
    assert bodies.prune("p", keep=timedelta(0), max_bytes=0, now=now()) == 0
    assert not bodies.memory("p").exists()


def test_bodies_are_for_their_owner_alone(provider: ProviderSettings, bodies: BodyStore) -> None:
    sync(provider, bodies)
    assert bodies.root.stat().st_mode & 0o777 == 0o700
