import pytest

from ingestion.probing.sniff import Kind, sniff
from orchestration.demo.transport_stream import build_segment

TS = build_segment(0, seconds=1, bps=40_000)


def padded(packet_bytes: int) -> bytes:
    """The same packets with bytes before (192: time codes) or after (204: error correction) each."""
    packets = [TS[start : start + 188] for start in range(0, len(TS), 188)]
    if packet_bytes == 192:
        return b"".join(b"\x00\x01\x02\x03" + packet for packet in packets)
    return b"".join(packet + bytes(16) for packet in packets)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (TS[:1024], "ts"),
        (TS[100:1124], "ts"),  # joined in the middle of a packet
        (padded(192), "ts"),
        (padded(204), "ts"),
        (b"\x47" + bytes(400), "unknown"),  # one sync byte proves nothing
        (b"\x00\x00\x00\x18ftypiso5" + bytes(100), "mp4"),
        (b"\x00\x00\x00\x18stypmsdh" + bytes(100), "mp4"),
        (b"\x00\x00\x00\x68moof" + bytes(100), "mp4"),
        (b"ID3\x04\x00" + bytes(100), "audio"),
        (b"\xff\xf1\x50\x80" + bytes(100), "audio"),  # ADTS, AAC-LC 44.1 kHz
        (b"\xff\xfb\x90\x44" + bytes(100), "audio"),  # MPEG-1 layer III
        (b"\xff\xff\xff\xff" + bytes(100), "unknown"),
        (b"\x1aE\xdf\xa3" + bytes(100), "other_media"),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", "hls"),
        (b"\xef\xbb\xbf#extm3u\n", "hls"),
        (b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">', "dash"),
        (b"\n\n  <!doctype html><title>moved</title>", "html"),
        (b'{"user_info":{"auth":0}}', "html"),
        (b"account expired", "unknown"),
    ],
)
def test_kind_of_a_body(head: bytes, kind: Kind) -> None:
    assert sniff(head) == kind
