"""What becomes of appointments between two readings of a feed, without a server."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.calendar_feed.appointments import CANCELLED_FOR, appointments, revise, touched
from api.calendar_feed.rendering import alarm_days, rendered
from api.words.history_lines import Words
from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from projections.ops.feeds import Appointment, FeedEntry

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STAMP = NOW - timedelta(days=1)
PROJECT = str(UUID(int=1))
NAMES = Words("zh", shipped_catalogue())


def appointment(uid: str = "u-1", due_on: date = date(2026, 3, 5), **values: Any) -> Appointment:
    return Appointment(uid, PROJECT, due_on, "摘要", "说明", tentative=values.get("tentative", False))


def told(*entries: FeedEntry) -> dict[str, FeedEntry]:
    return {entry.appointment.uid: entry for entry in entries}


def row(**values: Any) -> dict[str, Any]:
    base = {"project": PROJECT, "code": "HH-1", "name": "叁旺液压", "matter": "construction_permit", "kind": "promised"}
    own = {
        "detail": "",
        "due_on": date(2026, 3, 5),
        "recurring": False,
        "provisional": False,
        "scopes": {},
        "keepers": {},
    }
    return base | own | values


def uids(*rows: dict[str, Any]) -> list[str]:
    return [one.uid for one in appointments(rows, NAMES)]


def test_the_uid_follows_from_project_matter_kind_and_detail_and_not_from_the_date() -> None:
    assert uids(row()) == uids(row(due_on=date(2027, 1, 1), provisional=True))
    others = [
        row(),
        row(project=str(UUID(int=2))),
        row(matter="project_filing"),
        row(kind="statutory"),
        row(detail="a"),
    ]
    assert len({uids(one)[0] for one in others}) == 5


def test_two_alike_and_the_dates_of_a_duty_that_recurs_are_told_apart() -> None:
    assert len(set(uids(row(detail="图纸"), row(detail="图纸")))) == 2
    april, july = (row(kind="post_permit_duty", recurring=True, due_on=date(2026, month, 5)) for month in (4, 7))
    assert uids(april, july)[1] == uids(july)[0]  # that of April is done: July keeps its own


@pytest.mark.parametrize("changed", [{"due_on": date(2026, 3, 6)}, {"tentative": True}])
def test_a_change_raises_the_sequence_and_takes_the_last_events_time(changed: dict[str, Any]) -> None:
    before = told(FeedEntry(appointment(), 3, STAMP))
    now = {"u-1": appointment(**changed)}
    assert touched(before, now) == {PROJECT}
    revision = revise(before, now, {PROJECT: NOW}, NOW + timedelta(hours=1))
    assert revision.entries == revision.changed == (FeedEntry(now["u-1"], 4, NOW),)


def test_nothing_changed_is_nothing_written() -> None:
    before = told(FeedEntry(appointment(), 3, STAMP))
    now = {"u-1": appointment()}
    assert touched(before, now) == set()
    assert revise(before, now, {}, NOW).changed == ()


def test_a_cancellation_is_told_for_thirty_days_and_forgotten() -> None:
    cancelled = FeedEntry(appointment(), 1, STAMP, NOW)
    last = NOW + CANCELLED_FOR - timedelta(microseconds=1)
    assert revise(told(cancelled), {}, {}, last).entries == (cancelled,)
    over = revise(told(cancelled), {}, {}, NOW + CANCELLED_FOR)
    assert (over.entries, over.forgotten) == ((), ("u-1",))


def test_what_lies_beyond_the_horizon_is_not_taken_for_gone() -> None:
    before = told(FeedEntry(appointment(due_on=date(2026, 9, 1)), 0, STAMP))
    revision = revise(before, {}, {}, NOW, horizon=date(2026, 8, 31))
    assert (revision.changed, revision.forgotten) == ((), ())


@pytest.mark.parametrize(
    ("due_on", "days"),
    [
        (date(2026, 3, 5), [1, 0]),
        (date(2026, 3, 9), [3, 0]),  # a Monday
        (date(2026, 10, 8), [8, 0]),  # after National Day: the working day before is 09-30
        (date(2026, 10, 4), [5, 4]),  # within it: day 0 is 09-30
        (date(2026, 9, 21), [1, 0]),  # the Sunday before is worked
    ],
)
def test_alarms_are_on_working_days(due_on: date, days: list[int]) -> None:
    assert alarm_days(due_on, official_calendar()) == days


def test_a_provisional_date_is_tentative_and_odd_letters_are_escaped() -> None:
    odd = Appointment("u-1", PROJECT, date(2026, 3, 5), "a,b;c\\d 𠮷" * 20, "一\n二", tentative=True)
    content = rendered("名", (FeedEntry(odd, 0, STAMP),), official_calendar())
    assert b"STATUS:TENTATIVE" in content
    assert b"DESCRIPTION:\xe4\xb8\x80\\n\xe4\xba\x8c\r\n" in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content == rendered("名", (FeedEntry(odd, 0, STAMP),), official_calendar())
