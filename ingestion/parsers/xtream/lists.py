"""A panel's lists -> entries, rejects, defects: channels, films, and series with their episodes. Pure.

Reject code: `no_id` (a row without a number that its address could have). Defects besides those of
`ingestion.parsers.lenient` and `ingestion.parsers.json_body`: `no_name`, `unknown_category`, `duplicate_url`
(an id that is listed again), `not_listed` (the panel answers something else than a list),
`episodes_not_read` (a series whose episodes were not asked for, or not answered).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
_EPISODES = "series_info.episodes[]"
_SEASON = re.compile(r"[0-9]{1,6}")


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


def newest_series(bodies: Sequence[bytes]) -> list[str]:
    """The ids of a list of series, the last modified first. Raises ParseError."""
    unheard = Defects()
    reader = Lenient(_PATHS["series"], unheard)
    rows = (row for body in bodies for row in reader.rows(_listed(parse_json(body, unheard), unheard)))
    modified = {
        item_id: reader.moment(row, "last_modified")
        for row in rows
        if is_item_id(item_id := reader.text(row, _IDS["series"]))
    }
    return sorted(modified, key=lambda one: ((at := modified[one]) is not None, at, one), reverse=True)


def guide_channels(body: bytes) -> dict[str, str]:
    """A stream's id for each channel of the guide that a list of channels names. Raises ParseError."""
    unheard = Defects()
    reader, found = Lenient(_PATHS["live"], unheard), dict[str, str]()
    for row in reader.rows(_listed(parse_json(body, unheard), unheard)):
        channel_id, item_id = reader.text(row, "epg_channel_id"), reader.text(row, _IDS["live"])
        if channel_id and is_item_id(item_id):
            found.setdefault(channel_id, item_id)
    return found


def add_episodes(parsed: PanelList, infos: Mapping[str, bytes], build: EntryBuilder) -> None:
    """Put the episodes of `infos` (answers by id of the series) behind the series.

    An answer that is not JSON leaves its series without episodes.
    """
    for series in list(parsed.entries):
        try:
            info = parse_json(infos[series.item_id or ""], parsed.defects)
        except (KeyError, ParseError):
            parsed.defects.add("episodes_not_read", line_number=series.line_number)
        else:
            _add_season_by_season(parsed, series, info, build)


def _add_season_by_season(
    parsed: PanelList, series: PlaylistEntry, info: object, build: EntryBuilder
) -> None:
    reader = Lenient(_EPISODES, parsed.defects)
    episodes = info.get("episodes") if isinstance(info, dict) else None
    for season, group in _seasons(episodes, reader):
        for row in reader.rows(group):
            item_id = reader.text(row, "id")
            if is_item_id(item_id):
                parsed.entries.append(build.episode(reader, row, item_id, series, season))
            else:
                parsed.reject(reader, row)


def _seasons(episodes: object, reader: Lenient) -> Iterator[tuple[int | None, object]]:
    """Season and rows, from `{season: [..]}`, `{season: {..}}`, `[[..], [..]]` or `[..]`.

    PHP writes an array as a list where its keys are 0, 1, 2 …: the place in a list is then the season.
    """
    members = reader.members(episodes)
    keys = episodes.keys() if isinstance(episodes, dict) else map(str, range(len(members)))
    for key, group in zip(keys, members, strict=True):
        if isinstance(group, dict) and "id" in group:
            yield None, [group]
        else:
            yield int(key) if _SEASON.fullmatch(key) else None, group


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
