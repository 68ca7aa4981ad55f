"""Sources that a kind makes itself: what no server sends is kept and read again like what one does."""

from hashlib import sha256
from io import BytesIO

from ingestion.fetching.bodies import Body
from ingestion.fetching.http import FetchResult
from ingestion.fetching.sources import Source


def make_source(url: str, label: str, body: bytes, *, is_volatile: bool = False) -> Source:
    """A source of bytes of our own. `url` names it; nothing is fetched, and `received_bytes` is 0."""
    result = FetchResult(Body(BytesIO(body), sha256(body).hexdigest()), 0)
    return Source(url, label, result, is_volatile=is_volatile)
