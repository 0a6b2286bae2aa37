"""How long a granted result lives, and by when to act so that it lives on.

Design §3 rules 8 and 10: the period runs from the anchor the catalogue names, its legal end never moves to another day,
and what has to be done before it has an `act_by`. Ruling 18: an undelivered permit has no clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.catalogue.model import Validity
from domain.catalogue.vocabulary import LapseEffect, ValidityStart
from domain.dates.terms import Step, Term, act_before, add_term
from domain.project.events.projectfacts import AGREED_START, CONSTRUCTION_STARTED
from domain.project.model.life import Life
from domain.project.model.phases import Phase
from domain.project.model.progress import counts_at
from domain.project.model.rules import Rules
from domain.project.model.scoping import WHOLE
from domain.project.model.second import superseded_on
from domain.project.model.state import Fact, Matter, Project


@dataclass(frozen=True, slots=True)
class ResultValidity:
    """The period of a result as it stands; `expiry` is its last day, `act_by` the last working day to act on it."""

    start: date
    expiry: date
    act_by: date
    provisional: bool
    steps: tuple[Step, ...]
    used: int  # extensions and renewals so far
    allowed: int | None  # None: without limit
    effect: LapseEffect
    met_on: date | None  # within the period the works began, or a later result took its place: it no longer matters


def validity(matter: Matter, project: Project, rules: Rules) -> ResultValidity | None:
    """The validity of a granted result; None where it has none, or its clock has not begun (ruling 18)."""
    rule, life = matter.definition.validity, matter.life
    if life is None or matter.phase is not Phase.GRANTED:
        return None
    start = began(matter, life, project)
    if start is None or (rule is None and life.valid_until is None):
        return None
    steps = list(periods(start, rule, life, rules))
    expiry, used = steps[-1].on, len(life.prolonged)
    allowed = rule.extension_times if rule else None
    exhausted = allowed is not None and used >= allowed
    act = act_before(rules.calendar, expiry, rule.apply_before if rule and not exhausted else None)
    started = started_on(project, matter) if rule and rule.to_start_in else None
    met = min((day for day in (started, superseded_on(project, matter)) if day and day <= expiry), default=None)
    return ResultValidity(
        start=start,
        expiry=expiry,
        act_by=act.act_by,
        provisional=act.provisional,
        steps=(*steps, *act.steps),
        used=used,
        allowed=allowed,
        effect=rule.on_lapse if rule else LapseEffect.EXPIRES,
        met_on=met,
    )


def began(matter: Matter, life: Life, project: Project) -> date | None:
    """The day from which the period runs: decision, delivery, the certificate's date, or the agreed start."""
    rule = matter.definition.validity
    if rule is None or rule.starts_from is ValidityStart.GRANT:
        return life.granted_on
    if rule.starts_from is ValidityStart.DELIVERY:
        return matter.delivered_on
    if rule.starts_from is ValidityStart.CERTIFICATE_DATE:
        return life.certificate_on or life.granted_on
    agreed = facts_of(project, matter, AGREED_START)
    return agreed[-1].due if agreed else None


def undelivered(matter: Matter) -> bool:
    """Granted, its period runs from the delivery, and nobody handed it over: no clock runs yet (ruling 18)."""
    rule = matter.definition.validity
    from_delivery = rule is not None and rule.starts_from is ValidityStart.DELIVERY
    return from_delivery and matter.phase is Phase.GRANTED and matter.delivered_on is None


def periods(start: date, rule: Validity | None, life: Life, rules: Rules) -> Iterator[Step]:
    """The first period and each that was added to it, with its last day."""
    first = rule.period if rule else None
    yield period(start, first, life.valid_until, rules)
    last = life.valid_until or period(start, first, None, rules).on
    longer = (rule.extension_each or rule.period) if rule else None
    for one in life.prolonged:
        step = period(last, longer, one.until, rules, rule="prolonged")
        last = step.on
        yield step


def period(start: date, term: Term | None, until: date | None, rules: Rules, rule: str = "valid_for") -> Step:
    """The last day of a period: as written, else by its length, else where it began."""
    if until is not None or term is None:
        return Step("valid_until", until or start, (("start", start),))
    params = (("start", start), ("count", term.count), ("unit", term.unit))
    return Step(rule, add_term(start, term, rules.calendar), params)


def facts_of(project: Project, matter: Matter, kind: str) -> list[Fact]:
    """The facts of a kind that are about the matter: the project's own and its scope's; all, where it has none."""
    place = project.scopes.place(matter.key)
    return [fact for fact in project.facts if fact.kind == kind and (place == WHOLE or counts_at(project, fact, place))]


def started_on(project: Project, matter: Matter) -> date | None:
    """The day on which works of the matter's scope first began."""
    return min((fact.on for fact in facts_of(project, matter, CONSTRUCTION_STARTED)), default=None)


def re_examination_on(matter: Matter, project: Project, rules: Rules) -> date | None:
    """From this day the result has to be examined again before the works begin (环境影响评价法 §24)."""
    found = validity(matter, project, rules)
    if found is None or found.effect is not LapseEffect.RE_EXAMINATION or found.met_on:
        return None
    return found.expiry + timedelta(days=1)
