"""What if: the same project with facts changed, its forecast compared date by date; nothing is stored.

The changes are the commands of the record, judged as it would judge them, besides what no command can say: other
answers of the profile, no opinions in advance, one more day off. What is asked may lie in the future.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.deciding.case import Actor, Case
from domain.deciding.commands import (
    CorrectRecord,
    EnterProfile,
    IssueServiceList,
    ProjectCommand,
    RecordAct,
    RecordFact,
)
from domain.deciding.decide import decide
from domain.deciding.judging import judge
from domain.errors import DomainError
from domain.event import Event, Stamp
from domain.log.logs import Log
from domain.planning.comparison import Comparison, compare
from domain.planning.forecast import forecast
from domain.project.model.evolution import ProjectEvent
from domain.project.model.rules import Rules
from domain.project.record.record import Record, open_record
from domain.projects import indexed

WHAT_IF = "what-if"
ASSUMED_DAY_OFF = "assumed"  # the holiday's name


@dataclass(frozen=True)
class WithoutPreReview:
    """As if no opinion were given in advance: what is not under way yet takes the ordinary way."""


@dataclass(frozen=True)
class DayOff:
    """A working day that becomes a day off."""

    on: date


@dataclass(frozen=True)
class OtherAnswers:
    """Other answers of the profile; with them another service list is issued."""

    answers: Mapping[str, Any]


Change = RecordAct | RecordFact | CorrectRecord | OtherAnswers | DayOff | WithoutPreReview


def what_if(log: Sequence[Event], changes: Sequence[Change], rules: Rules, as_of: date) -> Comparison:
    """The project's forecast as its log stands, and with the changes; both rolled forward to `as_of`, today.

    Raises DomainError as the commands themselves would, naming the index of the change; unknown_project without a log.
    """
    if not log:
        raise DomainError("unknown_project", project="")
    known = open_record(log[0].originator_id, log, rules)
    supposed = with_days_off(rules, changes)
    record = known if supposed is rules else open_record(known.id, log, supposed)
    record = changed_record(record, changes, supposed, as_of)
    pre_review = not any(isinstance(change, WithoutPreReview) for change in changes)
    return compare(
        forecast(known.project, rules, as_of),
        forecast(record.project, supposed, as_of, pre_review=pre_review),
        supposed,
        irregularities=sorted({code for event in record.log[len(log) :] for code in codes(event)}),
    )


def with_days_off(rules: Rules, changes: Sequence[Change]) -> Rules:
    """The rules with the calendar that is asked about."""
    calendar = rules.calendar
    for change in changes:
        if isinstance(change, DayOff):
            calendar = calendar.with_day_off(change.on, ASSUMED_DAY_OFF)
    return rules if calendar is rules.calendar else replace(rules, calendar=calendar)


def changed_record(record: Record, changes: Sequence[Change], rules: Rules, as_of: date) -> Record:
    """The record with the changes in it: acts, facts and corrections as one list (ruling 4), then the profile."""
    commands: list[tuple[int, ProjectCommand]] = []
    answers: dict[str, Any] = {}
    place = 0
    for index, change in enumerate(changes):
        if isinstance(change, OtherAnswers):
            answers, place = {**answers, **change.answers}, index
        elif isinstance(change, RecordAct | RecordFact | CorrectRecord):
            commands.append((index, change))
    record = carried_on(record, commands, rules, as_of)
    if answers:
        profile = EnterProfile(effective_on=as_of, answers={**(record.project.profile or {}), **answers})
        record = carried_on(record, [(place, profile)], rules, as_of)
        record = carried_on(record, [(place, IssueServiceList(effective_on=as_of))], rules, as_of)
    return record


def carried_on(record: Record, commands: Sequence[tuple[int, ProjectCommand]], rules: Rules, as_of: date) -> Record:
    """The record after the commands, judged as a whole; a code without a reason is shown, not refused."""
    stamp = hypothetical(record.log, as_of)
    case = Case(record.project, record.log, rules, stamp, date.max, Actor(WHAT_IF))
    entries: list[Event] = []
    items: list[int] = []
    for index, command in commands:
        events = indexed(index, decide, case, command)
        entries += events
        items += [index] * len(events)
    return judge(record, entries, stamp, rules, date.max, items=items).record if entries else record


def hypothetical(log: Log, as_of: date) -> Stamp:
    """The envelope of what is only supposed."""
    return Stamp(
        originator_id=log[0].originator_id,
        originator_version=0,
        recorded_at=log[-1].recorded_at,
        effective_on=as_of,
        district=log[0].district,
        actor=WHAT_IF,
        via=WHAT_IF,
        request_id="",
        command_id="",
        command_digest="",
        cause="",
        reason="",
    )


def codes(event: Event) -> tuple[str, ...]:
    return event.irregularities if isinstance(event, ProjectEvent) else ()
