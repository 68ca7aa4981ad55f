"""The episodes of a panel's series, from the answers about each of them. Pure.

Defect besides those of `ingestion.parsers.xtream.lists`: `episodes_not_read` (a series whose episodes were
not asked for, or not answered).
"""

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from ingestion.errors import ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.json_body import parse_json
from ingestion.parsers.lenient import Lenient, Row
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.xtream.address import is_item_id
from ingestion.parsers.xtream.entry import EntryBuilder
from ingestion.parsers.xtream.lists import PanelList

_EPISODES = "series_info.episodes[]"
_SEASON = re.compile(r"[0-9]{1,6}")


def add_episodes(parsed: PanelList, infos: Mapping[str, bytes], build: EntryBuilder) -> None:
    """Put the episodes of `infos` (answers by id of the series) behind the series, and tell which were read.

    An answer that does not tell of episodes leaves its series without any, and not read.
    """
    for place, series in enumerate(list(parsed.entries)):
        info = infos.get(series.item_id or "")
        episodes = None if info is None else _episodes_of(info, parsed.defects)
        if episodes is None:
            parsed.defects.add("episodes_not_read", line_number=series.line_number)
            parsed.entries[place] = replace(series, are_episodes_read=None if info is None else False)
        else:
            count = _add_season_by_season(parsed, series, episodes, build)
            parsed.entries[place] = replace(series, are_episodes_read=True, episode_count=count)


def _episodes_of(info: bytes, defects: Defects) -> list[object] | Row | None:
    """What an answer has as episodes, null being none; None where it does not tell of them."""
    try:
        answer = parse_json(info, defects)
    except ParseError:
        return None
    if not isinstance(answer, dict) or "episodes" not in answer:
        return None
    episodes = answer["episodes"] or []
    if not isinstance(episodes, list | dict):
        Lenient(_EPISODES, defects).count(None, episodes)
        return None
    return episodes


def _add_season_by_season(
    parsed: PanelList, series: PlaylistEntry, episodes: list[object] | Row, build: EntryBuilder
) -> int:
    """How many episodes were added."""
    reader, known = Lenient(_EPISODES, parsed.defects), len(parsed.entries)
    for season, group in _seasons(episodes, reader):
        for row in reader.rows(group):
            item_id = reader.text(row, "id")
            if is_item_id(item_id):
                parsed.entries.append(build.episode(reader, row, item_id, series, season))
            else:
                parsed.reject(reader, row)
    return len(parsed.entries) - known


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
