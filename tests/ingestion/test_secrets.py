import stat
from pathlib import Path

from ingestion.secrets import SecretStore


def test_logins_come_back_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    store = SecretStore(tmp_path / "secrets")
    assert store.load("one") == {}
    store.save("one", {"a" * 32: "http://h/live/bob/pw/1.ts"})
    store.save("one", {"b" * 32: "http://h/live/bob/pw/2.ts"})
    store.save("two", {})
    assert store.load("one") == {"b" * 32: "http://h/live/bob/pw/2.ts"}
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in store.directory.iterdir()}
    assert modes == {"streams-one.json": 0o600, "streams-two.json": 0o600}
    assert stat.S_IMODE(store.directory.stat().st_mode) == 0o700
