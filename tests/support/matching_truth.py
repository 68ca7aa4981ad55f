"""How well names are matched, measured on the sample playlists, whose `tvg-id` is curated and hidden here.

`python -m tests.support.matching_truth` writes the measured tables into docs/MATCHING.md.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from string import ascii_lowercase

import duckdb
import jinja2
import msgspec
import polars as pl

from ingestion.matching.aliases import Aliases
from ingestion.matching.channels import Channel, parse_reference
from ingestion.matching.frames import GUIDE_COLUMNS, build_matches
from ingestion.matching.labels import QUALITIES
from ingestion.matching.names import read_name
from ingestion.matching.subjects import STREAM_COLUMNS, bare_id
from ingestion.parsers.m3u.playlist import parse_m3u

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples" / "catalog" / "iptv-org"
DOCUMENT = ROOT / "docs" / "MATCHING.md"
DATES = ("2026-05-31", "2026-06-20")
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->"
MATCHED_AT = datetime(2026, 11, 1)  # noqa: DTZ001 - raw tables hold naive UTC

Condition = Callable[[dict[str, object]], bool]


@cache
def measure(date: str, *, knows_country: bool = True, misspells: bool = False) -> pl.DataFrame:
    """A row for each sample entry with a curated channel: what it was matched to, and whether rightly.

    `is_listed` tells whether the reference list holds the curated channel at all. `misspells` changes one
    letter of each name.
    """
    truth = _truth(date)
    if misspells:
        truth = truth.with_columns(pl.Series("name", [misspell(name) for name in truth["name"]]))
    reference = parse_reference((SAMPLES / "database-channels-subset.csv").read_bytes())
    hidden = truth.with_columns(
        pl.lit(None, pl.String).alias("tvg_id"),
        pl.lit(None, pl.String).alias("country"),
        pl.lit(None, pl.String).alias("group_title"),
        pl.col("playlist") if knows_country else pl.lit("list.m3u").alias("playlist"),
        provider_id=pl.lit("iptv-org"),
    )
    matches = _build(hidden, reference)
    known = {channel.channel_id.casefold() for channel in reference}
    return truth.join(judge(matches), left_on="stream_key", right_on="subject_id").with_columns(
        is_listed=pl.col("truth_id").str.to_lowercase().is_in(known),
        is_accepted=pl.col("refusal_reason").is_null(),
        is_right=pl.col("refusal_reason").is_null()
        & (pl.col("candidate_id").str.to_lowercase() == pl.col("truth_id").str.to_lowercase()),
    )


@cache
def measure_ids(date: str) -> pl.DataFrame:
    """A row for each listed sample entry and way to list it: `class` is what is wrong with its guide id.

    Of `as curated` nothing is, and whether an id is believed is all that can be measured. In the others the
    name was given a mark, or the id is that of another channel, so that believing it would be wrong.
    """
    reference = parse_reference((SAMPLES / "database-channels-subset.csv").read_bytes())
    known = {channel.channel_id.casefold(): channel for channel in reference}
    siblings = _siblings(reference)
    rows = [
        (kind, name, f"{channel_id}@{feed}")
        for name, truth_id, feed in _truth(date).select("name", "truth_id", "truth_feed").iter_rows()
        if (channel := known.get(truth_id.casefold()))
        for kind, name, channel_id in _contradict(name, channel, siblings.get(channel.channel_id))
    ]
    listed = pl.DataFrame(rows, schema=["class", "name", "tvg_id"], orient="row").with_row_index("stream_key")
    streams = listed.with_columns(
        pl.col("stream_key").cast(pl.String),
        *(pl.lit(None, pl.String).alias(name) for name in ("country", "group_title")),
        playlist=pl.lit("list.m3u"),
        provider_id=pl.lit("iptv-org"),
    )
    return streams.join(judge(_build(streams, reference)), left_on="stream_key", right_on="subject_id")


def _siblings(reference: list[Channel]) -> dict[str, str]:
    """For channels whose names differ from others of the country by a number alone, the next one's id."""
    alike: dict[tuple[str | None, str], list[Channel]] = {}
    for channel in sorted(reference, key=lambda one: one.channel_id):
        if (pattern := re.sub(r"\d+", "#", channel.name.casefold())) != channel.name.casefold():
            alike.setdefault((channel.country, pattern), []).append(channel)
    return {
        one.channel_id: other.channel_id
        for channels in alike.values()
        for one, other in zip(channels, [*channels[1:], channels[0]], strict=True)
        if one.name.casefold() != other.name.casefold()
    }


