"""From current catalogs and guides to the raw table: what is known of streams, and what is one channel."""

import random
import time
from datetime import datetime
from typing import Any

import polars as pl
import pytest

from ingestion.errors import ParseError
from ingestion.matching.aliases import Aliases, Decision
from ingestion.matching.channels import Channel, parse_reference
from ingestion.matching.frames import GUIDE_COLUMNS, build_matches, fingerprint
from ingestion.matching.subjects import STREAM_COLUMNS, bare_id
from ingestion.schemas.registry import RAW_TABLES

AT = datetime(2026, 11, 1)  # noqa: DTZ001 - raw tables hold naive UTC
REFERENCE = [
    Channel("BBCOne.uk", "BBC One", (), "uk", "reference"),
    Channel("Das.de", "Das Eine", (), "de", "reference"),
]
Row = dict[str, Any]


def _streams(*rows: Row) -> pl.DataFrame:
    names = ("stream_key", *STREAM_COLUMNS)
    defaults = {"provider_id": "p", "playlist": "list"}
    filled = [{"stream_key": str(at), **defaults, **row} for at, row in enumerate(rows)]
    return pl.DataFrame(
        [{name: row.get(name) for name in names} for row in filled], schema=dict.fromkeys(names, pl.String)
    )


def _guides(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(GUIDE_COLUMNS, pl.String), orient="row")


def _build(
    streams: pl.DataFrame, guides: pl.DataFrame | None = None, aliases: Aliases | None = None
) -> dict[str, Row]:
    frame = build_matches(
        streams,
        _guides() if guides is None else guides,
        REFERENCE,
        aliases or Aliases(),
        matching_id="m",
        matched_at=AT,
    )
    RAW_TABLES["channel_matches"].validate(frame)
    return {row["subject_id"]: row for row in frame.to_dicts()}


@pytest.mark.parametrize(
    ("row", "country"),
    [
        ({"country": "DE;AT", "name": "UK: x"}, "de"),
        ({"name": "UK: x", "group_title": "Germany"}, "uk"),
        ({"name": "x", "group_title": "Germany | Sport", "tvg_id": "x.fr"}, "de"),
        ({"name": "x", "tvg_id": "x.fr@HD", "playlist": "uk.m3u"}, "fr"),
        ({"name": "x", "playlist": "us_pluto.m3u"}, "us"),
        ({"name": "x", "playlist": "uk"}, "uk"),
        ({"name": "x", "playlist": "sports.m3u"}, None),
        ({"name": "x", "playlist": "tv.m3u"}, None),
        ({"name": "x", "tvg_id": "x.tv", "playlist": "uk.m3u"}, "uk"),
        ({"name": "x", "tvg_id": "x.gb", "playlist": "fr.m3u"}, "uk"),
    ],
)
def test_the_country_comes_from_the_nearest_that_tells_it(row: Row, country: str | None) -> None:
    assert _build(_streams(row))["0"]["country"] == country


@pytest.mark.parametrize(
    ("row", "feed"),
    [
        ({"name": "BBC One", "tvg_id": "BBCOne.uk@London"}, "london"),
        ({"name": "BBC One", "tvg_id": "BBCOne.uk@HD"}, None),
        ({"name": "BBC One +1"}, "+1"),
        ({"name": "BBC One West"}, "west"),
        ({"name": "BBC One"}, None),
    ],
)
def test_the_feed_comes_from_the_guide_id_or_the_name(row: Row, feed: str | None) -> None:
    assert _build(_streams(row))["0"]["feed"] == feed


def test_a_guide_fills_the_list_and_stands_for_what_the_list_has() -> None:
    guides = _guides(("p", "bbc1", '["BBC 1", "101"]'), ("p", "local", '["5", "Local News"]'))
    streams = _streams({"name": "Local News"}, {"name": "BBC One"}, {"name": "x", "tvg_id": "BBC1@SD"})
    rows = _build(streams, guides)
    assert (rows["0"]["channel_id"], rows["0"]["channel_source"]) == ("local", "guide")
    assert (rows["1"]["channel_id"], rows["1"]["runner_up_id"]) == ("BBCOne.uk", "bbc1")
    assert (rows["2"]["channel_id"], rows["2"]["method"]) == ("bbc1", "guide_id")
    assert (rows["bbc1"]["subject"], rows["bbc1"]["channel_id"]) == ("guide_channel", "BBCOne.uk")
    assert rows["local"]["channel_id"] is None


def test_providers_share_a_channel_that_only_they_know() -> None:
    rows = _build(
        _streams(
            {"name": "UK: Foo 9 TV"},
            {"name": "Foo Nine", "provider_id": "q", "group_title": "UK | Sport"},
            {"name": "Foo Nine", "provider_id": "r", "country": "fr"},
            {"name": "Bar", "tvg_id": "Bar.uk"},
            {"name": "Bar HD", "provider_id": "q", "playlist": "uk.m3u"},
            {"name": "Alone", "playlist": "uk.m3u"},
        )
    )
    assert rows["0"]["channel_id"] == rows["1"]["channel_id"] == "name:foo9.uk"
    assert rows["2"]["conflict"] == "country"
    assert rows["3"]["channel_id"] == rows["4"]["channel_id"] == "Bar.uk"
    assert rows["5"]["channel_id"] is None


