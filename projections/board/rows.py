"""A row of the portfolio as people see it on a day: the light and its cause, days left and days since."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping

from domain.dates.arithmetic import add_months
from domain.dates.calendar import WorkingCalendar
from domain.lights import Cause, Light
from domain.project.due.deadlines import DeadlineKind, Owner
from domain.project.model.scoping import scope_names
from domain.project.model.state import ENDED

WITHOUT_CONTRACT = frozenset({"allocation", "existing", "lease"})
"""The ways to land that know no land contract; the start on land is counted from one (design §5)."""


@dataclass(frozen=True)
class LightShown:
    """A light, since when, and why; `matter`, `owner` and `department` say whose move it is."""

    light: str
    on: date | None = None
    cause: str | None = None
    matter: str | None = None
    owner: str | None = None
    department: str | None = None


@dataclass(frozen=True)
class NextDue:
    """The next node; `days_left` in working days, negative when overdue.

    Of a milestone's target `matter` is empty, `stage` names it, and no clock has a `start`.
    """

    on: date
    kind: str
    matter: str
    start: date | None
    owner: str
    department: str
    provisional: bool
    days_left: int
    stage: str | None = None


@dataclass(frozen=True)
class Stuck:
    """Where it is stuck, in whose hands, since when, and on which working day of waiting."""

    matter: str
    owner: str
    department: str
    since: date
    day: int


@dataclass(frozen=True)
class PermitDates:
    """The construction permit: E (`later`: noted after the first list), S, P, T, the forecast and the actual date.

    `applies` False: the list has none, and the forecast is the day from which construction may start.
    `month_ahead`: it came at least a month before E, where `ahead_days` counts.
    """

    applies: bool
    expected_on: date | None
    later: bool
    statutory_on: date | None
    promised_on: date | None
    escorted_on: date | None
    forecast_on: date | None
    granted_on: date | None
    counts: bool
    ahead_days: int | None
    month_ahead: bool | None


@dataclass(frozen=True)
class Land:
    """The land contract and what followed; `days_since` working days since it was signed.

    `start_missed`: three months went by without construction, permit or not. Land that is allocated
    (划拨), owned or rented has no such contract; `mode` is the profile's answer.
    """

    mode: str | None
    allocated_on: date | None
    contract_signed_on: date | None
    days_since: int | None
    start_on_land_days: int | None
    start_missed: bool
    construction_started_on: date | None


@dataclass(frozen=True)
class BoardRow:
    """One project of the board.

    `rail`: per stage id, opened_on, milestone_on, closed_on, target, open_target (of a milestone still to be reached),
    done, total, scopes (reached, of how many). `scopes`: of the project, what each is; `keepers`: by matter the scope
    whose key has none in it.
    """

    number: int
    project: str
    district: str
    code: str
    name: str
    enterprise: str
    team: str
    specialist: str
    landed_on: date
    status: str
    version: int
    stage: str
    rail: list[dict[str, Any]]
    scopes: dict[str, str]
    keepers: dict[str, str]
    light: LightShown
    next_due: NextDue | None
    stuck: Stuck | None
    permit: PermitDates
    land: Land
    over_statutory_on: date | None
    over_promised_on: date | None
    open_stops: int
    deferred_materials: int
    open_requests: int
    irregularities: dict[str, int]
    unconfirmed: int
    late_entries: int
    last_activity_on: date | None
    position: int

    @property
    def scope_names(self) -> dict[str, str]:
        """What the keys of its matters are called by."""
        return scope_names(self.scopes, self.keepers)


PARTS = ("on", "cause", "matter", "owner", "department")
PLAIN = (
    "number",
    "project",
    "district",
    "code",
    "name",
    "enterprise",
    "team",
    "specialist",
    "landed_on",
    "status",
    "version",
    "stage",
    "rail",
    "scopes",
    "keepers",
    "over_statutory_on",
    "over_promised_on",
    "open_stops",
    "deferred_materials",
    "open_requests",
    "irregularities",
    "unconfirmed",
    "late_entries",
    "last_activity_on",
    "position",
)


def board_row(row: RowMapping, today: date, calendar: WorkingCalendar) -> BoardRow:
    """A stored row as it looks on a day."""
    return BoardRow(
        **{name: row[name] for name in PLAIN},
        light=light_shown(row, today),
        next_due=next_due(row, today, calendar),
        stuck=stuck(row, today, calendar),
        permit=permit_dates(row),
        land=land(row, today, calendar),
    )


def light_shown(row: RowMapping, today: date) -> LightShown:
    """The first that holds of the state, red (a statutory limit first), yellow, green (ruling 35)."""
    if row["state"]:
        return LightShown(row["state"])
    if reached(row["over_statutory_on"], today) and row["red_on"] <= today:
        return LightShown(
            Light.RED.value,
            row["over_statutory_on"],
            Cause.OVER_STATUTORY.value,
            row["over_statutory_matter"],
            "department",
            row["over_statutory_department"],
        )
    for light in (Light.RED.value, Light.YELLOW.value):
        if reached(row[f"{light}_on"], today):
            return LightShown(light, *(row[f"{light}_{part}"] for part in PARTS))
    return LightShown(Light.GREEN.value)


def reached(on: date | None, today: date) -> bool:
    """Whether a day has come."""
    return on is not None and on <= today


def next_due(row: RowMapping, today: date, calendar: WorkingCalendar) -> NextDue | None:
    """The earliest open deadline that makes a light, or a milestone's target where that comes first.

    A target that has passed stands on the rail: it hides no limit. A service that has ended has none: what outlives it
    (a permit to be renewed, say) makes no light any more and stands among the deadlines.
    """
    if row["status"] in ENDED:
        return None
    limit = next_limit(row, today, calendar)
    targets = [stop for stop in row["rail"] if stop.get("open_target")]
    ahead = [stop for stop in targets if stop["open_target"] >= today.isoformat()]
    first = min(ahead or targets, key=lambda stop: stop["open_target"], default=None)
    if first is None or (limit and (not ahead or limit.on.isoformat() <= first["open_target"])):
        return limit
    on = date.fromisoformat(first["open_target"])
    left = calendar.working_days(today, on)
    return NextDue(on, DeadlineKind.MILESTONE_TARGET.value, "", None, Owner.TEAM.value, "", False, left, first["id"])


def next_limit(row: RowMapping, today: date, calendar: WorkingCalendar) -> NextDue | None:
    """The earliest deadline that makes a light, with the working days left."""
    if row["due_on"] is None:
        return None
    return NextDue(
        row["due_on"],
        row["due_kind"],
        row["due_matter"],
        row["due_start"],
        row["due_owner"],
        row["due_department"],
        row["due_provisional"],
        calendar.working_days(today, row["due_on"]),
    )


def stuck(row: RowMapping, today: date, calendar: WorkingCalendar) -> Stuck | None:
    """The matter it waits for; the day after it came into these hands is day 1."""
    if row["stuck_matter"] is None:
        return None
    day = calendar.working_days(row["stuck_since"], today)
    return Stuck(row["stuck_matter"], row["stuck_owner"], row["stuck_department"], row["stuck_since"], day)


def permit_dates(row: RowMapping) -> PermitDates:
    """The permit's dates."""
    return PermitDates(
        applies=row["permit_applies"],
        expected_on=row["permit_expected_on"],
        later=row["permit_expected_later"],
        statutory_on=row["permit_statutory_on"],
        promised_on=row["permit_promised_on"],
        escorted_on=row["permit_escorted_on"],
        forecast_on=row["permit_forecast_on"],
        granted_on=row["permit_granted_on"],
        counts=row["permit_counts"],
        ahead_days=row["ahead_days"],
        month_ahead=month_ahead(row),
    )


def month_ahead(row: RowMapping) -> bool | None:
    """At least a calendar month before E: the same day of the month before, never rolled (ruling 18)."""
    if row["ahead_days"] is None:
        return None
    ahead: bool = row["permit_granted_on"] <= add_months(row["permit_expected_on"], -1)
    return ahead


def land(row: RowMapping, today: date, calendar: WorkingCalendar) -> Land:
    """The land contract and the start on land."""
    signed = row["contract_signed_on"]
    return Land(
        row["land_mode"],
        row["land_allocated_on"],
        signed,
        calendar.working_days(signed, today) if signed else None,
        row["start_on_land_days"],
        reached(row["start_missed_on"], today),
        row["construction_started_on"],
    )
