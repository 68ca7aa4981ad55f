"""Parse XMLTV guides as a stream: file -> batches of channels and programmes, in flat memory. Pure.

External entities, DTDs and the network are off; guides that declare entities are refused.
Reject codes: `no_channel` (a channel or programme without a channel's id), `bad_time`, `no_title`,
`stop_before_start`, `cut_off` (the file ends within the programme), `malformed` (nothing could be read).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta, tzinfo
from typing import IO

import msgspec

from ingestion.errors import ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.xmltv.elements import GuideChannel, GuideProgramme
from ingestion.parsers.xmltv.fields import Reading
from ingestion.parsers.xmltv.pieces import FORM_DEFECTS, GuideReject, Parsed, PieceParser
from ingestion.parsers.xmltv.reading import read_channel, read_programme
from ingestion.parsers.xmltv.source import GuidePieces
from ingestion.parsers.xmltv.times import GuideClock

BATCH_SIZE = 20_000
MAX_PROGRAMMES = 5_000_000


class GuideBatch(msgspec.Struct):
    """What was read since the batch before."""

    channels: list[GuideChannel] = []
    programmes: list[GuideProgramme] = []
    rejects: list[GuideReject] = []


class XmltvReader:
    """Iterate it once for the batches; then `is_partial` and `defects` tell how sound the file was.

    `languages` is the order of preference for texts that come in several; the guide's first stands in.
    `charset` is the server's word on the encoding, for a guide that declares none. `timezone` and `shift` are
    those of `GuideClock`. Raises NotACatalogError and ParseError (see `ingestion.parsers.xmltv.source`) while
    iterating.
    """

    def __init__(
        self,
        file: IO[bytes],
        *,
        languages: Sequence[str] = (),
        charset: str | None = None,
        timezone: tzinfo = UTC,
        shift: timedelta = timedelta(),
        batch_size: int = BATCH_SIZE,
    ) -> None:
        self.defects = Defects()
        self._pieces = GuidePieces(file, self.defects, charset)
        self._parser = PieceParser(self.defects)
        preferred = tuple(language.lower().replace("_", "-") for language in languages)
        self._reading = Reading(preferred, GuideClock(timezone, shift), self.defects)
        self._batch_size = batch_size
        self.is_partial = False

    @property
    def recovered_errors(self) -> int:
        """How often the form of the guide was wrong, and mended."""
        return sum(defect.count for defect in self.defects if defect.code in FORM_DEFECTS)

    @property
    def encoding(self) -> str:
        """The encoding that was met up to now."""
        return self._pieces.encoding

    def __iter__(self) -> Iterator[GuideBatch]:
        batch, count = GuideBatch(), 0
        try:
            for piece in self._pieces:
                for found in self._parser.parse(piece):
                    self._take(found, batch)
                if len(batch.programmes) + len(batch.rejects) >= self._batch_size:
                    count += len(batch.programmes)
                    _check_count(count)
                    yield batch
                    batch = GuideBatch()
        except ParseError:
            if batch.programmes or batch.channels or batch.rejects:
                yield batch
            raise
        self.is_partial = self._pieces.is_partial
        yield batch

    def _take(self, found: Parsed | GuideReject, batch: GuideBatch) -> None:
        if isinstance(found, GuideReject):
            batch.rejects.append(found)
            return
        for element in found.elements:
            tag = element.tag
            if tag == "programme":
                programme = read_programme(element, self._reading)
                if isinstance(programme, str):
                    batch.rejects.append(found.reject(element, programme))
                else:
                    batch.programmes.append(programme)
            elif tag == "channel":
                channel = read_channel(element)
                if isinstance(channel, str):
                    batch.rejects.append(found.reject(element, channel))
                else:
                    batch.channels.append(channel)


def _check_count(count: int) -> None:
    if count > MAX_PROGRAMMES:
        raise ParseError("too_many_programmes", f"more than {MAX_PROGRAMMES} programmes")
