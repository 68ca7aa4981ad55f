"""The guide of one channel as a panel tells it: `get_short_epg` and `get_simple_data_table`. Pure.

Titles and descriptions come in base64, or plain; `start` and `end` are of the panel's zone, so that the
timestamps (UTC) are taken where there are any. Reject codes are those of `parsers.xmltv.reader`; their line
is the place in the list.
"""

import base64
import binascii
from datetime import UTC, datetime, tzinfo

from ingestion.parsers.defects import Defects
from ingestion.parsers.json_body import parse_json
from ingestion.parsers.lenient import Lenient, Row
from ingestion.parsers.xmltv.elements import GuideProgramme
from ingestion.parsers.xmltv.fields import DESCRIPTION_LENGTH
from ingestion.parsers.xmltv.pieces import GuideReject
from ingestion.parsers.xmltv.reader import GuideBatch
from ingestion.parsers.xmltv.texts import TEXT_LENGTH

MAX_PROGRAMMES = 100_000


def parse_panel_guide(body: bytes, channel_id: str, defects: Defects, zone: tzinfo = UTC) -> GuideBatch:
    """The programmes of a channel, in the order of the panel.

    `channel_id` stands in where a row names none, and `zone` is that of the panel's account. Raises
    ParseError for a body that is not JSON.
    """
    guide, reader = GuideBatch(), Lenient("epg_listings[]", defects)
    answer = parse_json(body, defects)
    listed = answer.get("epg_listings") if isinstance(answer, dict) else answer
    for row in reader.rows(listed):
        if len(guide.programmes) + len(guide.rejects) >= MAX_PROGRAMMES:
            defects.add("more_programmes", line_number=reader.row_number)
            break
        read = _read_programme(reader, row, channel_id, zone)
        if isinstance(read, str):
            guide.rejects.append(GuideReject(reader.row_number or 0, read, channel_id))
        else:
            guide.programmes.append(read)
    return guide


def decode_text(text: str) -> str:
    """The text behind base64; a text that base64 does not give back as it is was plain."""
    try:
        raw = base64.b64decode(text, validate=True)
        decoded = raw.decode()
    except (binascii.Error, ValueError):
        return text
    is_base64 = base64.b64encode(raw).decode() == text
    return decoded if is_base64 and all(one.isprintable() or one.isspace() for one in decoded) else text


def _read_programme(reader: Lenient, row: Row, channel_id: str, zone: tzinfo) -> GuideProgramme | str:
    """A programme, or the code of what is wrong with it."""
    started_at = reader.moment(row, "start_timestamp") or reader.moment(row, "start", zone)
    stopped_at = reader.moment(row, "stop_timestamp") or _stop(reader, row, zone)
    if started_at is None:
        return "bad_time"
    if stopped_at is not None and stopped_at <= started_at:
        return "stop_before_start"
    title = decode_text(reader.text(row, "title") or "").strip()
    if not title:
        return "no_title"
    return GuideProgramme(
        channel_id=(reader.text(row, "channel_id") or channel_id)[:TEXT_LENGTH],
        started_at=started_at,
        stopped_at=stopped_at,
        title=title[:TEXT_LENGTH],
        title_language=reader.text(row, "lang"),
        description=decode_text(reader.text(row, "description") or "").strip()[:DESCRIPTION_LENGTH] or None,
    )


def _stop(reader: Lenient, row: Row, zone: tzinfo) -> datetime | None:
    return reader.moment(row, "end", zone) or reader.moment(row, "stop", zone)
