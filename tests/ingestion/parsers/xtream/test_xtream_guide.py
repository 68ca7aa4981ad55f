from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingestion.errors import ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.xtream.guide import decode_text, parse_panel_guide

at = datetime.fromisoformat
BODY = Path("tests/fixtures/xtream/epg_base64.json").read_bytes()


def test_programmes_in_base64_and_plain_in_utc() -> None:
    guide = parse_panel_guide(BODY, "beta.example", Defects(), ZoneInfo("Europe/Madrid"))
    first, second = guide.programmes

    assert (first.title, first.description, first.title_language) == ("Noticias é", "Resumen", "es")
    assert (first.started_at, first.stopped_at) == (at("2024-07-01 20:00"), at("2024-07-01 21:00"))
    assert (first.channel_id, second.channel_id) == ("alpha.example", "beta.example")
    assert (second.title, second.description) == ("News", "Weather & sport")
    assert (second.started_at, second.stopped_at) == (at("2024-07-01 21:00"), at("2024-07-01 22:00"))
    rejects = [(one.line_number, one.reason) for one in guide.rejects]
    assert rejects == [(3, "stop_before_start"), (4, "no_title"), (5, "bad_time")]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Tm90aWNpYXMgw6k=", "Noticias é"),
        ("News", "News"),  # valid base64, but of no text
        ("Test", "Test"),
        ("aGk", "aGk"),  # without its padding it does not come back
        ("AAAA", "AAAA"),  # NULs are no text
        ("Crónica", "Crónica"),
        ("", ""),
    ],
)
def test_base64_only_where_it_comes_back(text: str, meaning: str) -> None:
    assert decode_text(text) == meaning


@pytest.mark.parametrize("body", [b"[]", b'{"epg_listings": []}', b'{"epg_listings": null}', b"{}"])
def test_a_channel_without_guide(body: bytes) -> None:
    assert parse_panel_guide(body, "x", Defects()).programmes == []


def test_a_page_is_no_guide() -> None:
    with pytest.raises(ParseError):
        parse_panel_guide(b"<html></html>", "x", Defects())
