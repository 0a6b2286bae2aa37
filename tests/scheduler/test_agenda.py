"""Which projects a sweep looks at: never fewer than it must, and none of which nothing can be due."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine

from domain.deciding.commands import AssignSpecialist
from projections.ops.agenda import AgendaRows, Mark
from scheduler.due.ahead import next_moment
from scheduler.policy.file import shipped_policy
from scheduler.sending.addressbook import OneChannel
from tests.projections.lives import live
from tests.scenario import day, moment
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import DEPARTMENT, MATTER, Stage, accepted

pytestmark = pytest.mark.both_engines

DONE = ("sent", "superseded", "escalated", "deemed", "lapsed", "digests", "errors")


class EveryRole(OneChannel):
    """Every role is held by somebody."""

    def staff(self, role: str, *_: object) -> Sequence[str]:
        return (role,)


@pytest.fixture
def whole(stage: Stage) -> Stage:
    """By the whole of the policy that ships."""
    stage.policy, stage.book = shipped_policy(), EveryRole(stage.webhook)
    stage.sweeper = stage.another()
    return stage


@pytest.mark.parametrize("seed", range(3))
def test_a_sweep_that_looks_at_everything_finds_nothing_more_to_do(whole: Stage, seed: int) -> None:
    """Random lives, days passing, schedulers taking over: now and then all projects are looked at as well."""
    dice, scenario = random.Random(seed), whole.scenario
    sweeper, told = whole.another(), 0
    for _ in live(scenario, seed, projects=2, steps=20):
        for hours in dice.sample((0, 3, 5, 24, 24, 24), 3):
            scenario.now += timedelta(hours=hours)
            sweeper = whole.another() if dice.random() < 0.2 else sweeper
            told += sweeper.sweep().sent
            if dice.random() < 0.4:
                sweeper.agenda.forget()
                report = sweeper.sweep()
                assert {name: getattr(report, name) for name in DONE} == dict.fromkeys(DONE, 0), scenario.now
    assert told > 10


def opened(stage: Stage, text: str) -> Sequence[UUID]:
    """The projects that a sweep at the moment would look at; none is closed."""
    return stage.sweeper.agenda.open(moment(text), stage.sweeper.basis)


def test_a_project_is_looked_at_again_on_the_day_of_its_next_rung(stage: Stage) -> None:
    accepted(stage.scenario)  # promised until 09-29, whose first rung is of 09-28; statutory until 10-19
    stage.takes("o-1", "officer", DEPARTMENT)
    stage.at("09-21 10:00")
    assert opened(stage, "09-21 17:59") == ()
    assert opened(stage, "09-25 17:59") == ()
    assert opened(stage, "09-28 08:30") == (stage.scenario.project,)


def test_news_of_a_project_bring_it_up_at_once_and_other_projects_not(stage: Stage) -> None:
    first = stage.scenario.project
    another = stage.scenario.at("01-06 09:00").registered().listed().project
    stage.at("01-06 10:00")
    assert opened(stage, "01-06 10:01") == ()
    stage.scenario.project = first
    stage.scenario.do(AssignSpecialist(effective_on=day("01-06"), specialist="s-09", team="专班三", reason="换人"))
    assert opened(stage, "01-06 10:02") == (first,)
    assert another != first


def test_who_takes_a_post_brings_all_projects_up(stage: Stage) -> None:
    stage.at("01-06 10:00")
    assert opened(stage, "01-06 10:01") == ()
    stage.takes("o-1", "officer", DEPARTMENT, "01-06")
    assert opened(stage, "01-06 10:02") == (stage.scenario.project,)


def test_another_scheduler_goes_on_where_the_first_was(stage: Stage) -> None:
    stage.at("01-06 10:00")
    stage.sweeper = stage.another()
    assert opened(stage, "01-06 10:01") == ()


def test_a_sweep_that_was_cut_short_is_done_again(stage: Stage) -> None:
    """What was opened and never closed comes again, whoever sweeps next."""
    stage.at("01-06 10:00")
    accepted(stage.scenario, on="01-06")
    assert opened(stage, "01-06 10:01") == (stage.scenario.project,)
    stage.sweeper = stage.another()
    assert opened(stage, "01-06 10:02") == (stage.scenario.project,)


def test_a_log_that_went_back_to_a_backup_is_begun_anew(stage: Stage) -> None:
    stage.at("01-06 10:00")
    rows = AgendaRows(stage.ops)
    mark = rows.mark()
    assert mark is not None
    rows.arrive(Mark(mark.basis, mark.position + 1000))
    assert opened(stage, "01-06 10:01") == (stage.scenario.project,)


def test_a_node_in_course_is_looked_at_daily_and_at_the_hour_at_which_something_goes_up(whole: Stage) -> None:
    whole.scenario.at("09-21 09:00").act(MATTER, "receive", "09-21", receipt_no="JM-1")

    def after(text: str) -> datetime | None:
        return next_moment(whole.sweeper.outlook, whole.scenario.read(), moment(text), None)

    assert after("09-24 09:00") == moment("09-24 15:00")
    assert after("09-24 15:00") == moment("09-28 08:30")  # 09-25 is a holiday


def test_silence_brings_a_project_up_the_day_after(stage: Stage, receiver: Receiver) -> None:
    scenario = stage.scenario
    scenario.at("09-01 09:00").act(MATTER, "receive", "09-01", receipt_no="JM-1")
    stage.at("09-01 10:00")
    assert stage.at("09-09 08:30").deemed == 1
    assert receiver.received


def test_who_saw_more_of_the_log_is_not_overruled_by_who_saw_less(stage: Stage, ops_of: Engine) -> None:
    rows, project = AgendaRows(ops_of), UUID(int=1)
    rows.note({project: moment("01-08 08:30")}, 10)
    rows.note({project: moment("03-01 08:30")}, 9)
    assert rows.due(moment("01-08 08:30")) == [project]
    rows.note({project: None}, 11)
    assert rows.due(moment("12-31 08:30") + timedelta(days=999)) == []


@pytest.fixture
def ops_of(stage: Stage) -> Engine:
    """The stage's operational store, without projects on its agenda."""
    return stage.ops
