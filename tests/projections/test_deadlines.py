"""The view of open deadlines: exact days, frozen while stopped, gone when granted, in the order of the due dates."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.deciding.commands import AssignSpecialist, DirectService, MoveTarget
from domain.project.events.service import Course
from domain.project.events.targets import current_target
from projections.cursors import write_cursor
from projections.views.deadlines import DeadlineSort, across, of_project
from tests.projections.conftest import Shown, all_rows, views_of
from tests.scenario import Scenario, day, refused

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"
OTHER = "project_filing"
PERMITTING, PLANNING = "construction_permitting", "planning_permission"
REASON = "如实记录"
STOP = {"kind": "hearing", "notice_no": "1", "notice_on": "03-03", "expected_end": "03-20"}


def received(scenario: Scenario, matter: str = MATTER) -> Scenario:
    """A project listed in January, its application received and accepted on 03-02."""
    scenario.at("01-05 09:00").registered().listed().at("03-02 10:00")
    scenario.act(matter, "receive", "03-02", REASON, receipt_no="JM-1")
    scenario.act(matter, "accept", "03-02", REASON)
    return scenario


@pytest.fixture
def told(shown: Shown) -> Shown:
    received(shown.scenario)
    return shown


def rows(shown: Shown) -> list[tuple[Any, ...]]:
    shown.projector.catch_up()
    found = of_project(shown.database, shown.scenario.project)
    return [(item["kind"], item["matter"], item["due_on"]) for item in found if item["matter"]]


def targets(shown: Shown) -> dict[str, Any]:
    """The day of each milestone's target that is open, by stage."""
    shown.projector.catch_up()
    found = of_project(shown.database, shown.scenario.project)
    return {item["detail"]: item["due_on"] for item in found if item["kind"] == "milestone_target"}


def test_a_running_matter_has_both_limits(told: Shown) -> None:
    assert rows(told) == [("promised", MATTER, day("03-05")), ("statutory", MATTER, day("03-30"))]
    first = next(item for item in of_project(told.database, told.scenario.project) if item["matter"])
    assert (first["start"], first["owner"], first["department"]) == (day("03-02"), "department", "natural_resources")
    assert (first["overrun"], first["recurring"], first["provisional"], first["detail"]) == (True, False, False, "")
    assert (first["project"], first["name"]) == (str(told.scenario.project), "叁旺液压")


def test_a_stop_freezes_the_limits_and_its_own_end_is_due(told: Shown) -> None:
    told.scenario.at("03-03 10:00").act(MATTER, "suspend", "03-03", "听证", **STOP)
    assert rows(told) == [("suspension_end", MATTER, day("03-20"))]
    told.scenario.at("03-09 10:00").act(MATTER, "resume", "03-09")
    assert rows(told)[0] == ("promised", MATTER, day("03-11"))


def test_a_grant_ends_its_limits_and_the_delivery_is_due(told: Shown) -> None:
    told.scenario.at("03-04 10:00").act(MATTER, "grant", "03-04", REASON, document="规1")
    found = rows(told)
    assert ("delivery", MATTER, day("03-18")) in found
    assert not {"promised", "statutory"} & {kind for kind, _, _ in found}


def test_materials_deferred_to_one_day_are_a_row_each(shown: Shown) -> None:
    scenario = shown.scenario.at("01-05 09:00").registered().listed().at("03-02 10:00")
    scenario.act(MATTER, "receive", "03-02", REASON, receipt_no="JM-1")
    scenario.act(MATTER, "accept", "03-02", REASON, deferred={"总平面图": "03-16", "日照分析": "03-16"})
    shown.projector.catch_up()
    found = [item for item in of_project(shown.database, scenario.project) if item["kind"] == "deferred_material"]
    assert {item["detail"] for item in found} == {"总平面图", "日照分析"}
    assert {(item["due_on"], item["owner"]) for item in found} == {(day("03-16"), "enterprise")}


def test_deadlines_are_found_across_projects(told: Shown) -> None:
    scenario = told.scenario
    first = scenario.project
    received(scenario, OTHER)
    scenario.do(AssignSpecialist(effective_on=day("03-02"), specialist="s-101", team="1"))
    told.projector.catch_up()

    def found(**wanted: Any) -> set[str]:
        return {row["project"] for row in across(told.database, **wanted).rows}

    one, other = {str(first)}, {str(scenario.project)}
    assert found() == one | other
    assert found(specialist="s-101") == found(team="1") == other
    assert found(specialist="nobody") == set()
    assert found(department="natural_resources") == one
    assert found(kind="statutory", department="natural_resources") == one
    assert found(kind="delivery") == set()
    assert found(kind="promised", due_before=day("03-05"), specialist="s-101") == other
    assert found(kind="promised", due_before=day("03-04"), department="natural_resources") == set()
    assert found(kind="promised", due_before=day("03-05"), department="natural_resources") == one


