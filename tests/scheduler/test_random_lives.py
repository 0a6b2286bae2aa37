"""Whatever happens to two projects in a quarter, in whatever order: the audit finds nothing missing, nothing extra."""

import random
from collections.abc import Callable, Mapping

import pytest

from domain.dates.calendar import WorkingCalendar
from domain.deciding.commands import AssignSpecialist
from domain.errors import DomainError
from domain.log.ledger import Job
from domain.reminders.answers import Answerer, acknowledging, snoozing
from domain.reminders.events import ReminderSent
from tests.scenario import Scenario, day
from tests.scheduler.auditing import audited, found, staffed, working_days
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import DEPARTMENT, MATTER, REASON, Stage, accepted

HOURS = ("08:30", "08:31", "09:10", "11:00", "13:30", "15:00", "15:02", "17:58")
SPECIALISTS = ("s-07", "s-08", "s-09")


class Life:
    """What people do, drawn from a seed; what cannot be is refused and leaves nothing."""

    def __init__(self, stage: Stage, receiver: Receiver, seed: int) -> None:
        self.stage = stage
        self.receiver = receiver
        self.draw = random.Random(seed)
        self.today = ""

    @property
    def calendar(self) -> WorkingCalendar:
        return self.stage.scenario.rules.calendar

    def in_days(self, most: int, least: int = 1) -> str:
        return self.calendar.nth_after(day(self.today), self.draw.randint(least, most)).isoformat()

    def receive(self) -> None:
        self.stage.scenario.act(MATTER, "receive", self.today, receipt_no=f"JM-{self.draw.random()}")

    def accept(self) -> None:
        self.stage.scenario.act(MATTER, "accept", self.today, REASON)

    def suspend(self) -> None:
        notice = {"kind": "expert_review", "notice_no": "专告1号", "notice_on": self.today}
        self.stage.scenario.act(MATTER, "suspend", self.today, "专家评审", **notice, expected_end=self.in_days(9, 2))

    def resume(self) -> None:
        self.stage.scenario.act(MATTER, "resume", self.today, kind="expert_review")

    def extend(self) -> None:
        """The limits end later, so that what was told of them moves."""
        days = self.draw.randint(1, 10)
        self.stage.scenario.act(
            MATTER, "extend", self.today, "案情复杂", days=days, approved_by="局长", document="延1号"
        )

    def withdraw(self) -> None:
        if self.draw.random() < 0.3:
            self.stage.scenario.act(MATTER, "withdraw", self.today, "企业撤回")

    def assign(self) -> None:
        staff = self.draw.choice(SPECIALISTS)
        self.stage.scenario.do(AssignSpecialist(effective_on=day(self.today), specialist=staff, team="专班三"))

    def go_away(self) -> None:
        first = self.in_days(3)
        last = self.calendar.nth_after(day(first), self.draw.randint(1, 6)).isoformat()
        who = self.draw.choice((*SPECIALISTS, "o-1", "t-1", "h-1"))
        self.stage.away(who, first, last, self.draw.choice((*SPECIALISTS, "o-2", "t-2")))

    def take_post(self) -> None:
        self.stage.takes("o-3", "officer", DEPARTMENT, self.today)

    def leave_post(self) -> None:
        self.stage.leaves("o-3", "officer", DEPARTMENT, self.today)

    def acknowledge(self) -> None:
        sent = self.some_message()
        self.run(acknowledging(sent.originator_id, self.stage.scenario.command(), Answerer(sent.staff), ""))

    def snooze(self) -> None:
        sent, until = self.some_message(), day(self.in_days(3))
        command = self.stage.scenario.command()
        self.run(snoozing(sent.originator_id, command, Answerer(sent.staff), "", until, self.calendar))

    def some_message(self) -> ReminderSent:
        sent = [event for event in self.stage.outcomes if isinstance(event, ReminderSent)]
        if not sent:
            raise DomainError("unknown_reminder")
        return self.draw.choice(sent[-12:])

    def run(self, job: Job) -> None:
        self.stage.scenario.ledger.execute(job.stream, job.command, job.decide)

    def fail(self) -> None:
        """The receiver does not take the next messages."""
        self.receiver.answers.extend([self.draw.choice((500, 500, 429, 400))] * self.draw.randint(1, 3))

    def nothing(self) -> None:
        """Most hours nothing happens."""

    @property
    def deeds(self) -> Mapping[str, Callable[[], None]]:
        applying = ("receive", "accept", "suspend", "resume", "extend", "withdraw")
        people = ("assign", "go_away", "take_post", "leave_post")
        return {one: getattr(self, one) for one in (*applying, *people, "acknowledge", "snooze", "fail", "nothing")}

    def live(self, first: str, last: str) -> None:
        """Day after day, some without any sweep, some with a fresh scheduler."""
        for on in working_days(self.stage, first, last):
            self.today = on
            if self.draw.random() < 0.12:
                continue
            for hour in sorted(self.draw.sample(HOURS, self.draw.randint(1, 5))):
                self.stage.scenario.at(f"{self.today} {hour}")
                for _ in range(self.draw.randint(0, 2)):
                    self.attempt(self.draw.choice(list(self.deeds)))
                if self.draw.random() < 0.1:
                    self.stage.sweeper = self.stage.another()
                self.stage.at(f"{self.today} {hour}")

    def attempt(self, deed: str) -> None:
        try:
            self.deeds[deed]()
        except DomainError:
            return


def lived(scenario: Scenario, receiver: Receiver, seed: int) -> None:
    """A quarter of two projects."""
    stage = staffed(scenario, receiver)
    projects = [scenario.project]
    scenario.at("01-06 09:00").registered().listed(fire_special_project=True)
    scenario.do(AssignSpecialist(effective_on=day("01-06"), specialist="s-07", team="专班三"))
    projects.append(accepted(scenario, on="08-28").project)
    Life(stage, receiver, seed).live("09-01", "11-20")
    findings = []
    for project in projects:
        scenario.project = project
        findings.append(found(audited(stage)))
    stage.close()
    assert findings == [([], []), ([], [])]


@pytest.mark.parametrize("seed", range(3))
def test_a_random_quarter_is_told_without_a_gap(scenario: Scenario, receiver: Receiver, seed: int) -> None:
    lived(scenario, receiver, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3, 43))
def test_many_random_quarters_are_told_without_a_gap(scenario: Scenario, receiver: Receiver, seed: int) -> None:
    lived(scenario, receiver, seed)
