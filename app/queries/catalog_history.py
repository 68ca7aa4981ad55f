"""Lists of what changes in catalogs: versions of streams, changes, titles."""

from datetime import datetime

from app.models.base import Page
from app.models.catalog_history import CatalogChange, CatalogTitle, StreamVersion
from app.queries.listing import Listing
from app.queries.texts import SEARCH

STREAM_VERSIONS = Listing(
    page=Page[StreamVersion],
    source="dim_streams_history",
    order={"version_number": int},
    filters={"stream_key": "stream_key = $stream_key"},
    parent="select 1 from dim_streams where stream_key = $stream_key",
)

CHANGES = Listing(
    page=Page[CatalogChange],
    source="fct_catalog_changes",
    order={"changed_at": datetime, "change_key": str},
    is_descending=True,
    filters={
        "first_date": "changed_date >= $first_date",
        "last_date": "changed_date <= $last_date",
        "provider_id": "provider_id = $provider_id",
        "stream_key": "stream_key = $stream_key",
        "change_type": "change_type = $change_type",
        "q": SEARCH,
    },
)

CATALOG_TITLES = Listing(
    page=Page[CatalogTitle],
    source="dim_catalog_titles",
    order={"normal_name": str, "title_key": str},
    filters={
        "title_type": "title_type = $title_type",
        "released_year": "released_year = $released_year",
        "series_key": "series_key = $series_key",
        "is_listed": "is_listed = $is_listed",
        "q": SEARCH,
    },
)
