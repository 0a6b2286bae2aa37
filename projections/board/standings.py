"""How task forces and departments stand on a day, counted over the portfolio, the matters and the statistics.

What was granted before the landing or waits for a department's confirmation earns nothing: it is in no rate and in no
median, and how many wait stands beside. Nobody is ranked here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Select, and_, func, not_, select

from domain.dates.calendar import WorkingCalendar
from domain.lights import Light
from domain.project.events.targets import START_ON_LAND
from projections.board.heads import SUNDAY
from projections.board.order import come, light_is
from projections.database import reading
from projections.rows.checkpoints import read_position
from projections.views.matters import due_between, matters
from projections.views.portfolio import portfolio
from projections.views.statistics import entries, tallies
from projections.views.statistics_rows import UNCONFIRMED
from projections.views.tallies import Tally, quantile

SOON = 3  # working days
p, m = portfolio.c, matters.c


@dataclass(frozen=True)
class TeamStanding:
    """A task force (empty: nobody's projects). Counts of projects, but for the due ones, which are matters."""

    team: str
    projects: int
    lights: Mapping[str, int]
    due_this_week: int  # from today to Sunday
    over_promised: int
    over_statutory: int
    start_on_land_met: int
    start_on_land_of: int
    median_ahead: float | None
    ahead_of: int  # projects with an expected date and a permit
    unconfirmed: int
    late_entries: int


@dataclass(frozen=True)
class DepartmentStanding:
    """A department with its matters under way, and how its attempts ended so far."""

    department: str
    open_matters: int
    due_soon: int  # matters with something due within 3 working days, today included
    over_promised: int
    over_statutory: int
    unconfirmed: int  # entries that wait for its confirmation
    promised_judged: int
    promised_in_time: int
    statutory_judged: int
    statutory_in_time: int
    median_days: int | None


def teams(
    engine: Engine, today: date, on_land: int = START_ON_LAND, known: Iterable[str] = ()
) -> tuple[tuple[TeamStanding, ...], int]:
    """Every task force with a project and every `known` one, in the order of their ids; and the log's position."""
    sunday = today + timedelta(days=SUNDAY - today.isoweekday())
    query = select(p.team, func.sum(p.late_entries).label("late_entries"), *counts(today, on_land)).group_by(p.team)
    with reading(engine) as connection:
        ahead, due = days_ahead(connection), due_by_team(connection, today, sunday)
        rows = connection.execute(query).mappings().all()
        position = read_position(connection)
    found = [team_standing(row, due[row["team"]], ahead[row["team"]]) for row in rows]
    idle = [without_projects(one) for one in set(known) - {one.team for one in found}]
    return tuple(sorted((*found, *idle), key=lambda one: one.team)), position


def without_projects(team: str) -> TeamStanding:
    """A task force that has nothing in hand."""
    return TeamStanding(team, 0, {light.value: 0 for light in Light}, 0, 0, 0, 0, 0, None, 0, 0, 0)


def team_standing(row: RowMapping, due: int, ahead: list[int]) -> TeamStanding:
    """The counts of a task force."""
    return TeamStanding(
        team=row["team"],
        projects=row["total"],
        lights={light.value: row[light.value] for light in Light},
        due_this_week=due,
        over_promised=row["over_promised"],
        over_statutory=row["over_statutory"],
        start_on_land_met=row["met"],
        start_on_land_of=row["signed"],
        median_ahead=median(ahead) if ahead else None,
        ahead_of=len(ahead),
        unconfirmed=int(row["unconfirmed"]),
        late_entries=int(row["late_entries"]),
    )


def days_ahead(connection: Connection) -> defaultdict[str, list[int]]:
    """The days by which the permits of each task force came before they were expected."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for team, days in connection.execute(select(p.team, p.ahead_days).where(p.ahead_days.is_not(None))):
        found[team].append(days)
    return found


def due_by_team(connection: Connection, first: date, last: date) -> Counter[str]:
    """The matters of each task force's projects with something due in [first, last]."""
    query = select(p.team, func.count()).join(matters, m.number == p.number).where(due_between(first, last))
    return counted(connection, query.group_by(p.team))


def counted(connection: Connection, query: Select[Any]) -> Counter[str]:
    """What a query counts by name."""
    return Counter({row[0]: row[1] for row in connection.execute(query)})


def departments(engine: Engine, today: date, calendar: WorkingCalendar) -> tuple[tuple[DepartmentStanding, ...], int]:
    """Every department with a matter or an attempt, in the order of their ids; and the position they show."""
    with reading(engine) as connection:
        query = select(m.department, *open_counts(today, calendar)).group_by(m.department)
        rows = {row["department"]: row for row in connection.execute(query).mappings()}
        waiting = unconfirmed(connection)
        ended = by_department(tallies(connection, ()))
        position = read_position(connection)
    names = sorted(rows.keys() | ended.keys() | waiting.keys())
    return tuple(department_standing(one, rows.get(one), waiting[one], ended[one]) for one in names), position


def counts(today: date, on_land: int) -> list[ColumnElement[Any]]:
    """All counts of some rows of the portfolio in one pass; the land is met within so many working days."""
    number = func.count(p.number)
    return [
        number.label("total"),
        *(number.filter(light_is(light, today)).label(light.value) for light in Light),
        number.filter(p.over_promised_on <= today).label("over_promised"),
        number.filter(p.over_statutory_on <= today).label("over_statutory"),
        number.filter(p.start_on_land_days <= on_land, not_(come(p.start_missed_on, today))).label("met"),
        number.filter(p.start_on_land_days.is_not(None)).label("signed"),
        func.coalesce(func.sum(p.unconfirmed), 0).label("unconfirmed"),
    ]


def open_counts(today: date, calendar: WorkingCalendar) -> list[ColumnElement[Any]]:
    """The counts of the matters of a department. Overdue is what a working day has passed since (ruling 17)."""
    number, last = func.count(), calendar.roll_back(today)
    return [
        number.filter(m.running).label("open_matters"),
        number.filter(due_between(today, calendar.nth_after(today, SOON))).label("due_soon"),
        *(
            number.filter(and_(m.running, m[f"{kind}_overrun"], m[f"{kind}_due_on"] < last)).label(f"over_{kind}")
            for kind in ("promised", "statutory")
        ),
    ]


def unconfirmed(connection: Connection) -> Counter[str]:
    """The entries that wait for each department's confirmation."""
    e = entries.c
    query = select(e.department, func.count()).where(e.mark == UNCONFIRMED).group_by(e.department)
    return counted(connection, query)


def by_department(found: Mapping[tuple[str, str], Tally]) -> defaultdict[str, Tally]:
    """The tallies of each department's matters added up."""
    summed: defaultdict[str, Tally] = defaultdict(Tally)
    for (department, _), tally in found.items():
        summed[department] += tally
    return summed


def department_standing(department: str, row: RowMapping | None, waiting: int, ended: Tally) -> DepartmentStanding:
    """The counts of a department."""
    names = ("open_matters", "due_soon", "over_promised", "over_statutory")
    return DepartmentStanding(
        department=department,
        unconfirmed=waiting,
        promised_judged=ended.promised_judged,
        promised_in_time=ended.promised_in_time,
        statutory_judged=ended.statutory_judged,
        statutory_in_time=ended.statutory_in_time,
        median_days=quantile(ended.used, 50),
        **{name: row[name] if row else 0 for name in names},
    )
