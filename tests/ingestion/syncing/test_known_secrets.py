import polars as pl
import pytest

from ingestion.settings import ProviderSettings
from ingestion.syncing.known_secrets import KnownSecrets


def known(**more: object) -> KnownSecrets:
    given = {"id": "p", "name": "P", "kind": "m3u", "urls": ["http://h/a"], **more}
    return KnownSecrets(ProviderSettings.model_validate(given))


@pytest.mark.parametrize(
    ("settings", "secret"),
    [
        ({"urls": ["http://someone:else@h/"]}, "someone"),
        ({"urls": ["http://h/get.php?password=p%C3%A4ss"]}, "päss"),
        ({"urls": ["http://h/live/someone/secret/1.m3u8"]}, "secret"),
        ({"urls": [], "guide_urls": ["http://h/g?token=abcdef"]}, "abcdef"),
        ({"headers": {"Authorization": "Bearer abcdef"}}, "abcdef"),
        ({"kind": "bunny", "library_id": "1", "access_key": "abc-def"}, "abc-def"),
        ({"kind": "bunny", "library_id": "1", "access_key": "k", "api_url": "http://u:abcdef@h"}, "abcdef"),
        ({"kind": "xtream", "panel_url": "http://h", "username": "someone", "password": "x"}, "someone"),
    ],
)
def test_every_secret_of_the_settings_is_known(settings: dict[str, object], secret: str) -> None:
    secrets = known(**settings)
    assert secrets.hide(f"/{secret}/ and x{secret}x") == f"/***/ and x{secret}x"


def test_short_secrets_would_hide_words() -> None:
    assert known(urls=["http://tv:abc@h/"]).hide("abc tv") == "abc tv"


def test_all_text_columns_are_searched() -> None:
    frame = pl.DataFrame(
        {
            "name": ["Of someone", None, "http://u:pw@h/x"],
            "stream_url": ["http://h/someone/a", "http://h/b", "http://h/c"],
            "number": [1, 2, 3],
        }
    )
    assert known(urls=["http://someone@h/"]).hide_in(frame).to_dict(as_series=False) == {
        "name": ["Of ***", None, "http://***@h/x"],
        "stream_url": ["http://h/***/a", "http://h/b", "http://h/c"],
        "number": [1, 2, 3],
    }
    assert known().hide_in(frame.head(2)).equals(frame.head(2))
