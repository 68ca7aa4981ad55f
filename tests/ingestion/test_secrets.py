import stat
from pathlib import Path

from ingestion.secrets import SecretStore


def test_logins_come_back_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    store = SecretStore(tmp_path / "secrets")
    assert store.load("one") == {}
    store.save("one", {"a" * 32: "http://h/live/bob/pw/1.ts"}, settings_hash="first")
    store.save("one", {"b" * 32: "http://h/live/bob/pw/2.ts"}, settings_hash="second")
    store.save("two", {}, settings_hash="third")
    assert store.load("one") == {"b" * 32: "http://h/live/bob/pw/2.ts"}
    assert (store.settings_hash("one"), store.settings_hash("three")) == ("second", None)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in store.directory.iterdir()}
    assert modes == {"streams-one.json": 0o600, "streams-two.json": 0o600}
    assert stat.S_IMODE(store.directory.stat().st_mode) == 0o700


def test_logins_that_are_removed_or_damaged_are_none(tmp_path: Path) -> None:
    store = SecretStore(tmp_path / "secrets")
    names = ("one", "two", "three")
    for name in names:
        store.save(name, {"a" * 32: "http://h/live/bob/pw/1.ts"}, settings_hash="first")
    store.remove("one")
    (store.directory / "streams-two.json").write_text("{")
    (store.directory / "streams-three.json").write_bytes(b'{"logins": "\xff"}')
    assert [(store.load(name), store.settings_hash(name)) for name in names] == [({}, None)] * 3
