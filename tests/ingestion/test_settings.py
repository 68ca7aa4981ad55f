import re
from pathlib import Path

import pytest

from ingestion.errors import SettingsError
from ingestion.settings import load_providers


def write(folder: Path, text: str) -> Path:
    path = folder / "providers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str, **environment: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load_providers(write(folder, text), environment)
    return caught.value.faults


def test_a_missing_file_means_no_provider(tmp_path: Path) -> None:
    assert load_providers(tmp_path / "none.toml", {}) == []
    assert load_providers(write(tmp_path, ""), {}) == []


def test_secrets_come_from_the_environment_and_from_files(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("file-secret\n")
    text = f"""
    [[providers]]
    id = "one"
    name = "One"
    kind = "m3u"
    urls = [{{ env = "URL" }}]
    headers = {{ Authorization = {{ file = "{tmp_path}/token" }} }}
    [providers.probe]
    enabled = true
    """
    [provider] = load_providers(write(tmp_path, text), {"URL": "http://h/get.php?password=env-secret"})
    assert provider.urls[0].get_secret_value() == "http://h/get.php?password=env-secret"
    assert provider.headers["Authorization"].get_secret_value() == "file-secret"
    assert provider.probe.enabled
    assert provider.probe.interval_seconds == 900
    assert "secret" not in repr(provider).replace("SecretStr", "")


def test_all_faults_are_told_at_once_without_secrets(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        """
        [[providers]]
        id = "one"
        name = "One"
        kind = "m3u"
        urls = [{ env = "UNSET" }, "ftp://bob:hunter2@h/x", "file://relative/hunter2"]
        colour = "hunter2"
        [[providers]]
        id = "Not A Slug"
        kind = "status_history"
        history_url = { file = "/nowhere/at/all" }
        [providers.probe]
        level = 3
        [[providers]]
        id = "two"
        name = "Two"
        kind = "m3u"
        [[providers]]
        id = "three"
        name = "Three"
        kind = "m3u"
        urls = ["http://h/a"]
        [[providers]]
        id = "three"
        name = "Three"
        kind = "m3u"
        urls = [{ env = "EMPTY" }]
        """,
        EMPTY=" ",
    )
    url_rule = "must begin with http://, https:// or file:/// (three slashes, absolute path)"
    assert set(told) == {
        'providers.toml: provider "one": urls.0: environment variable UNSET is not set',
        f'providers.toml: provider "one": urls.1: {url_rule}',
        f'providers.toml: provider "one": urls.2: {url_rule}',
        'providers.toml: provider "one": colour: unknown setting',
        'providers.toml: provider "Not A Slug": id: must be lower-case letters, digits and -, '
        "beginning with a letter or digit",
        'providers.toml: provider "Not A Slug": name: is missing',
        'providers.toml: provider "Not A Slug": history_url: file /nowhere/at/all cannot be read '
        "(FileNotFoundError)",
        'providers.toml: provider "Not A Slug": days_url: kind status_history needs history_url and days_url',
        'providers.toml: provider "Not A Slug": probe.level: Input should be 1 or 2',
        'providers.toml: provider "two": guide_urls: '
        "kind m3u needs at least one address in urls or guide_urls",
        'providers.toml: provider "three": urls.0: env EMPTY is empty',
        'providers.toml: provider "three": id: used more than once',
    }
    assert "hunter2" not in "".join(told)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x = [", "Invalid value"),
        ("[[provider]]\nid='a'", 'unknown table "provider"; write [[providers]]'),
        ("providers = 3", "providers must be tables"),
        ("[[providers]]\nname='a'", "providers[0]: id: is missing"),
    ],
)
def test_broken_files(tmp_path: Path, text: str, fault: str) -> None:
    assert any(fault in told for told in faults(tmp_path, text))


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        ('charset = "klingon"', "charset: must be the name of an encoding, as windows-1251"),
        ('guide_timezone = "Berlin"', "guide_timezone: must be the name of a time zone, as Europe/Berlin"),
        (
            'guide_times = { "b.xml" = { timezone = "Berlin" } }',
            "guide_times.b.xml.timezone: must be the name of a time zone, as Europe/Berlin",
        ),
        (
            'guide_times = { "b.xml" = { shift_minutes = 10 } }',
            "guide_times: no guide is named 'b.xml'; known: a.xml, http://h/a.xml?token=***",
        ),
    ],
)
def test_what_says_how_bytes_are_read_is_checked(tmp_path: Path, setting: str, fault: str) -> None:
    given = f"""
    [[providers]]
    id = "one"
    name = "One"
    kind = "m3u"
    guide_urls = ["http://h/a.xml?token=hunter2"]
    {setting}
    """
    assert faults(tmp_path, given) == (f'providers.toml: provider "one": {fault}',)


