"""Task forces and departments as they stand on a day."""

import pytest

from domain.deciding.case import Actor
from domain.deciding.commands import AssignSpecialist
from projections.board.standings import DepartmentStanding, TeamStanding, departments, teams
from tests.projections.conftest import Shown
from tests.scenario import Scenario, as_specialist, day

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"  # promised 3 working days, by law 20
PERMIT = "construction_permit"
OFFICE = "natural_resources"
REASON = "如实记录"


def served(scenario: Scenario, team: str = "1") -> Scenario:
    """A project of a task force, listed on 01-05, with a permit expected on 06-30."""
    scenario.via, scenario.actor = "import", Actor("officer")
    scenario.at("01-05 09:00").registered(expected_on=day("06-30"), expected_document="会议纪要1号").listed()
    if team:
        scenario.do(AssignSpecialist(effective_on=day("01-05"), specialist="s-1", team=team))
    return scenario.at("03-02 10:00")


def applied(scenario: Scenario, matter: str = MATTER) -> Scenario:
    scenario.act(matter, "receive", "03-02", REASON, receipt_no="1")
    scenario.act(matter, "accept", "03-02", REASON)
    return scenario


def of_team(shown: Shown, team: str, today: str) -> TeamStanding:
    shown.projector.catch_up()
    rows, position = teams(shown.database, day(today))
    assert position == shown.scenario.ledger.position()
    return next(row for row in rows if row.team == team)


def of_department(shown: Shown, today: str, department: str = OFFICE) -> DepartmentStanding:
    shown.projector.catch_up()
    rows, _ = departments(shown.database, day(today), shown.scenario.rules.calendar)
    return next(row for row in rows if row.department == department)


def test_each_task_force_has_its_projects_by_light(shown: Shown) -> None:
    applied(served(shown.scenario, "1"))
    served(shown.scenario, "1")
    served(shown.scenario, "")
    one, nobody = of_team(shown, "1", "03-31"), of_team(shown, "", "03-31")
    assert (one.projects, sum(one.lights.values()), one.lights["red"]) == (2, 2, 1)
    assert (one.over_promised, one.over_statutory) == (1, 1)
    assert (nobody.projects, nobody.over_promised) == (1, 0)
    assert of_team(shown, "1", "03-30").over_statutory == 0  # the last day of the 20


def test_what_is_due_until_sunday_is_due_this_week(shown: Shown) -> None:
    applied(served(shown.scenario))  # promised until Thursday 03-05, by law until 03-30
    assert of_team(shown, "1", "03-02").due_this_week == 1
    assert of_team(shown, "1", "03-06").due_this_week == 0


def test_days_ahead_are_a_median_over_permits_that_count(shown: Shown) -> None:
    for on in ("05-29", "06-10", "06-18"):
        served(shown.scenario).at("06-20 09:00")
        shown.scenario.act(PERMIT, "receive", on, REASON, receipt_no="9")
        shown.scenario.act(PERMIT, "grant", on, REASON, document="施1")
    served(shown.scenario).at("06-20 09:00")
    as_specialist(shown.scenario).act(PERMIT, "receive", "05-20", REASON, receipt_no="9")
    shown.scenario.act(PERMIT, "grant", "05-20", REASON, document="施1")
    found = of_team(shown, "1", "06-20")
    assert (found.median_ahead, found.ahead_of) == (20, 3)
    assert found.unconfirmed == 2
    assert found.late_entries == 2


def test_a_department_has_what_is_open_due_and_over(shown: Shown) -> None:
    applied(served(shown.scenario))
    early, eve = of_department(shown, "03-02"), of_department(shown, "03-05")
    assert (early.open_matters, early.due_soon, early.over_promised) == (1, 1, 0)
    assert (eve.due_soon, eve.over_promised) == (1, 0)
    late = of_department(shown, "03-06")
    assert (late.over_promised, late.over_statutory) == (1, 0)
    assert of_department(shown, "03-31").over_statutory == 1


def test_the_days_off_after_a_due_day_are_not_overdue(shown: Shown) -> None:
    served(shown.scenario).act(MATTER, "receive", "03-02", REASON, receipt_no="1")
    shown.scenario.at("03-03 10:00").act(MATTER, "accept", "03-03", REASON)  # due on Friday 03-06
    assert [of_department(shown, on).over_promised for on in ("03-07", "03-08", "03-09")] == [0, 0, 1]


def test_a_department_has_its_rates_and_what_waits_for_its_word(shown: Shown) -> None:
    for on in ("03-04", "03-09"):
        applied(served(shown.scenario)).at(f"{on} 10:00").act(MATTER, "grant", on, REASON, document="规1")
    as_specialist(served(shown.scenario)).act(MATTER, "receive", "03-02", REASON, receipt_no="1")
    found = of_department(shown, "03-10")
    assert (found.promised_in_time, found.promised_judged, found.statutory_in_time) == (1, 2, 2)
    assert (found.median_days, found.unconfirmed) == (2, 1)


def test_without_projects_there_is_nobody(shown: Shown) -> None:
    shown.projector.catch_up()
    assert teams(shown.database, day("03-02")) == ((), 0)
    assert departments(shown.database, day("03-02"), shown.scenario.rules.calendar) == ((), 0)
