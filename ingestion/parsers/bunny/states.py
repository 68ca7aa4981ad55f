"""What a Bunny Stream library says of the health of a video: reasons of `stream_checks`. Pure.

Status and messages are the library's own (OpenAPI 1.5.23). While a video is on its way it is neither good nor
bad (`processing`). A finished one with messages plays, but not as it should (`transcoding_warning`); messages
that only inform (level 1) are none. A status that is not known says nothing, and counts as an odd field.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from ingestion.parsers.bunny.page import FINISHED
from ingestion.parsers.lenient import Lenient, Row

STATUSES = (
    "created",
    "uploaded",
    "processing",
    "transcoding",
    "finished",
    "error",
    "upload_failed",
    "jit_segmenting",
)
MAX_MESSAGES = 10

_REASONS = {"finished": "ok", "error": "transcoding_failed", "upload_failed": "upload_failed"}
_INFORMATION = 1


class VideoState(NamedTuple):
    """The name of a status (`unknown_8` when it is not known), the reason that follows, and its evidence."""

    status: str | None
    reason: str | None = None
    evidence: str | None = None


def read_state(read: Lenient, row: Row) -> VideoState:
    """The state of a video."""
    number = read.integer(row, "status", least=0)
    if number is None:
        return VideoState(None)
    if number >= len(STATUSES):
        read.count("status", number)
        return VideoState(f"unknown_{number}")
    status = STATUSES[number]
    messages = list(_messages(read, row))
    reason = _REASONS.get(status, "processing")
    if number == FINISHED and messages:
        reason = "transcoding_warning"
    facts: dict[str, object] = {"library_status": status}
    if messages:
        facts["messages"] = messages[:MAX_MESSAGES]
    if (
        reason == "processing"
        and (progress := read.integer(row, "encodeProgress", least=0, most=100)) is not None
    ):
        facts["encode_progress"] = progress
    return VideoState(status, reason, msgspec.json.encode(facts).decode())


def _messages(read: Lenient, row: Row) -> Iterator[dict[str, int | None]]:
    messages = Lenient(read.at("transcodingMessages[]").path, read.defects)
    for message in messages.rows(row.get("transcodingMessages")):
        level = messages.integer(message, "level", least=0)
        if level != _INFORMATION:
            yield {"level": level, "issue_code": messages.integer(message, "issueCode", least=0)}
