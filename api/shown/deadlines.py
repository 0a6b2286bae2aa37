"""Open deadlines as the API shows them on a day: of one project with their explanation, or across projects."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.shown.results import duty_words
from api.words.explanations import explained
from api.words.history_lines import Words
from domain.project.due.deadlines import Deadline, DeadlineKind, Owner, deadlines
from domain.project.model.rules import Rules
from domain.project.model.scoping import scope_names
from domain.project.model.state import Project

PROJECT = ("project", "code", "name", "enterprise", "specialist", "team")


def deadlines_view(project: Project, rules: Rules, as_of: date, language: str) -> dict[str, Any]:
    """The open deadlines of a project on D, the earliest first."""
    return {
        "id": str(project.id),
        "code": project.code,
        "as_of": as_of,
        "deadlines": [named(item, rules, as_of, language, project.scopes.names) for item in deadlines(project, rules)],
    }


def deadline_view(item: Deadline, rules: Rules, as_of: date, language: str) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "matter": item.matter,
        "start": item.start,
        "due_on": item.due_on,
        "left": rules.calendar.working_days(as_of, item.due_on),
        "owner": item.owner,
        "department": item.department,
        "detail": item.detail or None,
        "duty": duty_words(item, rules.catalogue, language),
        "provisional": item.provisional,
        "explain": explained(item.steps, language),
    }


def named(item: Deadline, rules: Rules, as_of: date, language: str, scopes: Mapping[str, str]) -> dict[str, Any]:
    """A deadline with the name of its matter (or stage); `left` is negative when overdue. `scopes`: `scope_names`."""
    return {
        **deadline_view(item, rules, as_of, language),
        "matter_name": Words(language, rules.catalogue).about(item.matter, item.detail, scopes),
    }


def across_view(row: Mapping[str, Any], rules: Rules, as_of: date, language: str) -> dict[str, Any]:
    """A row of the view with its project; how its date came about is told with the project."""
    found = named(deadline_of(row), rules, as_of, language, scope_names(row["scopes"], row["keepers"]))
    return {name: row[name] for name in PROJECT} | {name: value for name, value in found.items() if name != "explain"}


def deadline_of(row: Mapping[str, Any]) -> Deadline:
    """The deadline of a row of the view."""
    return Deadline(
        DeadlineKind(row["kind"]),
        row["matter"],
        row["start"],
        row["due_on"],
        Owner(row["owner"]),
        row["department"],
        provisional=row["provisional"],
        detail=row["detail"],
        overrun=row["overrun"],
        recurring=row["recurring"],
    )
