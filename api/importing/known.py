"""What of a file is recorded already, and what is recorded otherwise: a file imported twice changes nothing.

An import never puts a record right by itself: what reads otherwise is a problem, and is corrected in the file or, with
a reason, on the project's page.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from api.importing.entries import Entry
from api.tables.model import Problem, Row
from api.tables.project_columns import PROFILE_PREFIX
from domain.deciding.commands import ACT_EVENTS, ConfirmRecord, RecordAct, RecordFact
from domain.event import Event
from domain.project.events.applications import ApplicationReceived
from domain.project.events.clocks import ClockResumed, ClockSuspended
from domain.project.events.projectfacts import FactRecorded
from domain.project.events.reviews import PreReviewOpinionGiven, PreReviewStarted
from domain.project.model.evolution import MatterEvent
from domain.project.model.phases import Act
from domain.project.model.state import Project

REVIEWS = frozenset({Act.PRE_REVIEW, Act.PRE_REVIEW_OPINION})
REVIEW_EVENTS = (PreReviewStarted, PreReviewOpinionGiven)
Speaker = Callable[[MatterEvent], bool]
"""Whether an import speaks for the department whose act somebody else recorded."""
ONCE = frozenset(
    {
        "land_won",
        "land_contract_signed",
        "land_delivered",
        "agreed_start",
        "agreed_completion",
        "construction_started",
        "works_completed",
        "owner_completion_acceptance",
        "environmental_facilities_completed",
        "trial_operation_started",
        "production_started",
        "code_assigned",
    }
)
"""Facts of which another day is a contradiction, within one scope."""


def other_registration(row: Row, project: Project) -> Iterator[Problem]:
    """Where a row of the projects reads otherwise than the record."""
    expected = project.expected
    recorded: dict[str, Any] = {
        "project": project.code,
        "name": project.name,
        "enterprise": project.enterprise,
        "uscc": project.uscc,
        "landed_on": project.landed_on,
        "national_code": project.national_code,
        "expected_on": expected and expected.on,
        "expected_document": expected and expected.document,
        "specialist": project.specialist,
        "team": project.team,
        "listed_on": project.yardsticks and project.yardsticks.issued_on,
    }
    recorded |= {f"{PROFILE_PREFIX}{name}": answer for name, answer in (project.profile or {}).items()}
    for name, value in row.values.items():
        if name in recorded and recorded[name] != value:
            yield otherwise(row, name, recorded[name] or "—")


def otherwise(row: Row, column: str, recorded: object) -> Problem:
    return Problem(row.at(column), "recorded_otherwise", {"given": str(row.get(column)), "recorded": str(recorded)})


def attempts_of(facts: Sequence[Event], matter: str) -> list[list[MatterEvent]]:
    """The acts recorded on a matter, attempt by attempt; what came before any receipt is the first."""
    attempts: list[list[MatterEvent]] = [[]]
    for event in facts:
        if isinstance(event, MatterEvent) and event.matter == matter:
            if isinstance(event, ApplicationReceived):
                attempts.append([])
            attempts[-1].append(event)
    return [attempt for attempt in attempts if attempt]


def attempt_of(row: Row, entries: Sequence[Entry], facts: Sequence[Event]) -> Sequence[MatterEvent]:
    """The recorded attempt that a case is: by its number, else by the day of its receipt, else by its result's day."""
    commands = [entry.command for entry in entries if isinstance(entry.command, RecordAct)]
    attempts = attempts_of(facts, commands[0].matter)
    number, received = row.get("receipt_no"), row.get("received_on")
    for attempt in attempts:
        first = attempt[0]
        if number and isinstance(first, ApplicationReceived) and first.receipt_no == number:
            return attempt
    for attempt in attempts:
        if received and isinstance(attempt[0], ApplicationReceived) and attempt[0].effective_on == received:
            return attempt
    prior = any(command.values.get("prior") for command in commands)
    for attempt in attempts:
        if (prior or not received) and any(is_recorded(command, attempt) for command in commands):
            return attempt
    return ()


