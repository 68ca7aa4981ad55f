"""HLS playlists as the prober needs them: the one place that knows the m3u8 library. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

import m3u8  # type: ignore[import-untyped]  # the library ships no types

from ingestion.probing.model import ProbeError

MAX_SEGMENTS = 20_000
_USED_TAGS = (
    "#EXTINF",
    "#EXT-X-BYTERANGE",
    "#EXT-X-ENDLIST",
    "#EXT-X-KEY",
    "#EXT-X-MEDIA-SEQUENCE",
    "#EXT-X-STREAM-INF",
)
_TARGET_DURATION = "#EXT-X-TARGETDURATION:"


@dataclass(frozen=True)
class Variant:
    """One rendition of a multivariant playlist."""

    url: str
    bandwidth_bps: int
    height: int | None
    codecs: str | None


@dataclass(frozen=True)
class MultivariantPlaylist:
    """A playlist of playlists."""

    variants: tuple[Variant, ...]

    @property
    def best(self) -> Variant:
        """The variant of the highest declared bandwidth."""
        return max(self.variants, key=lambda variant: variant.bandwidth_bps)

    @property
    def max_height(self) -> int | None:
        """Lines of the largest picture on offer, where declared."""
        return max((variant.height for variant in self.variants if variant.height), default=None)


@dataclass(frozen=True)
class Segment:
    """One piece of media. `byte_range` is (first, last) when it is a part of a file."""

    url: str
    duration_seconds: float
    byte_range: tuple[int, int] | None
    is_encrypted: bool


@dataclass(frozen=True)
class MediaPlaylist:
    """A playlist of segments at one moment."""

    target_duration_seconds: float
    media_sequence: int
    segments: tuple[Segment, ...]
    is_ended: bool

    @property
    def edge(self) -> tuple[int, int, str]:
        """What moves when a live playlist advances: first number, length and newest segment."""
        newest = self.segments[-1].url if self.segments else ""
        return self.media_sequence, len(self.segments), newest

    @property
    def sample(self) -> Segment:
        """The segment to try: the first of a finished playlist, the newest but one of a live one.

        The newest may still be on its way to the edges of a content network. Raises ProbeError without any.
        """
        if not self.segments:
            raise ProbeError("no_media", "the playlist holds no segment")
        return self.segments[0] if self.is_ended else self.segments[-2:][0]


def parse_playlist(body: bytes, url: str) -> MultivariantPlaylist | MediaPlaylist:
    """Read a playlist; relative addresses are resolved against `url`.

    Raises ProbeError `bad_playlist` for what a player cannot use either (RFC 8216, 4.3.3.1 and 4.3.4.2).
    """
    try:
        parsed = m3u8.M3U8(body.decode("utf-8-sig"), custom_tags_parser=_settle_tag)
    except Exception as error:  # the library raises whatever int(), split() and indexing raise
        raise ProbeError("bad_playlist", f"{type(error).__name__}: {error}") from error
    if parsed.is_variant:
        return MultivariantPlaylist(_variants(parsed.playlists, url))
    if parsed.target_duration is None:
        raise ProbeError("bad_playlist", "no EXT-X-TARGETDURATION")
    return MediaPlaylist(
        target_duration_seconds=parsed.target_duration,
        media_sequence=parsed.media_sequence or 0,
        segments=_segments(parsed.segments, url),
        is_ended=parsed.is_endlist,
    )


def _settle_tag(line: str, _line_number: int, data: dict[str, object], _state: dict[str, object]) -> bool:
    """Tell the library which tags to leave alone: a fault in one that is not used must fail no stream.

    Target durations with a fraction break the rule and are common; players take them.
    """
    if line.startswith(_TARGET_DURATION):
        data["targetduration"] = float(line.removeprefix(_TARGET_DURATION))
        return True
    return not line.startswith(_USED_TAGS)


def _variants(playlists: Sequence[m3u8.Playlist], url: str) -> tuple[Variant, ...]:
    variants = tuple(
        Variant(
            url=urljoin(url, playlist.uri),
            bandwidth_bps=playlist.stream_info.bandwidth or 0,
            height=playlist.stream_info.resolution[1] if playlist.stream_info.resolution else None,
            codecs=playlist.stream_info.codecs,
        )
        for playlist in playlists
    )
    if not variants:
        raise ProbeError("bad_playlist", "a multivariant playlist without variants")
    return variants


def _segments(parsed: Sequence[m3u8.Segment], url: str) -> tuple[Segment, ...]:
    if len(parsed) > MAX_SEGMENTS:
        raise ProbeError("bad_playlist", f"{len(parsed)} segments")
    return tuple(
        Segment(
            url=urljoin(url, segment.uri),
            duration_seconds=float(segment.duration or 0),
            byte_range=_byte_range(segment.byterange),
            is_encrypted=segment.key is not None and segment.key.method not in (None, "NONE"),
        )
        for segment in parsed
        if segment.uri
    )


def _byte_range(text: str | None) -> tuple[int, int] | None:
    """`length@offset` as (first, last); without an offset the part's place is unknown."""
    length, _, offset = (text or "").partition("@")
    if not length.isdigit() or not offset.isdigit():
        return None
    return int(offset), int(offset) + int(length) - 1
