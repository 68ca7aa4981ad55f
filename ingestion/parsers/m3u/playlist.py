"""Parse M3U catalogs: bytes -> entries, rejects, defects. Pure; the rules are those of real playlists.

Reject codes: `no_url` (an `#EXTINF` that another one follows), `not_a_url` (text where a URL should be),
`line_too_long`. What is read although it is odd is a defect: counted, its first line kept. All codes:
docs/FORMATS.md.
"""

from collections import Counter
from urllib.parse import urljoin

import msgspec

from ingestion.errors import NotACatalogError, ParseError
from ingestion.parsers.defects import Defects
from ingestion.parsers.m3u.attributes import NO_EXTINF, ExtInf, parse_extinf, parse_header
from ingestion.parsers.m3u.entry import PlaylistEntry, build_entry
from ingestion.parsers.m3u.headers import json_headers, option_headers
from ingestion.parsers.m3u.lines import DIRECTIVE, EXTINF, HLS, SCHEME, is_address, refuse_other_formats
from ingestion.parsers.m3u.other import NOTHING_AROUND, Surroundings
from ingestion.parsers.text import TextLines
from ingestion.redaction import redact_text

MAX_ENTRIES = 2_000_000
MAX_REJECTS = 10_000
EXCERPT_LENGTH = 200
INHERITED = ("tvg-shift", "catchup", "catchup-type", "catchup-days", "catchup-source", "catchup-correction")
GUIDE_KEYS = ("x-tvg-url", "url-tvg", "tvg-url")


class Reject(msgspec.Struct, frozen=True):
    """A line that could not be used, its reason code, and a redacted excerpt."""

    line_number: int
    reason: str
    excerpt: str


class ParsedPlaylist(msgspec.Struct):
    """What a playlist holds. `playlist` names it; `header` are the attributes of its `#EXTM3U` lines."""

    playlist: str
    entries: list[PlaylistEntry]
    rejects: list[Reject]
    header: dict[str, str]
    defects: Defects
    encoding: str

    @property
    def guide_urls(self) -> list[str]:
        """Addresses of guides that the header names, in order. They may hold logins."""
        values = (self.header.get(key, "") for key in GUIDE_KEYS)
        return list(dict.fromkeys(url.strip() for value in values for url in value.split(",") if url.strip()))


def parse_m3u(
    body: bytes,
    *,
    playlist: str,
    charset: str | None = None,
    base_url: str | None = None,
    extgrp_sticky: bool = False,
) -> ParsedPlaylist:
    """Parse a playlist's body (already inflated).

    `charset` is what the server declared; `base_url` resolves relative URLs; with `extgrp_sticky` an
    `#EXTGRP` holds until the next one, as Kodi reads it. Raises NotACatalogError when the body is something
    else, and ParseError when it has more than `MAX_ENTRIES` entries.
    """
    lines = TextLines(body, charset)
    refuse_other_formats(lines.head)
    parser = _Parser(base_url, extgrp_sticky)
    feed = parser.feed
    for number, line in lines:
        feed(number, line)
    return parser.finish(playlist, lines)


