"""The columns that CMCD keys fill, in the contract's units, for records of events and of requests. Pure.

Names `org.svta-…` are those of the public registry of custom keys. `bsd` fills no column: players send a
stored value again, so it must not be summed; `bsda` is the total.
"""

from ingestion.parsers.cmcd.record import Record, boolean, integer, number, text
from ingestion.parsers.contract import EventFields

_IS_MUTED = {"m": True, "um": False}
_IS_LIVE = {"l": True, "ll": True, "v": False}
_CUSTOM = {
    "episode": "co-en", "season": "co-sn", "device_model": "d-m", "device_type": "d-t", "os_name": "d-osn",
    "os_version": "d-osv", "app_name": "ap-n", "connection": "c-t", "experiment_id": "e-i",
    "experiment_cell": "e-c",
}  # fmt: skip


def add_measures(event: EventFields, record: Record) -> None:
    """Fill the columns beside the identity (`pr` is 1 at normal speed)."""
    event.seq = integer(record, "sn")
    event.position_seconds = number(record, "pt", 0.001)
    event.playback_rate = number(record, "pr")
    event.is_background = boolean(record, "bg")
    event.is_muted = _IS_MUTED.get(text(record, "e") or "")
    event.is_live = _IS_LIVE.get(text(record, "st") or "")
    event.bitrate_bps = number(record, "br", 1000)
    event.buffer_seconds = number(record, "bl", 0.001)
    event.live_latency_ms = number(record, "ltc")
    event.dropped_frames = number(record, "dfa")
    event.startup_ms = number(record, "msd")
    event.rebuffer_count = integer(record, "bsa")
    event.rebuffer_seconds = number(record, "bsda", 0.001)
    event.error_code = text(record, "ec")
    event.cdn = text(record, "cdn")
    if any(key.startswith("org.svta-") for key in record):
        _add_custom(event, record)


def _add_custom(event: EventFields, record: Record) -> None:
    event.content_title = text(record, "org.svta-co-t")
    event.app_version = text(record, "org.svta-ap-v")
    custom = {name: _words(record, f"org.svta-{key}") for name, key in _CUSTOM.items()}
    event.custom = {name: value for name, value in custom.items() if value is not None} or None


def _words(record: Record, key: str) -> str | None:
    """A text or a number: numbers of seasons come as either."""
    value = text(record, key) or number(record, key)
    return f"{value:g}" if isinstance(value, float) else value
