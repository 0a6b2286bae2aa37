"""What a move to another catalogue means for a project, shown before it is made."""

from dataclasses import asdict
from datetime import date
from typing import Any

from domain.planning.forecast import forecast
from domain.project.events.cataloguemoves import effect_of
from domain.project.model.state import Project
from domain.projects import Preview, Projects


def move_view(preview: Preview, projects: Projects, version: str) -> dict[str, Any]:
    """The matters a next list would add and leave out, the limits that change, the forecast before and after."""
    before, after = foreseen(preview.before, projects), foreseen(preview.judgement.project, projects)
    return {
        **asdict(effect_of(preview.before, projects.rules, version)),
        "forecast": [
            {"milestone": name, "before": before.get(name), "after": after.get(name)}
            for name in {**before, **after}
            if before.get(name) != after.get(name)
        ],
    }


def foreseen(project: Project, projects: Projects) -> dict[str, date | None]:
    """The forecast day of each milestone, by the project's own catalogue."""
    told = forecast(project, projects.rules_of(project))
    return {stage: day.on if day else None for stage, day in told.milestones.items()}
