"""The rows of a file by the project they are of, and those that cannot be given to one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.importing.entries import key_of_project
from api.tables.definitions import CASES, FACTS, PROJECTS
from api.tables.model import Problem, Reading, Row
from api.tables.reading import ANY


@dataclass
class Group:
    """The rows of one project."""

    project: Row | None = None
    cases: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        return [*([self.project] if self.project else []), *self.cases, *self.facts]


@dataclass
class Grouped:
    """All groups by the key of their project; what is wrong; and the rows that wait for another's problem."""

    groups: dict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    problems: list[Problem] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)


def grouped(reading: Reading, rows: Sequence[Row]) -> Grouped:
    """The rows by project; a case without its code is found by the project's name in the same file."""
    found = Grouped()
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.table == PROJECTS:
            group = found.groups[key := key_of_project(row)]
            if group.project is not None:
                found.problems.append(Problem(row.at("project"), "row_twice", {"row": group.project.place.row}))
                continue
            group.project = row
            names[row.get("name")].append(key)
    for row in rows:
        if row.table in (CASES, FACTS) and (whose := named(row, names, reading, found)) is not None:
            group = found.groups[whose]
            (group.cases if row.table == CASES else group.facts).append(row)
    return found


def named(row: Row, names: dict[str, list[str]], reading: Reading, found: Grouped) -> str | None:
    """The project a row is of; None where that is a problem."""
    if code := row.get("project"):
        return str(code)
    name = row.get("project_name")
    keys = names.get(name, [])
    if len(keys) == 1:
        return keys[0]
    if is_of_flawed(name, reading):
        found.waiting.append(row)
        return None
    code = "project_not_named" if not name else "project_name_twice" if keys else "project_name_unknown"
    found.problems.append(Problem(row.at("project_name" if name else "project"), code, {"value": name or ""}))
    return None


def is_of_flawed(key: str | None, reading: Reading) -> bool:
    """Whether the project's own row has a problem, so that others of it cannot be judged."""
    flawed = reading.flawed_keys
    return (PROJECTS, str(key)) in flawed or (PROJECTS, ANY) in flawed
