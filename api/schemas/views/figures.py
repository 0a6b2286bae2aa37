"""Statistics, task forces and departments in figures."""

from datetime import date

from pydantic import Field

from api.schemas.views.base import View
from api.schemas.views.board import LightCounts


class Quantiles(View):
    """Lead times; a quantile is null where too little was measured."""

    measured: int
    median: int | None
    p80: int | None
    p90: int | None


class Punctuality(View):
    """How many were in time."""

    judged: int
    in_time: int
    rate: float | None


class StoppedDays(View):
    """Working days under a stop."""

    attempts: int
    working_days: int


class LeftOut(View):
    """What was not measured, and why."""

    prior: int
    unconfirmed: int


class Figures(View):
    """Attempts of a period."""

    attempts: int
    outcomes: dict[str, int]
    department_working_days: Quantiles
    enterprise_calendar_days: Quantiles
    promised: Punctuality
    statutory: Punctuality
    stopped: StoppedDays
    left_out: LeftOut


class DepartmentFigures(Figures):
    """Those of a department."""

    department: str
    name: str


class TermView(View):
    """A limit as the catalogue has it."""

    count: int
    unit: str


class MatterFigures(DepartmentFigures):
    """Those of a matter."""

    matter: str
    promised_limit: TermView | None
    statutory_limit: TermView | None


class EntryFigures(View):
    """How the record is kept."""

    late: int
    unconfirmed: int
    irregularities: dict[str, int]


class Overlap(View):
    """压茬: of the matters that have begun and wait for others, those begun before the last of these was granted."""

    waited: int
    overlapped: int
    rate: float | None


class PreReviews(View):
    """提前预审: matters with an opinion before their receipt; of those favourable and decided, the ones granted."""

    reviewed: int
    judged: int
    held: int
    rate: float | None


class HeadStartFigures(View):
    """Matters begun in a period."""

    overlap: Overlap
    pre_review: PreReviews
    left_out: LeftOut


class StatisticsView(View):
    """Figures of a period."""

    from_: date | None = Field(alias="from")
    to: date | None
    position: int
    promised_limits_assumed: bool
    total: Figures
    departments: list[DepartmentFigures]
    matters: list[MatterFigures]
    entries: EntryFigures
    head_starts: HeadStartFigures


class StartOnLand(View):
    """拿地即开工: met of how many."""

    met: int
    of: int


class Ahead(View):
    """Days ahead of the expected permit, of how many projects."""

    median: float | None
    of: int


class TeamRow(View):
    """A task force; null for the projects of none, and the name of one that nobody named."""

    team: str | None
    name: str | None
    projects: int
    lights: LightCounts
    due_this_week: int
    over_promised: int
    over_statutory: int
    start_on_land: StartOnLand
    ahead_days: Ahead
    unconfirmed: int
    late_entries: int


class TeamsView(View):
    """All task forces."""

    as_of: date
    position: int
    items: list[TeamRow]


class DepartmentRow(View):
    """A department's open matters and punctuality."""

    department: str
    name: str
    open_matters: int
    due_soon: int
    over_promised: int
    over_statutory: int
    unconfirmed: int
    promised: Punctuality
    statutory: Punctuality
    median_working_days: float | None


class DepartmentsView(View):
    """All departments."""

    as_of: date
    position: int
    items: list[DepartmentRow]
