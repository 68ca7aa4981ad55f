"""Lists of guides: how far they reach, and how they were revised."""

from datetime import datetime

from app.models.base import Page
from app.models.guides import GuideCoverage, GuideRevision
from app.queries.listing import Listing
from app.queries.texts import SEARCH, holding

COVERAGE = Listing(
    page=Page[GuideCoverage],
    source="agg_guide_coverage",
    order={"provider_id": str, "channel_id": str},
    filters={
        "provider_id": "provider_id = $provider_id",
        "channel_key": "channel_key = $channel_key",
        "is_listed": "is_listed = $is_listed",
        "has_programme_now": "has_programme_now = $has_programme_now",
        "is_stale": "is_stale = $is_stale",
        "q": holding("channel_id"),
    },
)

REVISIONS = Listing(
    page=Page[GuideRevision],
    source="fct_guide_revisions",
    order={"revised_at": datetime, "revision_key": str},
    is_descending=True,
    filters={
        "first_date": "revised_date >= $first_date",
        "last_date": "revised_date <= $last_date",
        "provider_id": "provider_id = $provider_id",
        "channel_key": "channel_key = $channel_key",
        "revision_type": "revision_type = $revision_type",
        "q": SEARCH,
    },
)
