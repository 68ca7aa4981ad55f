"""What an inspection tells, record by record: rows as the raw tables name them, and one summary. Pure.

Every record is a flat dict with `record` first: `entry`, `channel`, `programme`, `reject`, at last `summary`.
The others have the columns of their raw table but those that a sync gives (`COLUMNS`); a stop that a guide
does not tell is not derived. Secrets are hidden in all of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields

import msgspec
import polars as pl

from ingestion.errors import NotACatalogError
from ingestion.parsers.defects import Defects
from ingestion.parsers.m3u.entry import PlaylistEntry
from ingestion.parsers.m3u.playlist import ParsedPlaylist, Reject
from ingestion.parsers.xmltv.pieces import GuideReject
from ingestion.parsers.xmltv.reader import GuideBatch, XmltvReader
from ingestion.redaction import redact_text
from ingestion.schemas.base import RawTable, polars_schema
from ingestion.schemas.catalog import CatalogEntries, CatalogRejects
from ingestion.schemas.guide import GuideChannels, GuideProgrammes
from ingestion.syncing.guide_frames import channel_frame, programme_frame
from ingestion.syncing.sync_row import Account

Record = dict[str, object]

_OF_A_SYNC = frozenset(("sync_id", "provider_id", "synced_at", "stream_key", "episodes_asked_at"))


def _columns(table: type[RawTable]) -> tuple[str, ...]:
    return tuple(name for name in polars_schema(table) if name not in _OF_A_SYNC)


COLUMNS = {
    "entry": _columns(CatalogEntries),
    "channel": _columns(GuideChannels),
    "programme": _columns(GuideProgrammes),
    "reject": _columns(CatalogRejects),
}


@dataclass
class Summary:
    """What was met, counted. `entry_counts` is by stream type, or of `channel` and `programme`."""

    source: str
    kind: str
    encoding: str | None = None
    is_partial: bool = False
    entry_counts: Counter[str] = field(default_factory=Counter)
    note_counts: Counter[str] = field(default_factory=Counter)
    reject_counts: Counter[str] = field(default_factory=Counter)
    guide_urls: list[str] = field(default_factory=list)
    account: Account | None = None
    defects: list[Record] = field(default_factory=list)

    def count_entry(self, entry: PlaylistEntry) -> None:
        """Count an entry by its type and by what else it is."""
        self.entry_counts[entry.stream_type] += 1
        if entry.is_radio:
            self.note_counts["radio"] += 1
        if entry.is_separator:
            self.note_counts["separator"] += 1
        if entry.login:
            self.note_counts["with login"] += 1
        if entry.attributes and '"nested_playlist"' in entry.attributes:
            self.note_counts["nested playlist"] += 1

    def add_defects(self, defects: Defects) -> None:
        """Take over the defects of a list."""
        self.defects += (asdict(defect) for defect in defects)

    def record(self) -> Record:
        """The last record."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        told["account"] = asdict(self.account) if self.account else None
        return _shown({"record": "summary", **told})


def inspect_lists(
    lists: Iterable[ParsedPlaylist], *, source: str, kind: str, account: Account | None = None
) -> Iterator[Record]:
    """The entries and rejects of playlists, or of what a panel or library lists, and the summary."""
    summary = Summary(source, kind, account=account)
    for listed in lists:
        summary.encoding = listed.encoding
        summary.guide_urls += listed.guide_urls
        summary.add_defects(listed.defects)
        for entry in listed.entries:
            place = {"playlist": listed.playlist, "entry_ordinal": summary.entry_counts.total()}
            summary.count_entry(entry)
            row = {name: place[name] if name in place else getattr(entry, name) for name in COLUMNS["entry"]}
            yield _shown({"record": "entry", **row})
        yield from _reject_records("catalog", listed.playlist, listed.rejects, summary)
    yield summary.record()


def inspect_guide(reader: XmltvReader, *, source: str) -> Iterator[Record]:
    """The channels, programmes and rejects of a guide as they are read, and the summary.

    Raises NotACatalogError and ParseError as `XmltvReader` does.
    """
    summary = Summary(source, "guide")
    for batch in reader:
        for name, frame in _guide_frames(batch, source):
            summary.entry_counts[name] += frame.height
            for row in frame.select(COLUMNS[name]).iter_rows(named=True):
                yield _shown({"record": name, **row})
        yield from _reject_records("guide", source, batch.rejects, summary)
    summary.encoding, summary.is_partial = reader.encoding, reader.is_partial
    summary.add_defects(reader.defects)
    if not summary.entry_counts.total() and not summary.reject_counts:
        raise NotACatalogError("no_entries", "the guide has no channel and no programme")
    yield summary.record()


def _guide_frames(batch: GuideBatch, source: str) -> Iterator[tuple[str, pl.DataFrame]]:
    yield "channel", channel_frame((channel, source, 0) for channel in batch.channels)
    if batch.programmes:
        programmes = programme_frame(batch.programmes, source, 0)
        yield "programme", programmes.with_columns(has_derived_stop=False)


def _reject_records(
    sync_kind: str, playlist: str, rejects: Sequence[Reject | GuideReject], summary: Summary
) -> Iterator[Record]:
    for reject in rejects:
        summary.reject_counts[reject.reason] += 1
        place = {"sync_kind": sync_kind, "playlist": playlist}
        yield _shown({"record": "reject", **place, **msgspec.structs.asdict(reject)})


def _shown(record: Record) -> Record:
    """The record with the logins of all addresses in it hidden."""
    return {name: _hidden(value) for name, value in record.items()}


def _hidden(value: object) -> object:
    if isinstance(value, str):
        return redact_text(value) if "://" in value else value
    if isinstance(value, list):
        return [_hidden(one) for one in value]
    if isinstance(value, dict):
        return {key: _hidden(one) for key, one in value.items()}
    return value
