"""Land an export: each content once, under names that follow from it.

The rejects are landed last, so that an import which was killed is seen to be unfinished and runs again over
the same files.
"""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ingestion.errors import ParseError
from ingestion.imports.events import Batch, event_frame, reject_frame
from ingestion.landing import RawStore
from ingestion.parsers.plays import HistoryAdapter, believable_seconds
from ingestion.parts import land_part, landed_on
from ingestion.playback.viewers import Rotation

EXPORT_BYTES = 536_870_912
PLAYS_PER_PART = 20_000


class Imported(NamedTuple):
    """What an import brought: nothing where the same content had been landed before (`is_new` is false)."""

    play_count: int
    event_count: int
    capped_count: int
    reject_count: int
    is_new: bool


def import_history(
    store: RawStore,
    adapter: HistoryAdapter,
    path: Path,
    *,
    salt: bytes,
    now: datetime,
    rotation: Rotation = "none",
) -> Imported:
    """Read an export and land it as events and rejects; `now` is naive UTC.

    Raises OSError, and ParseError where it is no export of that kind.
    """
    if path.stat().st_size > EXPORT_BYTES:
        raise ParseError("too_large", f"{path.name} is larger than {EXPORT_BYTES} bytes")
    content = path.read_bytes()
    batch_id = f"import.{adapter.source}.{hashlib.sha256(content).hexdigest()[:16]}"
    if landed_on(store, "playback_rejects", batch_id) is not None:
        return Imported(0, 0, 0, 0, is_new=False)
    found = adapter.read(content)
    capped = sum(believable_seconds(play) < play.played_seconds for play in found.plays)
    batch = Batch(adapter.source, batch_id, now, salt, rotation)
    events = 0
    for number, first in enumerate(range(0, len(found.plays), PLAYS_PER_PART)):
        frame = event_frame(found.plays[first : first + PLAYS_PER_PART], batch)
        land_part(store, "playback_events", frame, part=f"{batch_id}-{number:04d}", today=now.date())
        events += frame.height
    rejects = reject_frame(found.bad_rows, batch)
    land_part(store, "playback_rejects", rejects, part=batch_id, today=now.date())
    return Imported(len(found.plays), events, capped, len(found.bad_rows), is_new=True)
