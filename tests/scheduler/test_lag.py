"""How long no sweep has been, in window time: nights, weekends and holidays do not count."""

from datetime import time, timedelta

import pytest

from domain.dates.official import official_calendar
from scheduler.lag import window_time
from scheduler.policy.policy import Window
from tests.scenario import moment

WINDOW = Window(time(8, 30), time(18, 0))


@pytest.mark.parametrize(
    ("since", "now", "minutes"),
    [
        ("09-28 09:00", "09-28 09:10", 10),
        ("09-28 08:00", "09-28 08:40", 10),
        ("09-28 17:50", "09-28 23:00", 10),
        ("09-28 17:50", "09-29 08:40", 20),
        ("09-24 17:50", "09-28 08:30", 10),  # a holiday and a weekend
        ("09-30 17:55", "10-08 08:35", 10),  # National Day
        ("09-19 12:00", "09-20 08:35", 5),  # a make-up Sunday
        ("09-28 09:10", "09-28 09:00", 0),
        ("2025-09-28 09:00", "09-28 09:00", 40 * 570 + 30),
    ],
)
def test_only_time_within_windows_counts(since: str, now: str, minutes: int) -> None:
    found = window_time(WINDOW, official_calendar(), moment(since), moment(now))
    if minutes < 1000:
        assert found == timedelta(minutes=minutes)
    else:
        assert found > timedelta(days=10)  # as far back as is looked at
