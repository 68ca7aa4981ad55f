"""Lists of the catalog and of outages."""

from datetime import datetime

from app.models.base import Page
from app.models.catalog import Channel, Incident, Provider, Stream
from app.queries.listing import Listing
from app.queries.texts import SEARCH, holding

PROVIDERS = Listing(
    page=Page[Provider],
    source="dim_providers",
    order={"provider_id": str},
    filters={
        "provider_kind": "provider_kind = $provider_kind",
        "last_outcome": "last_outcome = $last_outcome",
        "q": holding("provider_name"),
    },
)

STREAMS = Listing(
    page=Page[Stream],
    source="dim_streams",
    order={"stream_key": str},
    filters={
        "provider_id": "provider_id = $provider_id",
        "stream_type": "stream_type = $stream_type",
        "channel_key": "channel_key = $channel_key",
        "status": "last_status = $status",
        "is_listed": "is_listed = $is_listed",
        "q": SEARCH,
    },
)

CHANNELS = Listing(
    page=Page[Channel],
    source="dim_channels",
    order={"channel_key": str},
    filters={
        "provider_id": """channel_key in (
            select channel_key from dim_streams where provider_id = $provider_id and is_listed)""",
        "channel_id": "channel_id = $channel_id",
        "country_code": "country_code = lower($country_code)",
        "has_guide": "has_guide = $has_guide",
        "is_known": "is_known = $is_known",
        "is_listed": "is_listed = $is_listed",
        "q": SEARCH,
    },
)

INCIDENTS = Listing(
    page=Page[Incident],
    source="fct_incidents",
    order={"opened_at": datetime, "incident_key": str},
    is_descending=True,
    filters={
        "first_date": "opened_date >= $first_date",
        "last_date": "opened_date <= $last_date",
        "provider_id": "provider_id = $provider_id",
        "stream_key": "stream_key = $stream_key",
        "is_open": "is_open = $is_open",
    },
)

STREAM_BY_KEY = "select * from dim_streams where stream_key = $key"

CHANNEL_BY_KEY = "select * from dim_channels where channel_key = $key"
