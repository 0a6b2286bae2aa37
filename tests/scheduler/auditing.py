"""A stage with everybody on it, and its audit by a process that has read nothing before."""

from domain.log.ledger import Ledger
from domain.log.recorder import close_recorder, open_recorder
from domain.projects import Projects
from domain.staff.directory import Directory
from scheduler.audit.findings import Audit
from scheduler.audit.rungs import Auditor
from scheduler.policy.file import shipped_policy
from scheduler.sending.addressbook import OneChannel
from tests.scenario import Scenario, day, moment
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import DEPARTMENT, Stage, started


def staffed(scenario: Scenario, receiver: Receiver) -> Stage:
    """A project by the shipped policy, with an officer, a head, a lead, leadership and the enterprise's contact."""
    set_up = Stage(started(scenario), receiver.url, shipped_policy())
    for staff, post, of in (
        ("o-1", "officer", DEPARTMENT),
        ("h-1", "head_of_department", DEPARTMENT),
        ("t-1", "lead", "专班三"),
        ("l-1", "leadership", ""),
        ("e-1", "enterprise", str(scenario.project)),
    ):
        set_up.takes(staff, post, of)
    return set_up


def audited(stage: Stage, swept: str | None = None) -> Audit:
    """The audit by a process that has read nothing before; `swept`: the last sweep, by its pulse."""
    recorder = open_recorder(stage.scenario.url)
    ledger = Ledger(recorder, lambda: stage.scenario.now)
    projects = Projects(ledger, stage.scenario.rules, "jimo")
    directory = Directory(ledger, "jimo")
    book = OneChannel(None, directory)
    auditor = Auditor(projects, book, lambda _: stage.policy, moment(swept) if swept else None, directory)
    try:
        return auditor.audit([stage.scenario.project])
    finally:
        close_recorder(recorder)


def found(audit: Audit) -> tuple[list[str], list[str]]:
    """The findings, short."""
    missing, extra = (
        sorted(f"{one.node} {one.step} {one.staff} {one.code}" for one in part) for part in (audit.missing, audit.extra)
    )
    return missing, extra


def working_days(stage: Stage, first: str, last: str) -> list[str]:
    calendar, on = stage.scenario.rules.calendar, day(first)
    days = []
    while on <= day(last):
        days.append(on.isoformat())
        on = calendar.nth_after(on, 1)
    return days
