"""The store of definitions: validation, secrets apart, the record, editors at once, and being cut off."""

import os
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.definitions import document
from app.definitions import file as file_module
from app.definitions.changes import Actor
from app.definitions.errors import (
    DefinitionFaultsError,
    IdTakenError,
    StaleDefinitionError,
    UnknownProviderError,
)
from app.definitions.fields import SECRET_FIELDS
from app.definitions.secrets import DefinitionSecrets
from app.definitions.store import DefinitionStore
from app.settings import Settings
from ingestion.errors import SettingsError
from ingestion.landing import RawStore
from ingestion.settings import ProviderSettings
from orchestration.providers import read_providers

ANNA, ROOT = Actor("anna", "API"), Actor("root", "command line")
PANEL: dict[str, Any] = {
    "id": "panel",
    "name": "Panel",
    "kind": "xtream",
    "panel_url": "http://panel.example/get.php?username=PLANTED1&password=PLANTED2",
    "username": "PLANTED3",
    "password": "PLANTED4",
    "guide_urls": ["http://bob:PLANTED5@panel.example/x.xml", "http://open.example/g.xml"],
    "headers": {"Cookie": "PLANTED6"},
    "probe": {"canary_urls": ["http://h/?token=PLANTED7"]},
}
BY_HAND = """# Our providers
[[providers]]  # the first
id = "one"
name = "One"  # as people know it
kind = "m3u"
urls = [
  "http://h/a.m3u", # main
]

[providers.probe]
enabled = true # since May

# The second one
[[providers]]
id = "two"
name = "Two"
kind = "m3u"
urls = ["http://h/b.m3u"]
"""


@pytest.fixture
def store(settings: Settings) -> DefinitionStore:
    """The store as the API uses it."""
    return DefinitionStore(settings, None)


@pytest.fixture
def local(settings: Settings) -> DefinitionStore:
    """The store as the command line uses it, with an environment."""
    return DefinitionStore(settings, {"NAME": "from-environment"})


def write(settings: Settings, text: str) -> None:
    settings.providers_path.parent.mkdir(parents=True, exist_ok=True)
    settings.providers_path.write_text(text)


def texts_outside_secrets(settings: Settings) -> str:
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    kept = [path for path in files if settings.definition_secrets_dir not in path.parents]
    return "\n".join(path.read_text() for path in kept)


def secrets_text(settings: Settings) -> str:
    return "\n".join(path.read_text() for path in settings.definition_secrets_dir.glob("*"))


def faults(make: Callable[[], object]) -> dict[str, str]:
    with pytest.raises(DefinitionFaultsError) as caught:
        make()
    assert "PLANTED" not in str(caught.value)
    return dict(caught.value.faults)


def test_secrets_are_kept_apart_and_resolved_at_load(settings: Settings, store: DefinitionStore) -> None:
    added = store.add(PANEL, ANNA)
    assert "PLANTED" not in texts_outside_secrets(settings)
    assert "PLANTED" not in repr(added)
    assert all(f"PLANTED{number}" in secrets_text(settings) for number in range(1, 8))
    [provider] = read_providers(settings)
    assert provider.password is not None
    assert provider.password.get_secret_value() == "PLANTED4"
    assert provider.headers["Cookie"].get_secret_value() == "PLANTED6"
    assert provider.guide_urls[0].get_secret_value() == PANEL["guide_urls"][0]
    assert provider.probe.canary_urls == ("http://h/?token=PLANTED7",)
    assert added.shown["guide_urls"] == ["http://***@panel.example/x.xml", "http://open.example/g.xml"]
    assert "http://open.example/g.xml" in settings.providers_path.read_text()


def test_files_are_for_the_owner_alone(settings: Settings, store: DefinitionStore) -> None:
    store.add(PANEL, ANNA)
    secret = settings.definition_secrets_dir / "panel.json"
    for path in (secret, settings.providers_path, settings.changes_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.definition_secrets_dir.stat().st_mode) == 0o700
    settings.providers_path.chmod(0o640)
    store.change("panel", {"name": "New"}, ANNA)
    assert stat.S_IMODE(settings.providers_path.stat().st_mode) == 0o640


