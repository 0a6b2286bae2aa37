"""What one channel does not take goes to the person's next one; a line that asks for rest gets it."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from domain.deciding.commands import AssignSpecialist
from domain.project.model.state import Project
from domain.reminders.events import ReminderFailed, ReminderSent
from scheduler.channels import Channel
from scheduler.channels.dingtalk import DingtalkRobot
from scheduler.channels.robots import Robot
from scheduler.sending.addressbook import OneChannel, Way
from scheduler.sweep import Sweeper
from tests.scenario import day
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import Stage, accepted
from tests.scheduler.vendors import KEY, SECRET, DingtalkStand

pytestmark = pytest.mark.both_engines

GROUP = "专班三"


@pytest.fixture
def stand() -> Iterator[DingtalkStand]:
    running = DingtalkStand()
    yield running
    running.close()


@pytest.fixture
def robot(stage: Stage, stand: DingtalkStand) -> Iterator[Channel]:
    made = DingtalkRobot({GROUP: Robot(KEY, SECRET)}, stand.host, lambda: stage.scenario.now, 0.3)
    yield made
    made.close()


class Book(OneChannel):
    """Everybody has the robot first and the webhook second; officers are known."""

    def __init__(self, *ways: Way) -> None:
        super().__init__(None)
        self.given = ways

    def staff(self, role: str, project: Project, *asked: Any, **named: Any) -> Sequence[str]:
        return ("o-1",) if role == "officer" else super().staff(role, project, *asked, **named)

    def ways(self, staff: str) -> Sequence[Way]:  # noqa: ARG002
        return self.given


class Specialists(Book):
    """The same, without officers."""

    def staff(self, role: str, project: Project, *asked: Any, **named: Any) -> Sequence[str]:
        return () if role == "officer" else super().staff(role, project, *asked, **named)


@pytest.fixture
def sweeper(stage: Stage, robot: Channel) -> Sweeper:
    accepted(stage.scenario).at("09-28 09:00")
    return stage.another(book=Specialists(Way(robot, GROUP), Way(stage.webhook)))


def outcomes(stage: Stage) -> list[tuple[str, str, bool]]:
    """Channel, problem, and whether it was final or sent."""
    return [
        (event.channel, event.problem, event.final) if isinstance(event, ReminderFailed) else (event.channel, "", True)
        for event in stage.outcomes
        if isinstance(event, ReminderFailed | ReminderSent)
    ]


def test_a_refusal_goes_to_the_next_channel_at_once(
    stage: Stage, stand: DingtalkStand, receiver: Receiver, sweeper: Sweeper
) -> None:
    stand.answers.append({"errcode": 300001})
    report = sweeper.sweep()
    assert (report.sent, report.passed_on, report.refused) == (1, 1, 0)
    assert outcomes(stage) == [("dingtalk", "errcode_300001", False), ("webhook", "", True)]
    assert len(receiver.received) == 1


def test_only_when_every_channel_refuses_it_is_final(
    stage: Stage, stand: DingtalkStand, receiver: Receiver, sweeper: Sweeper
) -> None:
    stand.answers.append({"errcode": 300001})
    receiver.answers.append(403)
    report = sweeper.sweep()
    assert (report.sent, report.passed_on, report.refused) == (0, 1, 1)
    assert outcomes(stage)[-1] == ("webhook", "http_403", True)
    stage.scenario.at("09-28 12:00")
    assert sweeper.sweep().sent == 0


def test_after_three_tries_the_next_channel_has_its_turn(
    stage: Stage, stand: DingtalkStand, receiver: Receiver, sweeper: Sweeper
) -> None:
    stand.answers.extend(["slow", "drop", {"errcode": -1}])
    for minute in (0, 1, 4):
        stage.scenario.at(f"09-28 09:0{minute}")
        assert sweeper.sweep().failed == 1
    assert sweeper.sweep().sent == 1
    assert len(stand.bodies) == 3
    assert [one.delivery for one in receiver.received] == [str(stage.outcomes[-1].delivery)]  # type: ignore[attr-defined]
    assert outcomes(stage)[-1] == ("webhook", "", True)


def test_another_scheduler_goes_on_with_the_count(
    stage: Stage, stand: DingtalkStand, receiver: Receiver, robot: Channel
) -> None:
    accepted(stage.scenario)
    stand.answers.extend(["drop"] * 3)
    for minute in (0, 1, 4, 5):
        stage.scenario.at(f"09-28 09:0{minute}")
        stage.another(book=Specialists(Way(robot, GROUP), Way(stage.webhook))).sweep()
    assert len(stand.bodies) == 3
    assert len(receiver.received) == 1


def test_a_line_that_asks_for_ten_minutes_gets_them_from_everybody(
    stage: Stage, stand: DingtalkStand, sweeper: Sweeper
) -> None:
    stand.answers.append({"errcode": 130101})
    assert sweeper.sweep().failed == 1
    another = stage.scenario.registered().listed(fire_special_project=True)
    another.do(AssignSpecialist(effective_on=day("09-28"), specialist="s-08", team="专班三"))
    accepted(another).at("09-28 09:09")
    report = sweeper.sweep()
    assert (report.sent, report.failed, report.postponed) == (0, 0, 1)
    assert len(stand.bodies) == 1
    stage.scenario.at("09-28 09:10")
    assert sweeper.sweep().sent == 2


def test_a_group_reads_a_rung_once_whoever_of_it_is_told(stage: Stage, stand: DingtalkStand, robot: Channel) -> None:
    accepted(stage.scenario).at("09-28 09:00")
    assert stage.another(book=Book(Way(robot, GROUP))).sweep().sent == 2
    assert len(stand.bodies) == 1
    assert "o-1" not in str(stand.bodies)
    assert [event.staff for event in stage.outcomes if isinstance(event, ReminderSent)] == ["o-1", "s-07"]


def test_the_log_holds_neither_address_nor_key(stage: Stage, stand: DingtalkStand, robot: Channel) -> None:
    accepted(stage.scenario).at("09-28 09:00")
    stand.answers.append({"errcode": 310000, "errmsg": KEY})
    stage.another(book=Specialists(Way(robot, GROUP), Way(stage.webhook, "13812345678"))).sweep()
    told = str([vars(event) for event in stage.outcomes])
    for private in (KEY, SECRET, GROUP, "13812345678"):
        assert private not in told
