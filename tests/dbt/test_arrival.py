"""How events arrive changes no mart: their order, the cut of their batches, their files, copies of them.

The random sessions are in the lake twice: as they happened, and shuffled over several files, in other
batches, a third of the events sent again. Ids tell the two apart; all else is the same.
"""

import pytest

from tests.dbt.wild_lake import WildLake
from tests.support.warehouse import query

# What each of two owners' sessions came to, without the names that tell them apart.
OWNER_TABLES = {
    "views": """select columns(* exclude (view_key, session_key, session_id, viewer_key, content_id,
        title_key, provider_id)), replace(session_id, $1, '') as session, replace(content_id, $1, '') as title
        from fct_views where provider_id = $1""",
    "timelines": """select replace(views.session_id, $1, '') as session,
        columns(events.* exclude (view_key, session_id))
        from fct_view_events as events join fct_views as views using (view_key) where provider_id = $1""",
    "concurrency": """select columns(* exclude (scope_key)) from agg_concurrency_minutely
        where scope = 'provider' and scope_key = $1""",
    "daily concurrency": """select columns(* exclude (scope_key)) from agg_concurrency_daily
        where scope = 'provider' and scope_key = $1""",
    "hours": """select columns(hours.* exclude (title_key, provider_id)),
        replace(content_id, $1, '') as title
        from agg_watch_hourly as hours join dim_titles using (title_key) where hours.provider_id = $1""",
    "retention": """select columns(steps.* exclude (title_key)), replace(content_id, $1, '') as title
        from agg_title_retention as steps join dim_titles using (title_key) where provider_id = $1""",
    "breakdown": """select columns(* exclude (dimension_value)) from agg_breakdown_daily
        where dimension = 'provider' and dimension_value = $1""",
    "viewers": """select columns(* exclude (viewer_key)), replace(viewer_key, $1, '') as viewer
        from dim_viewers where starts_with(viewer_key, $1)""",
    "ads": """select columns(* exclude (ad_view_key, view_key, content_id, provider_id)),
        replace(content_id, $1, '') as title from fct_ad_views where provider_id = $1""",
}  # fmt: skip


@pytest.mark.parametrize("sql", OWNER_TABLES.values(), ids=OWNER_TABLES)
def test_order_batches_and_copies_change_nothing(wild: WildLake, sql: str) -> None:
    plain, twins = (_rows(wild, sql, owner) for owner in ("plain", "rearranged"))
    assert plain
    assert plain == twins


def _rows(wild: WildLake, sql: str, owner: str) -> list[str]:
    """Sorted rows as text, floats to nine digits: sums of them depend on their order."""
    rows = query(wild.folder, sql, [owner])
    return sorted(
        repr([f"{value:.9g}" if isinstance(value, float) else value for value in row.values()])
        for row in rows
    )
