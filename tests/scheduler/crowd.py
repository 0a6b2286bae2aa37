"""Many projects with many reminders due on one morning: one life told through the commands, then copied."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from domain.catalogue.model import Semantics
from domain.dates.terms import Unit
from domain.event import NAMESPACE, Event
from domain.log.ledger import Ledger
from tests.scenario import Scenario, day
from tests.scheduler.stage import REASON, started

MORNING = "09-29 09:00"  # a Tuesday: no summaries, for which all projects would be looked at
DUE_ON = day("09-30")
EACH = 10  # matters of a project that are due
SHORT, LONG = 3, 9  # promises, in working days, whose first reminder comes the day before


def fill(ledger: Ledger, projects: int, each: int = EACH) -> list[UUID]:
    """So many projects, with so many matters each; their ids."""
    life = told(each)
    ids = [uuid5(NAMESPACE, f"crowd {number}") for number in range(projects)]
    for place in range(0, projects, 5):
        ledger.save([replace(event, originator_id=one) for one in ids[place : place + 5] for event in life])
    return ids


def told(each: int) -> Sequence[Event]:
    """A project with a specialist and matters accepted so that each promise ends the day after the morning."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = started(Scenario(f"sqlite:///{folder}"))
        calendar = scenario.rules.calendar
        for key, days in chosen(scenario)[:each]:
            on = calendar.nth_before(DUE_ON, days).isoformat()
            scenario.at(f"{on} 09:00").act(key, "receive", on, receipt_no="JM-1")
            scenario.act(key, "accept", on, REASON)
        life = tuple(scenario.log)
        scenario.close()
    return life


def chosen(scenario: Scenario) -> list[tuple[str, int]]:
    """The matters and their promises, the longest first, so that time goes on."""
    found = [
        (key, matter.definition.promised.count)
        for key, matter in scenario.read().matters.items()
        if matter.definition.promised.unit is Unit.WORKING_DAYS
        and matter.definition.semantics is Semantics.MAXIMUM
        and SHORT <= matter.definition.promised.count <= LONG
    ]
    return sorted(found, key=lambda one: -one[1])
