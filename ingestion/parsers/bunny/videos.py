"""Videos of a Bunny Stream library -> entries of a catalog. Pure.

Pages may repeat videos (`ingestion.kinds.bunny_paging`): the last place counts. One odd video never fails the
list: odd fields are counted, and only what has no id is rejected.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec

from ingestion.parsers.bunny.page import Page, item_guid
from ingestion.parsers.bunny.states import VideoState, read_state
from ingestion.parsers.defects import Defects
from ingestion.parsers.json_body import parse_json
from ingestion.parsers.lenient import EXCERPT_LENGTH, Lenient, Row
from ingestion.parsers.m3u.entry import PlaylistEntry, url_host
from ingestion.parsers.m3u.playlist import Reject
from ingestion.redaction import redact_text

MAX_PIXELS = 65_535


@dataclass
class ParsedVideos:
    """The videos of a library, each once, and their states by id."""

    entries: list[PlaylistEntry] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    states: dict[str, VideoState] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """What the videos do not tell: the library, names of collections, and the host that plays them."""

    library_id: str
    collections: Mapping[str, str]
    media_url: str | None


def parse_videos(pages: Sequence[Page], around: Surroundings, defects: Defects) -> ParsedVideos:
    """All videos of all pages in order; of one that came twice the last place."""
    parsed = ParsedVideos()
    read = Lenient("items[]", defects)
    rows: dict[str, tuple[int, Row]] = {}
    for number, row in enumerate((row for page in pages for row in page.rows), start=1):
        guid = item_guid(row) if isinstance(row, dict) else None
        if not isinstance(row, dict) or guid is None:
            parsed.rejects.append(Reject(number, "no_id", _excerpt(row)))
            continue
        defects.add("duplicate", int(rows.pop(guid, None) is not None), field="items[].guid")
        rows[guid] = number, row
    totals = [page.total for page in pages if page.total is not None]
    if totals and len(rows) + len(parsed.rejects) < totals[-1]:
        defects.add("incomplete_list", totals[-1] - len(rows) - len(parsed.rejects))
    for guid, (number, row) in rows.items():
        read.row_number = number
        parsed.states[guid] = state = read_state(read, row)
        parsed.entries.append(_entry(read, number, guid, row, state, around))
    return parsed


def parse_collections(pages: Iterable[Page], defects: Defects) -> dict[str, str]:
    """Names of collections by their ids."""
    read = Lenient("collections[]", defects)
    named = ((str(row["guid"]), read.text(row, "name")) for page in pages for row in page.objects())
    return {guid: name for guid, name in named if name}


def parse_media_url(body: bytes) -> str | None:
    """The address under which all videos lie (`https://host`), when a playlist's tells it and has no token.

    A library with token authentication signs every address for a while: such an address identifies nothing.
    Raises ParseError.
    """
    document = parse_json(body, Defects())
    told = document if isinstance(document, dict) else {}
    url = told.get("videoPlaylistUrl")
    if not isinstance(url, str) or told.get("tokenAuthEnabled") is True:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.username
    return f"{parts.scheme}://{parts.netloc}" if plain and parts.path.count("/") == 2 else None


def _entry(
    read: Lenient, number: int, guid: str, row: Row, state: VideoState, around: Surroundings
) -> PlaylistEntry:
    title = read.text(row, "title")
    if title is None:
        read.defects.add("no_name", line_number=number, excerpt=guid)
    stream_url = (
        f"{around.media_url}/{guid}/playlist.m3u8"
        if around.media_url
        else f"bunny://{around.library_id}/{guid}"
    )
    return PlaylistEntry(
        line_number=number,
        stream_type="movie",
        identity_basis=f"id:{guid}",
        name=redact_text(title) if title else guid,
        tvg_id=None,
        tvg_name=None,
        group_title=around.collections.get(read.text(row, "collectionId") or ""),
        logo_url=_logo_url(around.media_url, guid, read.text(row, "thumbnailFileName")),
        stream_url=stream_url,
        stream_host=url_host(stream_url) if around.media_url else None,
        has_credentials=False,
        user_agent=None,
        referrer=None,
        channel_number=None,
        duration_seconds=read.number(row, "length", least=0) or None,
        tvg_shift_hours=None,
        language=None,
        country=None,
        catchup=None,
        catchup_days=None,
        is_radio=False,
        is_separator=False,
        attributes=_attributes(read, row, state),
        login=None,
        item_id=guid,
        added_at=read.moment(row, "dateUploaded"),
        size_bytes=read.integer(row, "storageSize", least=0),
        width=read.integer(row, "width", least=0, most=MAX_PIXELS) or None,
        height=read.integer(row, "height", least=0, most=MAX_PIXELS) or None,
    )


def _logo_url(media_url: str | None, guid: str, file_name: str | None) -> str | None:
    return f"{media_url}/{guid}/{file_name}" if media_url and file_name and "/" not in file_name else None


def _attributes(read: Lenient, row: Row, state: VideoState) -> str | None:
    """What no column holds and no view changes, as JSON."""
    known = {
        "status": state.status,
        "available_resolutions": read.text(row, "availableResolutions"),
        "framerate": read.text(row, "framerate"),
        "category": read.text(row, "category"),
    }
    told = {key: value for key, value in known.items() if value}
    return redact_text(msgspec.json.encode(told).decode()) if told else None


def _excerpt(row: object) -> str:
    return redact_text(json.dumps(row, ensure_ascii=False))[:EXCERPT_LENGTH]
