"""Lists of channels across providers: matches, which stream to try first, what waits for a decision."""

from app.models.base import Page
from app.models.matching import ChannelBackup, MatchReview, StreamMatch
from app.queries.listing import Listing
from app.queries.texts import SEARCH

MATCHES = Listing(
    page=Page[StreamMatch],
    source="map_stream_channels",
    order={"stream_key": str},
    filters={
        "provider_id": "provider_id = $provider_id",
        "channel_key": "channel_key = $channel_key",
        "match_method": "match_method = $match_method",
        "is_accepted": "is_accepted = $is_accepted",
        "is_listed": "is_listed = $is_listed",
        "q": SEARCH,
    },
)

BACKUPS = Listing(
    page=Page[ChannelBackup],
    source="agg_channel_backups",
    order={"feed": str, "backup_rank": int},
    filters={"channel_key": "channel_key = $channel_key"},
    parent="select 1 from dim_channels where channel_key = $channel_key",
)

REVIEWS = Listing(
    page=Page[MatchReview],
    source="fct_match_reviews",
    order={"play_seconds": float, "stream_count": int, "review_key": str},
    is_descending=True,
    filters={
        "provider_id": "provider_id = $provider_id",
        "country_code": "country_code = lower($country_code)",
        "refusal_reason": "refusal_reason = $refusal_reason",
        "q": SEARCH,
    },
)
