"""A view's events as spans of states. Pure."""

import polars as pl

_ROWS = {"In the background": "is_background", "Muted": "is_muted"}
_SPANS = pl.Schema(
    {"row": pl.String, "state": pl.String, "from_seconds": pl.Float64, "until_seconds": pl.Float64}
)


def spans(events: pl.DataFrame, length: float) -> pl.DataFrame:
    """What held from when to when: `row`, `state`, `from_seconds`, `until_seconds`, `seconds`.

    Takes `queries.views.EVENTS` and the length of the view in seconds. A state holds until the next event
    that changes it, the last one until the end. Row `State` has one span after the other; the rows `In the
    background` and `Muted` have spans where that was so, in the state of that time.
    """
    timed = events.sort("event_number").with_columns(
        pl.col("state").fill_null("startup"),
        from_seconds=pl.col("offset_seconds").clip(0),
        until_seconds=pl.col("offset_seconds").clip(0).shift(-1).fill_null(max(length, 0.0)),
    )
    rows = [_runs(timed, "State")]
    rows += [
        _runs(timed.filter(pl.col(flag).forward_fill().fill_null(value=False)), row)
        for row, flag in _ROWS.items()
    ]
    return pl.concat(rows).with_columns(seconds=pl.col("until_seconds") - pl.col("from_seconds"))


def _runs(timed: pl.DataFrame, row: str) -> pl.DataFrame:
    """Neighbouring events of one state as one span; spans without length are left out."""
    is_new = (pl.col("state") != pl.col("state").shift()) | (
        pl.col("from_seconds") != pl.col("until_seconds").shift()
    )
    runs = timed.group_by(is_new.fill_null(value=True).cum_sum().alias("run"), maintain_order=True).agg(
        pl.col("state").first(), pl.col("from_seconds").first(), pl.col("until_seconds").last()
    )
    return (
        runs.filter(pl.col("until_seconds") > pl.col("from_seconds"))
        .select(pl.lit(row).alias("row"), "state", "from_seconds", "until_seconds")
        .cast(_SPANS)
    )


def unbelieved_seconds(spans: pl.DataFrame, play_seconds: float) -> float:
    """Seconds in the state playing that do not count as play time: nothing speaks for them."""
    playing = spans.filter((pl.col("row") == "State") & (pl.col("state") == "playing"))
    return max(0.0, float(playing["seconds"].sum()) - play_seconds)