def is_recorded(command: RecordAct, attempt: Sequence[MatterEvent]) -> bool:
    return any(event.ACT is command.act and event.effective_on == command.effective_on for event in attempt)


def news_of_case(
    row: Row, entries: Sequence[Entry], facts: Sequence[Event], speaker: Speaker
) -> tuple[list[Entry], list[Problem]]:
    """What of a case is not recorded yet, and what of it is recorded otherwise; what its number confirms is news."""
    attempt = attempt_of(row, entries, facts)
    news: list[Entry] = []
    problems: list[Problem] = []
    for entry in entries:
        command = entry.command
        if not isinstance(command, RecordAct):
            continue
        if command.act is Act.SUSPEND:
            news_of_stop(entry, command, attempt, news, problems)
            continue
        among = reviews_of(facts, command.matter) if command.act in REVIEWS else attempt
        same = [event for event in among if isinstance(event, ACT_EVENTS[command.act])]
        on_the_day = [event for event in same if event.effective_on == command.effective_on]
        if not same:
            news.append(entry)
        elif not on_the_day:
            problems.append(otherwise(row, entry.main, same[-1].effective_on))
        elif command.act is Act.GRANT and row.get("document") not in (None, *(event.document for event in same)):
            problems.append(otherwise(row, "document", same[-1].document or "—"))
        elif brings_the_number(row, attempt):
            news += [
                Entry(ConfirmRecord(matter=event.matter, version=event.originator_version), row, entry.main)
                for event in on_the_day
                if event.unconfirmed and speaker(event)
            ]
    return news, problems


def reviews_of(facts: Sequence[Event], matter: str) -> list[MatterEvent]:
    """The acts of the pre-reviews of a matter, which belong to no attempt."""
    return [event for event in facts if isinstance(event, REVIEW_EVENTS) and event.matter == matter]


def news_of_stop(
    entry: Entry, command: RecordAct, attempt: Sequence[MatterEvent], news: list[Entry], problems: list[Problem]
) -> None:
    """A stop that is not recorded yet, or its end; an attempt may have several stops of a kind, each on a day."""
    kind, ended_on = command.values["kind"], command.values["resumed_on"]
    stops = [one for one in attempt if isinstance(one, ClockSuspended) and one.kind == kind]
    stop = next((one for one in stops if one.effective_on == command.effective_on), None)
    if stop is None:
        news.append(entry)
        return
    ends = [one.effective_on for one in attempt if isinstance(one, ClockResumed) and one.kind in ("", kind)]
    recorded = stop.resumed_on or next((on for on in ends if on >= stop.effective_on), None)
    if ended_on and recorded is None:
        end = RecordAct(
            act=Act.RESUME,
            matter=command.matter,
            effective_on=ended_on,
            reason=command.reason,
            values={"kind": kind},
        )
        news.append(Entry(end, entry.row, "resumed_on", entry.fields))
    elif ended_on and ended_on != recorded:
        problems.append(otherwise(entry.row, "resumed_on", recorded))


def brings_the_number(row: Row, attempt: Sequence[MatterEvent]) -> bool:
    """The department's own ledger has the number under which the case is recorded: it is its word (待核, design §2)."""
    first = attempt[0] if attempt else None
    number = row.get("receipt_no")
    return bool(number) and isinstance(first, ApplicationReceived) and first.receipt_no == number


def news_of_fact(entry: Entry, facts: Sequence[Event]) -> tuple[list[Entry], list[Problem]]:
    """A fact that is not recorded yet; another day of what happens once is a contradiction."""
    command = entry.command
    if not isinstance(command, RecordFact):
        return [], []
    scope = command.values["scope"]
    same = [
        event
        for event in facts
        if isinstance(event, FactRecorded) and (event.kind, event.scope) == (command.kind, scope)
    ]
    days: list[date] = [event.effective_on for event in same]
    if command.effective_on in days:
        return [], []
    if same and command.kind in ONCE:
        return [], [otherwise(entry.row, "on", days[-1])]
    return [entry], []
