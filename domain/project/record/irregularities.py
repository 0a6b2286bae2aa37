"""What can happen but should not: the codes, computed from the folded facts by one function (rulings, section 6).

A code never refuses an act. It is shown before the user confirms, needs a reason, and stays with the event; what
the facts say today may differ from what was confirmed then, and the difference is shown.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from domain.catalogue.model import Gate
from domain.dates.terms import add_term, due
from domain.event import Event
from domain.project.due.validity import validity
from domain.project.events import projectfacts
from domain.project.events.applications import (
    AcceptanceDeemed,
    ApplicationAccepted,
    ApplicationNotAccepted,
    SupplementRequested,
    outstanding_materials,
)
from domain.project.events.bundles import fellows
from domain.project.events.clocks import ClockSuspended, LimitExtended, lawful
from domain.project.events.decisions import MatterGranted, MatterRefused, ServiceListGranted
from domain.project.events.projectfacts import FactRecorded
from domain.project.events.results import ResultAnnulled, StartExtended
from domain.project.events.servicelist import ServiceListIssued
from domain.project.model.attempts import Attempt
from domain.project.model.evolution import Applied, Day
from domain.project.model.limits import ANSWER_DAYS, limits
from domain.project.model.phases import Phase
from domain.project.model.prerequisites import open_gates, unsettled, visible
from domain.project.model.rules import Rules
from domain.project.model.state import Project


class Irregularity(StrEnum):
    """The codes, as they stand in events and in the audit."""

    ACCEPTED_BEFORE_DEPENDENCY = "accepted_before_dependency"
    GRANTED_BEFORE_DEPENDENCY = "granted_before_dependency"
    GRANTED_WITH_MISSING_MATERIALS = "granted_with_missing_materials"
    ANSWERED_LATE = "answered_late"
    SECOND_SUPPLEMENT_REQUEST = "second_supplement_request"
    SUPPLEMENT_AFTER_ACCEPTANCE = "supplement_after_acceptance"
    OVER_PROMISED = "over_promised"
    OVER_STATUTORY = "over_statutory"
    SUSPENDED_AFTER_LIMIT = "suspended_after_limit"
    SUSPENSION_WITHOUT_BASIS = "suspension_without_basis"
    EXTENDED_AFTER_LIMIT = "extended_after_limit"
    EXTENDED_BEYOND_LAW = "extended_beyond_law"
    DECISION_WITHOUT_DOCUMENT = "decision_without_document"
    CONSTRUCTION_BEFORE_PERMIT = "construction_before_permit"
    PRODUCTION_BEFORE_GATE = "production_before_gate"
    LIST_CHANGED_AFTER_GRANT = "list_changed_after_grant"


Codes = tuple[Irregularity, ...]


class Judged:
    """One applied event with what its codes are judged on: the matter before it, the project that evening."""

    def __init__(self, applied: Applied, evening: Project, latest: Project, rules: Rules) -> None:
        self.event: Any = applied.event
        self.on: date = applied.event.effective_on
        self.matter = applied.before
        self.evening = evening
        self.latest = latest
        self.rules = rules

    @property
    def attempt(self) -> Attempt | None:
        return self.matter.attempt if self.matter else None

    def passed(self) -> list[str]:
        """The limits already over on the day of the event, as they stood before it."""
        if self.matter is None:
            return []
        both = limits(self.matter, self.latest.answers(self.matter.key), self.rules.calendar)
        return [one.kind for one in both.each() if one.overrun and one.due_on and one.due_on < self.on]


def irregularities(days: Iterable[Day], rules: Rules) -> dict[int, Codes]:
    """The codes of every event by version, for a whole walk; events without any are left out."""
    whole = list(days)
    found: dict[int, Codes] = {}
    for day in whole:
        for version, codes in codes_of_day(day, whole[-1].project, rules).items():
            found[version] = (*found.get(version, ()), *codes)
    return found


def codes_of_day(day: Day, latest: Project, rules: Rules) -> dict[int, Codes]:
    """The codes of one day's events; `latest` is the project as known now, whose list says what applies."""
    found: dict[int, Codes] = {}
    for applied in day.applied:
        if type(applied.event) in CHECKS and (codes := codes_of(Judged(applied, day.project, latest, rules))):
            version = applied.event.originator_version
            found[version] = (*found.get(version, ()), *codes)
    return found


