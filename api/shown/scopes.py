"""Scopes and bundles of a project as the API shows them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from api.locale import text
from api.words.history_lines import scope_called
from domain.catalogue.model import Bundle, Catalogue, Stage
from domain.catalogue.vocabulary import Issue
from domain.catalogue.words import label_of, value_text
from domain.project.model.limits import limits
from domain.project.model.progress import reached_by_part
from domain.project.model.rules import Rules
from domain.project.model.scoping import Scope
from domain.project.model.standing import Submission
from domain.project.model.state import Matter, Project

PROMISED = "promised"


def scope_rows(project: Project) -> list[dict[str, Any]]:
    """The scopes in the order they were added, with the keys of their matters; closed ones too."""
    scoping = project.scopes
    return [
        {
            "id": scope.id,
            "kind": scope.kind,
            "within": scope.within or None,
            "main": scope.id == scoping.main,
            "matters": [key for matter in scope.matters if (key := scoping.keys(matter).get(scope.id))],
            "answers": dict(scope.answers),
            "added_on": scope.added_on,
            "closed_on": scope.closed_on,
        }
        for scope in scoping.scopes
    ]


def answer_words(catalogue: Catalogue, name: str, value: Any, language: str) -> str:
    """An answer of a scope's own, as its question and what was said."""
    field = catalogue.profile_fields[name]
    return f"{label_of(field, language)} {value_text(field, value, language)}"


def scope_words(scope: Scope, language: str) -> str:
    """A scope as people call it: what it is, and which."""
    return scope_called(scope.id, scope.kind, language)


def matter_name(project: Project, matter: Matter, language: str) -> str:
    """The name of a matter, with its scope where it has one."""
    definition, scope = matter.definition, project.scopes.get(project.scopes.place(matter.key))
    name = definition.name_zh if language == "zh" else definition.name_en
    return text("history.scoped", language, name=name, scope=scope_words(scope, language)) if scope else name


def stage_scopes(project: Project, stage: Stage) -> dict[str, Any] | None:
    """In which of several scopes the stage has reached its milestone, and when ("2/3"); None without several."""
    by_scope = reached_by_part(project, stage)
    if by_scope is None:
        return None
    return {"reached": sum(on is not None for on in by_scope.values()), "total": len(by_scope), "by_scope": by_scope}


def bundle_rows(project: Project, rules: Rules, language: str) -> list[dict[str, Any]]:
    """The bundles this project can choose or has chosen, each with what it saves and how its members stand."""
    return [bundle_row(project, bundle, rules, language) for bundle in offered(project, rules)]


def offered(project: Project, rules: Rules) -> Iterator[Bundle]:
    """Those whose rule holds and of which at least two members apply, and those handed in."""
    chosen = {submission.bundle for submission in project.submissions}
    for bundle in rules.catalogue.bundles.values():
        applies = project.profile is not None and bundle.applies_when.holds(project.profile)
        if bundle.id in chosen or (applies and len(members_of(project, bundle)) > 1):
            yield bundle


def members_of(project: Project, bundle: Bundle) -> list[Matter]:
    """The matters of the bundle that are on the list, all scopes' of them."""
    keys = [key for matter in bundle.matters for key in project.scopes.visible(matter)]
    found = [project.matters[key] for key in keys if key in project.matters]
    return [matter for matter in found if matter.listed]


def bundle_row(project: Project, bundle: Bundle, rules: Rules, language: str) -> dict[str, Any]:
    """One bundle. The saving stands beside: the plan counts matter by matter."""
    before, after = len(bundle.steps_before), len(bundle.steps_after)
    days = days_matter_by_matter(project, bundle, rules)
    return {
        "bundle": bundle.id,
        "name": bundle.name_zh if language == "zh" else bundle.name_en,
        "issue": bundle.issue,
        "lead_department": bundle.lead_department,
        "members": [matter.key for matter in members_of(project, bundle)],
        "saving": {
            "steps_before": list(bundle.steps_before),
            "steps_after": list(bundle.steps_after),
            "steps": before - after,
            "days_before": days,
            "days_after": bundle.promised_days,
            "days": None if days is None else days - bundle.promised_days,
            "assumed": bundle.promised_source == "assumed",
        },
        "submissions": [
            submission_row(project, bundle, item, rules, language)
            for item in project.submissions
            if item.bundle == bundle.id
        ],
    }


def days_matter_by_matter(project: Project, bundle: Bundle, rules: Rules) -> int | None:
    """The working days the frozen plan by promised limits takes for the members, one after the other."""
    keys = {matter.key for matter in members_of(project, bundle)}
    rows = project.yardsticks.baselines if project.yardsticks else ()
    own = [row for row in rows if row.way == PROMISED and row.key in keys]
    begins, ends = [row.begins for row in own if row.begins], [row.granted for row in own if row.granted]
    if not begins or not ends:
        return None
    return rules.calendar.working_days(min(begins), max(ends))


def submission_row(
    project: Project, bundle: Bundle, submission: Submission, rules: Rules, language: str
) -> dict[str, Any]:
    """One submission: each member with its own clock.

    Certificates handed over together are a target of the service only: the day the last member is due, and for none
    of them later than its own limit.
    """
    due = {key: due_of(project, key, rules) for key in submission.members}
    days = [on for on in due.values() if on]
    together = max(days) if days and bundle.issue is Issue.TOGETHER else None
    return {
        "submitted_on": submission.on,
        "receipt_no": submission.receipt_no,
        "hand_over_target": together,
        "members": [
            {**member_row(project, key, language), "due_on": due[key], "hand_over_by": earlier(together, due[key])}
            for key in submission.members
        ],
    }


def due_of(project: Project, key: str, rules: Rules) -> date | None:
    """The day a member is due by its own limits."""
    matter = project.matters.get(key)
    return limits(matter, project.answers(key), rules.calendar).due_on if matter else None


def earlier(target: date | None, own: date | None) -> date | None:
    """The target, never past the member's own limit."""
    return min(target, own) if target and own else target


def member_row(project: Project, key: str, language: str) -> Mapping[str, Any]:
    matter = project.matters.get(key)
    return {
        "key": key,
        "name": matter_name(project, matter, language) if matter else key,
        "phase": matter.phase if matter else None,
        "granted_on": matter.granted_on if matter else None,
    }
