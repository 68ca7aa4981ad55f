import pytest

from ingestion.probing.hls import MediaPlaylist, MultivariantPlaylist, parse_playlist
from ingestion.probing.model import ProbeError

URL = "http://host/path/index.m3u8?token=1"
MASTER = b"""#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=640x360
low.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2500000.0,RESOLUTION=1920x1080,CODECS="avc1.640028,mp4a.40.2"
/abs/high.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"
http://other/audio.m3u8
"""
LIVE = b"""#EXTM3U
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:17
#EXTINF:6.0,
17.ts
#EXTINF:6.0,
18.ts
#EXTINF:5.5,
19.ts
"""


def media(body: bytes) -> MediaPlaylist:
    playlist = parse_playlist(body, URL)
    assert isinstance(playlist, MediaPlaylist)
    return playlist


def test_variants_are_resolved_and_the_best_is_of_the_highest_bandwidth() -> None:
    playlist = parse_playlist(MASTER, URL)
    assert isinstance(playlist, MultivariantPlaylist)
    assert [variant.url for variant in playlist.variants] == [
        "http://host/path/low.m3u8",
        "http://host/abs/high.m3u8",
        "http://other/audio.m3u8",
    ]
    assert playlist.best.codecs == "avc1.640028,mp4a.40.2"
    assert playlist.max_height == 1080


def test_the_newest_but_one_segment_of_a_live_playlist_is_tried() -> None:
    playlist = media(LIVE)
    assert (playlist.media_sequence, playlist.target_duration_seconds) == (17, 6.0)
    assert playlist.sample.url == "http://host/path/18.ts"
    assert not playlist.is_ended


def test_the_first_segment_of_a_finished_playlist_is_tried() -> None:
    playlist = media(LIVE + b"#EXT-X-ENDLIST\n")
    assert playlist.is_ended
    assert playlist.sample.url == "http://host/path/17.ts"


def test_the_only_segment_is_tried() -> None:
    assert (
        media(b"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na.ts\n").sample.url == "http://host/path/a.ts"
    )


def test_byte_ranges_and_keys() -> None:
    body = (
        b"#EXTM3U\n#EXT-X-TARGETDURATION:6\n"
        b'#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:6,\n#EXT-X-BYTERANGE:100@50\nall.ts\n#EXT-X-ENDLIST\n'
    )
    segment = media(body).sample
    assert segment.byte_range == (50, 149)
    assert segment.is_encrypted


@pytest.mark.parametrize(
    "tag",
    [
        b"#EXT-X-PROGRAM-DATE-TIME:yesterday",
        b"#EXT-X-PART:DURATION=x",
        b"#EXT-X-BITRATE:fast",
        b"#EXT-X-VERSION:",
        b"#EXT-X-DISCONTINUITY-SEQUENCE:\xc2\xbd",
    ],
)
def test_a_fault_in_a_tag_that_is_not_used_fails_nothing(tag: bytes) -> None:
    assert len(media(LIVE.replace(b"#EXTINF:6.0", tag + b"\n#EXTINF:6.0")).segments) == 3


def test_a_target_duration_with_a_fraction_is_taken() -> None:
    assert media(LIVE.replace(b"DURATION:6", b"DURATION:6.006")).target_duration_seconds == 6.006


@pytest.mark.parametrize(
    "body",
    [
        b"#EXTM3U\n#EXTINF:-1,News\nhttp://host/live.ts\n",  # a catalog
        b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n",
        LIVE.replace(b"6.0", b"six"),
        LIVE.replace(b"SEQUENCE:17", b"SEQUENCE:x"),
        b"\xff\xfe#EXTM3U",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n" + b"#EXTINF:1,\na.ts\n" * 20_001,
    ],
)
def test_what_no_player_can_use_is_a_bad_playlist(body: bytes) -> None:
    with pytest.raises(ProbeError) as caught:
        parse_playlist(body, URL)
    assert caught.value.reason == "bad_playlist"


def test_a_playlist_without_segments_has_no_media() -> None:
    with pytest.raises(ProbeError) as caught:
        _ = media(b"#EXTM3U\n#EXT-X-TARGETDURATION:6\n").sample
    assert caught.value.reason == "no_media"


def test_the_edge_moves_with_the_sequence_and_with_a_growing_list() -> None:
    assert media(LIVE).edge != media(LIVE.replace(b"SEQUENCE:17", b"SEQUENCE:18")).edge
    assert media(LIVE).edge != media(LIVE + b"#EXTINF:6,\n20.ts\n").edge
