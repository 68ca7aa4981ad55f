"""A live channel without an encoder: a window of five segments over those of the film, by the clock. Pure."""

from tests.players.media import SEGMENT_COUNT, SEGMENT_SECONDS

WINDOW = 5
MASTER = """#EXTM3U
#EXT-X-VERSION:3
#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=320x180,CODECS="avc1.4d400d,mp4a.40.2"
v0.m3u8
"""


def live_playlist(elapsed_seconds: float) -> str:
    """The playlist so long after the channel began. Where the film is over, it begins anew."""
    first = int(elapsed_seconds / SEGMENT_SECONDS)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{SEGMENT_SECONDS}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{max(0, first - 1) // SEGMENT_COUNT}",
    ]
    for sequence in range(first, first + WINDOW):
        number = sequence % SEGMENT_COUNT
        lines += ["#EXT-X-DISCONTINUITY"] if number == 0 and sequence else []
        lines += [f"#EXTINF:{SEGMENT_SECONDS}.0,", f"../ts/v0/seg{number:03d}.ts"]
    return "\n".join(lines) + "\n"
