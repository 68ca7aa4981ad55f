"""Which days an answer about a metric covers, and which buckets a time series of them has."""

from datetime import date, datetime, time, timedelta

from app.problem import refusal
from app.queries.measuring import Group, Slice, read_newest_day
from app.snapshot import Snapshot

DAYS_SHOWN = 7
POINTS_LIMIT = 1_000
_STEPS: dict[Group, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


def days_shown(snapshot: Snapshot, first: date | None, last: date | None) -> tuple[date, date]:
    """The range asked for; its open ends from the newest day of views, or of the build without any."""
    if first and last:
        return first, last
    newest = read_newest_day(snapshot) or snapshot.manifest.built_at.date()
    end = last or max(newest, first or newest)
    return first or end - timedelta(days=DAYS_SHOWN - 1), end


def buckets_of(part: Slice, group: Group) -> list[datetime]:
    """The beginnings of all buckets that the days touch; weeks begin on Monday.

    Raises ProblemError (422) for more than POINTS_LIMIT of them.
    """
    monday = part.first_date - timedelta(days=part.first_date.weekday())
    start = datetime.combine(monday if group == "week" else part.first_date, time())
    end = datetime.combine(part.last_date, time()) + timedelta(days=1)
    step = _STEPS[group]
    count = -((start - end) // step)
    if count > POINTS_LIMIT:
        raise refusal("group", f"{count} points, at most {POINTS_LIMIT}: choose a longer group or fewer days")
    return [start + number * step for number in range(count)]