def _contradict(name: str, channel: Channel, sibling: str | None) -> Iterator[tuple[str, str, str]]:
    """(class, name, id) of each way to list an entry."""
    read, own = read_name(name), channel.channel_id
    bare, *labels = re.split(r"(?= [(\[])", name)
    yield "as curated", name, own
    if sibling:
        yield "id of a channel with another number", name, sibling
    if not read.shift_hours:
        yield "`+1` in the name alone", " ".join([f"{bare} +1", *labels]), own
    if not read.sides:
        yield "`West` in the name alone", " ".join([f"{bare} West", *labels]), own
    yield "another country before the name", f"{'NL' if channel.country == 'pl' else 'PL'}: {name}", own


def _build(streams: pl.DataFrame, reference: list[Channel]) -> pl.DataFrame:
    return build_matches(
        streams.select("stream_key", *STREAM_COLUMNS),
        pl.DataFrame(schema=dict.fromkeys(GUIDE_COLUMNS, pl.String)),
        reference,
        Aliases(),
        matching_id="truth",
        matched_at=MATCHED_AT,
    )


def judge(matches: pl.DataFrame) -> pl.DataFrame:
    """What the warehouse's own model (`int_matches_judged`) decides on matches."""
    model = ROOT / "dbt_project" / "models" / "intermediate" / "catalog" / "int_matches_judged.sql"
    variables = msgspec.yaml.decode((ROOT / "dbt_project" / "dbt_project.yml").read_bytes())["vars"]
    sql = jinja2.Template(model.read_text()).render(var=variables.__getitem__, ref=lambda name: name)
    with duckdb.connect() as connection:
        staged = {"channel_id": "candidate_id", "score": "match_score", "method": "match_method"}
        connection.register("stg_channel_matches", matches.rename(staged).to_arrow())
        table = connection.sql(sql).to_arrow_table()
    return pl.DataFrame(table)


def rates(rows: pl.DataFrame) -> tuple[int, float | None, float | None]:
    """Listed entries, precision (of what was accepted) and recall (of what is listed); None without any."""
    listed, accepted = int(rows["is_listed"].sum()), int(rows["is_accepted"].sum())
    right = int(rows["is_right"].sum())
    return listed, right / accepted if accepted else None, right / listed if listed else None


def misspell(name: str) -> str:
    """The name with one letter lost, changed or added before its labels; the same for the same name."""
    chance = Random(name)  # noqa: S311 - repeatable, not secret
    spelled = re.split(r" [(\[]", name)[0]
    at, letter = chance.randrange(1, max(2, len(spelled))), chance.choice(ascii_lowercase)
    middle = chance.choice(("", letter, letter + spelled[at : at + 1]))
    return spelled[:at] + middle + name[at + 1 :] if len(spelled) > 3 else name


def held_out() -> pl.DataFrame:
    """Entries of the second date that were not there, under that name, when the rules were made."""
    seen = _truth(DATES[0]).select("playlist", "name", "truth_id")
    rows = measure(DATES[1])
    return rows.join(seen, on=["playlist", "name", "truth_id"], how="anti")


def _truth(date: str) -> pl.DataFrame:
    entries = [
        (path.name, entry.name, bare_id(entry.tvg_id), (entry.tvg_id or "").partition("@")[2].casefold())
        for path in sorted((SAMPLES / date).glob("*.m3u"))
        for entry in parse_m3u(path.read_bytes(), playlist=path.name).entries
        if bare_id(entry.tvg_id) and not entry.is_separator
    ]
    frame = pl.DataFrame(entries, schema=["playlist", "name", "truth_id", "truth_feed"], orient="row")
    return (
        frame.with_row_index().with_columns(stream_key=pl.format("{}", "index").str.zfill(32)).drop("index")
    )


