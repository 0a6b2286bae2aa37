"""Who has to act on each kind of open deadline (ruling 37), and which entries make none (rulings 17, 37)."""

from typing import Any

import pytest

from domain.lights import Cause, Light, marks, quiet
from domain.project.due.deadlines import OF_PROJECT, Deadline, DeadlineKind, Owner, deadlines
from domain.project.events.targets import current_target
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, as_specialist, day

LAND = "land_grant_contract"
HEARING = {"kind": "hearing", "notice_no": "1号", "notice_on": "03-04", "expected_end": "04-10"}
RECEIVED: list[tuple[str, str, dict[str, Any]]] = [("receive", "03-30", {"receipt_no": "1"})]
ACCEPTED = [*RECEIVED, ("accept", "03-31", {})]
GRANTED = [*ACCEPTED, ("grant", "03-31", {"document": "1"})]
OWNERS: dict[DeadlineKind, tuple[Owner, list[tuple[str, str, dict[str, Any]]]]] = {
    DeadlineKind.ACCEPTANCE_ANSWER: (Owner.DEPARTMENT, RECEIVED),
    DeadlineKind.PROMISED: (Owner.DEPARTMENT, ACCEPTED),
    DeadlineKind.STATUTORY: (Owner.DEPARTMENT, ACCEPTED),
    DeadlineKind.PRE_REVIEW_OPINION: (Owner.DEPARTMENT, [("pre-review", "03-30", {})]),
    DeadlineKind.SUSPENSION_END: (Owner.DEPARTMENT, [*ACCEPTED, ("suspend", "03-31", HEARING)]),
    DeadlineKind.DELIVERY: (Owner.DEPARTMENT, GRANTED),
    DeadlineKind.SUPPLEMENT: (
        Owner.ENTERPRISE,
        [*RECEIVED, ("request-supplement", "03-31", {"materials": ("图",), "due_on": "04-08"})],
    ),
    DeadlineKind.DEFERRED_MATERIAL: (
        Owner.ENTERPRISE,
        [*RECEIVED, ("accept", "03-31", {"deferred": {"图": "04-08"}})],
    ),
    DeadlineKind.PERMIT_LAPSE: (Owner.ENTERPRISE, GRANTED),
}
AFTER_THE_CONTRACT = {
    DeadlineKind.POST_PERMIT_DUTY: Owner.ENTERPRISE,
    DeadlineKind.LAND_DATE: Owner.ENTERPRISE,
    DeadlineKind.IDLE_LAND: Owner.LAND,
}


def rows(scenario: Scenario, kind: DeadlineKind) -> list[Deadline]:
    return [row for row in deadlines(scenario.read(), scenario.rules) if row.kind is kind]


@pytest.mark.parametrize("kind", OWNERS)
def test_each_deadline_names_who_must_act(ready: Scenario, kind: DeadlineKind) -> None:
    """Ruling 37."""
    owner, acts = OWNERS[kind]
    for act, on, values in acts:
        ready.act(PERMIT, act, on, **values)
    assert {row.owner for row in rows(ready, kind) if row.matter == PERMIT} == {owner}


def test_what_follows_from_permits_and_the_land_is_the_enterprises(ready: Scenario) -> None:
    """Ruling 37: land dates and duties; land that lies idle is told as the land's."""
    for key in (LAND, "enterprise_registration"):
        ready.act(key, "grant", "2025-12-12", prior=True, document="1")
    ready.fact("agreed_start", "03-02", due=day("10-09"))
    for kind, owner in AFTER_THE_CONTRACT.items():
        assert {row.owner for row in rows(ready, kind)} == {owner}


def test_every_kind_has_its_owner() -> None:
    assert OWNERS.keys() | AFTER_THE_CONTRACT.keys() | {DeadlineKind.MILESTONE_TARGET} == set(DeadlineKind)


def test_a_milestones_target_is_the_task_forces_from_the_first_list_on(ready: Scenario) -> None:
    """Ruling 37: target and quiet are the specialist's."""
    permits = [row for row in rows(ready, DeadlineKind.MILESTONE_TARGET) if row.detail == "construction_permitting"]
    project = ready.read()
    assert project.yardsticks is not None
    target = current_target(project, "construction_permitting")
    issued = project.yardsticks.issued_on
    assert [(row.matter, row.due_on, row.start, row.owner, row.department) for row in permits] == [
        (OF_PROJECT, target, issued, Owner.TEAM, "")
    ]


def test_a_milestones_target_makes_no_light_by_itself(ready: Scenario) -> None:
    """Ruling 35: lights come from limits, days to act and the permit's forecast; a target near or passed is none."""
    project = ready.read()
    target = min(row.due_on for row in rows(ready, DeadlineKind.MILESTONE_TARGET))
    found = marks(project, ready.rules, target)
    assert found.light(target) is Light.GREEN


def test_quiet_is_the_task_forces(ready: Scenario) -> None:
    """Ruling 37: target and quiet are the specialist's."""
    found = list(quiet(ready.read(), ready.rules, day("03-02")))
    assert [(mark.cause, mark.owner) for mark in found] == [(Cause.QUIET, Owner.TEAM)]


def test_a_request_without_a_day_is_no_deadline(received: Scenario) -> None:
    """Ruling 17."""
    received.act(PERMIT, "request-supplement", "03-04", materials=("图",))
    assert rows(received, DeadlineKind.SUPPLEMENT) == []


def test_an_unconfirmed_entry_is_counted_and_makes_no_deadline(ready: Scenario) -> None:
    """Ruling 37."""
    before = {(row.kind, row.matter, row.detail) for row in deadlines(ready.read(), ready.rules)}
    as_specialist(ready).act(PERMIT, "pre-review-opinion", "03-05", result="favourable", started_on="03-02")
    assert len(ready.matter(PERMIT).unconfirmed) == 1
    assert {(row.kind, row.matter, row.detail) for row in deadlines(ready.read(), ready.rules)} == before
