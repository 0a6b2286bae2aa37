"""What a year's notice, a catalogue, a policy or a post would change, in words, before it is put in force."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from api.locale import text
from api.runtime import Runtime
from api.shown.year_moves import LOOKED_AT, Move, moves_of_year
from domain.catalogue.model import Catalogue
from domain.dates.terms import Term
from domain.event import SHANGHAI
from domain.project.model.thresholds import Thresholds
from projections.lists.deadline_days import counts
from projections.views.reach import EVERYTHING
from scheduler.due.outlook import due_rungs
from scheduler.policy.policy import Policy

SHOWN = 15  # reminders, matters, or dates
HOUR = time(8, 30)


def of_year(here: Runtime, year: int, content: Mapping[str, Any], language: str) -> Iterator[str]:
    """How many days off and make-up days, how many open deadlines lie in that year, and which of all move."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    due = counts(here.views, first, last, EVERYTHING)
    yield text(
        "effect.year",
        language,
        year=year,
        holidays=len(content["holidays"]),
        workdays=len(content["workdays"]),
        deadlines=sum(day.total() for day in due.values()),
    )
    moved, complete = moves_of_year(here, year, content, language)
    yield text("effect.year.moved" if moved else "effect.year.none", language, count=len(moved))
    yield from (move_words(one, language) for one in moved[:SHOWN])
    if len(moved) > SHOWN:
        yield text("effect.more", language, count=len(moved) - SHOWN)
    if not complete:
        yield text("effect.year.looked", language, count=LOOKED_AT)


def move_words(move: Move, language: str) -> str:
    """An open date that would be another, in a line."""
    return text(
        "effect.year.date",
        language,
        project=move.project.name,
        matter=move.matter_name,
        kind=move.kind_name,
        before=move.moved.was_due or "—",
        after=move.moved.due_on or "—",
    )


def of_catalogue(here: Runtime, wanted: Catalogue, language: str) -> Iterator[str]:
    """The matters that come and go, and those whose limits change, against the catalogue in force."""
    known = here.rules.catalogue
    yield text("effect.catalogue", language, old=known.version, new=wanted.version, count=len(wanted.matters))
    names = {**named(known, language), **named(wanted, language)}
    both = known.matters.keys() & wanted.matters.keys()
    limits = {
        "added": [key for key in wanted.matters if key not in known.matters],
        "removed": [key for key in known.matters if key not in wanted.matters],
        "limits": [key for key in wanted.matters if key in both and limits_of(known, key) != limits_of(wanted, key)],
    }
    for kind, keys in limits.items():
        if keys:
            shown = text("history.between", language).join(names[key] for key in keys[:SHOWN])
            yield text(f"effect.catalogue.{kind}", language, count=len(keys), names=shown)
    yield text("effect.catalogue.pinned", language)


def named(catalogue: Catalogue, language: str) -> dict[str, str]:
    return {key: getattr(matter, f"name_{language}") for key, matter in catalogue.matters.items()}


def limits_of(catalogue: Catalogue, key: str) -> tuple[Term, Term | None]:
    return catalogue.matters[key].promised, catalogue.matters[key].statutory


def of_policy(here: Runtime, wanted: Policy, language: str) -> Iterator[str]:
    """Which reminders of the next working morning appear and vanish."""
    calendar = here.rules.calendar
    day = calendar.nth_after(here.projects.today(), 1)
    moment = datetime.combine(day, HOUR, SHANGHAI)
    old, new = (said(here, policy, moment, language) for policy in (here.sweeper.policy, wanted))
    appear, vanish = [new[key] for key in new if key not in old], [old[key] for key in old if key not in new]
    yield text("effect.policy", language, version=wanted.version, day=day, old=len(old), new=len(new))
    for kind, found in (("appears", appear), ("vanishes", vanish)):
        for words in found[:SHOWN]:
            yield f"{text(f'effect.{kind}', language)}{text('history.colon', language)}{words}"
        if len(found) > SHOWN:
            yield text("effect.more", language, count=len(found) - SHOWN)
    yield from of_lights(here.rules.lights, wanted.lights, language)


def of_lights(old: Thresholds, new: Thresholds, language: str) -> Iterator[str]:
    """Which thresholds move; all projects' lights are then worked out anew."""
    moved = [name for name in Thresholds.__struct_fields__ if getattr(old, name) != getattr(new, name)]
    for name in moved:
        what, before, after = text(f"threshold.{name}", language), getattr(old, name), getattr(new, name)
        yield text("effect.threshold", language, what=what, old=before, new=after)
    if moved:
        yield text("effect.lights", language)


def said(here: Runtime, policy: Policy, moment: datetime, language: str) -> dict[object, str]:
    """The reminders of a moment under a policy, each with who would get it."""
    sweeper = here.sweeper
    found = due_rungs(here.projects, sweeper.source.open_projects(), policy, sweeper.book, moment, sweeper.words)
    return {(one.rung.id, staff.staff): f"{staff.staff} {one.text[language]}" for one in found for staff in one.to}
