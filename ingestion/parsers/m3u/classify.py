"""What kind of stream an entry is, by its address and name. Pure."""

import re
from typing import TypedDict

from ingestion.redaction import PanelStream

PANEL_TYPES = {"live": "live", "timeshift": "live", "movie": "movie", "series": "episode"}
VIDEO_FILES = frozenset(("mp4", "mkv", "avi", "mov", "m4v", "wmv", "webm"))
AUDIO_FILES = frozenset(("mp3", "aac", "ogg", "opus", "flac", "m4a", "wma"))
PLAYLIST_FILE = "m3u"

_EPISODE = re.compile(r"\bS(\d{1,4})\s?E(\d{1,4})\b", re.IGNORECASE)
_YEAR = re.compile(r"\(((?:19|20)\d\d)\)")
_RULE = r"[#=*_~|<>+\-\u2010-\u2015\u2022\u2500-\u25ff\u2605\u2606]"
_RULE_BEFORE = re.compile(rf"{_RULE}(?:\s?{_RULE}){{2}}")
_RULE_AFTER = re.compile(rf"{_RULE}\s?{_RULE}\Z")
_JOINTS = " -\u2013:._|["


class TitleFields(TypedDict, total=False):
    """What the name of a film or an episode tells."""

    series_name: str | None
    season_number: int
    episode_number: int
    released_year: int


def file_type(url: str) -> str:
    """What follows the last dot of a URL's path, in lower case: the extension, if the path has one."""
    return url.partition("?")[0].partition("#")[0].rpartition(".")[2].lower()


def classify(file_type: str, name: str, duration_seconds: float | None, panel: PanelStream | None) -> str:
    """The stream type by the panel's path, the file's extension, and `S01E02` in the name."""
    if panel:
        return PANEL_TYPES[panel.kind]
    if file_type in VIDEO_FILES:
        return "episode" if _EPISODE.search(name) else "movie"
    return "episode" if duration_seconds and _EPISODE.search(name) else "live"


def title_fields(stream_type: str, name: str) -> TitleFields:
    """Series, season, episode and year of publication as the name of a film or an episode has them."""
    fields = TitleFields()
    if stream_type == "live":
        return fields
    if stream_type == "episode" and (match := _EPISODE.search(name)):
        fields["series_name"] = name[: match.start()].rstrip(_JOINTS) or None
        fields["season_number"], fields["episode_number"] = int(match[1]), int(match[2])
    if year := _YEAR.search(name):
        fields["released_year"] = int(year[1])
    return fields


def is_separator(name: str) -> bool:
    """Whether a name is a decorative row such as `##### SPORT #####`."""
    if name[:1].isalnum():
        return False
    return _RULE_BEFORE.match(name) is not None and _RULE_AFTER.search(name[-3:]) is not None
