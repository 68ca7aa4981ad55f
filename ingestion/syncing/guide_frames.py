"""What the guides of a sync brought, as the rows of the raw tables, in pieces: memory stays flat."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

import msgspec
import polars as pl

from ingestion.parsers.xmltv.elements import GuideChannel, GuideProgramme
from ingestion.redaction import redact_url
from ingestion.schemas.base import polars_schema
from ingestion.schemas.guide import GuideChannels, GuideProgrammes
from ingestion.syncing.sync_row import SyncRecord, with_sync

PIECE_ROWS = 20_000
LONGEST_DERIVED = pl.duration(hours=6)
CHANNEL_SCHEMA = polars_schema(GuideChannels)
PROGRAMME_SCHEMA = polars_schema(GuideProgrammes)
PARSED_COLUMNS = GuideProgramme.__struct_fields__

_ADDRESSES = ("image_url", "programme_url")
_MAY_HOLD_LOGIN = r"[@=]|/[1-9]\d*(?:\.\w+)?$"  # what `redact_url` acts upon
_SLOT = ["guide_priority", "channel_id", "started_at"]


class ProgrammePieces:
    """The programmes of a sync. Beyond `PIECE_ROWS` they wait in a temporary folder that goes with it.

    Iterate it, as often as needed, for rows of `GuideProgrammes`, once `complete` was called.
    """

    def __init__(self) -> None:
        self._count = 0
        self._waiting: list[pl.DataFrame] = []
        self._folder: Path | None = None
        self._files: list[Path] = []
        self._slots: list[pl.DataFrame] = []
        self._starts = pl.DataFrame()
        self._record: SyncRecord | None = None

    def add(self, frame: pl.DataFrame) -> None:
        """Take parsed programmes of one guide, as `programme_frame` gives them."""
        self._count += frame.height
        self._waiting.append(frame)
        self._slots.append(slots_of(frame))
        if sum(one.height for one in self._waiting) >= PIECE_ROWS:
            self._spill()

    def complete(self, record: SyncRecord) -> None:
        """Say what sync the rows are of. All guides must have been added: stops follow from later starts."""
        if self._slots:
            self._starts = next_starts(pl.concat(self._slots))
        self._slots = []
        self._record = record

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[pl.DataFrame]:
        if self._record is not None:
            for frame in self._frames():
                yield with_sync(derive_stops(frame, self._starts), self._record, PROGRAMME_SCHEMA)

    def _frames(self) -> Iterator[pl.DataFrame]:
        yield from map(pl.read_ipc, self._files)
        if self._waiting:
            yield pl.concat(self._waiting)

    def _spill(self) -> None:
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="watchhouse-guide-"))
            finalize(self, rmtree, self._folder, ignore_errors=True)
        self._files.append(self._folder / f"{len(self._files)}.arrow")
        pl.concat(self._waiting).write_ipc(self._files[-1], compression="zstd")
        self._waiting = []


def programme_frame(programmes: Sequence[GuideProgramme], guide: str, priority: int) -> pl.DataFrame:
    """Parsed programmes of one guide as columns."""
    columns = zip(*map(attrgetter(*PARSED_COLUMNS), programmes), strict=True)
    schema = {name: PROGRAMME_SCHEMA[name] for name in PARSED_COLUMNS}
    frame = pl.DataFrame(dict(zip(PARSED_COLUMNS, columns, strict=True)), schema=schema)
    return frame.with_columns(
        *(_without_logins(frame[name]) for name in _ADDRESSES),
        guide=pl.lit(guide),
        guide_priority=pl.lit(priority, dtype=pl.Int32),
    )


def derive_stops(programmes: pl.DataFrame, starts: pl.DataFrame) -> pl.DataFrame:
    """Fill a missing stop with the next later start on the channel, six hours away at most.

    That of the same guide goes before that of another: two guides cut a day differently. The last programme
    of a channel keeps a missing stop.
    """
    joined = programmes.with_columns(slot_channel=pl.col("channel_id").cast(pl.Categorical)).join(
        starts.rename({"channel_id": "slot_channel"}),
        on=["guide_priority", "slot_channel", "started_at"],
        how="left",
        maintain_order="left",
    )
    derived = pl.min_horizontal("next_at", pl.col("started_at") + LONGEST_DERIVED)
    is_derived = pl.col("stopped_at").is_null() & pl.col("next_at").is_not_null()
    return joined.with_columns(
        has_derived_stop=is_derived,
        stopped_at=pl.when(is_derived).then(derived).otherwise("stopped_at"),
    ).drop("slot_channel", "next_at")


def next_starts(slots: pl.DataFrame) -> pl.DataFrame:
    """For every start on a channel where a stop is missing, the next later one (`next_at`).

    `slots` are those of all guides, as `slots_of` gives them.
    """
    open_channels = slots.filter("is_open").select("channel_id").unique()
    own = slots.join(open_channels, on="channel_id", how="semi").select(_SLOT).unique().sort(_SLOT)
    of_all = own.select("channel_id", "started_at").unique().sort("channel_id", "started_at")
    later = pl.col("started_at").shift(-1)
    return (
        own.with_columns(next_own=later.over("guide_priority", "channel_id"))
        .join(of_all.with_columns(next_any=later.over("channel_id")), on=["channel_id", "started_at"])
        .select(*_SLOT, next_at=pl.coalesce("next_own", "next_any"))
    )


def channel_frame(channels: Iterable[tuple[GuideChannel, str, int]]) -> pl.DataFrame:
    """Channels with the label and priority of the guide that lists them first."""
    rows = [
        (
            channel.channel_id,
            channel.display_names[0] if channel.display_names else None,
            msgspec.json.encode(channel.display_names).decode(),
            redact_url(channel.icon_url) if channel.icon_url else None,
            guide,
            priority,
            channel.channel_number,
            redact_url(channel.channel_url) if channel.channel_url else None,
        )
        for channel, guide, priority in channels
    ]
    given = CHANNEL_SCHEMA.names()[3:]
    return pl.DataFrame(rows, schema={name: CHANNEL_SCHEMA[name] for name in given}, orient="row")


def merge_channels(first: GuideChannel, other: GuideChannel) -> GuideChannel:
    """One channel that is listed twice: the first one's values, with what only the other has."""
    return GuideChannel(
        first.channel_id,
        list(dict.fromkeys((*first.display_names, *other.display_names))),
        first.icon_url or other.icon_url,
        first.channel_number or other.channel_number,
        first.channel_url or other.channel_url,
    )


def slots_of(frame: pl.DataFrame) -> pl.DataFrame:
    """What the stops of all programmes need of each: 17 bytes."""
    return frame.select(
        "guide_priority",
        pl.col("channel_id").cast(pl.Categorical),
        "started_at",
        is_open=pl.col("stopped_at").is_null(),
    )


def _without_logins(column: pl.Series) -> pl.Series:
    suspects = column.str.contains(_MAY_HOLD_LOGIN).fill_null(value=False)
    if not suspects.any():
        return column
    shown = [
        redact_url(url) if url and is_suspect else url
        for url, is_suspect in zip(column, suspects, strict=True)
    ]
    return pl.Series(column.name, shown, dtype=pl.String)
