"""Row 16: whoever is to answer a concern is reminded the working day before, on the day, and daily after it."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from domain.concerns.concern import Rating
from domain.concerns.raising import Finding, answering, assigning, raising, rating
from domain.log.ledger import Job
from tests.scenario import Scenario, day
from tests.scheduler.policies import Everybody, shipped_rows
from tests.scheduler.stage import Stage, started


@pytest.fixture
def stage(scenario: Scenario) -> Iterator[Stage]:
    """A project in the charge of s-07; every role is somebody, the handler as the concern says."""
    one = Stage(started(scenario), "http://127.0.0.1:9", shipped_rows("concern"), Everybody(None))
    yield one
    one.close()


def done(stage: Stage, job: Job) -> UUID:
    """Do a job on a concern; its stream."""
    stage.scenario.projects.run(stage.scenario.projects.concerns.seen(job))
    return job.stream


def raised(stage: Stage, on: str = "09-21", handler: str = "", due_on: date | None = None) -> UUID:
    scenario = stage.scenario.at(f"{on} 09:00")
    wanted = Finding(scenario.project, "临时用电迟迟未通", "3号监测点", handler, due_on, "observer")
    return done(stage, raising("jimo", scenario.command(), wanted, "报装两周。", scenario.rules.calendar)[0])


def steps(stage: Stage, *days: str) -> dict[str, list[str]]:
    found = {on: [due.rung.step for due in stage.due(f"{on} 09:00") if not due.raised] for on in days}
    return {on: some for on, some in found.items() if some}


def test_the_fifth_working_day_is_counted_over_the_holiday(stage: Stage) -> None:
    raised(stage)  # 09-25 to 09-27 are days off: the fifth is 09-29
    days = ("09-24", "09-28", "09-29", "09-30", "10-01", "10-08")
    assert steps(stage, *days) == {"09-28": ["-1"], "09-29": ["0"], "09-30": ["+1"], "10-08": ["+2"]}
    (due,) = [due for due in stage.due("09-28 09:00") if not due.raised]
    assert due.text["zh"] == "【线索待办】“临时用电迟迟未通”应于2026-09-29前答复；办结后由提出人评价。"
    assert {one.staff for one in due.to} == {"s-07"}
    (due,) = [due for due in stage.due("09-29 09:00") if not due.raised]
    assert due.text["zh"] == "【线索待办】“临时用电迟迟未通”应于今日（2026-09-29）答复；办结后由提出人评价。"


def test_a_make_up_saturday_counts(stage: Stage) -> None:
    raised(stage, on="09-30")  # 10-08, 10-09, Saturday 10-10, 10-12, 10-13
    assert [due.rung.due_on for due in stage.due("10-12 09:00")] == [day("10-13")]


def test_the_handler_named_is_told_and_so_is_the_specialist(stage: Stage) -> None:
    raised(stage, handler="o-12")
    (due,) = [due for due in stage.due("09-28 09:00") if not due.raised]
    assert [(one.role, one.staff) for one in due.to] == [("handler", "o-12"), ("specialist", "s-07")]


def test_another_day_and_another_handler_mean_other_rungs(stage: Stage) -> None:
    concern = raised(stage)
    stage.scenario.at("09-22 09:00")
    done(stage, assigning("jimo", stage.scenario.command(), concern, "o-9", day("09-24"), ""))
    assert steps(stage, "09-23", "09-24", "09-28") == {"09-23": ["-1"], "09-24": ["0"], "09-28": ["+1"]}


def test_an_answer_silences_and_a_bad_rating_begins_another_five_days(stage: Stage) -> None:
    concern = raised(stage)
    stage.scenario.at("09-28 10:00")
    done(stage, answering("jimo", stage.scenario.command(), concern, "正在协调。")[0])
    assert steps(stage, "09-29", "09-30") == {}

    stage.scenario.at("09-29 10:00")
    calendar = stage.scenario.rules.calendar
    done(stage, rating("jimo", stage.scenario.command(), concern, Rating.DISSATISFIED, calendar))
    # 09-30, 10-08, 10-09, 10-10, 10-12
    assert steps(stage, "09-30", "10-09", "10-10", "10-12") == {"10-10": ["-1"], "10-12": ["0"]}


def test_what_is_not_answered_goes_up_on_the_day(stage: Stage) -> None:
    raised(stage)
    up = {due.raised.role for due in stage.due("09-29 15:00") if due.raised}
    assert "lead" in up
