"""What the fields of a panel's rows mean. Pure."""

import re

import msgspec

from ingestion.parsers.lenient import Lenient, Row, is_nothing
from ingestion.parsers.m3u.classify import title_fields
from ingestion.parsers.m3u.entry import url_host
from ingestion.parsers.names import mend_name, needs_mending, plain_text
from ingestion.parsers.xtream.address import is_extension
from ingestion.redaction import redact_text, redact_url

DEFAULT_EXTENSION = "mp4"
MAX_RATING = 10.0

_YEAR = re.compile(r"(?:1[89]|20)[0-9]{2}")
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5]?[0-9]):([0-5]?[0-9])")
_YEARS = ("year", "releaseDate", "release_date", "releasedate", "air_date")


def read_name(reader: Lenient, row: Row, fallback: str) -> tuple[str, str | None]:
    """The name, else the title, mended as those of playlists are, and the raw one where it was mended.

    A row without either is the defect `no_name`, and has `fallback`.
    """
    name = reader.text(row, "name") or reader.text(row, "title")
    if name is None:
        reader.defects.add("no_name", line_number=reader.row_number)
        return fallback, None
    if "://" in name:
        name = redact_text(name)
    if not needs_mending(name):
        return name, None
    mended, odd = mend_name(name)
    for code in odd:
        reader.defects.add(code, line_number=reader.row_number, excerpt=name[:200])
    return mended, name if mended != name else None


def read_label(reader: Lenient, row: Row, name: str) -> str | None:
    """A text for people, its HTML entities resolved."""
    text = reader.text(row, name)
    return redact_text(plain_text(text)) if text else None


def read_picture(reader: Lenient, row: Row, name: str) -> str | None:
    """The address of a picture, without login."""
    address = reader.text(row, name)
    return redact_url(address) if address else None


def read_extension(reader: Lenient, row: Row) -> str:
    """The extension of a file; one that is missing or cannot be is odd, and `mp4`, as players take it."""
    extension = (reader.text(row, "container_extension") or "").lstrip(".")
    if is_extension(extension):
        return extension
    reader.count("container_extension", row.get("container_extension"))
    return DEFAULT_EXTENSION


def read_rating(reader: Lenient, row: Row) -> float | None:
    """Of 10; `rating_5based` doubled where there is no other. 0 is a title that nobody rated."""
    if rating := reader.number(row, "rating", least=0, most=MAX_RATING):
        return rating
    return (reader.number(row, "rating_5based", least=0, most=MAX_RATING / 2) or 0) * 2 or None


def read_year(reader: Lenient, row: Row, name: str = "") -> int | None:
    """The year of a field, else the one in the brackets of a name."""
    for field in _YEARS:
        text = reader.text(row, field)
        if text is None or text == "0" or is_nothing(text):
            continue
        if match := _YEAR.match(text):
            return int(match[0])
        reader.count(field, text)
    return title_fields("movie", name).get("released_year") if "(" in name else None


def read_duration(reader: Lenient, row: Row) -> float | None:
    """Seconds, from `duration_secs`, else from the clock of `duration`; 0 is unknown."""
    if seconds := reader.number(row, "duration_secs", least=0):
        return seconds
    text = reader.text(row, "duration")
    match = _CLOCK.fullmatch(text) if text else None
    return float(int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])) or None if match else None


def read_attributes(reader: Lenient, row: Row, raw_name: str | None) -> str | None:
    """Ids elsewhere, and the host (no more of it) that a stream comes from, as JSON."""
    found = {
        "tmdb_id": reader.text(row, "tmdb_id") or reader.text(row, "tmdb"),
        "imdb_id": reader.text(row, "imdb_id"),
        "direct_source_host": url_host(reader.text(row, "direct_source") or ""),
        "raw_name": raw_name,
    }
    kept = {key: value for key, value in found.items() if value and value != "0"}
    return msgspec.json.encode(kept).decode() if kept else None


def screen_number(season: int | None, number: int | None) -> str:
    """`S01E02`, as much of it as is known."""
    return ("" if season is None else f"S{season:02}") + ("" if number is None else f"E{number:02}")
