"""Matching on a data folder: what is current, what is landed, what the warehouse makes of it; deciding."""

import os
import time
from datetime import date
from pathlib import Path

import dagster as dg
import pytest
from typer.testing import CliRunner

from app.settings import Settings
from ingestion.errors import ParseError
from ingestion.landing import RawStore
from ingestion.matching.decisions import read_decisions
from orchestration.cli.channels import app
from orchestration.defs.channels import channel_matches
from orchestration.matching import match_channels, newest_matching, read_guides, read_streams
from orchestration.resources import DataFolder
from tests.support.lake import Row, build_frame, entry, stream_key, sync, write_lake
from tests.support.warehouse import query, run_dbt

REFERENCE = "id,name,alt_names,country,closed\nBBCOne.uk,BBC One,,UK,\nBBCTwo.uk,BBC Two,,UK,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two providers; alpha's first sync is over, a rejected one holds nothing, and beta has a guide."""
    beta = {"provider_id": "beta"}
    write_lake(
        tmp_path,
        {
            "catalog_syncs": [
                sync("old", 0),
                sync("new", 60),
                sync("rejected", 120, outcome="rejected"),
                sync("b", 60, **beta),
                sync("g", 60, sync_kind="guide", **beta),
            ],
            "catalog_entries": [
                entry("old", 0, "Gone"),
                entry("new", 60, "BBC One", country="UK"),
                entry("new", 60, "Film", stream_type="movie"),
                entry("new", 60, "### UK ###", is_separator=True),
                entry("b", 60, "UK: BBC1 HD", **beta),
                entry("b", 60, "UK: BBC One +1", **beta),
                entry("b", 60, "Two", tvg_id="bbc2@HD", **beta),
            ],
            "guide_channels": [
                {
                    "sync_id": "g",
                    "synced_at": sync("g", 60)["started_at"],
                    "channel_id": "bbc2",
                    "display_names": '["UK: BBC Two"]',
                    **beta,
                }
            ],
        },
    )
    (tmp_path / "channels.csv").write_text(REFERENCE)
    return tmp_path


def _match(folder: Path) -> int | None:
    settings = Settings(data_dir=folder)
    matches = match_channels(settings, RawStore(settings.raw_dir))
    return None if matches is None else matches.height


def test_what_providers_list_now_is_matched(folder: Path) -> None:
    store = RawStore(folder / "raw")
    assert set(read_streams(store)["name"]) == {"BBC One", "UK: BBC1 HD", "UK: BBC One +1", "Two"}
    assert read_guides(store)["channel_id"].to_list() == ["bbc2"]


def test_of_entries_of_one_stream_the_first_counts_in_whatever_order_they_were_written(
    tmp_path: Path,
) -> None:
    entries = [
        entry("a", 0, name, stream_key=stream_key("same"), entry_ordinal=at)
        for at, name in enumerate(("First", "Second", "Third"))
    ]
    for folder, rows in (("one", entries), ("two", entries[::-1])):
        write_lake(tmp_path / folder, {"catalog_syncs": [sync("a", 0)], "catalog_entries": rows})
        assert read_streams(RawStore(tmp_path / folder / "raw"))["name"].to_list() == ["First"]


def test_a_guide_that_came_in_part_takes_no_channel_away(tmp_path: Path) -> None:
    def channel(sync_id: str, seconds: float, channel_id: str, name: str = "Name") -> Row:
        names = f'["{name}"]'
        synced_at = sync(sync_id, seconds)["started_at"]
        return {
            "sync_id": sync_id,
            "synced_at": synced_at,
            "channel_id": channel_id,
            "display_names": names,
        }

    guide = {"sync_kind": "guide"}
    write_lake(
        tmp_path,
        {
            "catalog_syncs": [
                sync("part of the first", 0, reason="partial", **guide),
                sync("whole", 60, **guide),
                sync("part", 120, reason="partial", **guide),
            ],
            "guide_channels": [
                channel("part of the first", 0, "gone"),
                channel("whole", 60, "cut off"),
                channel("whole", 60, "renamed", "Old"),
                channel("part", 120, "renamed", "New"),
                channel("part", 120, "came"),
            ],
        },
    )
    found = read_guides(RawStore(tmp_path / "raw")).select("channel_id", "display_names").rows()
    assert sorted(found) == [("came", '["Name"]'), ("cut off", '["Name"]'), ("renamed", '["New"]')]


def test_the_same_is_matched_once_and_a_change_again(folder: Path) -> None:
    assert _match(folder) == 5
    assert _match(folder) is None
    (folder / "channels.csv").write_text(REFERENCE + "New.uk,New,,UK,\n")
    assert _match(folder) == 5
    outcome = CliRunner().invoke(app, ["refuse", "Two", "--data-dir", str(folder)])
    assert outcome.exit_code == 0, outcome.output
    assert _match(folder) == 5
    assert _match(folder) is None
    assert len(list((folder / "raw" / "channel_matches").glob("*/*.parquet"))) == 4, "three and the zero rows"


