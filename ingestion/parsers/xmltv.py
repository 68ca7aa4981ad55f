"""Parse XMLTV guides as a stream: file -> batches of channels and programmes, in flat memory. Pure.

External entities, DTDs and the network are off; guides that declare entities are refused.
Reject codes: `no_channel` (a channel or programme without a channel's id), `bad_time`, `no_title`,
`stop_before_start`, `cut_off` (the file ends within the programme).
"""

from collections.abc import Iterator, Sequence
from typing import IO, cast

import msgspec
from lxml import etree

from ingestion.errors import ParseError
from ingestion.parsers.xmltv_elements import GuideChannel, GuideProgramme, read_channel, read_programme
from ingestion.parsers.xmltv_source import GuideSource

BATCH_SIZE = 20_000
MAX_PROGRAMMES = 5_000_000
MAX_RECOVERED_ERRORS = 100_000
EXCERPT_LENGTH = 200


class GuideReject(msgspec.Struct, frozen=True, gc=False):
    """An element that could not be used, its reason code, and its beginning."""

    line_number: int
    reason: str
    excerpt: str


class GuideBatch(msgspec.Struct):
    """What was read since the batch before."""

    channels: list[GuideChannel] = []
    programmes: list[GuideProgramme] = []
    rejects: list[GuideReject] = []


class XmltvReader:
    """Iterate it once for the batches; then `is_partial` and `recovered_errors` tell how sound the file was.

    `languages` is the order of preference for texts that come in several; the guide's first stands in.
    Raises NotACatalogError and ParseError (see `ingestion.parsers.xmltv_source`) while iterating.
    """

    def __init__(
        self, file: IO[bytes], *, languages: Sequence[str] = (), batch_size: int = BATCH_SIZE
    ) -> None:
        self._file = file
        self._languages = tuple(language.lower() for language in languages)
        self._batch_size = batch_size
        self.is_partial = False
        self.recovered_errors = 0
        self._last_line = 0

    def __iter__(self) -> Iterator[GuideBatch]:
        source, count = GuideSource(self._file), 0
        elements = etree.iterparse(
            source,
            encoding="utf-8",  # whatever was declared: the source has decoded it
            events=("end",),
            tag=("channel", "programme"),
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        batch = GuideBatch()
        for _, element in elements:
            if len(batch.programmes) + len(batch.rejects) >= self._batch_size:
                count += len(batch.programmes)
                self._check_limits(count, len(elements.error_log))
                yield batch
                batch = GuideBatch()
            source.unclaimed_bytes = 0
            self._take(element, batch)
            _forget(element)
        self._conclude(elements, source, batch)
        yield batch

    def _take(self, element: etree._Element, batch: GuideBatch) -> None:
        self._last_line = _line(element)
        is_channel = element.tag == "channel"
        taken = read_channel(element) if is_channel else read_programme(element, self._languages)
        if isinstance(taken, GuideProgramme):
            batch.programmes.append(taken)
        elif isinstance(taken, GuideChannel):
            batch.channels.append(taken)
        else:
            start = etree.tostring(element, encoding="unicode", with_tail=False)[:EXCERPT_LENGTH]
            batch.rejects.append(GuideReject(self._last_line, taken, start))

    def _check_limits(self, count: int, errors: int) -> None:
        if count > MAX_PROGRAMMES:
            raise ParseError("too_many_programmes", f"more than {MAX_PROGRAMMES} programmes")
        if errors > MAX_RECOVERED_ERRORS:
            raise ParseError("too_many_errors", f"more than {MAX_RECOVERED_ERRORS} errors of form")

    def _conclude(self, elements: etree.iterparse, source: GuideSource, batch: GuideBatch) -> None:
        """Judge the file as a whole. A programme that its end cut off (not only `</tv>`) is a reject."""
        log = list(elements.error_log)
        unfinished = [entry for entry in log if entry.type == etree.ErrorTypes.ERR_TAG_NOT_FINISHED]
        self.is_partial = bool(unfinished)
        self.recovered_errors = len(log) + source.repair_count
        if batch.programmes and any(" in tag tv " not in entry.message for entry in unfinished):
            cut = batch.programmes.pop()
            batch.rejects.append(GuideReject(self._last_line, "cut_off", cut.title[:EXCERPT_LENGTH]))


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0  # the stubs leave its type open


def _forget(element: etree._Element) -> None:
    """Free an element that was read, and all before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
