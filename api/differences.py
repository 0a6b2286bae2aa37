"""What a previewed command moves: deadlines before and after, and the light."""

from typing import Any

from domain.project.deadlines import deadlines
from domain.project.evolution import Rules
from domain.project.lights import marks
from domain.project.state import Project
from domain.projects import Preview


def differences(preview: Preview, rules: Rules) -> dict[str, Any]:
    """Dates and lights that change; `before` or `after` None where there is none."""
    before = preview.before
    after = preview.judgement.project
    return {
        "dates": moved_dates(before, after, rules),
        "lights": {"before": light(before, rules), "after": light(after, rules)},
    }


def moved_dates(before: Project, after: Project, rules: Rules) -> list[dict[str, Any]]:
    old = {(item.matter, item.kind): item.due_on for item in deadlines(before, rules)}
    new = {(item.matter, item.kind): item.due_on for item in deadlines(after, rules)}
    return [
        {"matter": matter, "kind": kind, "before": old.get((matter, kind)), "after": new.get((matter, kind))}
        for matter, kind in sorted(old.keys() | new.keys())
        if old.get((matter, kind)) != new.get((matter, kind))
    ]


def light(project: Project, rules: Rules) -> dict[str, Any]:
    found = marks(project, rules, None)
    return {
        "red_on": found.red.on if found.red else None,
        "yellow_on": found.yellow.on if found.yellow else None,
        "state": found.state,
    }
