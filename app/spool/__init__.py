"""What the collector has answered for and compaction has not yet landed: NDJSON segments on disk.

    <spool>/open/<segment>.ndjson            one a collector, locked by it, ends with its last commit
    <spool>/sealed/<segment>.ndjson          no longer written
    <spool>/compacting/<batch_id>/...        being landed; `done-<batch_id>` has landed

Several collectors may share a folder. What the lines say is in `app.spool_lines`.
"""

from app.spool.batches import ClaimedBatch, claim_batch, finish
from app.spool.folder import Depth, SpoolFolder, read_depth
from app.spool.writer import Spool, SpoolRefusedError, SpoolState

__all__ = [
    "ClaimedBatch",
    "Depth",
    "Spool",
    "SpoolFolder",
    "SpoolRefusedError",
    "SpoolState",
    "claim_batch",
    "finish",
    "read_depth",
]
