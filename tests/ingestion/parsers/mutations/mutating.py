"""Seeded damage for real bodies, the way it happens to them on their way. No parser is used here."""

import gzip
import lzma
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from random import Random

from ingestion.fetching.bodies import FetchLimits, take_in

MUTATIONS_PER_FAMILY = 10_000
LONGEST_SECONDS = 1.0
_LIMITS = FetchLimits(10_000_000)

Mutation = Callable[[bytes, Random], bytes]


def seeded(name: str) -> Random:
    """The same random numbers for a name at every run."""
    return Random(name)  # noqa: S311 - no secret


def cut(body: bytes, random: Random) -> bytes:
    """The beginning, the end, or both without what stood between."""
    first, last = sorted(random.choices(range(len(body) + 1), k=2))
    return random.choice((body[:last], body[first:], body[:first] + body[last:]))


def unbalance_quotes(body: bytes, random: Random) -> bytes:
    """Double quotes taken away or put in at up to three places."""
    for _ in range(random.randint(1, 3)):
        places = [match.start() for match in re.finditer(b'"', body)]
        if places and random.random() < 0.5:
            place = random.choice(places)
            body = body[:place] + body[place + 1 :]
        else:
            place = random.randrange(len(body) + 1)
            body = body[:place] + b'"' + body[place:]
    return body


def spoil_bytes(body: bytes, random: Random) -> bytes:
    """Up to eight bytes changed into others."""
    spoilt = bytearray(body)
    for _ in range(random.randint(1, 8)):
        spoilt[random.randrange(len(spoilt))] = random.randrange(256)
    return bytes(spoilt)


def swap_lines(body: bytes, random: Random) -> bytes:
    """Two lines changed places, and one stands twice."""
    lines = body.split(b"\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    lines.insert(random.randrange(len(lines)), random.choice(lines))
    return b"\n".join(lines)


def with_bom(body: bytes, random: Random) -> bytes:
    return b"\xef\xbb\xbf" * random.randint(1, 2) + body


def with_nul(body: bytes, random: Random) -> bytes:
    """NUL bytes between the others, up to 20 of them."""
    for _ in range(random.randint(1, 20)):
        place = random.randrange(len(body) + 1)
        body = body[:place] + b"\0" + body[place:]
    return body


def with_other_line_ends(body: bytes, random: Random) -> bytes:
    """CR alone, CRLF, or any of them at every line."""
    ends = random.choice(((b"\r",), (b"\r\n",), (b"\r\r\n",), (b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\n")))
    return b"".join(line.rstrip(b"\r") + random.choice(ends) for line in body.split(b"\n"))


def in_utf_16(body: bytes, random: Random) -> bytes:
    return body.decode().encode(random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32")))


def in_windows_1252(body: bytes, random: Random) -> bytes:
    """The Windows encoding where it has all characters, else the whole in UTF-8."""
    try:
        return body.decode().encode(random.choice(("cp1252", "latin-1")))
    except UnicodeEncodeError:
        return body


def packed_and_unpacked(body: bytes, random: Random) -> bytes:
    """Packed once or twice in any way, and taken in as a fetch does."""
    for _ in range(random.randint(1, 2)):
        body = random.choice((gzip.compress, _xz, _zip))(body)
    step = random.randint(1, 300)
    with take_in((body[at : at + step] for at in range(0, len(body), step)), _LIMITS) as file:
        return file.read()


@contextmanager
def in_time() -> Iterator[None]:
    """Fail when the block takes longer than any body of a few kilobytes may."""
    started = time.perf_counter()
    yield
    taken = time.perf_counter() - started
    assert taken < LONGEST_SECONDS, f"took {taken:.1f} s"


def _xz(body: bytes) -> bytes:
    return lzma.compress(body, preset=0)


def _zip(body: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("body", body)
    return file.getvalue()
