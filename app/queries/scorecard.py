"""What is known of each provider: defects, accounts, its counts beside ours."""

from datetime import date, datetime

from app.models.base import Page
from app.models.scorecard import AccountState, CatalogDefect, HeatmapSegment, LibraryDay, Reconciliation
from app.queries.listing import Listing
from app.queries.texts import holding

_PROVIDER = {"provider_id": "provider_id = $provider_id"}
_KNOWN = "select 1 from dim_providers where provider_id = $provider_id"

SCORECARD = "select * from agg_provider_scorecard where provider_id = $key"

DEFECTS = Listing(
    page=Page[CatalogDefect],
    source="fct_catalog_defects",
    order={"synced_at": datetime, "defect_key": str},
    is_descending=True,
    filters={
        **_PROVIDER,
        "first_date": "synced_date >= $first_date",
        "last_date": "synced_date <= $last_date",
        "sync_kind": "sync_kind = $sync_kind",
        "defect": "defect = $defect",
    },
    parent=_KNOWN,
)

ACCOUNT_STATES = Listing(
    page=Page[AccountState],
    source="fct_account_states",
    order={"stated_at": datetime, "sync_id": str},
    is_descending=True,
    filters={
        **_PROVIDER,
        "first_date": "stated_at >= $first_date::date",
        "last_date": "stated_at < $last_date::date + interval 1 day",
    },
    parent=_KNOWN,
)

RECONCILIATION = Listing(
    page=Page[Reconciliation],
    source="agg_reconciliation_daily",
    order={"view_date": date, "provider_id": str, "item_id": str},
    is_descending=True,
    filters={
        **_PROVIDER,
        "first_date": "view_date >= $first_date",
        "last_date": "view_date <= $last_date",
        "item_id": "item_id = $item_id",
        "is_within_tolerance": "is_within_tolerance = $is_within_tolerance",
        "q": holding("stream_name"),
    },
)

LIBRARY_DAYS = Listing(
    page=Page[LibraryDay],
    source="agg_library_daily",
    order={"view_date": date, "provider_id": str},
    is_descending=True,
    filters={
        **_PROVIDER,
        "first_date": "view_date >= $first_date",
        "last_date": "view_date <= $last_date",
        "is_within_tolerance": "is_within_tolerance = $is_within_tolerance",
    },
)

HEATMAPS = Listing(
    page=Page[HeatmapSegment],
    source="fct_heatmap_segments",
    order={"provider_id": str, "item_id": str, "segment_number": int},
    filters={**_PROVIDER, "item_id": "item_id = $item_id"},
)
