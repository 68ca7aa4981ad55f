"""10,000 mutations of the real playlists: the same entries, or all that is lost is told."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random

import msgspec
import pytest

from ingestion.errors import NotACatalogError
from ingestion.parsers.m3u.playlist import ParsedPlaylist, parse_m3u
from tests.ingestion.parsers.mutations import mutating
from tests.ingestion.parsers.mutations.mutating import MUTATIONS_PER_FAMILY, Mutation, in_time, seeded

SAMPLES = sorted(Path("data/samples/catalog/iptv-org").glob("*/*.m3u"))
ENTRIES = 8


def without_header(body: bytes, _: Random) -> bytes:
    return body.partition(b"\n")[2]


HARMLESS: list[Mutation] = [
    mutating.with_bom,
    mutating.with_nul,
    mutating.with_other_line_ends,
    mutating.in_utf_16,
    mutating.in_windows_1252,
    mutating.packed_and_unpacked,
    without_header,
]
HARMFUL: list[Mutation] = [
    mutating.cut,
    mutating.unbalance_quotes,
    mutating.spoil_bytes,
    mutating.swap_lines,
]
REPEATS = MUTATIONS_PER_FAMILY // len(HARMLESS + HARMFUL) + 1


class Slices:
    """Small playlists: the header and some entries that follow one another in a real one."""

    def __init__(self) -> None:
        self._lists = []
        for path in SAMPLES:
            header, *rest = path.read_bytes().split(b"\n#EXTINF")
            self._lists.append((header, [b"\n#EXTINF" + entry for entry in rest]))

    def take(self, random: Random) -> bytes:
        header, entries = random.choice(self._lists)
        start = random.randrange(max(1, len(entries) - ENTRIES))
        return header + b"".join(entries[start : start + ENTRIES]) + b"\n"


@pytest.fixture(scope="module")
def slices() -> Slices:
    return Slices()


def content(parsed: ParsedPlaylist) -> list[bytes]:
    """The entries without the numbers of their lines."""
    encode = msgspec.json.Encoder().encode
    return [encode(msgspec.structs.replace(entry, line_number=0)) for entry in parsed.entries]


@pytest.mark.parametrize("mutate", HARMLESS, ids=lambda mutate: mutate.__name__)
def test_harmless_mutations_change_no_entry(slices: Slices, mutate: Mutation) -> None:
    random = seeded(mutate.__name__)
    for _ in range(REPEATS):
        body = slices.take(random)
        mutated = mutate(body, random)
        with in_time():
            parsed = parse_m3u(mutated, playlist="mutated")
        assert content(parsed) == content(parse_m3u(body, playlist="mutated")), mutated
        assert parsed.rejects == []


@pytest.mark.parametrize("mutate", HARMFUL, ids=lambda mutate: mutate.__name__)
def test_harmful_mutations_lose_nothing_in_silence(slices: Slices, mutate: Mutation) -> None:
    random = seeded(mutate.__name__)
    for _ in range(REPEATS):
        mutated = mutate(slices.take(random), random)
        lines = plain_lines(mutated)
        with in_time():
            try:
                parsed = parse_m3u(mutated, playlist="mutated")
            except NotACatalogError as error:
                assert error.reason in ("empty", "text", "binary"), mutated
                assert not any(line.startswith("http") for line in lines), mutated
                continue
        reasons = Counter(reject.reason for reject in parsed.rejects)
        extinf = [line for line in lines if re.match(r"#EXTINF(?=[:\s,-]|$)", line, re.IGNORECASE)]
        texts = [line for line in lines if not line.startswith("#")]
        announced = len(parsed.entries) - parsed.defects.count("no_extinf")
        assert len(extinf) == announced + reasons["no_url"], mutated
        assert len(texts) - joined_lines(lines) == len(parsed.entries) + reasons["not_a_url"], mutated


def plain_lines(body: bytes) -> list[str]:
    """The lines as a plain reading of the bytes finds them, empty ones left out."""
    text = body.replace(b"\0", b"").decode("latin-1")
    stripped = (line.strip(" \t").removeprefix("ï»¿") for line in re.split(r"\r*\n|\r", text))
    return [line for line in stripped if line]


def joined_lines(lines: list[str]) -> int:
    """Lines that go on with a value whose quote the line before has opened."""
    return sum(
        second.startswith('"') and first.count('"') % 2 == 1 and first[:7].upper() == "#EXTINF"
        for first, second in pairwise(lines)
    )
