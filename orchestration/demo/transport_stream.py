"""MPEG transport streams made of nothing: right packets, tables and clocks, an empty picture. Pure.

Enough for probers, which look at packets; it holds no pictures (ISO/IEC 13818-1 gives the layout).
"""

import struct

PACKET_BYTES = 188
_PAT_PID, _PMT_PID, _VIDEO_PID = 0x0000, 0x1000, 0x0100
_H264 = 0x1B
_CLOCK_HZ = 90_000


def build_segment(sequence: int, *, seconds: float, bps: int) -> bytes:
    """One segment of a stream: tables, then packets of an H.264 stream, `bps` bits per second in all."""
    packet_count = max(4, round(seconds * bps / 8 / PACKET_BYTES))
    start = round(sequence * seconds * _CLOCK_HZ)
    tables = [_table_packet(_PAT_PID, _pat(), sequence), _table_packet(_PMT_PID, _pmt(), sequence)]
    media = [
        _media_packet(index, start + round(index / packet_count * seconds * _CLOCK_HZ), start)
        for index in range(packet_count - len(tables))
    ]
    return b"".join(tables + media)


def _pat() -> bytes:
    return _section(0x00, struct.pack(">HBBBHH", 1, 0xC1, 0, 0, 1, 0xE000 | _PMT_PID))


def _pmt() -> bytes:
    program = struct.pack(">HBBBHH", 1, 0xC1, 0, 0, 0xE000 | _VIDEO_PID, 0xF000)
    return _section(0x02, program + struct.pack(">BHH", _H264, 0xE000 | _VIDEO_PID, 0xF000))


def _section(table_id: int, body: bytes) -> bytes:
    section = struct.pack(">BH", table_id, 0xB000 | (len(body) + 4)) + body
    return section + struct.pack(">I", _crc32(section))


def _table_packet(pid: int, section: bytes, counter: int) -> bytes:
    payload = b"\x00" + section
    return _header(pid, counter, has_start=True, has_adaptation=False) + payload.ljust(184, b"\xff")


def _media_packet(index: int, clock: int, start: int) -> bytes:
    """A packet with a clock reference; the first of a segment begins a picture."""
    reference = struct.pack(">BB", 7, 0x10) + (clock << 15 | 0x7E00).to_bytes(6, "big")
    picture = _picture_start(start) if index == 0 else b""
    header = _header(_VIDEO_PID, index, has_start=index == 0, has_adaptation=True)
    filler = bytes((index * 31 + place * 7) & 0x3F | 0x80 for place in range(176 - len(picture)))
    return header + reference + picture + filler


def _picture_start(timestamp: int) -> bytes:
    stamp = timestamp & 0x1_FFFF_FFFF
    coded = bytes(
        (
            0x21 | stamp >> 29 & 0x0E,
            stamp >> 22 & 0xFF,
            0x01 | stamp >> 14 & 0xFE,
            stamp >> 7 & 0xFF,
            0x01 | stamp << 1 & 0xFE,
        )
    )
    return b"\x00\x00\x01\xe0\x00\x00\x80\x80\x05" + coded + b"\x00\x00\x00\x01\x09\xf0"


def _header(pid: int, counter: int, *, has_start: bool, has_adaptation: bool) -> bytes:
    control = (0x30 if has_adaptation else 0x10) | counter & 0x0F
    return struct.pack(">BHB", 0x47, (0x4000 if has_start else 0) | pid, control)


def _crc32(data: bytes) -> int:
    """CRC-32/MPEG-2."""
    crc = 0xFFFF_FFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C1_1DB7 if crc & 0x8000_0000 else crc << 1) & 0xFFFF_FFFF
    return crc
