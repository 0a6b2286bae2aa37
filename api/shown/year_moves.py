"""Which open dates a year's days off would move: told to who loads them, before they are in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.locale import text
from api.runtime import Runtime
from api.words.history_lines import Words
from domain.project.model.state import Project
from domain.project.record.reprojecting import MovedDate, moved_dates
from projections.lists.deadline_days import projects_with

LOOKED_AT = 200  # projects, those due first


@dataclass(frozen=True)
class Move:
    """An open date that would be another, and whose."""

    project: Project
    moved: MovedDate
    words: Words

    @property
    def matter_name(self) -> str:
        return self.words.matter(self.moved.matter, self.project.scopes.names)

    @property
    def kind_name(self) -> str:
        return text(f"kind.{self.moved.kind}", self.words.language)


def moves_of_year(here: Runtime, year: int, content: Mapping[str, Any], language: str) -> tuple[list[Move], bool]:
    """The open dates that a year's days off would move, and whether all projects with some in it were looked at."""
    projects = projects_with(here.views, date(year, 1, 1), date(year, 12, 31), LOOKED_AT + 1)
    after = here.rulebook.with_year(year, content)

    def moves() -> Iterator[Move]:
        for project in projects[:LOOKED_AT]:
            state, _ = here.projects.read(UUID(project))
            before = here.projects.rules_of(state)
            words = Words(language, before.catalogue)
            for one in moved_dates(state, before, after.pinned(state.catalogue)):
                yield Move(state, one, words)

    return list(moves()), len(projects) <= LOOKED_AT


def move_view(move: Move) -> dict[str, Any]:
    """A date that would move, as the API shows it: `before` or `after` is null where there is none."""
    return {
        "project": move.project.id,
        "code": move.project.code,
        "name": move.project.name,
        "matter": move.moved.matter,
        "matter_name": move.matter_name,
        "kind": move.moved.kind,
        "kind_name": move.kind_name,
        "before": move.moved.was_due,
        "after": move.moved.due_on,
    }
