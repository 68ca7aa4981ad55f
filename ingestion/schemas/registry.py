"""The list of raw tables: the name on disk and its schema. The one place to add a table."""

from ingestion.schemas.base import RawTable
from ingestion.schemas.catalog import CatalogDefects, CatalogEntries, CatalogRejects, CatalogSyncs
from ingestion.schemas.guide import GuideChannels, GuideProgrammes
from ingestion.schemas.health import ProbeRuns, StreamChecks
from ingestion.schemas.library import VideoHeatmaps, VideoStatistics
from ingestion.schemas.matching import ChannelMatches
from ingestion.schemas.playback import PlaybackEvents, PlaybackRejects

RAW_TABLES: dict[str, type[RawTable]] = {
    "catalog_defects": CatalogDefects,
    "catalog_entries": CatalogEntries,
    "catalog_rejects": CatalogRejects,
    "catalog_syncs": CatalogSyncs,
    "channel_matches": ChannelMatches,
    "guide_channels": GuideChannels,
    "guide_programmes": GuideProgrammes,
    "playback_events": PlaybackEvents,
    "playback_rejects": PlaybackRejects,
    "probe_runs": ProbeRuns,
    "stream_checks": StreamChecks,
    "video_heatmaps": VideoHeatmaps,
    "video_statistics": VideoStatistics,
}