def _name(row: dict[str, object]) -> str:
    return str(row["name"])


CLASSES: dict[str, Condition] = {
    "quality in the name, such as (720p) or HD": lambda row: bool(
        re.search(r"\b(\d{3,4}[pi]|HD|FHD|UHD|4K|SD)\b", _name(row))
    ),
    "label, such as [Geo-blocked]": lambda row: "[" in _name(row),
    "name with accents": lambda row: not _name(row).isascii(),
    "name with a number": lambda row: bool(read_name(_name(row)).numbers),
    "matched by an alternative name": lambda row: row["match_method"] == "alt_name",
    "+1 and other time shifts": lambda row: read_name(_name(row)).shift_hours > 0,
    "East, West and other sides": lambda row: bool(read_name(_name(row)).sides),
    "feed of a region or language": lambda row: row["truth_feed"] not in {"", *QUALITIES},
    "channel of another country than the playlist": lambda row: (
        str(row["truth_id"]).rpartition(".")[2].lower() != str(row["playlist"])[:2]
    ),
}


def tables() -> str:
    """The measured tables of docs/MATCHING.md."""
    runs = [
        (f"{date}, {'country known' if knows else 'without country'}", measure(date, knows_country=knows))
        for date in DATES
        for knows in (True, False)
    ]
    last = measure(DATES[1])
    described = last.to_dicts()
    runs.append((f"{DATES[1]}, country known, new since {DATES[0]}", held_out()))
    runs += [(f"{date}, country known, one letter wrong", measure(date, misspells=True)) for date in DATES]
    classes = [
        (name, last.filter(pl.Series([holds(row) for row in described], dtype=pl.Boolean)))
        for name, holds in CLASSES.items()
    ]
    return "\n".join(
        [
            _table("entries", runs),
            _table("playlist", _groups(last, "playlist")),
            _table("method", _groups(last, "match_method")),
            _table("class", classes),
            _reasons(last),
            _ids(),
        ]
    )


def _groups(rows: pl.DataFrame, column: str) -> list[tuple[str, pl.DataFrame]]:
    grouped = rows.sort(column).group_by(column, maintain_order=True)
    return [(str(key[0]), group) for key, group in grouped]


def _table(what: str, groups: list[tuple[str, pl.DataFrame]]) -> str:
    lines = [f"| {what} | listed | accepted | right | precision | recall |", "|---|---|---|---|---|---|"]
    for name, rows in groups:
        listed, precision, recall = rates(rows)
        counts = f"{listed} | {rows['is_accepted'].sum()} | {rows['is_right'].sum()}"
        lines.append(f"| {name} | {counts} | {_share(precision)} | {_share(recall)} |")
    return "\n".join(lines) + "\n"


def _reasons(rows: pl.DataFrame) -> str:
    is_true = pl.col("candidate_id").str.to_lowercase() == pl.col("truth_id").str.to_lowercase()
    refused = rows.drop_nulls("refusal_reason").group_by("refusal_reason").agg(pl.len(), is_true.sum())
    counted = refused.sort("len", "refusal_reason", descending=[True, False]).iter_rows()
    lines = ["| refused because of | entries | the curated channel was the candidate |", "|---|---|---|"]
    return (
        "\n".join([*lines, *(f"| {reason} | {count} | {true} |" for reason, count, true in counted)]) + "\n"
    )


def _ids() -> str:
    lines = ["| guide id | entries | refused | share |", "|---|---|---|---|"]
    for date in DATES:
        found = measure_ids(date)
        counted = found.group_by("class", maintain_order=True).agg(
            pl.len(), pl.col("refusal_reason").count().alias("refused")
        )
        lines += [
            f"| {date}, {kind} | {count} | {refused} | {_share(refused / count)} |"
            for kind, count, refused in counted.iter_rows()
        ]
    return "\n".join(lines) + "\n"


def _share(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


if __name__ == "__main__":
    head, _, rest = DOCUMENT.read_text().partition(BEGIN)
    DOCUMENT.write_text(f"{head}{BEGIN}{tables()}{END}{rest.partition(END)[2]}")
