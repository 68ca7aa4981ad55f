from datetime import UTC, datetime

from app.snapshot import Manifest, TableManifest
from dashboards import watermarks

_MANIFEST = Manifest(
    snapshot_id="s",
    schema_version=1,
    built_at=datetime(2026, 1, 2, tzinfo=UTC),
    watermarks={"stream_checks": None, "playback_events": datetime(2026, 1, 1, 22, tzinfo=UTC)},
    tables={"fct_views": TableManifest(row_count=7, sha256="0", size_bytes=2048)},
)


def test_freshness_says_the_age_of_each_source() -> None:
    frame = watermarks.freshness(_MANIFEST, datetime(2026, 1, 2, tzinfo=UTC))
    assert frame.select("source", "age").rows() == [
        ("playback_events", "2 h 0 min ago"),
        ("stream_checks", "—"),
    ]


def test_tables_with_rows_and_size() -> None:
    assert watermarks.tables(_MANIFEST).rows() == [("fct_views", 7, 2048, "2.0 KiB")]
