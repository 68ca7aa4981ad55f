"""A panel's lists -> entries, rejects, defects: channels, films, series. Pure.

Reject code: `no_id` (a row without a number that its address could have). Defects besides those of
`ingestion.parsers.lenient` and `ingestion.parsers.json_body`: `no_name`, `unknown_category`, `duplicate_url`
(an id that is listed again), `not_listed` (the panel answers something else than a list).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ingestion.errors import ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.json_body import parse_json
from ingestion.parsers.lenient import Lenient, Row
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.m3u.playlist import EXCERPT_LENGTH, MAX_ENTRIES, MAX_REJECTS, Reject
from ingestion.parsers.xtream.address import is_item_id
from ingestion.parsers.xtream.entry import EntryBuilder
from ingestion.parsers.xtream.fields import read_label
from ingestion.redaction import redact_text

ListKind = Literal["live", "movie", "series"]
_IDS = {"live": "stream_id", "movie": "stream_id", "series": "series_id"}
_PATHS = {"live": "live_streams[]", "movie": "vod_streams[]", "series": "series[]"}


@dataclass
class PanelList:
    """What one list of a panel holds."""

    defects: Defects
    entries: list[PlaylistEntry] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def reject(self, reader: Lenient, row: Row) -> None:
        """Keep a row without id, up to `MAX_REJECTS` of them."""
        if len(self.rejects) < MAX_REJECTS:
            shown = row.get("name") or row.get("title")
            excerpt = redact_text(shown)[:EXCERPT_LENGTH] if isinstance(shown, str) else ""
            self.rejects.append(Reject(reader.row_number or 0, "no_id", excerpt))
        else:
            self.defects.add("uncounted_rejects")


def parse_categories(body: bytes, path: str, defects: Defects) -> dict[str, str]:
    """The names of categories by id. Raises ParseError for a body that is not JSON."""
    reader = Lenient(path, defects)
    named = (
        (reader.text(row, "category_id"), read_label(reader, row, "category_name"))
        for row in reader.rows(_listed(parse_json(body, defects), defects))
    )
    return {category_id: name for category_id, name in named if category_id and name}


def parse_list(kind: ListKind, bodies: Sequence[bytes], build: EntryBuilder, defects: Defects) -> PanelList:
    """The entries of a list. Several bodies are its categories, in which an item may stand again and again.

    Raises ParseError for a body that is not JSON, and for more than `MAX_ENTRIES` rows.
    """
    parsed = PanelList(defects)
    reader = Lenient(_PATHS[kind], parsed.defects)
    make, seen = getattr(build, kind), set[str]()
    for body in bodies:
        listed = _listed(parse_json(body, parsed.defects), parsed.defects)
        for row in reader.rows(listed):
            item_id = reader.text(row, _IDS[kind])
            if not is_item_id(item_id):
                parsed.reject(reader, row)
            elif item_id not in seen or len(bodies) == 1:
                if item_id in seen:
                    parsed.defects.add("duplicate_url", line_number=reader.row_number)
                seen.add(item_id)
                parsed.entries.append(make(reader, row, item_id))
    return parsed


def modified_series(bodies: Sequence[bytes]) -> dict[str, datetime | None]:
    """When each series of a list was modified, by its id. Raises ParseError."""
    unheard = Defects()
    reader = Lenient(_PATHS["series"], unheard)
    rows = (row for body in bodies for row in reader.rows(_listed(parse_json(body, unheard), unheard)))
    return {
        item_id: reader.moment(row, "last_modified")
        for row in rows
        if is_item_id(item_id := reader.text(row, _IDS["series"]))
    }


def guide_channels(body: bytes) -> dict[str, str]:
    """A stream's id for each channel of the guide that a list of channels names. Raises ParseError."""
    unheard = Defects()
    reader, found = Lenient(_PATHS["live"], unheard), dict[str, str]()
    for row in reader.rows(_listed(parse_json(body, unheard), unheard)):
        channel_id, item_id = reader.text(row, "epg_channel_id"), reader.text(row, _IDS["live"])
        if channel_id and is_item_id(item_id):
            found.setdefault(channel_id, item_id)
    return found


def _listed(value: object, defects: Defects) -> object:
    """A list as it is, or what it is keyed by; an answer that is the account, or a message, is no list."""
    if isinstance(value, dict) and ("user_info" in value or not _has_rows(value)):
        defects.add("not_listed")
        return None
    if isinstance(value, list | dict) and len(value) > MAX_ENTRIES:
        raise ParseError("too_many_entries", f"more than {MAX_ENTRIES} rows")
    return value


def _has_rows(value: Row) -> bool:
    return all(isinstance(row, dict) for row in value.values())