def test_the_guide_of_a_panel_has_a_name_too(tmp_path: Path) -> None:
    given = """
    [[providers]]
    id = "one"
    name = "One"
    kind = "xtream"
    panel_url = "http://bob:hunter2@panel.example"
    guide_times = { "xmltv.php" = { timezone = "Europe/Berlin" } }
    """
    [provider] = load_providers(write(tmp_path, given), {})
    zone, shift = provider.times_of("xmltv.php")
    assert (str(zone), shift.total_seconds()) == ("Europe/Berlin", 0)


def test_what_no_header_can_carry_is_refused_without_telling_it(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        """
        [[providers]]
        id = "one"
        name = "One"
        kind = "m3u"
        urls = ["http://h/a"]
        user_agent = "Wätch"
        access_key = "plantedé"
        headers = { X-Name = "plantéd" }
        [[providers]]
        id = "two"
        name = "Two"
        kind = "m3u"
        urls = ["http://h/a"]
        headers = { "Authorization Bearer planted" = "" }
        [[providers]]
        id = "three"
        name = "Three"
        kind = "m3u"
        urls = ["http://h/a"]
        headers = { X = { env = "BREAK" } }
        """,
        BREAK="a\nb",
    )
    rule = "goes into a request's header: only printable ASCII characters, and no spaces at its ends"
    name_rule = "a header's name has no spaces, only ASCII letters, digits and -"
    assert set(told) == {
        *(
            f'providers.toml: provider "one": {place}: {rule}'
            for place in ("user_agent", "access_key", "headers.X-Name")
        ),
        f'providers.toml: provider "two": headers: {name_rule}',
        f'providers.toml: provider "three": headers.X: {rule}',
    }


@pytest.mark.parametrize(
    "setting",
    [
        *("timeout_seconds", "total_timeout_seconds", "max_bytes", "guide_max_bytes"),
        *("keep_bodies_days", "keep_bodies_bytes", "max_drop_count"),
    ],
)
def test_times_and_sizes_are_bounded(tmp_path: Path, setting: str) -> None:
    table = '[[providers]]\nid = "one"\nname = "One"\nkind = "m3u"\nurls = ["http://h/a"]\n'
    [told] = faults(tmp_path, f"{table}{setting} = 1{'0' * 30}")
    assert re.search(f'provider "one": {setting}: Input should be less than or equal to \\d', told)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("total_timeout_seconds", 999_999), ("timeout_seconds", 100_000), ("keep_bodies_days", 99_999)],
)
def test_what_people_write_for_no_bound_is_taken(tmp_path: Path, setting: str, value: int) -> None:
    table = '[[providers]]\nid = "one"\nname = "One"\nkind = "m3u"\nurls = ["http://h/a"]\n'
    [provider] = load_providers(write(tmp_path, f"{table}{setting} = {value}"), {})
    assert getattr(provider, setting) == value


def test_the_name_of_an_unknown_guide_is_told_without_its_login(tmp_path: Path) -> None:
    table = '[[providers]]\nid = "one"\nname = "One"\nkind = "m3u"\nurls = ["http://h/a"]\n'
    [told] = faults(tmp_path, f'{table}guide_times."http://u:planted@h/g.xml".shift_minutes = 1')
    assert "no guide is named 'http://" in told
    assert "planted" not in told
