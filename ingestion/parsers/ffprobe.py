"""What ffprobe writes as JSON about a file -> length, picture and codecs. Pure.

Asked for with `PROBE_ENTRIES`; numbers come as texts, and what a container does not tell is missing.
"""

from typing import NamedTuple

from ingestion.parsers.lenient import Lenient, Row

PROBE_ENTRIES = (
    "format=format_name,duration"
    ":stream=codec_type,codec_name,width,height,duration:stream_disposition=attached_pic"
)
MAX_PIXELS = 65_535
MOST_SECONDS = 10_000_000.0


class MediaFacts(NamedTuple):
    """What is known of a file. `has_video` is false for audio with a cover."""

    has_video: bool = False
    duration_seconds: float | None = None
    width: int | None = None
    height: int | None = None
    container: str | None = None
    video_codec: str | None = None
    audio_codec: str | None = None


def read_ffprobe(document: Row, read: Lenient) -> MediaFacts:
    """Facts of the first stream of each kind; the longest stream's length where the container has none."""
    streams = Lenient(read.at("streams[]").path, read.defects)
    rows = list(streams.rows(document.get("streams")))
    pictures = [row for row in rows if row.get("codec_type") == "video" and not _is_cover(row)]
    sounds = [row for row in rows if row.get("codec_type") == "audio"]
    video, audio = next(iter(pictures), {}), next(iter(sounds), {})
    form, container = read.mapping(document, "format"), read.at("format")
    length = container.number(form, "duration", least=0, most=MOST_SECONDS)
    lengths = [
        streams.number(row, "duration", least=0, most=MOST_SECONDS) or 0.0 for row in pictures + sounds
    ]
    return MediaFacts(
        has_video=bool(pictures),
        duration_seconds=length or max(lengths, default=0.0) or None,
        width=streams.integer(video, "width", least=1, most=MAX_PIXELS),
        height=streams.integer(video, "height", least=1, most=MAX_PIXELS),
        container=container.text(form, "format_name"),
        video_codec=streams.text(video, "codec_name"),
        audio_codec=streams.text(audio, "codec_name"),
    )


def _is_cover(row: Row) -> bool:
    disposition = row.get("disposition")
    return isinstance(disposition, dict) and disposition.get("attached_pic") == 1