def test_every_secret_text_field_is_known_to_be_secret() -> None:
    plain = {
        name for name, field in ProviderSettings.model_fields.items() if "SecretStr" in str(field.annotation)
    }
    addresses = {name for name in plain if name.endswith(("url", "urls"))}
    assert plain - addresses == SECRET_FIELDS


def test_what_comes_hidden_stays_and_what_is_new_replaces(settings: Settings, store: DefinitionStore) -> None:
    shown = store.add(PANEL, ANNA).shown
    changes = {**shown, "password": "PLANTED9", "guide_urls": [shown["guide_urls"][0]], "name": "New"}
    store.change("panel", changes, ANNA)
    [provider] = read_providers(settings)
    assert provider.username is not None
    assert provider.password is not None
    assert (provider.username.get_secret_value(), provider.password.get_secret_value()) == (
        "PLANTED3",
        "PLANTED9",
    )
    assert [url.get_secret_value() for url in provider.guide_urls] == PANEL["guide_urls"][:1]
    assert "PLANTED4" not in secrets_text(settings)
    assert store.changes.read()[0].fields == ["name", "password", "guide_urls"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"password": "a***b"}, "password"),
        ({"guide_urls": ["http://***@elsewhere.example/x.xml"]}, "guide_urls.0"),
        ({"user_agent": {"secret": "password-00000000"}}, "user_agent"),
        ({"user_agent": {"env": "HOME"}}, "user_agent"),
        ({"user_agent": {"file": "/etc/passwd"}}, "user_agent"),
        ({"guide_urls": ["file:///etc/passwd"]}, "guide_urls.0"),
        ({"id": "other"}, "id"),
        ({"colour": "PLANTED8"}, "colour"),
        ({"kind": "carrier-pigeon"}, "kind"),
        ({"headers": "PLANTED8"}, "headers"),
        ({"headers": {"Authorization Bearer PLANTED8": ""}}, "headers"),
        ({"headers": {"X": "caf\u00e9"}}, "headers.X"),
        ({"headers": {"X": "a\nb"}}, "headers.X"),
        ({"headers": {"X": "  "}}, "headers.X"),
        ({"user_agent": "W\u00e4tch"}, "user_agent"),
        ({"access_key": "\u00e9"}, "access_key"),
        ({"password": "   "}, "password"),
        ({"panel_url": None}, "panel_url"),
    ],
)
def test_what_may_not_be_written(
    settings: Settings, store: DefinitionStore, changes: dict[str, Any], place: str
) -> None:
    store.add(PANEL, ANNA)
    before = settings.providers_path.read_text()
    assert place in faults(lambda: store.change("panel", changes, ANNA))
    assert settings.providers_path.read_text() == before
    assert len(store.changes.read()) == 1


def test_a_stored_secret_cannot_be_moved_to_where_it_is_shown(
    settings: Settings, store: DefinitionStore, local: DefinitionStore
) -> None:
    store.add(PANEL, ANNA)
    name = tomllib.loads(settings.providers_path.read_text())["providers"][0]["password"]["secret"]
    for one in (store, local):
        told = faults(lambda one=one: one.change("panel", {"name": {"secret": name}}, ANNA))  # type: ignore[misc]
        assert told == {"name": "names a secret that is not of this field"}


def test_all_faults_are_told_at_once(store: DefinitionStore) -> None:
    told = faults(lambda: store.add({"id": "No Slug", "kind": "bunny", "urls": ["ftp://PLANTED8"]}, ANNA))
    assert set(told) == {"id", "name", "library_id", "access_key", "urls.0"}


def test_the_command_line_sets_references_that_stay_for_others(
    settings: Settings, store: DefinitionStore, local: DefinitionStore
) -> None:
    local.add({**PANEL, "username": {"env": "NAME"}, "guide_urls": ["file:///srv/guide.xml"]}, ROOT)
    shown = store.read("panel")
    assert (shown.shown["username"], shown.faults) == ({"env": "NAME"}, [])
    store.change("panel", {**shown.shown, "name": "New"}, ANNA)
    assert local.draft({}, "panel")["username"] == {"env": "NAME"}
    [table] = tomllib.loads(settings.providers_path.read_text())["providers"]
    assert table["username"] == {"env": "NAME"}