def test_old_parts_go_and_what_is_listed_no_more_stays(folder: Path) -> None:
    """Two days pass between the matchings; meanwhile beta's catalog became another."""
    parts = folder / "raw" / "channel_matches"
    _match(folder)
    [first] = set(parts.glob("*/*.parquet")) - set(parts.glob("*/zero.parquet"))
    write_lake(
        folder,
        {
            "catalog_syncs": [sync("b2", 180, provider_id="beta")],
            "catalog_entries": [entry("b2", 180, "Two", tvg_id="bbc2@HD", provider_id="beta")],
        },
        part="later",
    )
    assert _match(folder) == 3
    assert first.exists(), "a build may still read it"
    two_days_ago = time.time() - 2 * 86_400
    for part in parts.glob("*/*.parquet"):
        os.utime(part, (two_days_ago, two_days_ago))
    CliRunner().invoke(app, ["refuse", "Two", "--data-dir", str(folder)])
    assert _match(folder) == 3
    assert len(list(parts.glob("*/*.parquet"))) == 2, "the newest and the zero rows"
    rows = RawStore(folder / "raw").scan("channel_matches").collect()
    assert rows.height == 5
    gone = rows.filter(subject_id=stream_key("UK: BBC1 HD")).to_dicts()
    assert [(row["channel_id"], row["matching_id"]) for row in gone] == [("BBCOne.uk", first.stem)]


def test_without_a_list_and_without_streams_nothing_fails(tmp_path: Path) -> None:
    RawStore(tmp_path / "raw").ensure_tables()
    assert _match(tmp_path) == 0
    assert newest_matching(RawStore(tmp_path / "raw")) is None


def test_a_broken_file_of_decisions_changes_nothing(folder: Path) -> None:
    _match(folder)
    before = newest_matching(RawStore(folder / "raw"))
    (folder / "channel_aliases.csv").write_text("what,is,this\n")
    with pytest.raises(ParseError):
        _match(folder)
    run = dg.materialize([channel_matches], resources={"data": DataFolder(data_dir=str(folder))})
    [check] = run.get_asset_check_evaluations()
    assert run.success, "the build goes on with the matches that there are"
    assert not check.passed
    assert "the first line must be" in str(check.metadata["fault"].value)
    assert newest_matching(RawStore(folder / "raw")) == before


def test_the_asset_tells_the_methods(folder: Path) -> None:
    found = dg.materialize([channel_matches], resources={"data": DataFolder(data_dir=str(folder))})
    metadata = found.asset_materializations_for_node("channel_matches")[0].metadata
    assert metadata["dagster/row_count"].value == 5
    assert metadata["method_guide_id"].value == 1


def test_commands_write_decisions_and_show_them(tmp_path: Path) -> None:
    run, place = CliRunner(), ["--data-dir", str(tmp_path)]
    accepted = run.invoke(app, ["accept", "BBC 1", "BBCOne.uk", "--country", "UK", "--by", "jo", *place])
    refused = run.invoke(app, ["refuse", "PPV [7]", "--provider", "beta", "--note", "an event", *place])
    assert (accepted.exit_code, refused.exit_code) == (0, 0), accepted.output + refused.output
    first, second = read_decisions(tmp_path / "channel_aliases.csv")
    assert first[:5] == ("BBC 1", "", "uk", "BBCOne.uk", "jo")
    assert (second.provider, second.channel_id, second.note) == ("beta", "none", "an event")
    assert second.decided_by
    shown = run.invoke(app, ["list", *place]).output
    assert "BBC 1 (uk) -> BBCOne.uk" in shown
    assert "PPV [7] (beta) -> none" in shown
    assert run.invoke(app, ["accept", "###", "A.uk", *place]).exit_code == 1


def test_two_providers_share_their_channel_in_the_warehouse(folder: Path) -> None:
    CliRunner().invoke(app, ["refuse", "UK: BBC One +1", "--data-dir", str(folder)])
    _match(folder)
    RawStore(folder / "raw").land(
        "guide_programmes",
        build_frame(
            "guide_programmes",
            [
                {
                    "sync_id": "g",
                    "synced_at": sync("g", 60)["started_at"],
                    "started_at": sync("g", 90)["started_at"],
                    "channel_id": "bbc2",
                    "provider_id": "beta",
                }
            ],
        ),
        received_date=date(2026, 11, 1),
        part="g",
    )
    run_dbt(
        folder,
        "run",
        "--select",
        "+map_stream_channels",
        "+map_guide_channels",
        "+agg_channel_backups",
        "+dim_channels",
    )
    maps = {row["stream_name"]: row for row in query(folder, "select * from map_stream_channels")}
    assert maps["BBC One"]["channel_id"] == maps["UK: BBC1 HD"]["channel_id"] == "BBCOne.uk"
    assert maps["Two"]["channel_id"] == "BBCTwo.uk"
    assert maps["UK: BBC One +1"]["refusal_reason"] == "decided_none"
    assert (maps["Gone"]["is_listed"], maps["Gone"]["refusal_reason"]) == (False, "not_matched_yet")
    [one] = query(folder, "select * from dim_channels where channel_id = 'BBCOne.uk'")
    assert (one["provider_count"], one["channel_name"], one["is_known"]) == (2, "BBC One", True)
    [two] = query(folder, "select * from dim_channels where channel_id = 'BBCTwo.uk'")
    assert two["has_guide"]
    backups = query(
        folder, "select * from agg_channel_backups where channel_id = 'BBCOne.uk' order by backup_rank"
    )
    assert [row["stream_key"] for row in backups] == [stream_key("UK: BBC1 HD"), stream_key("BBC One")]