def codes_of(judged: Judged) -> Codes:
    """The codes of one event; none for prior grants."""
    event: Event = judged.event
    if getattr(event, "prior", False):
        return ()
    codes: Codes = ()
    for check in CHECKS.get(type(event), ()):
        codes += check(judged)
    return codes


def before_dependency(judged: Judged) -> Codes:
    """Some applicable prerequisite is neither granted in force by that evening nor waived."""
    code = (
        Irregularity.GRANTED_BEFORE_DEPENDENCY
        if isinstance(judged.event, MatterGranted)
        else Irregularity.ACCEPTED_BEFORE_DEPENDENCY
    )
    missing = set(open_dependencies(judged))
    if judged.matter and code is Irregularity.ACCEPTED_BEFORE_DEPENDENCY:
        missing -= fellows(judged.evening, judged.matter)
    return (code,) if missing else ()


def open_dependencies(judged: Judged) -> list[str]:
    if judged.matter is None:
        return []
    place = judged.latest.scopes.place(judged.matter.key)
    wanted = visible(judged.latest, judged.matter.definition.depends_on, place)
    return unsettled(wanted, judged.latest, judged.evening)


def missing_materials(judged: Judged) -> Codes:
    if judged.matter is None or judged.attempt is None:
        return ()
    evening = judged.evening.matters.get(judged.matter.key, judged.matter)  # what came in that day is not missing
    missing = outstanding_materials(evening) or judged.attempt.open_request
    return (Irregularity.GRANTED_WITH_MISSING_MATERIALS,) if missing else ()


def answered_late(judged: Judged) -> Codes:
    """The first answer after a receipt or supplement comes after the fifth working day, deemed or not."""
    attempt = judged.attempt
    if attempt is None:
        return ()
    waiting = attempt.waiting_since
    if attempt.deemed and attempt.answered_in_writing_on is None:
        waiting = attempt.complete_on
    if waiting is None:
        return ()
    last = due(judged.rules.calendar, waiting, ANSWER_DAYS).due_on
    if last is None or judged.on <= last:
        return ()
    asked = any(request.requested_on > last for request in attempt.requests)  # after a deemed acceptance
    again = asked and isinstance(judged.event, SupplementRequested)
    return () if again else (Irregularity.ANSWERED_LATE,)


def repeated_request(judged: Judged) -> Codes:
    """Separate notices of one day count as one."""
    requests = judged.attempt.requests if judged.attempt else ()
    earlier = any(request.requested_on < judged.on for request in requests)
    return (Irregularity.SECOND_SUPPLEMENT_REQUEST,) if earlier else ()


def request_after_acceptance(judged: Judged) -> Codes:
    accepted = judged.matter is not None and judged.matter.phase in (Phase.ACCEPTED, Phase.SUSPENDED)
    after = accepted and judged.attempt is not None and judged.attempt.accepted_on is not None
    return (Irregularity.SUPPLEMENT_AFTER_ACCEPTANCE,) if after else ()


def over_limits(judged: Judged) -> Codes:
    codes = {"promised": Irregularity.OVER_PROMISED, "statutory": Irregularity.OVER_STATUTORY}
    return tuple(codes[kind] for kind in judged.passed())


def suspended_after_limit(judged: Judged) -> Codes:
    return (Irregularity.SUSPENDED_AFTER_LIMIT,) if judged.passed() else ()


def without_basis(judged: Judged) -> Codes:
    founded = judged.matter is not None and lawful(judged.matter, judged.event)
    return () if founded else (Irregularity.SUSPENSION_WITHOUT_BASIS,)