def test_what_stands_around_a_change_stays_as_it_was_written(
    settings: Settings, store: DefinitionStore
) -> None:
    write(settings, BY_HAND)
    store.change("one", {"probe": {"level": 1}, "user_agent": "Player"}, ANNA)
    store.add({"id": "three", "name": "Three", "kind": "folder", "folder": "/srv/videos"}, ANNA)
    text = settings.providers_path.read_text()
    for kept in ("# Our providers", "# the first", "# as people know it", "# main", "# since May"):
        assert kept in text
    assert text.index("level = 1") < text.index("# The second one") < text.index('id = "two"')
    store.remove("three", ANNA)
    store.change("one", {"probe": None, "user_agent": None}, ANNA)
    tables = tomllib.loads(settings.providers_path.read_text())["providers"]
    expected = tomllib.loads(BY_HAND)["providers"]
    del expected[0]["probe"]
    assert tables == expected


COMMENTED = """# Alpha: paid until May
[[providers]]
id = "alpha"

# Beta: cheap
[[providers]]
id = "beta"

[providers.headers]
# to be sent always
X = "1"

# about checks
[providers.probe]
enabled = true
# level = 1

# Gamma: ask Bob
[[providers]]
id = "gamma"
# user_agent = "x"

# the end
"""


@pytest.mark.parametrize(
    ("index", "gone"),
    [
        (0, {"# Alpha: paid until May"}),
        (1, {"# Beta: cheap", "# to be sent always", "# about checks", "# level = 1"}),
        (2, {"# Gamma: ask Bob", '# user_agent = "x"'}),
    ],
)
def test_comments_on_others_outlive_a_removed_definition(index: int, gone: set[str]) -> None:
    text = document.remove_table(COMMENTED, index)
    comments = [line for line in COMMENTED.splitlines() if line.startswith("#")]
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in comments if line not in gone
    ]
    ids = ["alpha", "beta", "gamma"]
    del ids[index]
    assert [table["id"] for table in tomllib.loads(text)["providers"]] == ids


def test_comments_after_an_inner_table_outlive_it() -> None:
    text = document.change_table(COMMENTED, 1, {"id": "beta", "name": "Beta", "probe": {"enabled": True}})
    assert "to be sent always" not in text
    assert text.index("# about checks") < text.index("[providers.probe]") < text.index("# Gamma")
    text = document.change_table(COMMENTED, 1, {"id": "beta", "headers": {"X": "1"}})
    assert text.index("[providers.headers]") < text.index("# Gamma: ask Bob") < text.index('"gamma"')


def test_a_header_inside_of_a_text_is_no_definition() -> None:
    text = COMMENTED + 'name = """\n[[providers]]\n"""\n'
    with pytest.raises(SettingsError, match="cannot be changed here"):
        document.remove_table(text, 0)


def test_a_secret_written_by_hand_is_hidden_and_moves_with_the_first_change(
    settings: Settings, store: DefinitionStore
) -> None:
    write(settings, BY_HAND + 'headers = { Cookie = "PLANTED1" }\n')
    assert store.read("two").shown["headers"] == {"Cookie": "***"}
    store.change("two", {"name": "New"}, ANNA)
    assert "PLANTED1" not in texts_outside_secrets(settings)
    assert read_providers(settings)[1].headers["Cookie"].get_secret_value() == "PLANTED1"


@pytest.mark.parametrize("text", ["[[providers]\n", "providers = 3\n", "x = 1\n", "\x00"])
def test_a_broken_file_is_told_and_never_overwritten(
    settings: Settings, store: DefinitionStore, text: str
) -> None:
    write(settings, text)
    for act in (
        store.read_all,
        lambda: store.add(PANEL, ANNA),
        lambda: store.change("one", {}, ANNA),
        lambda: store.remove("one", ANNA),
    ):
        with pytest.raises(SettingsError, match=r"providers\.toml"):
            act()
    assert settings.providers_path.read_text() == text
    assert store.changes.read() == []


