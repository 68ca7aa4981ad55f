"""10,000 mutations of the real guides: the same programmes, or what is lost is told."""

import re
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec
import pytest

from ingestion.errors import ParseError
from ingestion.parsers.xmltv.pieces import GuideReject
from ingestion.parsers.xmltv.reader import XmltvReader
from tests.ingestion.parsers.mutations import mutating
from tests.ingestion.parsers.mutations.mutating import MUTATIONS_PER_FAMILY, Mutation, in_time, seeded

SAMPLES = sorted(Path("data/samples/catalog/xmltv").glob("*/content.xml"))
CHANNELS, PROGRAMMES = 2, 4

_ELEMENT = re.compile(rb"<(channel|programme)\b.*?</\1>", re.DOTALL)


def without_declaration(body: bytes, _: Random) -> bytes:
    """No XML declaration and no document type."""
    return re.sub(rb"<\?xml.*?\?>|<!DOCTYPE.*?>", b"", body)


def in_windows_1252(body: bytes, random: Random) -> bytes:
    """Another encoding that is declared, or nowhere named."""
    declared = random.choice((b'<?xml version="1.0" encoding="windows-1252"?>', b""))
    return mutating.in_windows_1252(declared + without_declaration(body, random), random)


def in_utf_16(body: bytes, random: Random) -> bytes:
    """With its mark; the declaration goes on to say UTF-8."""
    return body.decode().encode("utf-16")


HARMLESS: list[Mutation] = [
    mutating.with_bom,
    mutating.with_nul,
    mutating.with_other_line_ends,
    in_utf_16,
    in_windows_1252,
    mutating.packed_and_unpacked,
    without_declaration,
]
HARMFUL: list[Mutation] = [
    mutating.cut,
    mutating.unbalance_quotes,
    mutating.spoil_bytes,
    mutating.swap_lines,
]
REPEATS = MUTATIONS_PER_FAMILY // len(HARMLESS + HARMFUL) + 1


class Outcome(NamedTuple):
    content: list[bytes]
    rejects: list[GuideReject]
    is_told: bool


class Slices:
    """Small guides: the prolog, a few channels and programmes of a real one, and its end."""

    def __init__(self) -> None:
        self._guides = []
        for path in SAMPLES:
            body = path.read_bytes()
            found = list(_ELEMENT.finditer(body))
            channels = [match[0] for match in found if match[1] == b"channel"]
            programmes = [match[0] for match in found if match[1] == b"programme"]
            self._guides.append((body[: found[0].start()], channels, programmes))

    def take(self, random: Random) -> bytes:
        prolog, channels, programmes = random.choice(self._guides)
        start = random.randrange(max(1, len(programmes) - PROGRAMMES + 1))
        some = [random.choice(channels) for _ in range(CHANNELS)] if channels else []
        return prolog + b"\n".join([*some, *programmes[start : start + PROGRAMMES], b"</tv>\n"])


@pytest.fixture(scope="module")
def slices() -> Slices:
    return Slices()


def read(body: bytes) -> Outcome:
    encode, reader = msgspec.json.Encoder().encode, XmltvReader(BytesIO(body))
    batches = list(reader)
    programmes = [encode(one) for batch in batches for one in batch.programmes]
    channels = [encode(one) for batch in batches for one in batch.channels]
    rejects = [one for batch in batches for one in batch.rejects]
    return Outcome(channels + programmes, rejects, reader.is_partial or bool(reader.defects))


@pytest.mark.parametrize("mutate", HARMLESS, ids=lambda mutate: mutate.__name__)
def test_harmless_mutations_change_no_programme(slices: Slices, mutate: Mutation) -> None:
    random = seeded(mutate.__name__)
    for _ in range(REPEATS):
        body = slices.take(random)
        mutated = mutate(body, random)
        with in_time():
            outcome = read(mutated)
        assert outcome.content == read(body).content, mutated
        assert outcome.rejects == []


@pytest.mark.parametrize("mutate", HARMFUL, ids=lambda mutate: mutate.__name__)
def test_harmful_mutations_lose_nothing_in_silence(slices: Slices, mutate: Mutation) -> None:
    """Whatever begins as an element is read or rejected, or a defect says that the form was wrong."""
    random = seeded(mutate.__name__)
    for _ in range(REPEATS):
        mutated = mutate(slices.take(random), random)
        with in_time():
            try:
                outcome = read(mutated)
            except ParseError as error:
                assert error.reason in ("empty", "not_xmltv", "json", "html", "entities"), mutated
                continue
        begun = len(re.findall(rb"<(?:channel|programme)[\s>]", mutated))
        assert len(outcome.content) + len(outcome.rejects) >= begun or outcome.is_told, mutated
