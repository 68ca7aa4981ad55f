"""Parse M3U catalogs: bytes -> entries, rejects, defects. Pure; the rules are those of real playlists.

Reject codes: `no_url` (an `#EXTINF` that another one follows), `not_a_url` (text where a URL should be),
`line_too_long`. Defects are counted, not rejected: `no_extinf`, `no_comma`, `no_name`, `nested_quotes`,
`unbalanced_quotes`, `stray_text`, `duplicate_attribute`, `duplicate_url`, `duplicate_entry`, `not_utf8` …
"""

import re
from collections import Counter
from urllib.parse import urljoin

import msgspec

from ingestion.errors import NotACatalogError, ParseError
from ingestion.parsers.m3u_attributes import NO_EXTINF, ExtInf, parse_extinf, parse_header
from ingestion.parsers.m3u_entry import PlaylistEntry, Surroundings, build_entry
from ingestion.parsers.m3u_headers import header_name, json_headers
from ingestion.parsers.m3u_lines import EXTINF, join_broken_lines, refuse_other_formats
from ingestion.parsers.text import TextLines
from ingestion.redaction import redact_text

MAX_ENTRIES = 2_000_000
MAX_REJECTS = 10_000
EXCERPT_LENGTH = 200
INHERITED = ("tvg-shift", "catchup", "catchup-type", "catchup-days", "catchup-source", "catchup-correction")
GUIDE_KEYS = ("x-tvg-url", "url-tvg", "tvg-url")

_DIRECTIVE = re.compile(r"#(EXTM3U|EXTGRP|EXTVLCOPT|KODIPROP|EXTHTTP|EXTIMG)(?:\s*:\s*|--|\s+|$)(.*)", re.I)
_HLS = re.compile(r"#EXT-X-(TARGETDURATION|MEDIA-SEQUENCE|STREAM-INF)\b")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_URL_LIKE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S|\S*/\S*$|\S+\.[A-Za-z0-9]{2,5}$")


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
    defects: Counter[str]
    encoding: str

    @property
    def guide_urls(self) -> list[str]:
        """Addresses of guides that the header names, in order. They may hold logins."""
        values = (self.header.get(key, "") for key in GUIDE_KEYS)
        return list(dict.fromkeys(url.strip() for value in values for url in value.split(",") if url.strip()))


def parse_m3u(
    body: bytes, *, playlist: str, charset: str | None = None, base_url: str | None = None
) -> ParsedPlaylist:
    """Parse a playlist's body (already inflated).

    `charset` is what the server declared; `base_url` resolves relative URLs. Raises NotACatalogError when
    the body is something else, and ParseError when it has more than `MAX_ENTRIES` entries.
    """
    refuse_other_formats(body)
    lines = TextLines(body, charset)
    parser = _Parser(base_url)
    for number, line in join_broken_lines(lines):
        parser.feed(number, line)
    parsed = parser.finish(playlist)
    parsed.encoding = lines.encoding
    parsed.defects["not_utf8"] += lines.fallback_line_count
    parsed.defects["replaced_characters"] += lines.replacement_count
    parsed.defects = +parsed.defects
    return parsed


class _Parser:
    """Lines go in one by one; what stands before a URL waits in `_extinf` and `_around`."""

    def __init__(self, base_url: str | None) -> None:
        self._base_url = base_url
        self._extinf: tuple[int, str, ExtInf] | None = None
        self._around = Surroundings()
        self._defaults: dict[str, str] = {}
        self._seen_urls: set[str] = set()
        self._seen_entries: set[int] = set()
        self.entries: list[PlaylistEntry] = []
        self.rejects: list[Reject] = []
        self.header: dict[str, str] = {}
        self.defects: Counter[str] = Counter()

    def feed(self, number: int, line: str | None) -> None:
        if line is None:
            self._reject(number, "line_too_long", "")
        elif not line:
            return
        elif line[0] != "#":
            self._take_url(number, line)
        elif tag := EXTINF.match(line):
            self._take_extinf(number, line, tag.end())
        elif directive := _DIRECTIVE.match(line):
            self._take_directive(directive[1].upper(), directive[2])
        elif not self.entries and self._extinf is None and _HLS.match(line):
            raise NotACatalogError("hls_playlist", "the body is the HLS playlist of one stream")

    def finish(self, playlist: str) -> ParsedPlaylist:
        self._drop_pending()
        if self.rejects and not self.entries and all(one.reason == "not_a_url" for one in self.rejects):
            raise NotACatalogError("text", f"the body is text: {self.rejects[0].excerpt}")
        return ParsedPlaylist(playlist, self.entries, self.rejects, self.header, self.defects, "utf-8")

    def _take_extinf(self, number: int, line: str, end: int) -> None:
        if self._extinf:
            self._drop_pending()
            self._around = Surroundings()
        self._extinf = number, line, parse_extinf(line[end:])

    def _take_directive(self, tag: str, text: str) -> None:
        if tag == "EXTM3U":
            header = parse_header(text)
            self.header |= header
            self._defaults = {key: header[key] for key in INHERITED if header.get(key)}
        elif tag == "EXTGRP":
            self._around.group = text.strip()
        elif tag == "EXTIMG":
            self._around.logo = text.strip()
        elif tag == "EXTHTTP":
            self._around.headers |= json_headers(text)
        else:
            self._take_option(*text.partition("=")[::2])

    def _take_option(self, key: str, value: str) -> None:
        key, value = key.strip(), value.strip().strip('"')
        if key.lower().startswith("http-"):
            self._around.headers[header_name(key)] = value
        elif key:
            self._around.options[key] = value

    def _take_url(self, number: int, line: str) -> None:
        if self._extinf is None and not _URL_LIKE.match(line):
            self._reject(number, "not_a_url", line)
            return
        if len(self.entries) >= MAX_ENTRIES:
            raise ParseError("too_many_entries", f"more than {MAX_ENTRIES} entries")
        number, _, extinf = self._extinf or (number, line, NO_EXTINF)
        self._add(build_entry(number, self._resolve(line), extinf, self._around, self._defaults))
        if extinf.defects:
            self.defects.update(extinf.defects)
        self._extinf, self._around = None, Surroundings()

    def _add(self, entry: PlaylistEntry) -> None:
        self.entries.append(entry)
        address = entry.login or entry.stream_url
        pair = hash((address, entry.name))
        if address in self._seen_urls:
            self.defects["duplicate_url"] += 1
            self.defects["duplicate_entry"] += pair in self._seen_entries
        self._seen_urls.add(address)
        self._seen_entries.add(pair)

    def _resolve(self, url: str) -> str:
        if self._base_url is None or _SCHEME.match(url):
            return url
        return urljoin(self._base_url, url)

    def _drop_pending(self) -> None:
        if self._extinf:
            self._reject(self._extinf[0], "no_url", self._extinf[1])
            self._extinf = None

    def _reject(self, number: int, reason: str, line: str) -> None:
        if len(self.rejects) < MAX_REJECTS:
            self.rejects.append(Reject(number, reason, redact_text(line)[:EXCERPT_LENGTH]))
        else:
            self.defects["uncounted_rejects"] += 1
