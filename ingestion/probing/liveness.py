"""Whether a live playlist moves: how long to watch it, and what the watching says. Pure."""

from dataclasses import dataclass

from ingestion.probing.hls import MediaPlaylist
from ingestion.probing.model import ProbeLimits

LAGGING_TARGETS = 1.5  # within which a live playlist must change (RFC 8216, 6.2.1)
STALE_TARGETS = 3.0  # after which one that did not is dead (RFC 8216, 6.2.2 and 6.3.4)
_POLL_SECONDS = (0.25, 5.0)  # bounds of half a target duration, the reload pause of RFC 8216, 6.3.4


@dataclass
class Watch:
    """A live playlist as it was first seen, at `since` on the event loop's clock."""

    url: str
    first: MediaPlaylist
    since: float
    limits: ProbeLimits
    advanced: bool = False
    last_sequence: int = 0
    poll_count: int = 0

    @property
    def poll_seconds(self) -> float:
        """Pause before the next look."""
        shortest, longest = _POLL_SECONDS
        return min(max(self.first.target_duration_seconds / 2, shortest), longest)

    @property
    def window_seconds(self) -> float:
        """How long the playlist may stand still before it is stale."""
        wanted = STALE_TARGETS * self.first.target_duration_seconds
        return min(max(wanted, self.limits.stale_min_seconds), self.limits.stale_max_seconds)

    def is_over(self, now: float) -> bool:
        """Whether there was enough watching."""
        return now - self.since >= self.window_seconds

    def has_advanced(self, playlist: MediaPlaylist) -> bool:
        """Take the next look; whether the playlist has moved or ended since the first."""
        self.poll_count += 1
        self.last_sequence = playlist.media_sequence
        self.advanced = playlist.is_ended or playlist.edge != self.first.edge
        return self.advanced

    def is_stale(self, now: float) -> bool:
        """Whether it stood still for the whole window.

        Where the check's time ended before, standing still for longer than the standard allows is enough.
        """
        lagging = LAGGING_TARGETS * self.first.target_duration_seconds
        return not self.advanced and now - self.since >= min(self.window_seconds, lagging)

    def evidence(self) -> dict[str, object]:
        """What was seen, for the stored check."""
        sequences = [self.first.media_sequence, self.last_sequence]
        return {"polls": self.poll_count, "media_sequences": sequences}
