"""Match what providers list now to channels, and land what was found; the same input is matched once.

Each part that lands also says what was matched last of all that is listed no more, so that it stands for the
parts before it: these go after a day, when no build reads them any more.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from app.settings import Settings
from ingestion.landing import RawStore
from ingestion.matching.aliases import Aliases, parse_aliases
from ingestion.matching.channels import parse_reference
from ingestion.matching.decisions import ALIASES_FILE, read_text
from ingestion.matching.frames import GUIDE_COLUMNS, build_matches, fingerprint
from ingestion.matching.subjects import STREAM_COLUMNS

REFERENCE_FILE = "channels.csv"
SUPERSEDED_SECONDS = 86_400
_SUBJECT = ("subject", "provider_id", "subject_id")


def match_channels(settings: Settings, store: RawStore) -> pl.DataFrame | None:
    """Match all current live streams and guide channels; None when nothing has changed since the last time.

    Raises ParseError for a reference list or a file of decisions that is not readable, and OSError.
    """
    listed = settings.data_dir / REFERENCE_FILE
    reference = listed.read_bytes() if listed.exists() else b""
    decisions = read_text(aliases_path(settings))
    streams, guides = read_streams(store), read_guides(store)
    matching_id = fingerprint(streams, guides, reference, decisions.encode())
    if matching_id == newest_matching(store):
        return None
    now = datetime.now(UTC).replace(tzinfo=None)
    matches = build_matches(
        streams,
        guides,
        parse_reference(reference) if reference else [],
        Aliases(parse_aliases(decisions)),
        matching_id=matching_id,
        matched_at=now,
    )
    landed = pl.concat([matches, _listed_no_more(store, matches)])
    newest = store.land("channel_matches", landed, received_date=now.date(), part=matching_id)
    _remove_superseded(newest)
    return matches


def read_streams(store: RawStore) -> pl.DataFrame:
    """The live streams of every provider's last accepted catalog, decorative rows left out.

    Of entries of one stream the first counts, as in the warehouse.
    """
    newest = _accepted_syncs(store, "catalog").group_by("provider_id").last().select("sync_id")
    entries = store.scan("catalog_entries").join(newest, on="sync_id", how="semi")
    live = entries.filter(~pl.col("is_separator"), stream_type="live")
    first = live.sort("stream_key", "entry_ordinal").unique("stream_key", keep="first", maintain_order=True)
    return first.select("stream_key", *STREAM_COLUMNS).collect()


def read_guides(store: RawStore) -> pl.DataFrame:
    """The channels of every provider's last complete guides and of what came in part since, as said last."""
    syncs = _accepted_syncs(store, "guide")
    is_complete = (pl.col("reason").fill_null("") != "partial").cast(pl.Int64)
    later_complete = is_complete.cum_sum(reverse=True).over("provider_id") - is_complete
    current = syncs.filter(later_complete == 0).select("sync_id", "started_at")
    channels = store.scan("guide_channels").join(current, on="sync_id")
    newest = channels.sort("started_at", "sync_id", "display_names", descending=[True, True, False])
    return newest.select(GUIDE_COLUMNS).unique(GUIDE_COLUMNS[:2], keep="first", maintain_order=True).collect()


def newest_matching(store: RawStore) -> str | None:
    """The id of the last matching; None before the first."""
    newest = store.scan("channel_matches").select("matching_id", "matched_at").unique()
    ids = newest.sort("matched_at").tail(1).collect()["matching_id"]
    return str(ids[0]) if len(ids) else None


def aliases_path(settings: Settings) -> Path:
    """The file of decisions of an installation."""
    return settings.data_dir / ALIASES_FILE


def _listed_no_more(store: RawStore, matches: pl.DataFrame) -> pl.DataFrame:
    """The last match of each stream and guide channel that this matching does not have."""
    earlier = store.scan("channel_matches").join(matches.lazy(), on=_SUBJECT, how="anti")
    newest = earlier.sort("matched_at", "matching_id", descending=True)
    return newest.unique(_SUBJECT, keep="first", maintain_order=True).select(matches.columns).collect()


def _remove_superseded(newest: Path) -> None:
    """Delete the parts of over a day ago that the newest stands for; the zero-row file stays."""
    before = time.time() - SUPERSEDED_SECONDS
    for part in newest.parents[1].glob("*/*.parquet"):
        if part != newest and part.stem != "zero" and part.stat().st_mtime < before:
            part.unlink()


def _accepted_syncs(store: RawStore, sync_kind: str) -> pl.LazyFrame:
    accepted = store.scan("catalog_syncs").filter(sync_kind=sync_kind, outcome="accepted")
    return accepted.sort("started_at", "sync_id")
