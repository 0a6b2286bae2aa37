"""Row 10: the construction permit's forecast moved on by three working days since people were told, and by ten.

The plan under escort has the permit on 03-02. Its first matter received on 01-12 makes that 03-11, on 01-13 03-12, on
01-20 03-19.
"""

from collections.abc import Iterator

import pytest

from domain.reminders.answers import Answerer, snoozing
from domain.reminders.events import ReminderSent
from tests.scenario import Scenario, day
from tests.scheduler.policies import Everybody, shipped_rows
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import Stage, started

pytestmark = pytest.mark.both_engines

FIRST = "investment_agreement"


@pytest.fixture
def stage(scenario: Scenario, receiver: Receiver) -> Iterator[Stage]:
    made = Stage(started(scenario), receiver.url, shipped_rows("forecast_slip"))
    made.book = Everybody(made.webhook)
    made.sweeper = made.another()
    yield made
    made.close()


def received(stage: Stage, on: str) -> Stage:
    """The first matter begins on 01-12, so it is said on 01-20; or it was another day after all."""
    scenario = stage.scenario.at("01-20 19:00")
    if any(event.TOPIC == "ApplicationReceived" for event in scenario.log):
        scenario.correct(scenario.version_of("ApplicationReceived", FIRST), effective_on=day(on).isoformat())
    else:
        scenario.act(FIRST, "receive", on, "补录", receipt_no="JM-1")
    return stage


def told(stage: Stage) -> list[tuple[str, str, str]]:
    """Who was told of which date after which."""
    sent = [event for event in stage.outcomes if isinstance(event, ReminderSent)]
    return [(event.staff, event.due_on.isoformat(), str(event.foreseen_on)) for event in sent]


def test_a_slip_of_three_days_and_more_is_told_to_the_specialist_and_the_lead(stage: Stage, receiver: Receiver) -> None:
    assert stage.at("01-20 09:00").sent == 0
    received(stage, "01-12").at("01-21 09:00")
    assert told(stage) == [("s-07", "2026-03-02", "2026-03-11"), ("l-1", "2026-03-02", "2026-03-11")]
    assert words(receiver, "zh") == (
        "【预测后移】叁旺液压施工许可证预测由2026-03-02变为2026-03-11"
        "（+7个工作日；按已有记录推算，未办事项不早于2026-01-21则为2026-03-13），"
        "原因：“投资协议签订(项目准入会商)”（部门）。"
    )
    assert words(receiver, "en") == (
        "[Forecast later] 叁旺液压: the construction permit is now foreseen on 2026-03-11 instead of 2026-03-02"
        " (+7 working days; by what is recorded, while with nothing open before 2026-01-21 it is 2026-03-13),"
        " because of Investment agreement and project admission review (the department)."
    )


def test_where_the_projects_page_has_the_same_day_there_is_nothing_to_explain(stage: Stage, receiver: Receiver) -> None:
    received(stage, "01-20").at("01-21 09:00")
    assert "由2026-03-02变为2026-03-19（+13个工作日），原因" in words(receiver, "zh")
    assert "(+13 working days), because" in words(receiver, "en")


def words(receiver: Receiver, language: str) -> str:
    """What the first message said."""
    return str(receiver.received[0].content["text"][language])


def test_only_what_moved_three_days_more_is_told_again(stage: Stage) -> None:
    received(stage, "01-12").at("01-21 09:00")
    assert received(stage, "01-13").at("01-22 09:00").sent == 0
    assert received(stage, "01-20").at("01-23 09:00").sent == 3
    assert told(stage)[2:] == [
        ("s-07", "2026-03-11", "2026-03-19"),
        ("l-1", "2026-03-11", "2026-03-19"),
        ("b-1", "2026-03-02", "2026-03-19"),
    ]


def test_a_date_that_comes_back_is_not_told_twice(stage: Stage) -> None:
    received(stage, "01-20").at("01-21 09:00")
    assert received(stage, "01-12").at("01-22 09:00").sent == 0
    assert received(stage, "01-20").at("01-23 09:00").sent == 0
    assert {date for _, _, date in told(stage)} == {"2026-03-19"}


def test_a_second_sweep_tells_nobody_twice(stage: Stage) -> None:
    received(stage, "01-20")
    assert [stage.at(f"01-21 09:0{minute}").sent for minute in range(3)] == [3, 0, 0]


def test_who_was_not_reached_is_told_though_another_was(stage: Stage, receiver: Receiver) -> None:
    received(stage, "01-12")
    receiver.answers.extend([200, 500])
    assert [stage.at(f"01-21 09:{minute}").sent for minute in ("00", "10", "20")] == [1, 1, 0]
    assert told(stage) == [("s-07", "2026-03-02", "2026-03-11"), ("l-1", "2026-03-02", "2026-03-11")]


def test_who_was_not_reached_is_told_of_what_the_forecast_is_by_then(stage: Stage, receiver: Receiver) -> None:
    received(stage, "01-12")
    receiver.answers.extend([200, 500])
    stage.at("01-21 09:00")
    assert received(stage, "01-13").at("01-22 09:00").sent == 1
    assert told(stage)[1:] == [("l-1", "2026-03-02", "2026-03-12")]


def test_a_slip_that_was_put_off_comes_again_on_its_day(stage: Stage) -> None:
    received(stage, "01-12").at("01-21 09:00")
    stage.at("01-22 09:00")
    snoozed(stage, "s-07", until="01-26")
    assert [stage.at(f"01-{on} 09:00").sent for on in (23, 26, 27)] == [0, 1, 0]
    assert told(stage)[2:] == [("s-07", "2026-03-02", "2026-03-11")]


def test_a_slip_that_was_put_off_and_made_good_does_not_come_again(stage: Stage) -> None:
    received(stage, "01-12").at("01-21 09:00")
    snoozed(stage, "s-07", until="01-26")
    stage.scenario.at("01-22 18:00").correct(
        stage.scenario.version_of("ApplicationReceived"), effective_on="2026-01-05"
    )
    assert stage.at("01-26 09:00").sent == 0


def snoozed(stage: Stage, staff: str, until: str) -> None:
    """Somebody has the first slip come again later."""
    stage.scenario.staff = staff
    sent = next(event for event in stage.outcomes if isinstance(event, ReminderSent) and event.staff == staff)
    calendar = stage.scenario.rules.calendar
    job = snoozing(sent.originator_id, stage.scenario.command(), Answerer(staff), "", day(until), calendar)
    stage.scenario.ledger.execute(job.stream, job.command, job.decide)
