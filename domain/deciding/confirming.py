"""Confirming and contesting answered with events (ruling 22)."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.deciding.case import Case
from domain.deciding.commands import ConfirmRecord, ContestRecord
from domain.errors import DomainError
from domain.event import Event, stamped
from domain.project.events.confirmations import RecordConfirmed, RecordContested
from domain.project.model.evolution import MatterEvent
from domain.project.record.reading import corrected


def confirm_record(case: Case, command: ConfirmRecord) -> list[Event]:
    """An officer of the department confirms an entry made on its behalf; or an import that brings the same number."""
    entry = pending_entry(case, command)
    stamp = stamped(case.stamp, effective_on=entry.effective_on, reason=command.reason)
    return [RecordConfirmed(**stamp, matter=entry.matter, confirms=command.version)]


def contest_record(case: Case, command: ContestRecord) -> list[Event]:
    """An officer of the department says that an entry made on its behalf is not right, and why."""
    entry = pending_entry(case, command)
    if not command.reason.strip():
        raise DomainError("reason_required", codes="contest")
    stamp = stamped(case.stamp, effective_on=entry.effective_on, reason=command.reason)
    return [RecordContested(**stamp, matter=entry.matter, contests=command.version)]


def pending_entry(case: Case, command: ConfirmRecord | ContestRecord) -> MatterEvent:
    """The entry as it reads now. Raises DomainError: unknown_version, not_pending, not_the_department, own_entry."""
    if command.version > len(case.log):
        raise DomainError("unknown_version", version=command.version, last=len(case.log))
    matter = case.project.matters.get(command.matter)
    pending = matter.unconfirmed if matter else ()
    entry = next((event for event in corrected(case.log) if event.originator_version == command.version), None)
    if command.version not in pending or not isinstance(entry, MatterEvent):
        raise DomainError("not_pending", version=command.version)
    if not case.actor.speaks_for(entry.decided_by, case.stamp["via"]):
        raise DomainError("not_the_department", version=command.version, department=entry.decided_by)
    if case.stamp["actor"] == entry.actor:
        raise DomainError("own_entry", version=command.version)
    return entry


CONFIRMING: Mapping[type, Callable[[Any, Any], list[Event]]] = {
    ConfirmRecord: confirm_record,
    ContestRecord: contest_record,
}
