"""Forecasts as the API shows them: every date with the rule or fact it came from, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.locale import text
from api.shown.matters import planned_view
from api.shown.project import expected_view, promised_assumed
from api.words.history_lines import Words
from domain.catalogue.model import Catalogue, Stage
from domain.lights import PERMIT, permit_target
from domain.planning.comparison import Comparison, Difference
from domain.planning.foreseen import Because, Forecast, Foreseen
from domain.project.events.servicelist import WAYS
from domain.project.events.targets import current_target
from domain.project.model.state import Project


@dataclass(frozen=True)
class Namer:
    """The names of matters, stages and facts in one language; `scopes`: of the project, as its keys are called by."""

    catalogue: Catalogue
    language: str
    scopes: Mapping[str, str] = field(default_factory=dict)

    def matter(self, key: str) -> str:
        """A matter's name; empty for none."""
        return Words(self.language, self.catalogue).matter(key, self.scopes)

    def fact(self, kind: str) -> str:
        found = self.catalogue.fact_kinds.get(kind)
        return self.of(found.zh, found.en) if found else kind

    def stage(self, stage: Stage) -> str:
        return self.of(stage.name_zh, stage.name_en)

    def milestone(self, stage: Stage) -> str:
        return self.of(stage.milestone_zh, stage.milestone_en)

    def of(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def because(self, because: Because) -> dict[str, Any]:
        """The ground of a date: the rule, what it followed, and all of it as a sentence."""
        words = text(
            f"because.{because.basis.value}",
            self.language,
            on=because.on,
            matter=self.matter(because.matter),
            fact=self.fact(because.fact),
        )
        return {
            "rule": because.basis,
            "on": because.on,
            "matter": because.matter or None,
            "fact": because.fact or None,
            "text": words,
        }


def foreseen_view(day: Foreseen | None, names: Namer) -> dict[str, Any] | None:
    """A date, whether it is a fact or an estimate, and why."""
    if day is None:
        return None
    return {
        "on": day.on,
        "actual": day.actual,
        "provisional": day.provisional,
        "because": names.because(day.because),
    }


def milestones_view(project: Project, told: Forecast, names: Namer, as_of: date) -> dict[str, Any]:
    """Per stage the original target, the forecast and the actual day; the construction permit and who holds it."""
    return {
        **heading(project, told, names, as_of),
        "milestones": [milestone_row(project, told, names, stage) for stage in names.catalogue.stages],
    }


def milestone_row(project: Project, told: Forecast, names: Namer, stage: Stage) -> dict[str, Any]:
    planned = milestone_plans(project, stage.id)
    found = told.milestones.get(stage.id)
    return {
        "stage": stage.id,
        "name": names.stage(stage),
        "milestone": names.milestone(stage),
        "original_target": planned["escorted"],
        "target": current_target(project, stage.id),
        "yardsticks": planned,
        "forecast": foreseen_view(found, names),
        "actual": found.on if found and found.actual else None,
    }


def milestone_plans(project: Project, stage: str) -> dict[str, date | None]:
    """The frozen day of a milestone by way."""
    rows = project.yardsticks.milestones if project.yardsticks else ()
    found = {row.way: row.granted for row in rows if row.key == stage}
    return {way: found.get(way) for way in WAYS}


def schedule_view(project: Project, told: Forecast, names: Namer, as_of: date) -> dict[str, Any]:
    """Per matter the three yardsticks, the forecast and the actual days."""
    return {
        **heading(project, told, names, as_of),
        "matters": [matter_row(project, told, names, key) for key in told.matters],
    }


def matter_row(project: Project, told: Forecast, names: Namer, key: str) -> dict[str, Any]:
    matter, found = project.matters[key], told.matters[key]
    planned: Mapping[str, Any] = planned_view(project, key) or {}
    return {
        "key": key,
        "name": names.matter(key),
        "stage": matter.definition.stage,
        "department": matter.definition.department,
        "phase": matter.phase,
        "yardsticks": {way: planned.get(way) for way in WAYS},
        "forecast": {
            "begins": foreseen_view(found.begins, names),
            "granted": foreseen_view(found.granted, names),
        },
        "actual": {"begins": matter.begun_on, "granted": matter.granted_on},
        "critical": key in told.critical_chain,
    }


def heading(project: Project, told: Forecast, names: Namer, as_of: date) -> dict[str, Any]:
    """What both views say of the whole."""
    permit = project.matters.get(project.scopes.headline(PERMIT))
    return {
        "id": str(project.id),
        "code": project.code,
        "as_of": as_of,
        "promised_limits_assumed": promised_assumed(names.catalogue),
        "construction_days": told.construction_days,
        "construction_permit": {
            "expected": expected_view(project),
            "target": permit_target(project),
            "forecast": foreseen_view(told.construction_permit, names),
            "actual": permit.first_granted_on if permit else None,
        },
        "construction_start": foreseen_view(told.construction_start, names),
        "critical_chain": [{"key": key, "name": names.matter(key)} for key in told.critical_chain],
        "held_by": held_by(told, names),
    }


def held_by(told: Forecast, names: Namer) -> dict[str, Any] | None:
    """The matter that holds the permit now, and whose move it is."""
    hold = told.held_by
    if hold is None:
        return None
    return {
        "matter": hold.matter,
        "name": names.matter(hold.matter),
        "owner": hold.owner,
        "department": hold.department,
    }


def comparison_view(found: Comparison, names: Namer, as_of: date) -> dict[str, Any]:
    """The dates that differ, each before and after with its ground."""
    return {
        "as_of": as_of,
        "construction_permit": difference_view(found.construction_permit, names),
        "construction_start": difference_view(found.construction_start, names),
        "matters": [named_difference(item, names) for item in found.matters],
        "milestones": [
            {"stage": item.key, "name": stage_name(item.key, names), **difference_view(item, names)}
            for item in found.milestones
        ],
        "irregularities": irregularities_view(found.irregularities, names.language),
    }


def named_difference(item: Difference, names: Namer) -> dict[str, Any]:
    return {"key": item.key, "name": names.matter(item.key), "part": item.part, **difference_view(item, names)}


def difference_view(item: Difference, names: Namer) -> dict[str, Any]:
    return {
        "before": foreseen_view(item.before, names),
        "after": foreseen_view(item.after, names),
        "working_days": item.working_days,
    }


def stage_name(key: str, names: Namer) -> str:
    return next(names.stage(stage) for stage in names.catalogue.stages if stage.id == key)


def irregularities_view(codes: Iterable[str], language: str) -> list[dict[str, str]]:
    return [{"code": code, "title": text(f"irregularity.{code}", language)} for code in codes]
