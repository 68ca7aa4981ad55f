"""Tell what bytes are by looking at them: the Content-Type of a stream is advice only. Pure."""

from typing import Literal

Kind = Literal["empty", "hls", "dash", "html", "ts", "mp4", "audio", "other_media", "unknown"]
MEDIA: frozenset[Kind] = frozenset({"ts", "mp4", "audio", "other_media"})
ENOUGH_BYTES = 1024

_TS_SYNC = 0x47
_TS_STRIDES = (188, 192, 204)
_MP4_BOXES = {b"ftyp", b"styp", b"moof", b"moov", b"sidx", b"emsg", b"prft", b"mdat", b"free"}
_OTHER_MAGIC = (b"\x1aE\xdf\xa3", b"FLV\x01", b"OggS", b"fLaC", b"\x00\x00\x01\xba")
_BOM = b"\xef\xbb\xbf"


def sniff(head: bytes) -> Kind:
    """The kind of a body from its first bytes (1 KB is enough).

    `html` stands for every answer meant for a human or a program instead of a player: pages and JSON.
    """
    if not head:
        return "empty"
    if is_transport_stream(head):
        return "ts"
    if head[4:8] in _MP4_BOXES:
        return "mp4"
    if head.startswith(b"ID3") or _is_audio_frame(head):
        return "audio"
    if head.startswith(_OTHER_MAGIC):
        return "other_media"
    return _sniff_text(head)


def is_transport_stream(head: bytes) -> bool:
    """Whether three sync bytes stand one packet apart, at the first or at any later byte of a packet.

    Packets have 188 bytes, 192 with time codes (m2ts), 204 with error correction (ISO/IEC 13818-1).
    """
    return any(_syncs_every(head, stride) for stride in _TS_STRIDES)


def _syncs_every(head: bytes, stride: int) -> bool:
    last = min(stride, len(head) - 2 * stride)
    return any(
        head[start] == head[start + stride] == head[start + 2 * stride] == _TS_SYNC for start in range(last)
    )


def _is_audio_frame(head: bytes) -> bool:
    """An ADTS or MPEG audio header: twelve (eleven) set bits, then a layer and rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    is_adts = head[1] & 0xF6 == 0xF0 and (head[2] >> 2) & 0x0F < 13
    is_mpeg = (
        head[1] & 0x18 != 0x08 and head[1] & 0x06 != 0 and head[2] >> 4 != 0x0F and head[2] & 0x0C != 0x0C
    )
    return is_adts or is_mpeg


def _sniff_text(head: bytes) -> Kind:
    text = head.removeprefix(_BOM).lstrip()
    if not text:
        return "empty"
    if text[:7].upper() == b"#EXTM3U":
        return "hls"
    if text.startswith(b"<"):
        return "dash" if b"<MPD" in text else "html"
    return "html" if text.startswith((b"{", b"[")) else "unknown"
