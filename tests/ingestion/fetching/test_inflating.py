import gzip
import lzma
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from random import Random

import pytest

from ingestion.errors import FetchError
from ingestion.fetching.bodies import FetchLimits, take_in

PLAYLIST = b"#EXTM3U\n#EXTINF:-1,A\nhttp://h/a\n" * 1000
LIMITS = FetchLimits(1_000_000)


def packed(*names: str, body: bytes = PLAYLIST, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name in names:
            archive.writestr(name, body)
    return file.getvalue()


def unpacked(body: bytes, limits: FetchLimits = LIMITS, step: int = 1000) -> bytes:
    with take_in((body[at : at + step] for at in range(0, len(body), step)), limits) as file:
        return file.read()


def reason(body: bytes, limits: FetchLimits = LIMITS) -> str:
    with pytest.raises(FetchError) as caught:
        unpacked(body, limits)
    return caught.value.reason


@pytest.mark.parametrize(
    "body",
    [
        packed("list.m3u"),
        packed("list.m3u", method=zipfile.ZIP_STORED),
        packed("folder/", "folder/list.m3u", "__MACOSX/folder/._list.m3u"),
        gzip.compress(packed("list.m3u")),
        packed("list.m3u.xz", body=lzma.compress(PLAYLIST)),
    ],
    ids=["deflated", "stored", "made on a Mac", "zip in gzip", "xz in zip"],
)
def test_zip_archives_are_known_by_their_first_bytes(body: bytes) -> None:
    assert unpacked(body) == PLAYLIST


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (packed("list.m3u")[:-30], "corrupt"),
        (packed("a.m3u", "b.m3u"), "not_one_file"),
        (packed("folder/"), "not_one_file"),
        (packed("bomb", body=b"\0" * 50_000_000), "too_large"),
    ],
    ids=["cut off", "two files", "no file", "bomb"],
)
def test_zip_archives_that_cannot_be_read_say_why(body: bytes, expected: str) -> None:
    assert reason(body) == expected


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_what_is_packed_thrice_stays_packed(pack: Callable[[bytes], bytes]) -> None:
    assert unpacked(pack(pack(pack(PLAYLIST)))) == pack(PLAYLIST)


@pytest.mark.parametrize("between", [b"", bytes(8)])
@pytest.mark.parametrize("step", [1, 7, 1000, 1_000_000])
def test_several_xz_streams_are_one_body(between: bytes, step: int) -> None:
    body = lzma.compress(PLAYLIST) + between + lzma.compress(b"#EXTINF:-1,B\nhttp://h/b\n") + between
    assert unpacked(body, step=step) == PLAYLIST + b"#EXTINF:-1,B\nhttp://h/b\n"


def test_a_second_xz_stream_that_is_cut_off_is_told() -> None:
    whole, second = lzma.compress(PLAYLIST), lzma.compress(PLAYLIST)
    assert {reason(whole + second[:length]) for length in (1, 5, 6, 40)} == {"truncated"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_every_damaged_zip_is_told(method: int) -> None:
    body, chance = packed("list.m3u", method=method), Random(1)  # noqa: S311 - no secret
    for _ in range(1000):
        damaged = bytearray(body)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        with suppress(FetchError):
            unpacked(bytes(damaged))


def test_the_directory_of_a_zip_is_bounded_before_it_is_read() -> None:
    def with_folders(count: int) -> bytes:
        with zipfile.ZipFile(file := BytesIO(), "w") as archive:
            for number in range(count):
                archive.writestr(f"{number}/", b"")
            archive.writestr("list.m3u", PLAYLIST)
        return file.getvalue()

    assert unpacked(with_folders(1000)) == PLAYLIST
    assert reason(with_folders(25_000)) == "too_large"


@pytest.mark.parametrize("position", [24, 32, 40, 48], ids=["entries here", "entries", "size", "offset"])
@pytest.mark.parametrize("number", [0, 1, 2**31, 2**63 - 1, 2**63, 2**64 - 1])
def test_a_zip64_directory_of_nonsense_is_told_or_read(position: int, number: int) -> None:
    """The end of the archive again as Zip64 writes it: a record, its locator, and an end full of ones."""
    plain, end = packed("list.m3u")[:-22], packed("list.m3u")[-22:]
    size, offset = struct.unpack("<LL", end[12:20])
    record = bytearray(struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, offset))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(plain), 1)
    ones = end[:8] + b"\xff" * 12 + end[20:]
    assert unpacked(plain + record + locator + ones) == PLAYLIST
    record[position : position + 8] = struct.pack("<Q", number)
    with suppress(FetchError):
        assert unpacked(plain + record + locator + ones) == PLAYLIST


@pytest.mark.parametrize("offset", [2**63 - 1, 2**63, 2**64 - 1])
def test_a_zip64_offset_beyond_every_file_is_told(offset: int) -> None:
    with zipfile.ZipFile(file := BytesIO(), "w") as archive:
        archive.writestr(entry := zipfile.ZipInfo("list.m3u"), PLAYLIST)
        entry.extra = struct.pack("<HHQ", 1, 8, offset)
    body = bytearray(file.getvalue())
    start = body.index(b"PK\1\2")
    body[start + 42 : start + 46] = b"\xff" * 4
    assert reason(bytes(body)) == "corrupt"


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_a_truncated_body_is_kept_as_far_as_it_goes_where_that_is_wanted(
    pack: Callable[[bytes], bytes],
) -> None:
    plain, keeping = Random(1).randbytes(50_000), replace(LIMITS, keeps_truncated=True)  # noqa: S311 - no secret
    body = pack(plain)[:30_000]
    kept = unpacked(body, keeping)
    assert plain.startswith(kept)
    assert len(kept) > 20_000
    assert reason(body) == "truncated"
    assert unpacked(gzip.compress(body), keeping) == kept
    assert reason(body[:10] + b"\xff" * 14 + body[24:], keeping) == "corrupt"
