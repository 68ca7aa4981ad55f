"""A list that is asked for by category is bounded as the whole list is."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from io import BytesIO

import pytest

from ingestion.errors import FetchError
from ingestion.fetching.bodies import Body
from ingestion.fetching.http import FetchResult
from ingestion.fetching.sources import Source
from ingestion.kinds.xtream_lists import LISTS, fetch_list
from ingestion.parsers.xtream.address import parse_panel_address

CATEGORIES = b'[{"category_id": 1, "category_name": "A"}, {"category_id": 2, "category_name": "B"}]'
PART = b'[{"stream_id": 1}]'


class Panel:
    """Answers no whole list, only those of categories."""

    asked_at: Mapping[str, datetime] = {}
    memory = None

    def fetch(self, url: str, label: str, *, headers: Mapping[str, str] | None = None) -> Source:  # noqa: ARG002
        if label == "live_streams":
            return Source(url, label, FetchError("http_500", "too much"))
        content = PART if "/" in label else CATEGORIES
        return Source(url, label, FetchResult(Body(BytesIO(content), sha256(content).hexdigest()), 0))


@pytest.mark.parametrize(
    ("max_bytes", "labels"),
    [
        (2 * len(PART), ["live_categories", "live_streams/1", "live_streams/2"]),
        (2 * len(PART) - 1, ["live_categories", "live_streams"]),
    ],
)
def test_the_parts_of_a_list_have_the_bytes_of_the_whole(max_bytes: int, labels: list[str]) -> None:
    address = parse_panel_address("http://panel.example", "someone", "planted-secret-5520")

    assert [source.label for source in fetch_list(LISTS[0], address, Panel(), max_bytes)] == labels
