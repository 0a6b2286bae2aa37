"""The light of a project as two days, each with its cause (rulings 35, 36).

The permit's forecast against its target: `test_late_forecast`; land and lapse: `test_duties`, `test_extend_start`.
"""

from collections.abc import Iterable
from datetime import date

import pytest

from domain.lights import Cause, Light, Mark, Marks, broken_gates, marks, overruns, quiet, warnings
from domain.project.due.deadlines import Deadline, Owner, deadlines
from projections.rows.entries import last_activity
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day

HEARING = {"kind": "hearing", "notice_no": "1号", "notice_on": "03-03"}
GATES = ("eia_form_approval", "soil_conservation_form")


def rows(scenario: Scenario, as_of: str | None = None) -> tuple[Deadline, ...]:
    """The open deadlines of the planning permit."""
    found = deadlines(scenario.read(as_of), scenario.rules)
    return tuple(row for row in found if row.matter == PERMIT)


def told(found: Iterable[Mark]) -> set[tuple[date, Cause]]:
    return {(mark.on, mark.cause) for mark in found}


def test_red_the_day_after_the_statutory_limit_or_five_after_the_promised_one(accepted: Scenario) -> None:
    """Ruling 35: promised by Friday 03-06, by law by 03-31."""
    assert told(overruns(rows(accepted), accepted.rules)) == {
        (day("03-13"), Cause.OVER_PROMISED_BY_FIVE),
        (day("04-01"), Cause.OVER_STATUTORY),
    }


def test_yellow_the_day_after_the_promised_limit_and_some_days_before_each(accepted: Scenario) -> None:
    """Ruling 35: 3 working days before the limit of 20, 1 before the one of 3."""
    assert told(warnings(rows(accepted), accepted.rules)) == {
        (day("03-05"), Cause.DUE_SOON),
        (day("03-09"), Cause.OVER_PROMISED),
        (day("03-26"), Cause.DUE_SOON),
    }


def test_a_limit_of_six_days_is_no_longer_short(ready: Scenario) -> None:
    """Ruling 35: the 7 working days of the report on the environment, received on 03-02, end on 03-11."""
    ready.act("eia_form_approval", "receive", "03-02", receipt_no="1")
    found = [row for row in deadlines(ready.read(), ready.rules) if row.kind == "promised"]
    assert (day("03-06"), Cause.DUE_SOON) in told(warnings(tuple(found), ready.rules))


def test_an_open_stop_takes_the_limits_out_and_a_passed_one_stays(accepted: Scenario) -> None:
    """Rulings 35 and 13."""
    accepted.act(PERMIT, "suspend", "03-10", "迟了", **HEARING)
    assert [(row.kind, row.due_on) for row in rows(accepted)] == [("promised", day("03-06"))]
    accepted.correct(accepted.version_of("ClockSuspended"), effective_on="2026-03-05")
    assert rows(accepted) == ()


def test_what_the_enterprise_owes_is_yellow_at_most(received: Scenario) -> None:
    """Ruling 35: a supplement due on 03-10."""
    received.act(PERMIT, "request-supplement", "03-04", materials=("图",), due_on="03-10")
    assert told(overruns(rows(received), received.rules)) == set()
    assert told(warnings(rows(received), received.rules)) == {(day("03-05"), Cause.DUE_SOON)}


def test_a_start_before_its_gates_is_red_from_that_day_until_they_are_granted(ready: Scenario) -> None:
    """Ruling 35."""
    ready.fact("construction_started", "03-20", "现场已开工")
    assert told(broken_gates(ready.read(), ready.rules)) == {(day("03-20"), Cause.GATE_BROKEN)}
    for key in (*GATES, "construction_permit"):
        ready.act(key, "receive", "03-24", receipt_no="1")
        ready.act(key, "grant", "03-24", "前置未齐", document="1")
    assert told(broken_gates(ready.read(), ready.rules)) == set()
    assert told(broken_gates(ready.read("03-23"), ready.rules)) == {(day("03-20"), Cause.GATE_BROKEN)}


@pytest.mark.parametrize(
    ("on", "state", "light"),
    [
        ("03-04", None, Light.GREEN),
        ("03-05", None, Light.YELLOW),
        ("03-12", None, Light.YELLOW),
        ("03-13", None, Light.RED),
        ("03-13", Light.STOPPED, Light.STOPPED),
        ("03-13", Light.BLUE, Light.BLUE),
    ],
)
def test_the_first_that_holds_is_shown(on: str, state: Light | None, light: Light) -> None:
    """Ruling 35: 蓝, 停, 红, 黄, 绿."""
    red = Mark(day("03-13"), Cause.OVER_PROMISED_BY_FIVE, PERMIT, Owner.DEPARTMENT)
    yellow = Mark(day("03-05"), Cause.DUE_SOON, PERMIT, Owner.DEPARTMENT)
    assert Marks(red, yellow, state).light(day(on)) is light


def silent_from(scenario: Scenario, last: str) -> list[str]:
    found = quiet(scenario.read(), scenario.rules, day(last))
    return [mark.on.strftime("%m-%d") for mark in found]


def test_seven_working_days_without_an_entry_are_quiet_before_the_permit(ready: Scenario) -> None:
    """Ruling 36."""
    assert silent_from(ready, "03-02") == ["03-11"]


def test_twenty_two_are_during_the_works_and_then_none(ready: Scenario) -> None:
    """Ruling 36: from construction_started to works_completed."""
    ready.fact("construction_started", "03-20", "现场已开工")
    assert silent_from(ready, "03-02") == ["04-01"]
    ready.fact("works_completed", "03-30")
    assert silent_from(ready, "03-02") == []


def test_between_the_permit_and_the_start_nothing_is(ready: Scenario) -> None:
    """Ruling 36: else not at all."""
    ready.act("construction_permit", "receive", "03-24", receipt_no="1")
    ready.act("construction_permit", "grant", "03-24", "前置未齐", document="1")
    assert silent_from(ready, "03-24") == []


def test_quiet_counts_from_the_day_of_recording_of_what_people_entered(ready: Scenario) -> None:
    """Ruling 36: neither from the day it was true, nor from what the scheduler or the facts brought about."""
    ready.at("04-01 10:00").act(PERMIT, "receive", "03-24", receipt_no="JM-1")
    assert last_activity(ready.log) == day("04-01")
    ready.via = "scheduler"
    assert ready.topics(ready.at("04-08 09:00").deem()) == ["AcceptanceDeemed"]
    assert last_activity(ready.log) == day("04-01")
    found = marks(ready.read(), ready.rules, last_activity(ready.log))
    assert found.yellow
    ready.via = "api"
    ready.at("04-09 10:00").fact("land_delivered", "03-02")
    assert last_activity(ready.log) == day("04-09")
