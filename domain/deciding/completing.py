"""Duties after a grant, done: the command answered with its event."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.deciding.case import Case
from domain.deciding.commands import CompleteDuty
from domain.errors import DomainError
from domain.event import Event, stamped
from domain.project.due.duties import DutyDone, last_done


def complete_duty(case: Case, command: CompleteDuty) -> list[Event]:
    """A duty of a granted result was done, once; a recurring one for its next occurrence, or for the one named.

    Raises DomainError: unknown_duty, not_granted, duty_done.
    """
    matter = case.project.matters.get(command.matter)
    known = case.rules.catalogue.duties.get(matter.definition.id, ()) if matter else ()
    duty = next((item for item in known if item.id == command.duty), None)
    if matter is None or duty is None:
        raise DomainError("unknown_duty", duty=command.duty, matter=command.matter)
    granted_on = matter.first_granted_on
    if granted_on is None or command.effective_on < granted_on:
        raise DomainError("not_granted", matter=command.matter, on=command.effective_on.isoformat())
    done = last_done(duty, matter, case.project)
    occurrence = command.occurrence or (done + 1 if duty.repeats else 1)
    if occurrence <= done or (occurrence > 1 and not duty.repeats):
        raise DomainError("duty_done", duty=command.duty, matter=command.matter, occurrence=occurrence)
    stamp = stamped(case.stamp, effective_on=command.effective_on, reason=command.reason)
    return [
        DutyDone(**stamp, matter=command.matter, duty=command.duty, occurrence=occurrence, document=command.document)
    ]


COMPLETING: Mapping[type, Callable[[Any, Any], list[Event]]] = {CompleteDuty: complete_duty}
