"""What the demo's video library counts: the plays of its titles by simulated viewers, handed over as a file.

One title is embedded elsewhere too, on pages that send us no events: the library counts its views thrice. It
is not among the most played ones, so that the library as a whole stays near to what we count.
"""

from datetime import datetime
from pathlib import Path

import msgspec
import polars as pl

from ingestion.landing import write_atomically
from ingestion.simulation.views import PLAYED
from orchestration.demo.bunny_library import Counts, Video

PLACE_ELSEWHERE = 8  # by plays
TIMES_ELSEWHERE = 3

_Hours = dict[str, dict[str, tuple[int, int]]]


def counts_file(data_dir: Path) -> Path:
    """The file, in a demo's data folder."""
    return data_dir / "demo" / "library-counts.json"


def write_counts(path: Path, views: pl.DataFrame) -> None:
    """Count plays and seconds of `plan_views` by title and hour (UTC)."""
    played = views.filter(outcome=PLAYED)
    ranked = played["content_id"].value_counts().sort("count", "content_id", descending=True)["content_id"]
    elsewhere = set(ranked[PLACE_ELSEWHERE - 1 : PLACE_ELSEWHERE])
    counted = (
        played.group_by("content_id", hour=pl.col("started_at").dt.strftime("%Y-%m-%dT%H"))
        .agg(views=pl.len(), seconds=pl.col("play_seconds").sum().round().cast(pl.Int64))
        .sort("content_id", "hour")
    )
    hours: _Hours = {}
    for content_id, hour, count, seconds in counted.iter_rows():
        times = TIMES_ELSEWHERE if content_id in elsewhere else 1
        hours.setdefault(content_id, {})[hour] = (times * count, times * seconds)
    body = msgspec.json.encode(hours)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, lambda temporary: temporary.write_bytes(body))


def read_counts(path: Path) -> Counts:
    """The counts as the stand-in asks for them; none of anything as long as there is no file."""
    hours = msgspec.json.decode(path.read_bytes(), type=_Hours) if path.exists() else {}

    def count(video: Video, start: datetime) -> tuple[int, int]:
        return hours.get(video["guid"], {}).get(f"{start:%Y-%m-%dT%H}", (0, 0))

    return count
