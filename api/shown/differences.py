"""What a previewed command moves (ruling 32): deadlines before and after, the light, the reminders."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.lights import marks
from domain.project.due.deadlines import deadlines
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.projects import Preview
from domain.reminders.points import Point, points
from domain.reminders.rungs import Rung
from scheduler.due.outlook import Outlook
from scheduler.policy.policy import Addressee


def differences(preview: Preview, outlook: Outlook, today: date) -> dict[str, Any]:
    """Dates, lights and reminders that change; `before` or `after` None where there is none."""
    before, after, rules = preview.before, preview.judgement.project, outlook.rules
    return {
        "dates": moved_dates(before, after, rules),
        "lights": {"before": light(before, rules, today), "after": light(after, rules, today)},
        "reminders": moved_reminders(before, after, outlook, today),
    }


def moved_dates(before: Project, after: Project, rules: Rules) -> list[dict[str, Any]]:
    old, new = due_days(before, rules), due_days(after, rules)
    return [
        {"matter": key[0], "kind": key[1], "of": key[2] or None, "before": old.get(key), "after": new.get(key)}
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]


def due_days(project: Project, rules: Rules) -> dict[tuple[str, str, str], date]:
    return {(item.matter, item.kind, item.detail): item.due_on for item in deadlines(project, rules)}


def light(project: Project, rules: Rules, today: date) -> dict[str, Any] | None:
    """The light today and the days on which it turns; None before the project is registered."""
    if project.landed_on is None:
        return None
    found = marks(project, rules, None)
    return {
        "light": found.light(today),
        "red_on": found.red.on if found.red else None,
        "yellow_on": found.yellow.on if found.yellow else None,
        "state": found.state,
    }


def moved_reminders(before: Project, after: Project, outlook: Outlook, today: date) -> list[dict[str, Any]]:
    """The reminders that would go out and now will not, and the other way round, in the order of their days."""
    old, new = outstanding(before, outlook, today), outstanding(after, outlook, today)
    moved = [("vanishes", rung, roles) for key, (rung, roles) in old.items() if key not in new and rung.on >= today]
    moved += [("appears", rung, roles) for key, (rung, roles) in new.items() if key not in old]
    return [
        {
            "change": change,
            "matter": rung.matter,
            "kind": rung.kind,
            "step": rung.step,
            "on": max(rung.on, today),
            "due_on": rung.due_on,
            "to": roles,
        }
        for change, rung, roles in sorted(moved, key=lambda item: (item[1].on, item[1].matter, item[1].kind, item[0]))
    ]


def outstanding(project: Project, outlook: Outlook, today: date) -> dict[Any, tuple[Rung, tuple[Addressee, ...]]]:
    """The reminders still to come, by rung; of those whose day has passed only each deadline's newest is sent."""
    found = [pair for point in points(project, outlook.rules) for pair in of_point(project, point, outlook, today)]
    return {rung.id: (rung, roles) for rung, roles in found}


def of_point(
    project: Project, point: Point, outlook: Outlook, today: date
) -> Iterator[tuple[Rung, tuple[Addressee, ...]]]:
    row = outlook.policy.rows.get(point.node)
    rungs = outlook.planned(project, point, row) if row else ()
    passed = [rung for rung in rungs if rung.on < today]
    if row:
        yield from ((rung, row.to) for rung in rungs[max(0, len(passed) - 1) :])
