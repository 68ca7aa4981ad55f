"""The check of one stream: connect and sniff (level 1), or also read playable media (level 2).

Level 2 of HLS: master, best variant, newest segment but one, and a second look at a live playlist. A
stream's fault ends up as the finding's reason, never as an exception.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import anyio

from ingestion.probing.faults import reason_of_status
from ingestion.probing.fetch import Fetched, Fetcher, Goal, Request
from ingestion.probing.hls import MediaPlaylist, MultivariantPlaylist, Segment, parse_playlist
from ingestion.probing.liveness import Watch
from ingestion.probing.model import PLAYABLE, Finding, ProbeError, ProbeLimits
from ingestion.probing.sniff import MEDIA, sniff

Turn = Callable[[bool], AbstractAsyncContextManager[None]]


class StreamCheck:
    """One check. `finding` grows while it runs, so that what was seen before a fault is kept.

    `turn(is_first)` lets the check talk to the stream's host; while a live playlist is waited for,
    others have their turn.
    """

    def __init__(self, url: str, fetcher: Fetcher, limits: ProbeLimits, turn: Turn) -> None:
        self.finding = Finding("ok")
        self._url = url
        self._fetcher = fetcher
        self._limits = limits
        self._turn = turn
        self._left_seconds = limits.total_timeout_seconds
        self._busy_seconds = 0.0
        self._stage = "entry"

    async def run(self, on_hop: Callable[[str], None]) -> Finding:
        """Do the check. `on_hop` sees every address on the way to the entry and may raise to end it."""
        try:
            async with self._busy(is_first=True):
                watch = await self._look(on_hop)
            if watch:
                await self._wait_for_advance(watch)
        except ProbeError as error:
            self._fail(error)
        except TimeoutError:
            self._fail(ProbeError("timeout", "total"))
        return self._concluded()

    @asynccontextmanager
    async def _busy(self, *, is_first: bool = False) -> AsyncIterator[None]:
        async with self._turn(is_first):
            started = anyio.current_time()
            try:
                with anyio.fail_after(max(self._left_seconds, 0)):
                    yield
            finally:
                spent = anyio.current_time() - started
                self._busy_seconds += spent
                self._left_seconds -= spent

    async def _look(self, on_hop: Callable[[str], None]) -> Watch | None:
        """Everything up to the first segment; a live playlist is returned for the second look."""
        entry = await self._fetcher.get(Request(self._url, self._entry_goal, on_hop=on_hop))
        self._note(
            http_status=entry.status,
            ttfb_ms=entry.ttfb_seconds * 1000,
            content_type=(entry.content_type or "")[:100] or None,
            final_host=urlsplit(entry.url).hostname,
            redirect_count=entry.redirect_count,
        )
        _require_success(entry)
        kind = sniff(entry.body)
        self.finding = self.finding.with_evidence(kind=kind)
        _require_stream(kind)
        if self._limits.level < PLAYABLE or kind == "dash":
            return None
        if kind == "hls":
            return await self._look_into_playlist(entry)
        if not entry.is_whole:  # a stream without end comes as fast as it plays, a file as fast as it can
            self._note(measured_bps=_rate(entry.received_bytes, entry.total_seconds - entry.ttfb_seconds))
        return None

    async def _look_into_playlist(self, entry: Fetched) -> Watch | None:
        playlist, url = parse_playlist(entry.body, entry.url), entry.url
        if isinstance(playlist, MultivariantPlaylist):
            self._note_variants(playlist)
            self._stage, url = "variant", playlist.best.url
            playlist = await self._load(url)
        self._note(target_duration_seconds=playlist.target_duration_seconds)
        loaded_at = anyio.current_time()
        self._stage = "segment"
        await self._try_segment(playlist.sample)
        return None if playlist.is_ended else Watch(url, playlist, loaded_at, self._limits)

    async def _load(self, url: str) -> MediaPlaylist:
        """Fetch a media playlist; a playlist of playlists in its place is a fault."""
        fetched = await self._fetcher.get(Request(url, self._whole_body))
        _require_success(fetched)
        _require_stream(sniff(fetched.body))
        playlist = parse_playlist(fetched.body, fetched.url)
        if isinstance(playlist, MultivariantPlaylist):
            raise ProbeError("bad_playlist", "a multivariant playlist inside another")
        return playlist

    async def _try_segment(self, segment: Segment) -> None:
        fetched = await self._fetcher.get(Request(segment.url, self._whole_body, segment.byte_range))
        if reason_of_status(fetched.status) == "not_found":
            raise ProbeError("segment_not_found", f"http {fetched.status}")
        _require_success(fetched)
        kind = sniff(fetched.body)
        self.finding = self.finding.with_evidence(segment_kind=kind, segment_bytes=fetched.received_bytes)
        if not segment.is_encrypted or kind in ("empty", "html"):
            _require_stream(kind)
        self._note_speed(segment, fetched)

    async def _wait_for_advance(self, watch: Watch) -> None:
        """Look again until the playlist moves. Raises ProbeError `stale_playlist` when it does not."""
        self._stage = "watch"
        while not watch.is_over(anyio.current_time()) and self._left_seconds > watch.poll_seconds:
            await anyio.sleep(watch.poll_seconds)
            self._left_seconds -= watch.poll_seconds
            try:
                async with self._busy():
                    playlist = await self._load(watch.url)
            except TimeoutError:  # the check's time is over; what was seen until now is judged
                break
            if watch.has_advanced(playlist):
                break
        waited_seconds = round(anyio.current_time() - watch.since, 3)
        self.finding = self.finding.with_evidence(waited_seconds=waited_seconds, **watch.evidence())
        self._note(has_advanced=watch.advanced)
        if watch.is_stale(anyio.current_time()):
            raise ProbeError("stale_playlist", f"unchanged for {waited_seconds} s")

    def _entry_goal(self, head: bytes) -> Goal:
        if self._limits.level < PLAYABLE:
            return Goal(len(head), self._limits.sample_seconds)
        if sniff(head) in MEDIA:
            sample_bytes = min(self._limits.sample_bytes, self._limits.body_bytes)
            return Goal(sample_bytes, self._limits.sample_seconds)
        return self._whole_body(head)

    def _whole_body(self, _head: bytes) -> Goal:
        return Goal(self._limits.body_bytes, self._limits.total_timeout_seconds)

    def _note(self, **columns: object) -> None:
        self.finding = replace(self.finding, **columns)  # type: ignore[arg-type]  # names are Finding's own

    def _note_variants(self, playlist: MultivariantPlaylist) -> None:
        best = playlist.best
        self._note(
            variant_count=len(playlist.variants),
            max_height=playlist.max_height,
            declared_bps=float(best.bandwidth_bps) or None,
            codecs=best.codecs and best.codecs[:100],
        )

    def _note_speed(self, segment: Segment, fetched: Fetched) -> None:
        """Rates of a segment; of a longer one than is read, by the size that the server declared."""
        size = fetched.received_bytes if fetched.is_whole else fetched.content_length
        if not size or segment.duration_seconds <= 0:
            return
        download_seconds = fetched.total_seconds * size / fetched.received_bytes
        self._note(
            measured_bps=_rate(size, segment.duration_seconds),
            realtime_ratio=segment.duration_seconds / max(download_seconds, 1e-6),
        )

    def _fail(self, error: ProbeError) -> None:
        facts = {"stage": self._stage, "detail": error.detail} if error.detail else {"stage": self._stage}
        self.finding = replace(self.finding, reason=error.reason).with_evidence(**facts)

    def _concluded(self) -> Finding:
        if self._fetcher.retry_count:
            self.finding = self.finding.with_evidence(retries=self._fetcher.retry_count)
        return replace(
            self.finding,
            total_ms=self._busy_seconds * 1000,
            received_bytes=self._fetcher.received_bytes,
        )


def _require_success(fetched: Fetched) -> None:
    reason = reason_of_status(fetched.status)
    if reason != "ok":
        raise ProbeError(reason, f"http {fetched.status}")


def _require_stream(kind: str) -> None:
    if kind == "empty":
        raise ProbeError("empty")
    if kind == "html":
        raise ProbeError("html_instead_of_media")
    if kind == "unknown":
        raise ProbeError("no_media")


def _rate(byte_count: int, seconds: float) -> float | None:
    """Bits per second; None without a time."""
    return byte_count * 8 / seconds if seconds > 0 else None