def extended_after_limit(judged: Judged) -> Codes:
    return (Irregularity.EXTENDED_AFTER_LIMIT,) if judged.passed() else ()


def extended_beyond_law(judged: Judged) -> Codes:
    """More days than the law allows, a second extension, or nobody who approved it; where the law sets a limit."""
    if judged.matter is None or judged.attempt is None:
        return ()
    definition = judged.matter.definition
    if definition.statutory_for(judged.latest.answers(judged.matter.key)) is None:
        return ()
    days = judged.event.days + sum(extension.days for extension in judged.attempt.extensions)
    allowed = definition.statutory_extension_days
    too_long = allowed is not None and days > allowed
    beyond = too_long or not judged.event.approved_by or judged.attempt.extensions
    return (Irregularity.EXTENDED_BEYOND_LAW,) if beyond else ()


def start_extended_beyond_law(judged: Judged) -> Codes:
    """Oftener than the law allows, after the day to ask for it, or for longer than one extension may be."""
    rule = judged.matter.definition.validity if judged.matter else None
    if judged.matter is None or rule is None:
        return ()
    standing = validity(judged.matter, judged.evening, judged.rules)
    used = len(judged.matter.life.prolonged) if judged.matter.life else 0
    beyond = rule.extension_times is not None and used >= rule.extension_times
    if standing is not None:
        beyond = beyond or judged.on > standing.act_by
        until, each = judged.event.until, rule.extension_each
        beyond = beyond or bool(until and each and until > add_term(standing.expiry, each, judged.rules.calendar))
    return (Irregularity.EXTENDED_BEYOND_LAW,) if beyond else ()


def without_document(judged: Judged) -> Codes:
    needed = judged.matter is not None and judged.matter.definition.kind.needs_document
    return (Irregularity.DECISION_WITHOUT_DOCUMENT,) if needed and not judged.event.document else ()


def fact_before_gate(judged: Judged) -> Codes:
    """未批先建, 未验先投: the start came before the permit or another matter that gates it."""
    kind = judged.event.kind
    if kind == projectfacts.CONSTRUCTION_STARTED and ungranted_gates(judged, Gate.CONSTRUCTION_START):
        return (Irregularity.CONSTRUCTION_BEFORE_PERMIT,)
    if kind == projectfacts.PRODUCTION_STARTED and ungranted_gates(judged, Gate.PRODUCTION_START):
        return (Irregularity.PRODUCTION_BEFORE_GATE,)
    return ()


def ungranted_gates(judged: Judged, gate: Gate) -> list[str]:
    return open_gates(judged.evening, judged.latest, gate, judged.rules, judged.event.scope, judged.on)


def changed_after_grant(judged: Judged) -> Codes:
    """The list left out a granted matter, or changed its reason, its limits or what comes before it."""
    review = any(matter.review_needed_on == judged.on for matter in judged.evening.matters.values())
    return (Irregularity.LIST_CHANGED_AFTER_GRANT,) if review else ()


CHECKS: dict[type[Event], Sequence[Callable[[Judged], Codes]]] = {
    ApplicationAccepted: (before_dependency, answered_late),
    AcceptanceDeemed: (before_dependency,),
    ApplicationNotAccepted: (answered_late, without_document),
    SupplementRequested: (answered_late, repeated_request, request_after_acceptance),
    ClockSuspended: (suspended_after_limit, without_basis),
    LimitExtended: (extended_after_limit, extended_beyond_law, without_document),
    StartExtended: (start_extended_beyond_law,),
    ResultAnnulled: (without_document,),
    MatterGranted: (before_dependency, missing_materials, over_limits, without_document),
    ServiceListGranted: (before_dependency,),
    MatterRefused: (over_limits, without_document),
    FactRecorded: (fact_before_gate,),
    ServiceListIssued: (changed_after_grant,),
}
