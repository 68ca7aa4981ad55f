"""Lists of the catalog and of outages."""

from datetime import datetime

from app.models.base import Page
from app.models.catalog import Channel, Incident, Provider, Stream
from app.queries.listing import Listing

PROVIDERS = Listing(
    page=Page[Provider],
    order={"provider_id": str},
    sql="""
        select * from dim_providers
        where ($provider_kind::varchar is null or provider_kind = $provider_kind)
          and ($last_outcome::varchar is null or last_outcome = $last_outcome)
          and ($q::varchar is null or contains(lower(provider_name), lower($q)))
    """,
)

STREAMS = Listing(
    page=Page[Stream],
    order={"stream_key": str},
    sql="""
        select * from dim_streams
        where ($provider_id::varchar is null or provider_id = $provider_id)
          and ($stream_type::varchar is null or stream_type = $stream_type)
          and ($channel_key::varchar is null or channel_key = $channel_key)
          and ($status::varchar is null or last_status = $status)
          and ($is_listed::boolean is null or is_listed = $is_listed)
          and ($q::varchar is null or contains(lower(stream_name), lower($q)))
    """,
)

CHANNELS = Listing(
    page=Page[Channel],
    order={"channel_key": str},
    sql="""
        select * from dim_channels
        where ($provider_id::varchar is null or channel_key in (
                  select channel_key from dim_streams where provider_id = $provider_id and is_listed))
          and ($country_code::varchar is null or country_code = lower($country_code))
          and ($has_guide::boolean is null or has_guide = $has_guide)
          and ($is_listed::boolean is null or is_listed = $is_listed)
          and ($q::varchar is null or contains(lower(channel_name), lower($q)))
    """,
)

INCIDENTS = Listing(
    page=Page[Incident],
    order={"opened_at": datetime, "incident_key": str},
    is_descending=True,
    sql="""
        select * from fct_incidents
        where ($first_date::date is null or opened_date >= $first_date)
          and ($last_date::date is null or opened_date <= $last_date)
          and ($provider_id::varchar is null or provider_id = $provider_id)
          and ($stream_key::varchar is null or stream_key = $stream_key)
          and ($is_open::boolean is null or is_open = $is_open)
    """,
)

STREAM_BY_KEY = "select * from dim_streams where stream_key = $key"