def test_a_faulty_definition_by_hand_can_be_seen_mended_and_removed(
    settings: Settings, store: DefinitionStore
) -> None:
    write(settings, BY_HAND + '[[providers]]\nid = "odd"\nkind = "smoke-signals"\nname = "Odd"\n')
    assert [place for place, _ in store.read("odd").faults] == ["kind"]
    store.change("odd", {"kind": "folder", "folder": "/srv"}, ANNA)
    assert store.read("odd").faults == []
    write(settings, BY_HAND + '[[providers]]\nid = "odd"\nname = 3\n')
    store.remove("odd", ANNA)
    assert [one.provider_id for one in store.read_all()] == ["one", "two"]


def test_an_id_is_not_used_again_in_silence(settings: Settings, store: DefinitionStore) -> None:
    store.add(PANEL, ANNA)
    with pytest.raises(IdTakenError, match="already"):
        store.add(PANEL, ANNA, reuse=True)
    store.remove("panel", ANNA)
    assert "PLANTED" not in secrets_text(settings)
    with pytest.raises(IdTakenError, match="has been removed"):
        store.add(PANEL, ANNA)
    store.add(PANEL, ANNA, reuse=True)
    assert [one.action for one in store.changes.read()] == ["added", "removed", "added"]


def test_an_id_of_landed_syncs_counts_as_used(settings: Settings, store: DefinitionStore) -> None:
    RawStore(settings.raw_dir).ensure_tables()
    landed = settings.raw_dir / "catalog_syncs" / "received_date=2026-09-01" / "panel.20260901T-1.parquet"
    landed.parent.mkdir(parents=True)
    landed.touch()
    with pytest.raises(IdTakenError):
        store.add(PANEL, ANNA)
    store.add({**PANEL, "id": "pan"}, ANNA)


def test_the_record_says_who_did_what_when(settings: Settings, store: DefinitionStore) -> None:
    store.add(PANEL, ANNA)
    store.change("panel", {"enabled": False}, ROOT)
    store.change("panel", {"enabled": True}, ROOT)
    store.change("panel", {"enabled": True}, ROOT)
    store.change("panel", {"probe": {"enabled": True}, "password": "PLANTED9"}, ANNA)
    told = [(one.by, one.via, one.action, one.fields) for one in store.changes.read()]
    assert told[:3] == [
        ("anna", "API", "changed", ["password", "probe.enabled"]),
        ("root", "command line", "enabled", ["enabled"]),
        ("root", "command line", "disabled", ["enabled"]),
    ]
    assert len(told) == 4
    assert all(one.at.tzinfo is not None for one in store.changes.read())
    with settings.changes_path.open("ab") as file:
        file.write(b'{"torn')
    store.remove("panel", ANNA)
    assert [one.action for one in store.changes.read(limit=2)] == ["removed", "changed"]
    assert store.changes.read(provider_id="other") == []


def test_the_second_of_two_editors_is_refused(store: DefinitionStore) -> None:
    read = store.add(PANEL, ANNA)
    store.change("panel", {"password": "PLANTED9"}, ANNA, etag=read.etag)
    with pytest.raises(StaleDefinitionError):
        store.change("panel", {"name": "Lost"}, ROOT, etag=read.etag)
    with pytest.raises(StaleDefinitionError):
        store.remove("panel", ROOT, etag=read.etag)
    with pytest.raises(UnknownProviderError):
        store.read("nobody")


