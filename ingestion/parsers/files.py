"""A listing of video files, one JSON object a line -> entries of a catalog. Pure.

`ingestion.kinds.folder` writes the listing, so that a replay reads what the folder held then.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

import msgspec

from ingestion.errors import ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.ffprobe import MediaFacts, read_ffprobe
from ingestion.parsers.file_names import parse_file_name
from ingestion.parsers.lenient import EXCERPT_LENGTH, Lenient
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.m3u.playlist import ParsedPlaylist, Reject

LIST_NAME = "files"


class FileLine(msgspec.Struct, omit_defaults=True):
    """One file: its path within the folder, bytes, seconds since 1970 of its last change.

    `probe` is what ffprobe told, None where it was not asked; `error` why the file is no entry, `doubt` why
    nothing is known of what is in it.
    """

    path: str
    size: int = 0
    modified: int = 0
    probe: dict[str, object] | None = None
    error: str | None = None
    doubt: str | None = None


def parse_files(body: bytes, provider_id: str) -> ParsedPlaylist:
    """The entries of a listing. Raises ParseError `bad_listing`."""
    parsed = ParsedPlaylist(LIST_NAME, [], [], {}, Defects(), "utf-8")
    for number, line in enumerate(_lines(body), start=1):
        read = Lenient("files[]", parsed.defects, number)
        facts = read_ffprobe(line.probe, read.at("probe")) if line.probe is not None else None
        error = line.error or ("no_video" if facts and not facts.has_video else None)
        if error:
            parsed.rejects.append(Reject(number, error, line.path[:EXCERPT_LENGTH]))
            continue
        if line.doubt:
            parsed.defects.add(line.doubt, line_number=number, excerpt=line.path[:EXCERPT_LENGTH])
        parsed.entries.append(_entry(read, number, line, facts or MediaFacts(), provider_id))
    return parsed


def file_url(provider_id: str, path: str) -> str:
    """The address of a file: `file://PROVIDER/PATH`, where PATH is relative to the provider's folder."""
    return f"file://{provider_id}/{quote(path)}"


def _lines(body: bytes) -> Iterator[FileLine]:
    try:
        yield from msgspec.json.Decoder(FileLine).decode_lines(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ParseError("bad_listing", "a line of the listing cannot be read") from None


def _entry(read: Lenient, number: int, line: FileLine, facts: MediaFacts, provider_id: str) -> PlaylistEntry:
    named = parse_file_name(line.path)
    folder = PurePosixPath(line.path).parent
    return PlaylistEntry(
        line_number=number,
        stream_type="episode" if named.episode_number is not None else "movie",
        identity_basis=f"id:{line.path}",
        name=named.name,
        tvg_id=None,
        tvg_name=None,
        group_title=str(folder) if folder.parts else None,
        logo_url=None,
        stream_url=file_url(provider_id, line.path),
        stream_host=None,
        has_credentials=False,
        user_agent=None,
        referrer=None,
        channel_number=None,
        duration_seconds=facts.duration_seconds,
        tvg_shift_hours=None,
        language=None,
        country=None,
        catchup=None,
        catchup_days=None,
        is_radio=False,
        is_separator=False,
        attributes=_attributes(facts),
        login=None,
        item_id=line.path,
        series_name=named.series_name,
        season_number=named.season_number,
        episode_number=named.episode_number,
        released_year=named.released_year,
        added_at=read.moment({"modified": line.modified}, "modified"),
        size_bytes=line.size,
        width=facts.width,
        height=facts.height,
    )


def _attributes(facts: MediaFacts) -> str | None:
    known = {name: getattr(facts, name) for name in ("container", "video_codec", "audio_codec")}
    told = {name: value for name, value in known.items() if value}
    return msgspec.json.encode(told).decode() if told else None
