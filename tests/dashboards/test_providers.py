"""The page about providers with the real API: signing in, adding, faults, dry run, editing, removing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.admin_tokens import make_admin_token
from app.definitions.changes import Actor
from app.definitions.store import DefinitionStore
from app.settings import Settings
from tests.dashboards.conftest import OpenPage, texts_of
from tests.support.servers import api_process, wait_for_address

PLAYLIST = '#EXTM3U\n#EXTINF:-1 group-title="News",Planted News\nhttp://127.0.0.1:9/a.ts\nno address\n'
SECRET = "planted-secret"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, str]]:
    """A data folder whose API runs: the folder, the API's port, and a token of Anna's."""
    folder = tmp_path_factory.mktemp("house") / "data"
    token = make_admin_token(Settings(data_dir=folder).admin_tokens_dir, "anna")
    log = folder.with_name("api.log")
    with api_process(folder, log) as process:
        yield folder, wait_for_address(log, process).rpartition(":")[2], token


@pytest.fixture
def page(house: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch, open_page: OpenPage) -> AppTest:
    """The page, signed in."""
    folder, port, token = house
    monkeypatch.setenv("WATCHHOUSE_DATA_DIR", str(folder))
    monkeypatch.setenv("WATCHHOUSE_API_PORT", port)
    (folder / "providers.toml").unlink(missing_ok=True)
    app = open_page("providers")
    app.text_input[0].set_value(token)
    return click(app, "Manage providers")


def click(app: AppTest, label: str) -> AppTest:
    [button] = [one for one in app.button if one.label == label]
    return button.click().run(timeout=60)


def field(app: AppTest, label: str) -> object:
    [found] = [one for one in [*app.text_input, *app.text_area] if one.label == label]
    return found


def enter(app: AppTest, **values: str) -> None:
    for label, value in values.items():
        field(app, label.replace("_", " ")).set_value(value)  # type: ignore[attr-defined]


def errors_of(app: AppTest) -> str:
    return "\n".join(read(one.value) for one in app.error)


def read(markdown: str) -> str:
    """Markdown as it is read, without what keeps its marks from being any."""
    return re.sub(r"\\(.)", r"\1", markdown)


def store(house: tuple[Path, str, str]) -> DefinitionStore:
    return DefinitionStore(Settings(data_dir=house[0]), {})


def everything(app: AppTest) -> str:
    frames = [frame.value.to_csv() for frame in app.dataframe]
    inputs = [str(one.value) for one in [*app.text_input, *app.text_area]]
    return "\n".join([texts_of(app), errors_of(app), *frames, *inputs])


def test_a_wrong_token_opens_nothing(page: AppTest) -> None:
    click(page, "Sign out")
    assert not page.dataframe
    page.text_input[0].set_value("wrong")
    click(page, "Manage providers")
    assert not page.exception
    assert "admin token" in errors_of(page)
    assert not page.selectbox


def test_without_the_api_the_page_says_so(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHHOUSE_API_PORT", "9")
    page.run()
    assert not page.exception
    assert "no answer from the API at http://127.0.0.1:9" in errors_of(page)


def test_faults_stand_beside_their_fields(page: AppTest, house: tuple[Path, str, str]) -> None:
    enter(page, Id="Not An Id", Name="News", Playlist_addresses="http://127.0.0.1:9/a.m3u\nftp://nowhere")
    click(page, "Save")
    assert not page.exception
    told = [read(one.value) for one in page.markdown]
    assert any("Id: must be lower-case" in text for text in told)
    assert any("Playlist addresses: line 2: must begin with http" in text for text in told)
    assert store(house).read_all() == []


def test_a_provider_is_tried_added_changed_switched_off_and_removed(
    page: AppTest, house: tuple[Path, str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "videos"
    folder.mkdir()
    page.selectbox(key="new_kind").set_value("xtream").run()
    enter(
        page, Id="panel", Name="Panel", Panel_address="http://127.0.0.1:9", User_name=SECRET, Password=SECRET
    )
    click(page, "Test")
    assert not page.exception
    assert "Catalog: rejected" in texts_of(page)
    assert store(house).read_all() == []
    page.selectbox(key="new_kind").set_value("m3u").run()
    assert "Catalog: rejected" not in texts_of(page)
    page.selectbox(key="new_kind").set_value("xtream").run()
    enter(
        page, Id="panel", Name="Panel", Panel_address="http://127.0.0.1:9", User_name=SECRET, Password=SECRET
    )
    click(page, "Save")
    assert not page.exception
    assert "panel is saved." in [read(one.value) for one in page.success]
    added = store(house).read("panel")
    assert added.shown["password"] == "***"
    assert page.selectbox(key="provider_chosen").value == "panel"
    assert field(page, "Password").value == ""  # type: ignore[attr-defined]
    assert SECRET not in everything(page)

    enter(page, Name="Renamed")
    click(page, "Save")
    changed = store(house).read("panel")
    assert (changed.shown["name"], changed.shown["username"]) == ("Renamed", "***")
    click(page, "Disable")
    assert not store(house).read("panel").is_enabled
    click(page, "Enable")
    assert store(house).read("panel").is_enabled

    assert [one.disabled for one in page.button if one.label == "Remove"] == [True]
    enter(page, **{"Type panel to confirm": "panel"})
    page.run()
    click(page, "Remove")
    assert store(house).read_all() == []
    told = everything(page)
    assert "anna" in told
    assert "removed" in told
    assert SECRET not in told


def test_a_dry_run_shows_entries_and_rejects(
    page: AppTest, house: tuple[Path, str, str], tmp_path: Path
) -> None:
    playlist = tmp_path / "a.m3u"
    playlist.write_text(PLAYLIST)
    local = {"id": "news", "name": "News", "kind": "m3u", "urls": [f"file://{playlist}"]}
    store(house).add(local, Actor("root", "command line"), reuse=True)
    page.run()
    page.selectbox(key="provider_chosen").set_value("news").run()
    click(page, "Test")
    assert not page.exception
    told = everything(page)
    assert "Catalog: accepted" in told
    assert "1 entries, 1 rejected" in told
    assert "Planted News" in told
    assert "not_a_url" in told


def test_a_fault_of_an_advanced_field_opens_the_advanced_ones(
    page: AppTest, house: tuple[Path, str, str]
) -> None:
    enter(page, Id="slow", Name="Slow", Playlist_addresses="http://127.0.0.1:9/a", Encoding="klingon")
    enter(page, Playlist_max_bytes="many")
    assert [one.proto.expanded for one in page.expander] == [False, False]
    click(page, "Save")
    assert not page.exception
    assert [one.proto.expanded for one in page.expander] == [True, False]
    told = "\n".join(read(one.value) for one in page.markdown)
    assert "Encoding: must be the name of an encoding" in told
    assert "Playlist max bytes: Input should be a valid integer" in told
    enter(page, Encoding="cp1251", Playlist_max_bytes="1000")
    page.selectbox(key="field:None:new:probe.level").set_value("1")
    click(page, "Save")
    assert not page.exception
    saved = store(house).read("slow").shown
    assert (saved["charset"], saved["max_bytes"], saved["probe"]) == ("cp1251", 1000, {"level": 1})


@pytest.fixture
def overtaken(page: AppTest, house: tuple[Path, str, str]) -> AppTest:
    """The page of an editor who saves a name and a header after somebody else changed the definition."""
    actor = Actor("root", "command line")
    definition = {"id": "two", "name": "Two", "kind": "m3u", "urls": ["http://127.0.0.1:9/a"]}
    store(house).add(definition, actor, reuse=True)
    page.run()
    page.selectbox(key="provider_chosen").set_value("two").run()
    store(house).change("two", {"name": "First", "user_agent": "Theirs"}, actor)
    enter(page, Name="Second", Request_headers=f"Cookie: {SECRET}")
    return click(page, "Save")


def test_the_second_of_two_editors_is_told_who_was_first(
    overtaken: AppTest, house: tuple[Path, str, str]
) -> None:
    assert not overtaken.exception
    told = errors_of(overtaken)
    assert "has been changed since it was read" in told
    assert re.search(r"Recorded last: changed by root \(command line\) on .+ UTC: name, user_agent\.", told)
    assert SECRET not in told
    assert store(house).read("two").shown["name"] == "First"


def test_what_the_second_of_two_editors_typed_is_kept_and_goes_over_nothing_else(
    overtaken: AppTest, house: tuple[Path, str, str]
) -> None:
    shown = {label: field(overtaken, label).value for label in ("Name", "Request headers", "User agent")}  # type: ignore[attr-defined]
    assert shown == {"Name": "Second", "Request headers": f"Cookie: {SECRET}", "User agent": "Theirs"}
    click(overtaken, "Save")
    assert "two is saved." in [read(one.value) for one in overtaken.success]
    assert SECRET not in everything(overtaken)
    saved = store(house).read("two").shown
    assert (saved["name"], saved["user_agent"], saved["headers"]) == ("Second", "Theirs", {"Cookie": "***"})


def test_what_was_typed_is_forgotten_with_another_provider(overtaken: AppTest) -> None:
    overtaken.selectbox(key="provider_chosen").set_value("").run()
    overtaken.selectbox(key="provider_chosen").set_value("two").run()
    assert field(overtaken, "Name").value == "First"  # type: ignore[attr-defined]
    assert SECRET not in everything(overtaken)


def test_a_provider_of_an_odd_id_is_shown_as_written_and_can_be_removed(
    page: AppTest, house: tuple[Path, str, str]
) -> None:
    (house[0] / "providers.toml").write_text('[[providers]]\nid = "*odd*"\nname = "Odd"\nkind = "m3u"\n')
    page.run()
    page.selectbox(key="provider_chosen").set_value("*odd*").run()
    [confirm] = [one for one in page.text_input if one.label.startswith("Type ")]
    assert confirm.label == r"Type \*odd\* to confirm"
    confirm.set_value("*odd*")
    page.run()
    click(page, "Remove")
    assert [one.value for one in page.success] == [r"\*odd\* is removed\."]
    assert store(house).read_all() == []
