"""Whose projects: the one condition that guards a single project and narrows every list (design §9)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, exists, false, or_, select

from domain.project.model.state import Project
from projections.views.matters import matters
from projections.views.portfolio import portfolio

p, m = portfolio.c, matters.c
NOBODY = ""  # in charge of a project that was taken in and not yet assigned


@dataclass(frozen=True, slots=True)
class Reach:
    """Which projects somebody sees and acts on: all, or those that one of these says.

    `teams` and `specialists` are who is in charge, `projects` ids. `departments`: with a matter of theirs; with
    `landing` also those without a service list yet, as long as the matters of the first stage are open for all.
    `unassigned`: those in nobody's charge yet.
    """

    everything: bool = False
    teams: frozenset[str] = frozenset()
    specialists: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    landing: bool = False
    unassigned: bool = False

    def covers(self, project: Project) -> bool:
        """Whether a project is one of them, as it stands."""
        if self.everything or project.specialist in self.specialists or project.team in self.teams:
            return True
        if self.unassigned and project.specialist == NOBODY:
            return True
        if self.landing and not project.listed:
            return True
        if self.departments and any(one.definition.department in self.departments for one in project.matters.values()):
            return True
        return bool(self.projects) and str(project.id) in self.projects

    def condition(self) -> ColumnElement[bool]:
        """The same of a row of the portfolio."""
        ways: list[ColumnElement[bool]] = []
        if self.teams:
            ways.append(p.team.in_(sorted(self.teams)))
        if specialists := [*sorted(self.specialists), *([NOBODY] if self.unassigned else [])]:
            ways.append(p.specialist.in_(specialists))
        if self.departments:
            ways.append(p.number.in_(select(m.number).where(m.department.in_(sorted(self.departments)))))
        if self.landing:
            ways.append(~exists().where(m.number == p.number, m.applies))
        if self.projects:
            ways.append(p.project.in_(sorted(self.projects)))
        return or_(*ways) if ways else false()


EVERYTHING = Reach(everything=True)
NOTHING = Reach()


def within(reach: Reach) -> Sequence[ColumnElement[bool]]:
    """What a query of the portfolio, or of what is joined to it, has to say more."""
    return () if reach.everything else (reach.condition(),)


def within_then(connection: Connection, reach: Reach, known_at: datetime | None) -> Sequence[ColumnElement[bool]]:
    """The same of a query that may read a past moment: who sees a project today sees its past, whoever had it then."""
    if reach.everything or known_at is None:
        return within(reach)
    return (p.number.in_(numbers_within(connection, reach)),)


def numbers_within(connection: Connection, reach: Reach) -> Collection[int]:
    """The projects within a reach that does not go to all."""
    return connection.execute(select(p.number).where(reach.condition())).scalars().all()


def whole_teams(engine: Engine, reach: Reach) -> frozenset[str] | None:
    """The task forces (empty: nobody's) whose projects are just those within reach; None where it is not that simple.

    Their figures are counted already.
    """
    if not reach.teams or reach.departments or reach.projects:
        return None
    teams = reach.teams | ({NOBODY} if reach.unassigned else set())
    strays = select(p.number).where(p.specialist.in_(sorted(reach.specialists)), p.team.not_in(sorted(teams)))
    with engine.connect() as connection:
        return None if connection.execute(strays.limit(1)).first() else frozenset(teams)


def own_or_within(own: ColumnElement[bool], reach: Reach) -> Sequence[ColumnElement[bool]]:
    """What is somebody's own wherever it belongs, and what is within reach."""
    return () if reach.everything else (or_(own, reach.condition()),)
