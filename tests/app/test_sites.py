"""The sites file: what it may say, and whom it lets in."""

import hashlib
from pathlib import Path

import pytest

from app.problem import ProblemError
from app.sites import Sites, SitesFileError, read_sites

KEY, OLD_KEY, OTHER_KEY = "key-of-the-main-site", "key-before-that", "key-of-another-site"


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def write_sites(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"""
        [sites.main]
        write_key_sha256 = ["{digest(KEY)}", "{digest(OLD_KEY)}"]
        origins = ["https://www.example.org", "https://example.org:8443"]

        [sites.other]
        write_key_sha256 = ["{digest(OTHER_KEY)}"]
    """)
    return path


@pytest.fixture
def sites(tmp_path: Path) -> Sites:
    return read_sites(write_sites(tmp_path / "sites.toml"))


@pytest.mark.parametrize(
    ("key", "origin", "site"),
    [
        (KEY, None, "main"),
        (OLD_KEY, "https://www.example.org", "main"),
        (OTHER_KEY, None, "other"),
        (OTHER_KEY, "https://anywhere.example", "other"),
    ],
)
def test_a_key_opens_its_site(sites: Sites, key: str, origin: str | None, site: str) -> None:
    assert sites.admit(key, origin) == site


@pytest.mark.parametrize(
    ("key", "origin", "status"),
    [
        (None, None, 401),
        ("", None, 401),
        ("wrong", None, 403),
        (KEY + " ", None, 403),
        (KEY * 100, None, 403),
        ("\u20ac", None, 403),
        (KEY, "https://evil.example", 403),
        (KEY, "https://example.org", 403),
        (KEY, "null", 403),
    ],
)
def test_others_stay_out(sites: Sites, key: str | None, origin: str | None, status: int) -> None:
    with pytest.raises(ProblemError) as caught:
        sites.admit(key, origin)
    assert caught.value.status == status
    assert not key or key not in caught.value.detail


def test_without_a_file_everyone_may_send(tmp_path: Path) -> None:
    assert read_sites(tmp_path / "sites.toml").admit(None, "https://anywhere.example") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "sites"),
        ("[sites]", "length"),
        ("sites = 5", "object"),
        ("[sites.main]", "write_key_sha256"),
        ("[sites.main]\nwrite_key_sha256 = []", "length"),
        ('[sites.main]\nwrite_key_sha256 = ["the key itself"]', "matching"),
        ('[sites."No Name"]\nwrite_key_sha256 = []', "matching"),
        (f'[sites.main]\nwrite_key_sha256 = ["{digest(KEY)}"]\norigin = []', "origin"),
        (f'[sites.main]\nwrite_key_sha256 = ["{digest(KEY)}"]\norigins = ["example.org"]', "origins"),
        ("[sites.main", "sites.toml"),
    ],
)
def test_a_faulty_file_is_refused_whole(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "sites.toml").write_text(text)
    with pytest.raises(SitesFileError, match=told) as caught:
        read_sites(tmp_path / "sites.toml")
    assert "the key itself" not in str(caught.value)
