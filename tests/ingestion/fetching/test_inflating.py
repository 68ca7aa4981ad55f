import gzip
import lzma
import zipfile
from collections.abc import Callable
from contextlib import suppress
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
