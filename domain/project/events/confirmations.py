"""确认与异议: the department's word on what was recorded on its behalf (待核); never part of a matter's sequence.

A confirmation is knowledge about an entry, as a correction is: it has no as_of of its own, and what it confirms reads
as the department's own entry from then on (design §2, rulings 11 and 22). Voided, it is as if never given.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import msgspec

from domain.event import Event
from domain.project.events.corrections import RecordCorrected
from domain.project.model.evolution import MatterEvent, ProjectEvent, evolves, matter_of
from domain.project.model.rules import Rules
from domain.project.model.state import Project


@dataclass(frozen=True, kw_only=True)
class Verdict(ProjectEvent):
    """What an officer of the department says of an entry on a matter; effective with the entry itself."""

    CORRECTABLE: ClassVar[frozenset[str]] = frozenset({"reason"})

    matter: str

    def outlasts(self, rules: Rules) -> bool:
        """What was recorded before the end of a project can be confirmed after it (ruling 28)."""
        return True


@dataclass(frozen=True, kw_only=True)
class RecordConfirmed(Verdict):
    """The department confirms an entry made on its behalf; a receipt without number starts its 5 days by it."""

    TOPIC = "RecordConfirmed"

    confirms: int


@dataclass(frozen=True, kw_only=True)
class RecordContested(Verdict):
    """The department does not agree with an entry made on its behalf; it stays 待核 and shows."""

    TOPIC = "RecordContested"

    contests: int


def confirmations(standing: Iterable[Event], log: Iterable[Event]) -> dict[int, int]:
    """The confirmed entries by version, each with the version of its confirmation.

    A confirmation is of the entry as it read then: what somebody else corrects afterwards is 待核 again.
    """
    last = {event.corrects: event for event in log if isinstance(event, RecordCorrected)}
    given = [event for event in standing if isinstance(event, RecordConfirmed)]
    return {one.confirms: one.originator_version for one in given if holds(one, last.get(one.confirms))}


def holds(confirmation: RecordConfirmed, correction: RecordCorrected | None) -> bool:
    if correction is None or correction.originator_version < confirmation.originator_version:
        return True
    return correction.actor == confirmation.actor


def contests(standing: Iterable[Event], confirmed: Container[int]) -> dict[int, int]:
    """The contested entries by version, each with the version of its last contest; a confirmation settles them."""
    given = [event for event in standing if isinstance(event, RecordContested)]
    return {one.contests: one.originator_version for one in given if one.contests not in confirmed}


def heard(standing: Sequence[Event], log: Sequence[Event]) -> list[Event]:
    """The standing events with the departments' words heard.

    What is confirmed reads as the department's own. A contest stands on the day of its entry, and falls with it.
    """
    if not any(isinstance(event, Verdict) for event in standing):
        return list(standing)
    confirmed = confirmations(standing, log)
    entries = {event.originator_version: event for event in standing}
    found = [heard_one(event, entries, confirmed) for event in standing]
    return [event for event in found if event is not None]


def heard_one(event: Event, entries: Mapping[int, Event], confirmed: Container[int]) -> Event | None:
    if isinstance(event, MatterEvent) and event.originator_version in confirmed:
        return replace(event, unconfirmed=False)
    if isinstance(event, RecordContested):
        entry = entries.get(event.contests)
        if entry is None or event.contests in confirmed:
            return None
        return replace(event, effective_on=entry.effective_on)
    return event


@evolves(RecordContested)
def _contested(project: Project, event: RecordContested, rules: Rules) -> Project:
    matter = matter_of(project, event.matter, rules)
    if matter is None or event.contests in matter.contested:
        return project
    return project.with_matter(msgspec.structs.replace(matter, contested=(*matter.contested, event.contests)))
