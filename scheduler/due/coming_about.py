"""What the calendar has brought about and nobody recorded: the scheduler's sweep does, as commands (ruling 6)."""

from datetime import date

from domain.project.model.limits import answer_due, can_be_deemed
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.expiring import run_out


def come_about(project: Project, rules: Rules, today: date) -> tuple[str, ...]:
    """What the calendar has brought about by today and nobody recorded: silences that are over, results run out."""
    return (*silent(project, rules, today), *run_out(project, rules, today))


def silent(project: Project, rules: Rules, today: date) -> tuple[str, ...]:
    """The receipts, "matter@day", whose five working days of silence are over (行政许可法 §32)."""
    found = []
    for matter in project.matters.values():
        answer = answer_due(matter, rules.calendar) if can_be_deemed(matter) else None
        if matter.attempt and answer and answer.due_on and answer.due_on < today:
            found.append(f"{matter.key}@{matter.attempt.waiting_since}")
    return tuple(sorted(found))
