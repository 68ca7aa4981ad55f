"""What an export of a media server says: plays, and the rows that are none. Pure.

An adapter reads one kind of export. Everything else (events, identity, caps) is the same for all of them.
"""

from datetime import UTC, datetime
from typing import Literal, NamedTuple, Protocol

import msgspec

from ingestion.parsers.contract import EARLIEST_MS, LATEST_MS, Reason

ImportSource = Literal["jellyfin", "tautulli"]
ContentType = Literal["live", "movie", "episode", "clip"]
# No title is longer. A client that sleeps while it plays and comes back days later is counted through
# (jellyfin-plugin-playbackreporting, issue 69).
MAX_PLAY_SECONDS = 86_400.0
# Where the length is known: half of it may be seen again in one play, more is a clock that ran on.
MAX_TITLE_RATIO = 1.5


class Play(msgspec.Struct, frozen=True, kw_only=True):
    """One play as its server recorded it. `started_at` is naive UTC; `play_id` is the server's own name."""

    play_id: str
    viewer_id: str | None
    content_id: str
    content_title: str | None
    series_title: str | None
    content_type: ContentType | None
    started_at: datetime
    played_seconds: float
    duration_seconds: float | None = None
    player_name: str | None = None
    custom: dict[str, str] | None = None


class BadRow(msgspec.Struct, frozen=True):
    """A row that is no play. `original` holds neither viewer nor device."""

    row_number: int
    reason: Reason
    detail: str
    original: str


class Plays(NamedTuple):
    """What an export held."""

    plays: list[Play]
    bad_rows: list[BadRow]


class HistoryAdapter(Protocol):
    """Reads one kind of export."""

    @property
    def source(self) -> ImportSource:
        """The name under which its plays are stored."""
        ...

    def read(self, content: bytes) -> Plays:
        """Plays and bad rows of an export. Raises ParseError when it is none."""
        ...


class RowError(ValueError):
    """A row is no play: the reason and the column."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def believable_seconds(play: Play) -> float:
    """How long a play can have been: what was recorded, or the longest that is believed."""
    longest = MAX_PLAY_SECONDS
    if play.duration_seconds:
        longest = min(longest, MAX_TITLE_RATIO * play.duration_seconds)
    return min(play.played_seconds, longest)


def seconds_of(value: object, column: str) -> float:
    """A length in seconds. Raises RowError when it is none or negative."""
    try:
        seconds = float(str(value))
    except ValueError as error:
        raise RowError(Reason.BAD_TYPE, column) from error
    if not 0 <= seconds < 1e12:
        raise RowError(Reason.BAD_VALUE, column)
    return seconds


def naive_utc(at: datetime, column: str) -> datetime:
    """A time with a zone, as naive UTC in whole seconds. Raises RowError outside 2000 to 2100."""
    if not EARLIEST_MS <= at.timestamp() * 1000 <= LATEST_MS:
        raise RowError(Reason.BAD_TIME, column)
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def named_text(value: object, column: str, limit: int = 256) -> str:
    """A text or number that must be there. Raises RowError when it is not."""
    text = optional_text(value, limit)
    if text is None:
        raise RowError(Reason.MISSING_FIELD, column)
    return text


def optional_text(value: object, limit: int = 256) -> str | None:
    """A text or number, cut at `limit`; None where it says nothing."""
    text = "" if value is None or isinstance(value, dict | list) else str(value).strip()
    return text[:limit] or None
