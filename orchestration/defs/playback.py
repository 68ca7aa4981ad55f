"""Raw playback: what the collector spooled, validated and landed."""

import dagster as dg

_EVENTS = dg.AssetKey(["raw", "playback_events"])
_REJECTS = dg.AssetKey(["raw", "playback_rejects"])
