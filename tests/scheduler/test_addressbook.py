"""Every role of the policy is somebody when the message goes out: who holds it that day, or who stands in for him."""

from collections.abc import Sequence

import pytest

from domain.reminders.points import Point, points
from scheduler.sending.addressbook import OneChannel
from tests.scenario import day, moment
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import DEPARTMENT, MATTER, Stage, accepted

pytestmark = pytest.mark.both_engines

ROLES = ("officer", "specialist", "lead", "head_of_department", "leadership", "enterprise", "handler")


def asked(stage: Stage, role: str, on: str, known: str | None = None) -> Sequence[str]:
    """Who holds a role for the promised date on a day, by what is known now or was at a moment."""
    project = stage.scenario.read()
    book = OneChannel(None, stage.directory)
    return book.staff(role, project, promise(stage), day(on), moment(known) if known else None)


def promise(stage: Stage) -> Point:
    found = points(stage.scenario.read(), stage.scenario.rules)
    return next(one for one in found if (one.node, one.matter) == ("promised", MATTER))


def appointed(stage: Stage) -> Stage:
    """Everybody there is."""
    accepted(stage.scenario)
    stage.takes("o-1", "officer", DEPARTMENT)
    stage.takes("o-9", "officer", "natural_resources")
    stage.takes("h-1", "head_of_department", DEPARTMENT)
    stage.takes("t-1", "lead", "专班三")
    stage.takes("t-9", "lead", "专班九")
    stage.takes("l-1", "leadership")
    stage.takes("d-1", "supervision")
    stage.takes("e-1", "enterprise", str(stage.scenario.project))
    return stage


def test_each_role_is_who_holds_it_for_this_deadline(stage: Stage) -> None:
    appointed(stage)
    assert {role: tuple(asked(stage, role, "09-28")) for role in ROLES} == {
        "officer": ("o-1",),
        "specialist": ("s-07",),
        "lead": ("t-1",),
        "head_of_department": ("h-1",),
        "leadership": ("l-1", "d-1"),
        "enterprise": ("e-1",),
        "handler": ("s-07",),
    }
    assert asked(stage, "astronaut", "09-28") == ()


def test_nobody_is_told_in_a_role_that_nobody_holds(stage: Stage) -> None:
    accepted(stage.scenario)
    held = {role: tuple(asked(stage, role, "09-28")) for role in ROLES}
    assert {role for role, staff in held.items() if staff} == {"specialist", "handler"}


def test_the_substitute_is_told_instead_of_who_is_away_in_every_role(stage: Stage) -> None:
    appointed(stage)
    for staff in ("o-1", "s-07", "t-1", "h-1", "l-1", "d-1", "e-1"):
        stage.away(staff, "09-28", "09-30", f"{staff}-b")
    for role in ROLES:
        before, during, after = (asked(stage, role, on) for on in ("09-27", "09-28", "10-01"))
        assert during == tuple(f"{staff}-b" for staff in before), role
        assert after == before, role


def test_an_absence_recorded_later_was_not_known_then(stage: Stage) -> None:
    appointed(stage).scenario.at("09-29 12:00")
    stage.away("s-07", "09-28", "09-30", "s-08")
    assert asked(stage, "specialist", "09-29") == ("s-08",)
    assert asked(stage, "specialist", "09-29", known="09-29 08:30") == ("s-07",)


def test_one_who_stands_in_for_several_is_told_once(stage: Stage) -> None:
    appointed(stage)
    stage.takes("o-2", "officer", DEPARTMENT)
    stage.away("o-1", "09-28", "09-30", "o-2")
    assert asked(stage, "officer", "09-28") == ("o-2",)


def test_over_the_holiday_the_substitute_is_reminded_and_the_specialist_again_when_he_is_back(
    stage: Stage, receiver: Receiver
) -> None:
    """Away from 09-28 over National Day to 10-09; back on Saturday 10-10, a make-up working day."""
    accepted(stage.scenario, on="09-28").at("09-25 09:00")
    stage.away("s-07", "09-28", "10-09", "s-08")
    told = [(on, stage.at(f"{on} 08:30").sent) for on in ("09-30", "10-08", "10-09", "10-10", "10-12")]
    assert told == [("09-30", 0), ("10-08", 0), ("10-09", 1), ("10-10", 1), ("10-12", 1)]
    assert [one.content["staff"] for one in receiver.received] == ["s-08", "s-07", "s-07"]
    assert [one.content["step"] for one in receiver.received] == ["-1", "0", "+1"]
