"""What the warehouse says of simulated views, against what the simulator knows of them."""

import polars as pl
import pytest

from ingestion.landing import RawStore
from ingestion.simulation.simulate import plan_views
from orchestration.simulate import write_raw_events
from tests.ingestion.simulation.worlds import catalogue, plan
from tests.support.warehouse import query, run_dbt

PLAN = plan(event_count=20_000)
_VIEWS = """
    select
        *,
        rebuffer_count as stall_count,
        rebuffer_seconds as stall_seconds,
        paused_seconds as pause_seconds
    from fct_views
"""


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Each view of the plan with its row of `fct_views`, whose columns end in `_found`."""
    folder = tmp_path_factory.mktemp("simulated")
    store = RawStore(folder / "raw")
    store.ensure_tables()
    write_raw_events(PLAN, catalogue(), store, salt=b"salt")
    run_dbt(folder, "run", "--select", "+fct_views")
    found = pl.DataFrame(query(folder, _VIEWS), infer_schema_length=None)
    truth = plan_views(PLAN, catalogue())
    assert set(found["session_id"]) == set(truth["session_id"])
    return truth.join(found, on="session_id", how="left", suffix="_found", validate="1:1")


@pytest.mark.parametrize(
    ("column", "tolerance"),
    [
        ("stall_count", 0),
        ("stall_seconds", 0.01),
        ("pause_seconds", 0.05),
        ("seek_count", 0),
        ("seek_seconds", 0.05),
        ("play_seconds", 0.05),
    ],
)
def test_what_happened_in_a_view_is_found(views: pl.DataFrame, column: str, tolerance: float) -> None:
    """Views that got lost are left out: what they played after their last event nobody can know."""
    ended = views.filter(pl.col("ending") != "lost")
    assert ended.height > 500
    assert ended[column].sum() > 0
    wrong = ended.filter((pl.col(column) - pl.col(f"{column}_found")).abs() > tolerance)
    assert wrong.is_empty(), wrong.select("session_id", column, f"{column}_found")


def test_views_start_when_and_as_fast_as_they_did(views: pl.DataFrame) -> None:
    late = (pl.col("started_at") - pl.col("started_at_found")).dt.total_milliseconds().abs()
    assert views.select(late.max()).item() <= 10
    played = views.filter(pl.col("outcome") == "played")
    assert (played["startup_ms"] - played["startup_ms_found"]).abs().max() == pytest.approx(0, abs=1)
    assert views.filter(pl.col("outcome") != "played")["startup_ms_found"].is_null().all()


@pytest.mark.parametrize(
    ("truth", "found"),
    [
        (pl.col("outcome") == "played", "is_play"),
        # A country that may not watch is no failure of the service (metrics, 2.3: business errors apart).
        (
            (pl.col("outcome") == "start_failure") & (pl.col("error_code") != "GEO_BLOCKED"),
            "is_start_failure",
        ),
        ((pl.col("outcome") == "played") & (pl.col("ending") == "failed"), "is_playback_failure"),
        (pl.col("ending") == "ended", "has_ended"),
    ],
)
def test_how_a_view_went_is_found(views: pl.DataFrame, truth: pl.Expr, found: str) -> None:
    assert views.filter(truth).height > 5
    wrong = views.filter(truth.fill_null(False) != pl.col(found))
    assert wrong.is_empty(), wrong.select("session_id", "outcome", "ending", found)