class _Parser:
    """Lines go in one by one; what stands before a URL waits in `_extinf` and `_around`."""

    def __init__(self, base_url: str | None, extgrp_sticky: bool) -> None:
        self._base_url = base_url
        self._extgrp_sticky = extgrp_sticky
        self._extinf: tuple[int, str, ExtInf] | None = None
        self._around = NOTHING_AROUND
        self._defaults: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._repeated: set[tuple[str, str]] = set()
        self._counts: Counter[str] = Counter()
        self._places: dict[str, tuple[int, str]] = {}
        self.entries: list[PlaylistEntry] = []
        self.rejects: list[Reject] = []
        self.header: dict[str, str] = {}

    def feed(self, number: int, line: str | None) -> None:
        if line is None:
            self._reject(number, "line_too_long", "")
        elif not line:
            return
        elif line[0] != "#":
            if is_address(line, is_expected=self._extinf is not None):
                self._take_url(number, line)
            else:
                self._take_text(number, line)
        elif line.startswith("#EXTINF:") or EXTINF.match(line):
            self._take_extinf(number, line)
        elif directive := DIRECTIVE.match(line):
            self._take_directive(directive[1].upper(), directive[2])
        elif not self.entries and self._extinf is None and HLS.match(line):
            raise NotACatalogError("hls_playlist", "the body is the HLS playlist of one stream")

    def finish(self, playlist: str, lines: TextLines) -> ParsedPlaylist:
        self._drop_pending()
        if self.rejects and not self.entries and all(one.reason == "not_a_url" for one in self.rejects):
            raise NotACatalogError("text", f"the body is text: {self.rejects[0].excerpt}")
        if lines.first_fallback:
            self._count("not_utf8", *lines.first_fallback, lines.fallback_line_count)
            self._count("replaced_characters", *lines.first_fallback, lines.replacement_count)
        defects = Defects()
        for code, count in self._counts.items():
            number, line = self._places[code]
            defects.add(code, count, line_number=number, excerpt=_excerpt(line))
        return ParsedPlaylist(playlist, self.entries, self.rejects, self.header, defects, lines.encoding)

    def _take_extinf(self, number: int, line: str) -> None:
        if self._extinf:
            self._drop_pending()
            self._around = self._carried()
        self._extinf = number, line, parse_extinf(line, len("#EXTINF"))

    def _take_directive(self, tag: str, text: str) -> None:
        if tag == "EXTM3U":
            self._take_header(parse_header(text))
            return
        if self._around is NOTHING_AROUND:
            self._around = Surroundings()
        if tag == "EXTGRP":
            self._around.group = text.strip()
        elif tag == "EXTIMG":
            self._around.logo = text.strip()
        elif tag == "EXTHTTP":
            self._around.headers |= json_headers(text)
        else:
            self._take_option(*text.partition("=")[::2])

    def _take_header(self, header: dict[str, str]) -> None:
        """Take over what a header says; lists that were put together have several."""
        for key in GUIDE_KEYS:
            if header.get(key) and self.header.get(key):
                header[key] = f"{self.header[key]},{header[key]}"
        self.header |= header
        self._defaults = {key: header[key] for key in INHERITED if header.get(key)}

    def _take_option(self, key: str, value: str) -> None:
        key, value = key.strip(), value.strip().strip('"')
        if headers := option_headers(key, value):
            self._around.headers |= headers
        elif key:
            self._around.options[key] = value

    def _take_text(self, number: int, line: str) -> None:
        if self._extinf and line[0] == '"' and self._extinf[1].count('"') % 2:
            first, begun, _ = self._extinf  # a quoted value that goes on in this line
            self._extinf = first, begun + line, parse_extinf(begun + line, len("#EXTINF"))
        else:
            self._reject(number, "not_a_url", line)

    def _take_url(self, number: int, line: str) -> None:
        if len(self.entries) >= MAX_ENTRIES:
            raise ParseError("too_many_entries", f"more than {MAX_ENTRIES} entries")
        number, text, extinf = self._extinf or (number, line, NO_EXTINF)
        url = self._resolve(line) if self._base_url else line
        entry, odd = build_entry(number, url, extinf, self._around, self._defaults)
        self.entries.append(entry)
        if extinf.defects or odd:
            for code in (*extinf.defects, *odd):
                self._count(code, number, text)
        address = entry.login or entry.stream_url
        if address not in self._names:
            self._names[address] = entry.name
        elif not entry.is_separator:
            self._count_repeats(entry, address)
        self._extinf = None
        if self._around is not NOTHING_AROUND:
            self._around = self._carried()

    def _count_repeats(self, entry: PlaylistEntry, address: str) -> None:
        self._count("duplicate_url", entry.line_number, entry.stream_url)
        if entry.name == self._names[address] or (address, entry.name) in self._repeated:
            self._count("duplicate_entry", entry.line_number, entry.stream_url)
        self._repeated.add((address, entry.name))

    def _carried(self) -> Surroundings:
        """What goes on to the next entry: nothing, or the group where groups are sticky."""
        if self._extgrp_sticky and self._around.group:
            return Surroundings(group=self._around.group)
        return NOTHING_AROUND

    def _resolve(self, url: str) -> str:
        return url if SCHEME.match(url) else urljoin(self._base_url or "", url)

    def _drop_pending(self) -> None:
        if self._extinf:
            self._reject(self._extinf[0], "no_url", self._extinf[1])
            self._extinf = None

    def _count(self, code: str, number: int, line: str, count: int = 1) -> None:
        self._counts[code] += count
        self._places.setdefault(code, (number, line))

    def _reject(self, number: int, reason: str, line: str) -> None:
        if len(self.rejects) < MAX_REJECTS:
            self.rejects.append(Reject(number, reason, _excerpt(line)))
        else:
            self._count("uncounted_rejects", number, line)


def _excerpt(line: str) -> str:
    return redact_text(line)[:EXCERPT_LENGTH]
