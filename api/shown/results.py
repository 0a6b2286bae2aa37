"""A granted result as the API shows it: what became of it, how long it lives, by when to act, and why."""

from typing import Any

from api.words.explanations import explained
from domain.catalogue.model import Catalogue
from domain.project.due.deadlines import Deadline, DeadlineKind
from domain.project.due.validity import re_examination_on, undelivered, validity
from domain.project.model.evolution import catalogue_id
from domain.project.model.rules import Rules
from domain.project.model.state import Matter, Project

DUTIES = (DeadlineKind.POST_PERMIT_DUTY, DeadlineKind.LAND_DATE, DeadlineKind.IDLE_LAND)


def result_view(matter: Matter, project: Project, rules: Rules, language: str) -> dict[str, Any] | None:
    """None while nothing was granted under the current attempt."""
    life = matter.life
    if life is None:
        return None
    return {
        "granted_on": life.granted_on,
        "undelivered": undelivered(matter),
        "certificate_on": life.certificate_on,
        "interval_months": life.interval_months,
        "changed_on": life.changed_on,
        "prolonged": [
            {"on": one.on, "by": one.by, "until": one.until, "in_writing_on": one.in_writing_on}
            for one in life.prolonged
        ],
        "renewal_applied_on": life.renewal_applied_on,
        "lapsed_on": life.lapsed_on,
        "annulled_on": life.annulled_on,
        "annulment": life.annulment,
        "validity": validity_view(matter, project, rules, language),
        "re_examination_on": re_examination_on(matter, project, rules),
    }


def validity_view(matter: Matter, project: Project, rules: Rules, language: str) -> dict[str, Any] | None:
    """The period, its last day and the day to act; `met_on`: the works began in time, it no longer matters."""
    found = validity(matter, project, rules)
    if found is None:
        return None
    return {
        "starts_on": found.start,
        "expires_on": found.expiry,
        "act_by": found.act_by,
        "provisional": found.provisional,
        "extensions_used": found.used,
        "extensions_allowed": found.allowed,
        "on_lapse": found.effect,
        "met_on": found.met_on,
        "explain": explained(found.steps, language),
    }


def duty_words(item: Deadline, catalogue: Catalogue, language: str) -> str | None:
    """What is owed, where the deadline is a duty after a grant, or the milestone that is aimed at."""
    zh = language == "zh"
    if item.kind is DeadlineKind.MILESTONE_TARGET:
        stage = next((stage for stage in catalogue.stages if stage.id == item.detail), None)
        if stage is None:
            return None
        return stage.milestone_zh if zh else stage.milestone_en
    known = catalogue.duties.get(catalogue_id(item.matter), ())
    duty = next((duty for duty in known if duty.id == item.detail), None)
    if duty is None or item.kind not in DUTIES:
        return None
    return duty.what_zh if zh else duty.what_en
