"""What a reminder waits for, and what stops it from going up: said from the events (dates of 2026).

`fire_design_review` accepted on Mon 09-21: promised by 09-29, statutory limit 10-19.
"""

from collections.abc import Callable, Iterator

import pytest

from domain.deciding.commands import AssignSpecialist
from domain.reminders.answers import Answerer, acknowledging
from domain.reminders.events import ReminderSent
from domain.reminders.nodes import Node
from scheduler.audit.why import Reason, Witness
from scheduler.audit.why_not import why_not_told
from scheduler.sending.addressbook import OneChannel
from tests.scenario import Scenario, day, moment
from tests.scheduler.policies import shipped_rows
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import Stage, accepted, started

pytestmark = pytest.mark.both_engines

Staging = Callable[..., Stage]


@pytest.fixture
def rows(scenario: Scenario, receiver: Receiver) -> Iterator[Staging]:
    """A stage with some rows of the shipped policy, and a lead."""
    made: list[Stage] = []

    def staged(*nodes: str) -> Stage:
        stage = Stage(started(scenario), receiver.url, shipped_rows(*nodes))
        stage.takes("t-1", "lead", "专班三")
        made.append(stage)
        return stage

    yield staged
    for stage in made:
        stage.close()


def silence(stage: Stage, staff: str, at: str) -> dict[str, Reason]:
    """Why somebody was not told of the node that has a row, by code."""
    book = OneChannel(None, stage.directory)
    witness = Witness(stage.scenario.projects, stage.directory, book, lambda _: stage.policy)
    found = why_not_told(witness, stage.scenario.project, staff, moment(at))
    return {reason.code: reason for one in found if one.node in stage.policy.rows for reason in one.reasons}


def another(stage: Stage) -> None:
    """One more project of the specialist with the same matter accepted that day."""
    scenario = stage.scenario.at("01-06 09:00").registered().listed(fire_special_project=True)
    scenario.do(AssignSpecialist(effective_on=day("01-06"), specialist="s-07", team="专班三"))
    accepted(scenario)


def test_what_is_left_to_the_digest_waits_for_it(rows: Staging) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    stage.scenario.at("09-30 10:00")
    assert "waits_for_digest" in silence(stage, "s-07", "09-30 10:00")
    assert "window" in silence(stage, "s-07", "09-30 18:00")


def test_what_is_over_the_cap_says_how_much_was_told_that_day(rows: Staging) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    for _ in range(2):
        another(stage)
    stage.at("09-29 08:30")
    another(stage)
    stage.scenario.at("09-29 11:00")
    capped = silence(stage, "s-07", "09-29 11:00")["capped"]
    assert (capped.values["told"], capped.values["cap"]) == (3, 3)


def test_the_statutory_limit_is_never_over_the_cap(rows: Staging) -> None:
    stage = rows("statutory")
    accepted(stage.scenario)
    stage.scenario.at("10-12 10:00")
    assert "waiting" in silence(stage, "s-07", "10-12 10:00")


def test_an_acknowledgement_stops_what_would_go_up_and_says_whose(rows: Staging) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    stage.at("09-29 08:30")
    assert "goes_up" in silence(stage, "t-1", "09-29 09:00")
    sent = next(one for one in stage.outcomes if isinstance(one, ReminderSent))
    job = acknowledging(sent.originator_id, stage.scenario.command(), Answerer("s-07"), "专班三")
    stage.scenario.ledger.execute(job.stream, job.command, job.decide)
    stopped = silence(stage, "t-1", "09-29 10:00")["stopped_by"]
    assert (stopped.values["by"], stopped.values["role"]) == (
        "t-1" if stage.scenario.staff == "t-1" else "s-07",
        "lead",
    )


def test_a_node_without_a_row_is_not_reminded(rows: Staging) -> None:
    stage = rows("promised")
    accepted(stage.scenario)
    stage.policy = shipped_rows("statutory")
    book = OneChannel(None, stage.directory)
    witness = Witness(stage.scenario.projects, stage.directory, book, lambda _: stage.policy)
    found = why_not_told(witness, stage.scenario.project, "s-07", moment("09-21 12:00"))
    by_node = {one.node: [reason.code for reason in one.reasons] for one in found}
    assert by_node[Node.PROMISED] == ["no_row"]
    assert "not_yet" in by_node[Node.STATUTORY]
