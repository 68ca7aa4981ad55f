"""What the name of a video file tells: title, year, series, season and episode. Pure.

`Film.Name.2019.1080p.BluRay.x264.mkv` is Film Name of 2019; `Show/Season 1/Show - S01E02 - Pilot.mkv` is an
episode. What follows the first mark of quality is no title.
"""

import re
from pathlib import PurePosixPath
from typing import NamedTuple

_EPISODE = re.compile(r"(?<![^\W_])(?:s(\d{1,4})[ ._-]?e(\d{1,4})|(\d{1,2})x(\d{2,3}))(?!\d)", re.IGNORECASE)
_YEAR_IN_BRACKETS = re.compile(r"[(\[]((?:19|20)\d\d)[)\]]")
_YEAR = re.compile(r"(?<=[^\W_] )((?:19|20)\d\d)(?= |$)")
_QUALITY = re.compile(
    r"(?<![^\W_])(?:\d{3,4}[pi]|[48]k|uhd|hdr\d*|blu-?ray|b[dr]rip|web-?(?:dl|rip)?|hdtv"
    r"|dvd(?:rip)?|[hx][ .]?26[45]|hevc|av1|aac|ac3|dts|remux|proper|repack)(?![^\W_]).*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\[[^\]]{0,100}\]|\(\s*\)")
_SEASON_FOLDER = re.compile(r"(?:season|staffel|saison|series|s)?[ ._-]?\d{1,4}|specials", re.IGNORECASE)
_EDGES = " -_.,"


class FileName(NamedTuple):
    """The parts of a name; series, season and episode of an episode alone."""

    name: str
    released_year: int | None = None
    series_name: str | None = None
    season_number: int | None = None
    episode_number: int | None = None


def parse_file_name(path: str) -> FileName:
    """Read the name of a file; `path` is relative and has `/` between folders, which may name the series."""
    file = PurePosixPath(path)
    text = _spaced(file.stem)
    match = _EPISODE.search(text)
    if match is None:
        title, year = _title_and_year(text)
        return FileName(title or file.stem, year)
    season, episode = (int(number) for number in match.groups() if number)
    before = text[: match.start()] or _series_folder(file)
    series, year = _title_and_year(before)
    title, _ = _title_and_year(text[match.end() :])
    number = f"S{season:02}E{episode:02}"
    name = " ".join(part for part in (series, number, title) if part)
    return FileName(name, year, series or None, season, episode)


def _spaced(stem: str) -> str:
    """Dots and underscores stand for spaces where there are none."""
    return (
        " ".join(stem.replace("_", " ").split())
        if " " in stem
        else " ".join(re.split(r"[._]+", stem)).strip()
    )


def _title_and_year(text: str) -> tuple[str, int | None]:
    """The title, without labels and what follows quality; a year counts after the first word alone."""
    text = _QUALITY.sub("", text) if _QUALITY.sub("", text).strip(_EDGES + "[(") else text
    match = _YEAR_IN_BRACKETS.search(text) or _YEAR.search(text)
    if match and match.start() > 0:
        text = text[: match.start()]
    text = _LABEL.sub(" ", text)
    return " ".join(text.split()).strip(_EDGES + "[("), int(match[1]) if match else None


def _series_folder(file: PurePosixPath) -> str:
    """The nearest folder that is none of a season."""
    names = (_spaced(name) for name in reversed(file.parent.parts))
    return next((name for name in names if not _SEASON_FOLDER.fullmatch(name)), "")