def test_a_short_number_names_a_channel_of_its_own_provider() -> None:
    guides = _guides(
        ("p", "7", '["Seven Seas"]'), ("q", "7", '["Seventh Heaven"]'), ("p", "10759", '["Ten"]')
    )
    ids = [{"tvg_id": "7"}, {"tvg_id": "7@HD", "provider_id": "q"}, {"tvg_id": "10759", "provider_id": "q"}]
    rows = _build(_streams(*({"name": f"Channel {at}", **row} for at, row in enumerate(ids))), guides)
    found = [(rows[key]["channel_id"], rows[key]["channel_name"]) for key in ("0", "1", "2")]
    assert found == [("p:7", "Seven Seas"), ("q:7", "Seventh Heaven"), ("10759", "Ten")]


def test_a_guide_id_of_another_channel_than_the_name_waits_for_review() -> None:
    rows = _build(
        _streams(
            {"name": "BBC One West", "tvg_id": "BBCOne.uk@West"},
            {"name": "BBC One West", "tvg_id": "BBCOne.uk@HD"},
            {"name": "Das Eine", "tvg_id": "BBCOne.uk"},
        ),
        _guides(("p", "BBCOne.uk", '["BBC One +1"]'), ("p", "Das.de@HD", "[]")),
    )
    assert [rows[key]["conflict"] for key in ("0", "1", "2")] == [None, "side", None]
    assert rows["BBCOne.uk"]["conflict"] == "time_shift"
    assert (rows["Das.de@HD"]["channel_id"], rows["Das.de@HD"]["conflict"]) == ("Das.de", None)


def test_a_list_that_says_gb_means_uk() -> None:
    text = "id,name,alt_names,country,closed\nA.gb,A,,GB,\n"
    assert [channel.country for channel in parse_reference(text.encode())] == ["uk"]


def test_an_id_that_stands_for_all_kinds_of_names_is_no_channel() -> None:
    rows = _build(_streams(*({"name": f"Thing {chr(65 + at) * 3}", "tvg_id": "none"} for at in range(9))))
    assert {row["channel_id"] for row in rows.values()} == {None}


def test_decisions_win_and_what_they_name_needs_no_list() -> None:
    decided = Decision("BBC One", "p", "", "Own.id", "jo", "2026-11-01", "")
    row = _build(_streams({"name": "BBC One (720p)"}), aliases=Aliases([decided]))["0"]
    assert (row["channel_id"], row["channel_source"], row["method"]) == ("Own.id", "alias", "alias")


def test_the_order_of_rows_changes_no_match() -> None:
    streams = _streams(
        {"name": "Foo News", "tvg_id": "foo.uk"},
        {"name": "Foo 1 News", "tvg_id": "FOO.uk", "provider_id": "q"},
        {"name": "Foo News", "provider_id": "r", "playlist": "uk"},
        {"name": "Nine Lives", "tvg_id": "nine"},
        {"name": "Lives of Nine", "tvg_id": "nine", "provider_id": "q"},
    )
    guides = _guides(("p", "foo.uk", '["Foo News"]'), ("q", "FOO.uk", '["Foo 1 News"]'))
    assert _build(streams[::-1], guides[::-1]) == _build(streams, guides)


def test_the_fingerprint_follows_what_is_said_and_nothing_else() -> None:
    streams = _streams({"name": "a"}, {"name": "b"})
    same = fingerprint(streams, _guides(), b"x")
    assert fingerprint(streams[::-1], _guides(), b"x") == same
    assert fingerprint(streams, _guides(), b"y") != same
    assert fingerprint(streams.with_columns(name=pl.lit("c")), _guides(), b"x") != same
    assert fingerprint(streams, _guides(("p", "i", "[]")), b"x") != same


def test_a_reference_list_is_read_or_refused() -> None:
    text = "id,name,alt_names,country,closed,more\nA.uk,A,B;C,UK,,x\nOld.uk,Old,,UK,2020-01-01,x\n,none,,,,\n"
    assert parse_reference(text.encode()) == [
        Channel("A.uk", "A", ("B", "C"), "uk", "reference"),
        Channel("Old.uk", "Old", (), "uk", "reference", is_closed=True),
    ]
    for body in (b"<html>", b"", b"id,name\nA.uk,A\n"):
        with pytest.raises(ParseError):
            parse_reference(body)


def test_a_guide_id_without_its_feed() -> None:
    assert [bare_id(text) for text in ("A.uk@SD", "A.uk", "@SD", "", None)] == [
        "A.uk",
        "A.uk",
        None,
        None,
        None,
    ]


def test_20000_streams_meet_8000_channels_in_seconds() -> None:
    """100,000 by 40,000 take 8 s on a free core; quadratic work would take minutes here."""
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    words = ["".join(chance.choices("abcdefghiklmnoprstu", k=chance.randint(3, 7))) for _ in range(3000)]
    names = [" ".join(chance.choices(words, k=3)) for _ in range(8000)]
    reference = [Channel(f"{at}.uk", name, (), "uk", "reference") for at, name in enumerate(names)]
    wrong = [name[:at] + "x" + name[at + 1 :] for name in names for at in (chance.randrange(1, len(name)),)]
    streams = _streams(*({"name": name, "playlist": "uk.m3u"} for name in [*names, *wrong, *names[:4000]]))
    started = time.perf_counter()
    found = build_matches(streams, _guides(), reference, Aliases(), matching_id="m", matched_at=AT)
    assert time.perf_counter() - started < 15
    assert found.filter(method="exact_name").height >= 12000
    assert found.filter(method="fuzzy").height > 4000