def test_pages_follow_the_due_dates_and_go_on_whatever_happens_between(told: Shown) -> None:
    scenario = told.scenario
    for _ in range(3):
        received(scenario)
    position = told.projector.catch_up()
    whole = across(told.database)
    days = [row["due_on"] for row in whole.rows]
    assert (days, whole.next, whole.position) == (sorted(days), None, position)
    assert len(days) == 4 * (2 + len(targets(told)))
    first = across(told.database, limit=2)
    assert first.rows == whole.rows[:2]
    scenario.at("03-04 10:00").act(MATTER, "grant", "03-04", REASON, document="规1")  # the last project's rows go
    received(scenario)
    told.projector.catch_up()
    rest: list[Mapping[str, Any]] = []
    cursor = first.next
    while cursor:
        page = across(told.database, limit=3, cursor=cursor)
        rest += page.rows
        cursor = page.next
    assert rest == list(across(told.database).rows[2:])


@pytest.mark.parametrize("sort", DeadlineSort)
def test_each_sort_is_paged_through_in_its_order(told: Shown, sort: DeadlineSort) -> None:
    for _ in range(3):
        received(told.scenario)
    told.projector.catch_up()
    by_due, whole = across(told.database).rows, across(told.database, sort=sort).rows
    wanted = {
        DeadlineSort.DUE: by_due,
        DeadlineSort.LATEST: by_due[::-1],
        DeadlineSort.PROJECT: tuple(sorted(by_due, key=lambda row: (row["number"], row["key"]))),
    }
    assert whole == wanted[sort]
    page = across(told.database, sort=sort, limit=3)
    paged = list(page.rows)
    while page.next and len(paged) <= len(whole):
        page = across(told.database, sort=sort, limit=3, cursor=page.next)
        paged += page.rows
    assert paged == list(whole)


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        write_cursor("urgency", 0, "2026-03-05", 1),
        write_cursor("deadlines latest", 0, "2026-03-05", 1),
        write_cursor("deadlines due", 0, "2026-03-05\0", 1),
        write_cursor("deadlines due", 0, "2026-03-05", 2**63),
    ],
    ids=["nonsense", "another list", "another sort", "no text", "too large"],
)
def test_a_cursor_that_is_none_is_refused(told: Shown, cursor: str) -> None:
    with refused("bad_cursor", cursor=cursor):
        across(told.database, cursor=cursor)


def test_a_rebuild_gives_the_same_rows(told: Shown) -> None:
    told.projector.catch_up()
    fresh = views_of(told.scenario, "fresh", batch=1)
    fresh.projector.catch_up()
    assert all_rows(fresh)["deadlines"] == all_rows(told)["deadlines"] != []


def test_what_a_milestone_aims_at_is_due_in_the_task_forces_hands(told: Shown) -> None:
    told.projector.catch_up()
    found = of_project(told.database, told.scenario.project)
    row = next(item for item in found if item["detail"] == PERMITTING)
    aimed = current_target(told.scenario.read(), PERMITTING)
    assert (row["kind"], row["matter"], row["due_on"], row["start"]) == ("milestone_target", "", aimed, day("01-05"))
    assert (row["owner"], row["department"], row["recurring"]) == ("team", "", False)
    (page,) = across(told.database, kind="milestone_target", due_before=aimed).rows[-1:]
    assert (page["detail"], page["name"]) == (PERMITTING, "叁旺液压")


def test_targets_move_with_what_is_decided_and_end_with_what_is_reached(told: Shown) -> None:
    """Carried on event by event, and the same when made anew."""
    scenario = told.scenario
    assert {PERMITTING, PLANNING} <= targets(told).keys()
    scenario.at("03-03 10:00").do(MoveTarget(stage=PERMITTING, on=day("06-15"), reason="方案调整"))
    assert targets(told)[PERMITTING] == day("06-15")
    scenario.act(MATTER, "grant", "03-03", REASON, document="规1")
    assert PLANNING not in targets(told)
    scenario.act("construction_permit", "waive", "03-03", "免于办理")
    assert PERMITTING not in targets(told)
    scenario.act("construction_permit", "receive", "03-03", REASON, receipt_no="JM-2")
    assert targets(told)[PERMITTING] == day("06-15")
    as_rebuilt(told, "open")
    scenario.do(DirectService(course=Course.SUSPEND, effective_on=day("03-03"), reason="停工"))
    assert targets(told) == {}
    as_rebuilt(told, "resting")


def as_rebuilt(shown: Shown, part: str) -> None:
    """The rows are those that another reading of the same log gives."""
    fresh = views_of(shown.scenario, part)
    fresh.projector.catch_up()
    assert all_rows(fresh) == all_rows(shown)