def test_readers_never_see_half_of_a_change(
    store: DefinitionStore, local: DefinitionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(PANEL, ANNA)
    load, passwords = DefinitionSecrets.load, iter(["NEW1", "NEW2", "NEW3"])

    def change_before_load(secrets: DefinitionSecrets, provider_id: str) -> dict[str, str]:
        if password := next(passwords, None):
            with monkeypatch.context() as plain:
                plain.setattr(DefinitionSecrets, "load", load)
                local.change("panel", {"password": password}, ROOT)
        return load(secrets, provider_id)

    for read in (
        lambda: store.read("panel").faults,
        lambda: store.read_all()[0].faults,
        lambda: store.draft({}, "panel")["password"],
    ):
        passwords = iter(["NEW1", "NEW2", "NEW3"])
        monkeypatch.setattr(DefinitionSecrets, "load", change_before_load)
        assert read() in ([], "NEW3")


def _add_many(data_dir: Path, worker: int) -> None:
    store = DefinitionStore(Settings(data_dir=data_dir), None)
    for number in range(10):
        definition = {**PANEL, "id": f"w{worker}-{number}", "password": f"PLANTED-{worker}-{number}"}
        store.add(definition, ANNA)


def _process(function: Callable[..., None], data_dir: Path, *arguments: object) -> subprocess.Popen[bytes]:
    """A function of this module in a process of its own, whatever other tests made of `__main__`."""
    call = f"from pathlib import Path\nfrom {__name__} import {function.__name__} as run\n"
    call += f"run(Path({str(data_dir)!r}), *{arguments!r})"
    return subprocess.Popen([sys.executable, "-c", call])


def test_processes_that_add_at_once_lose_nothing(settings: Settings, store: DefinitionStore) -> None:
    workers = [_process(_add_many, settings.data_dir, number) for number in range(3)]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    providers = read_providers(settings)
    assert len(providers) == len(store.changes.read()) == 30
    for provider in providers:
        assert provider.password is not None
        assert provider.password.get_secret_value() == f"PLANTED-{provider.id[1:]}"


def test_a_change_that_is_cut_off_before_the_definition_changes_nothing(
    settings: Settings, store: DefinitionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(PANEL, ANNA)
    before = settings.providers_path.read_text()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(file_module, "replace_file", fail)
        with pytest.raises(OSError, match="No space"):
            store.change("panel", {"password": "PLANTED9", "panel_url": "http://new.example"}, ANNA)
    assert settings.providers_path.read_text() == before
    [provider] = read_providers(settings)
    assert provider.password is not None
    assert provider.password.get_secret_value() == "PLANTED4"
    assert [one.action for one in store.changes.read(limit=2)] == ["not_saved", "changed"]
    store.change("panel", {"name": "New"}, ANNA)
    assert "PLANTED9" not in secrets_text(settings)


def _die_writing(data_dir: Path, module: str) -> None:
    """Change the panel's password, and die where the module writes a file."""
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(f"{module}.replace_file", lambda *_: os._exit(9))
    changes = {"password": "PLANTED9", "panel_url": "http://new.example"}
    DefinitionStore(Settings(data_dir=data_dir), None).change("panel", changes, ANNA)


@pytest.mark.parametrize("module", ["app.definitions.secrets", "app.definitions.file"])
def test_a_process_that_is_killed_between_secret_and_definition_leaves_what_was(
    settings: Settings, store: DefinitionStore, module: str
) -> None:
    store.add(PANEL, ANNA)
    assert _process(_die_writing, settings.data_dir, module).wait() == 9
    [provider] = read_providers(settings)
    assert provider.password is not None
    assert provider.panel_url is not None
    assert provider.password.get_secret_value() == "PLANTED4"
    assert provider.panel_url.get_secret_value() == PANEL["panel_url"]
    store.change("panel", {"name": "New"}, ANNA)
    assert "PLANTED9" not in secrets_text(settings)


def test_an_unreadable_file_of_secrets_is_told_without_its_content(
    settings: Settings, store: DefinitionStore
) -> None:
    store.add(PANEL, ANNA)
    (settings.definition_secrets_dir / "panel.json").write_text("PLANTED9")
    for act in (store.read_all, lambda: read_providers(settings)):
        with pytest.raises(SettingsError, match="secrets of panel cannot be read") as caught:
            act()
        assert "PLANTED" not in str(caught.value)


def test_a_lost_secret_is_a_fault_of_its_provider(settings: Settings, store: DefinitionStore) -> None:
    store.add(PANEL, ANNA)
    (settings.definition_secrets_dir / "panel.json").unlink()
    assert ("password", "secret") in [(place, told[:6]) for place, told in store.read("panel").faults]


def test_a_login_in_the_name_of_a_guide_is_hidden(settings: Settings, store: DefinitionStore) -> None:
    write(settings, BY_HAND + 'guide_times."http://u:PLANTED1@h/g.xml".shift_minutes = 1\n')
    shown = store.read("two")
    assert "PLANTED" not in repr(shown)
    assert shown.shown["guide_times"] == {"http://***@h/g.xml": {"shift_minutes": 1}}
    assert [place for place, _ in shown.faults] == ["guide_times"]
