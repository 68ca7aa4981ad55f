from datetime import UTC, datetime, timedelta

import pytest

from dashboards import formats


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (formats.count(12345), "12,345"),
        (formats.count(None), "—"),
        (formats.hours(12.34), "12.3 h"),
        (formats.hours(12345.6), "12,346 h"),
        (formats.percent(0.5), "50.0%"),
        (formats.percent(0.00118), "0.12%"),
        (formats.percent(0), "0.0%"),
        (formats.percent(None), "—"),
        (formats.milliseconds(999.4), "999 ms"),
        (formats.milliseconds(1234), "1.23 s"),
        (formats.size(512), "512 B"),
        (formats.size(2048), "2.0 KiB"),
        (formats.size(5 * 1024**4), "5,120.0 GiB"),
        (formats.duration(42), "42 s"),
        (formats.duration(3599), "59 min"),
        (formats.duration(7500), "2 h 5 min"),
        (formats.duration(3 * 86400 + 7200), "3 d 2 h"),
        (formats.change(120, 100), "+20.0%"),
        (formats.change(90, 100), "-10.0%"),
        (formats.change(90, 0), None),
        (formats.change(None, 100), None),
        (formats.sample(1234), "n = 1,234"),
        (formats.sample(None), "n = 0"),
    ],
)
def test_numbers_as_text(shown: str | None, expected: str | None) -> None:
    assert shown == expected


def test_age_of_a_moment() -> None:
    now = datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert formats.age(now - timedelta(seconds=20), now) == "just now"
    assert formats.age(now - timedelta(minutes=90), now) == "1 h 30 min ago"
    assert formats.moment(now) == "1 May 2026, 12:00 UTC"


@pytest.mark.parametrize(("n", "shown"), [(None, "too few"), (4, "too few"), (5, "42%")])
def test_few_observations_hide_the_number(n: int | None, shown: str) -> None:
    assert formats.enough("42%", n) == shown


def test_marks_of_other_people_s_texts_stand_for_themselves() -> None:
    assert formats.verbatim("![a](b)\n# **c** :red[d] <b> $x$") == (
        r"\!\[a\]\(b\) \# \*\*c\*\* \:red\[d\] \<b\> \$x\$"
    )
    assert formats.verbatim("Évora TV") == "Évora TV"
