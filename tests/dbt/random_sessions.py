"""Random sessions of playback, as hypothesis draws them, and their rows in the raw table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.lake import Row, at

KINDS = (
    "heartbeat", "playing", "pause", "seek_start", "seek_end", "rebuffer_start", "rebuffer_end", "ended",
    "error", "view_end", "progress", "rate_change", "quality_change", "volume_change", "visibility_change",
    "ad_start", "ad_end", "ad_skip", "waiting", "view_start",
)  # fmt: skip
DAY_SECONDS = 86_400
_Part = tuple[tuple[str, ...], int, int, str, int]


@dataclass(frozen=True)
class Step:
    """One event, `seconds` after the session began. `position` and `rate` are what the player tells."""

    kind: str
    seconds: float
    position: float | None = None
    rate: float | None = None
    is_fatal: bool = False


@dataclass(frozen=True)
class Session:
    """Events in the order in which they happened. `skew_seconds`: by how much the device's clock is slow.

    The events of a batch are sent together. Without `has_sent_at` the device does not say when that was.
    """

    steps: tuple[Step, ...]
    start: float
    is_live: bool
    is_numbered: bool
    duration: float | None
    skew_seconds: float
    has_sent_at: bool


def draw_sessions(count: int) -> list[Session]:
    """So many sessions, the same at every call."""
    drawn: list[Session] = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(_sessions())
    def collect(session: Session) -> None:
        drawn.append(session)

    collect()
    return drawn


def rows(session: Session, number: int, owner: str, batch_sizes: list[int]) -> Iterator[Row]:
    """Rows of a session as `owner` sends them: sessions of two owners share neither ids nor viewers.

    `batch_sizes` are repeated: however batches are cut, they take equally long.
    """
    waiting = list(enumerate(session.steps))
    batch = 0
    while waiting:
        size = batch_sizes[batch % len(batch_sizes)]
        sent, waiting = waiting[:size], waiting[size:]
        received = at(session.start + max(step.seconds for step in session.steps[: sent[-1][0] + 1]) + 1)
        for seq, step in sent:
            yield _row(session, step, f"{owner}-{number}", seq) | {
                "provider_id": owner,
                "content_id": f"{owner}-title-{number % 7}",
                "viewer_key": f"{owner}-viewer-{number % 11}",
                "batch_id": f"{owner}-{number}-{batch}",
                "received_at": received,
                "sent_at": received - timedelta(seconds=session.skew_seconds)
                if session.has_sent_at
                else None,
            }
        batch += 1


def _row(session: Session, step: Step, session_id: str, seq: int) -> Row:
    skew = session.skew_seconds if session.has_sent_at else 0
    return {
        "session_id": session_id,
        "event_id": f"{session_id}-{seq}",
        "event_type": step.kind,
        "client_at": at(session.start + step.seconds - skew),
        "seq": seq if session.is_numbered else None,
        "position_seconds": step.position,
        "playback_rate": step.rate,
        "is_fatal": step.is_fatal,
        "is_live": session.is_live,
        "duration_seconds": session.duration,
        "ad_id": "ad" if step.kind.startswith("ad_") else None,
    }


_GAPS = st.one_of(
    st.integers(1, 600),
    st.integers(600, 12_000),
    st.integers(1000, 45_000),
    st.integers(45_000, 400_000),
    st.integers(3_500_000, 3_700_000),
)
_PHRASES = (
    ("pause", "playing"),
    ("seek_start", "seek_end"),
    ("rebuffer_start", "rebuffer_end"),
    ("playing", "rebuffer_start", "rebuffer_end", "rebuffer_start", "rebuffer_end"),
    ("playing", "rebuffer_start", "quality_change", "heartbeat", "rebuffer_end"),
    ("seek_start", "rebuffer_start", "seek_end", "playing"),
    ("ad_start", "heartbeat", "ad_end"),
)
_KINDS = st.one_of(
    st.just(("heartbeat",)),
    st.sampled_from(_PHRASES),
    st.sampled_from([(kind,) for kind in KINDS]),
)
_MOVES = st.sampled_from(["plays", "plays", "plays", "plays", "unknown", "stays", "jitters", "jumps"])
_ODDITIES = st.integers(0, 19)
_PARTS = st.lists(st.tuples(_KINDS, _GAPS, _GAPS, _MOVES, _ODDITIES), min_size=1, max_size=25)


@st.composite
def _sessions(draw: st.DrawFn) -> Session:
    is_numbered = draw(st.booleans())
    rate = draw(st.sampled_from([None, 1.0, 1.0, 0.5, 2.0]))
    parts = draw(_PARTS)
    if draw(st.integers(0, 3)):
        parts = [(("view_start", "playing"), 300, 700, "stays", 5), *parts]
    return Session(
        steps=tuple(_steps(parts, rate, is_numbered)),
        start=draw(st.integers(0, 2 * DAY_SECONDS)),
        is_live=draw(st.integers(0, 4)) == 0,
        is_numbered=is_numbered,
        duration=draw(st.sampled_from([None, 20.0, 600.0, 5400.0])),
        skew_seconds=draw(st.sampled_from([0, 0, 0.25, -10_800, 172_800])),
        has_sent_at=draw(st.integers(0, 5)) > 0,
    )


def _steps(parts: list[_Part], rate: float | None, is_numbered: bool) -> Iterator[Step]:
    """Of 20 oddities one stops the player's clock (rate 0), one sets a numbered event back in time."""
    millis, position = 0, 0.0
    for kinds, gap, other_gap, move, oddity in parts:
        for kind, passed in zip(kinds, cycle((gap, other_gap)), strict=False):
            advance = passed / 1000 * (1 if rate is None else rate)
            position = _moved(move, position, advance, other_gap)
            millis += -min(other_gap, millis, 1500) if oddity == 1 and is_numbered else passed
            yield Step(
                kind=kind,
                seconds=millis / 1000,
                position=None if move == "unknown" else position,
                rate=0.0 if oddity == 0 else rate,
                is_fatal=kind == "error" and oddity % 2 == 0,
            )


def _moved(move: str, position: float, advance: float, number: int) -> float:
    """The position after so much content could have been played, to the millisecond; `number` is random."""
    match move:
        case "plays":
            position += advance
        case "jitters":
            position += (number % 1400 - 700) / 1000
        case "jumps":
            position = number % 600_000 / 100
    return round(max(position, 0), 3)
