"""What comes by itself since somebody turned up is in no list of his, taken or not, nor what began later (of 2026).

`fire_design_review` accepted on Mon 09-21: statutory limit 10-19, told 5 and 2 working days before, on 10-12 and 10-15,
when it goes up to the lead as well.
"""

from collections.abc import Iterator

import pytest

from domain.deciding.commands import AssignSpecialist
from domain.reminders.events import ReminderSent
from tests.scenario import Scenario, day
from tests.scheduler.auditing import audited, found
from tests.scheduler.policies import shipped_rows
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import DEPARTMENT, MATTER, Stage, accepted, started

REFUSED = 400
LATER = 500


@pytest.fixture
def stage(scenario: Scenario, receiver: Receiver) -> Iterator[Stage]:
    """An officer and a lead from the beginning, and a second of each from 10-12, before anything is told."""
    set_up = Stage(started(scenario), receiver.url, shipped_rows("statutory", "suspension_end"))
    set_up.takes("o-1", "officer", DEPARTMENT)
    set_up.takes("t-1", "lead", "专班三")
    accepted(scenario).at("10-12 08:00")
    set_up.takes("o-2", "officer", DEPARTMENT, "10-12")
    set_up.takes("t-2", "lead", "专班三", "10-12")
    set_up.at("10-12 08:30")
    yield set_up
    set_up.close()


def sweep(stage: Stage, receiver: Receiver, when: str, **answers: int) -> None:
    """One sweep in which the receivers of some answer otherwise."""
    receiver.answers.extend(answers.get(staff, 200) for staff in ("o_1", "o_2", "s_07", "t_1", "t_2"))
    stage.at(when)
    receiver.answers.clear()


def got(receiver: Receiver, staff: str) -> list[str]:
    """What somebody got, taken or not: the steps, and the kinds of lists."""
    some = [one.content for one in receiver.received if one.content["staff"] == staff]
    return [content["kind"] if "items" in content else content["step"] for content in some]


def told(stage: Stage, staff: str) -> list[str]:
    return [one.step for one in stage.outcomes if isinstance(one, ReminderSent) and one.staff == staff]


@pytest.mark.parametrize(
    ("staff", "answer", "comes", "taken"),
    [
        pytest.param("o-2", REFUSED, ["-5", "-2"], ["-5"], id="refused"),
        pytest.param("t-2", REFUSED, ["escalate:lead"], [], id="gone up, refused"),
        pytest.param("t-2", LATER, ["escalate:lead", "escalate:lead"], ["escalate:lead"], id="gone up, tried again"),
    ],
)
def test_what_came_and_was_not_taken_at_once_is_in_no_list(
    stage: Stage, receiver: Receiver, staff: str, answer: int, comes: list[str], taken: list[str]
) -> None:
    sweep(stage, receiver, "10-15 08:30", **{staff.replace("-", "_"): answer})
    assert found(audited(stage)) == ([], [])
    stage.at("10-15 11:00")
    assert (got(receiver, staff), told(stage, staff)) == (comes, taken)
    assert found(audited(stage)) == ([], [])


def test_what_began_after_he_turned_up_is_in_no_list(stage: Stage, receiver: Receiver) -> None:
    notice = {"kind": "expert_review", "notice_no": "专告1号", "notice_on": "10-13", "expected_end": "10-23"}
    stage.scenario.at("10-13 08:00").act(MATTER, "suspend", "10-13", "专家评审", **notice)
    for when in ("10-13 08:30", "10-21 08:30"):
        stage.at(when)
    assert got(receiver, "o-2") == ["-5", "-2"]
    assert found(audited(stage)) == ([], [])


def hand_over(stage: Stage, when: str) -> None:
    """The project gets another specialist."""
    on = when.partition(" ")[0]
    stage.scenario.at(when).do(AssignSpecialist(effective_on=day(on), specialist="s-08", team="专班三"))


def extend(stage: Stage, when: str, days: int) -> None:
    """The matter's limits end later by some working days."""
    on = when.partition(" ")[0]
    stage.scenario.at(when).act(MATTER, "extend", on, "案情复杂", days=days, approved_by="局长", document="延1号")


def test_a_day_that_moves_after_he_was_told_by_itself_makes_no_list(stage: Stage, receiver: Receiver) -> None:
    """Told of 10-19 by itself since each took over; then the limit becomes 10-30, told from 10-23 on."""
    hand_over(stage, "10-15 08:10")
    stage.at("10-15 08:30")
    extend(stage, "10-15 10:00", 9)
    for when in ("10-15 10:01", "10-16 08:30", "10-23 08:30"):
        stage.at(when)
    assert got(receiver, "s-08") == ["-2", "-5"]
    assert got(receiver, "o-2") == ["-5", "-2", "-5"]
    assert found(audited(stage)) == ([], [])


def test_a_day_that_moves_before_he_was_told_of_any_is_in_his_list(stage: Stage, receiver: Receiver) -> None:
    hand_over(stage, "10-14 10:00")
    extend(stage, "10-14 10:00", 9)
    for when in ("10-14 10:01", "10-15 08:30", "10-23 08:30"):
        stage.at(when)
    assert got(receiver, "s-08") == ["takeover", "-5"]
    assert found(audited(stage)) == ([], [])
