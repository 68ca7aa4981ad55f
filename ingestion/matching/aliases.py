"""Decisions of people on channels: a CSV file under version control, whose newest fitting row wins.

`name,provider,country,channel_id,decided_by,decided_at,note`; `provider` and `country` may be empty, which
means any; `channel_id` may be `none`: this name is no channel. The file is only ever appended to.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from ingestion.errors import ParseError
from ingestion.matching.names import read_country, read_name

NO_CHANNEL = "none"
COLUMNS = ("name", "provider", "country", "channel_id", "decided_by", "decided_at", "note")


class Decision(NamedTuple):
    """One row of the file. `decided_at` is UTC, ISO 8601."""

    name: str
    provider: str
    country: str
    channel_id: str
    decided_by: str
    decided_at: str
    note: str


class Aliases:
    """Decisions by what they are on. The most particular goes first: provider and country, provider."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._channels = {
            (_key(one.name), one.provider, read_country(one.country) or one.country.lower()): one.channel_id
            for one in decisions
        }

    def find(self, name: str, provider: str | None, country: str | None) -> str | None:
        """The channel id that was decided, `none` for no channel; None when nobody decided."""
        if not self._channels:
            return None
        key, provider, country = _key(name), provider or "", country or ""
        places = ((provider, country), (provider, ""), ("", country), ("", ""))
        return next(filter(None, (self._channels.get((key, *place)) for place in places)), None)


def parse_aliases(text: str) -> list[Decision]:
    """The decisions of a file, oldest first. Raises ParseError naming the line that cannot be used."""
    rows = csv.reader(io.StringIO(text))
    try:
        header = tuple(next(rows, COLUMNS))
        if header != COLUMNS:
            raise ParseError("wrong_header", f"the first line must be {','.join(COLUMNS)}")
        return [_decision(row, f"line {rows.line_num}: ") for row in rows if row]
    except csv.Error as error:
        raise ParseError("not_csv", f"line {rows.line_num}: {error}") from None


def append_decision(text: str, decision: Decision) -> str:
    """The file's text with one more decision. Raises ParseError for one that says nothing."""
    _decision(decision, "")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if not text:
        writer.writerow(COLUMNS)
    writer.writerow(decision)
    separator = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{separator}{out.getvalue()}"


def _decision(row: Sequence[str], place: str) -> Decision:
    if len(row) != len(COLUMNS):
        raise ParseError("wrong_columns", f"{place}{len(row)} columns instead of {len(COLUMNS)}")
    decision = Decision(*(field.strip() for field in row))
    if not decision.channel_id or not _key(decision.name).strip("+0"):
        raise ParseError("empty_decision", f"{place}a decision needs a name and a channel id or `none`")
    try:
        datetime.fromisoformat(decision.decided_at)
    except ValueError:
        raise ParseError("wrong_time", f"{place}{decision.decided_at!r} is no ISO 8601 time") from None
    return decision


def _key(name: str) -> str:
    read = read_name(name)
    return f"{read.full}+{read.shift_hours}"
