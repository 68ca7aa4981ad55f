# ruff: noqa: DTZ001 - raw tables hold naive UTC
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.parsers.xmltv.times import MAX_KNOWN, GuideClock, parse_time

BERLIN = ZoneInfo("Europe/Berlin")
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260522040506", datetime(2026, 5, 22, 4, 5, 6)),
        ("202605220405", datetime(2026, 5, 22, 4, 5)),
        ("2026052204", datetime(2026, 5, 22, 4)),
        ("20260522", datetime(2026, 5, 22)),
        ("202605", datetime(2026, 5, 1)),
        ("2026", datetime(2026, 1, 1)),
        ("20260522040000 -0400", datetime(2026, 5, 22, 8)),
        ("20260522040000+05:30", datetime(2026, 5, 21, 22, 30)),
        ("20260522040000 +2", datetime(2026, 5, 22, 2)),
        ("20260522040000 GMT+0100", datetime(2026, 5, 22, 3)),
        ("20260522040000 BST", datetime(2026, 5, 22, 3)),
        ("20260522040000 cest", datetime(2026, 5, 22, 2)),
        ("20260522040000 utc", datetime(2026, 5, 22, 4)),
        (" 20260522040000 Z ", datetime(2026, 5, 22, 4)),
        ("20260522240000", datetime(2026, 5, 23)),
        ("20260522240001", None),
        ("20260522040000 XYZ", None),
        ("20260522040000 +9900", None),
        ("20261322040000", None),
        ("20260230", None),
        ("99991231235959 -1200", None),
        ("00000101", None),
        ("٢٠٢٦", None),
        ("", None),
        ("soon", None),
    ],
)
def test_times(text: str, moment: datetime | None) -> None:
    assert parse_time(text) == moment


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), OFFSETS)
def test_a_time_with_an_offset_is_that_moment(local: datetime, zone: timezone) -> None:
    aware = local.replace(microsecond=0, tzinfo=zone)
    assert parse_time(aware.strftime("%Y%m%d%H%M%S %z")) == aware.astimezone(UTC).replace(tzinfo=None)


@given(st.text("0123456789+-: ZBSTCEutc", max_size=24))
def test_no_text_raises(text: str) -> None:
    moment = parse_time(text, BERLIN)
    assert moment is None or moment.tzinfo is None


def test_a_source_s_zone_is_for_times_without_one() -> None:
    clock = GuideClock(BERLIN)
    assert clock["20260122200000"] == datetime(2026, 1, 22, 19)
    assert clock["20260722200000"] == datetime(2026, 7, 22, 18)
    assert clock["20260722200000 +0000"] == datetime(2026, 7, 22, 20)
    assert clock["20261025023000"] == datetime(2026, 10, 25, 0, 30)


def test_a_shift_is_for_all_times() -> None:
    clock = GuideClock(shift=timedelta(minutes=-90))
    assert clock["20260122200000 +0100"] == datetime(2026, 1, 22, 17, 30)
    assert clock["never"] is None
    assert GuideClock(shift=timedelta(days=1))["99991231235959"] is None


def test_what_a_clock_knows_is_bounded() -> None:
    clock = GuideClock()
    texts = [f"{1000 + number // 10_000}0101{number % 10_000:04}" for number in range(MAX_KNOWN + 10)]
    assert sum(clock[text] is not None for text in texts) > 0
    assert len(clock) <= 10
    assert clock["2" * 10_000] is None
