"""The board: its rows, its head, and deadlines across projects."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.schemas.views.base import Page, View
from domain.lights import Light
from domain.project.due.deadlines import Owner


class RailStage(View):
    """One of the eight stages on a row's rail."""

    id: str
    opened_on: date | None
    milestone_on: date | None
    closed_on: date | None
    target: date | None
    open_target: date | None = Field(
        default=None, description="目标日，里程碑仍待达成时 / the target, while it is still to be reached"
    )
    done: int
    total: int
    scopes: list[int] | None


class RowLight(View):
    """The light with its cause and owner."""

    light: Light
    on: date | None
    cause: str | None
    matter: str | None
    owner: Owner | None
    department: str | None


class NextDue(View):
    """The next dated node; of a milestone's target `matter` is empty and `stage` names it."""

    on: date
    kind: str
    matter: str
    start: date | None
    owner: Owner
    department: str | None
    provisional: bool
    days_left: int
    stage: str | None = None


class Stuck(View):
    """Where it is stuck, in whose hands, and for how long."""

    matter: str
    owner: Owner
    department: str | None
    since: date
    day: int


class PermitColumn(View):
    """The construction permit: expected, forecast, actual, ahead.

    `applies` false: the list has none, and `forecast_on` is the day from which construction may start.
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


class LandColumn(View):
    """Land, and the start on it."""

    mode: str | None
    allocated_on: date | None
    contract_signed_on: date | None
    days_since: int | None
    start_on_land_days: int | None
    start_missed: bool
    construction_started_on: date | None


class BoardRow(View):
    """A project on the board."""

    number: int
    project: UUID
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
    rail: list[RailStage]
    scopes: dict[str, str] = Field(description="各范围是什么：parcel、phase、section、buildings / what each scope is")
    keepers: dict[str, str] = Field(
        description="编号不带范围的事项归哪个范围 / by matter the scope whose key has none in it"
    )
    light: RowLight
    next_due: NextDue | None
    stuck: Stuck | None
    permit: PermitColumn
    land: LandColumn
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
    substitute: str | None
    concerns: int


class BoardPage(Page):
    """A page of the board."""

    as_of: date
    as_known_at: datetime | None
    position: int
    items: list[BoardRow]


class LightCounts(View):
    """Projects by light."""

    red: int
    yellow: int
    green: int
    stopped: int
    blue: int


class BoardHead(View):
    """The figures above the board."""

    as_of: date
    as_known_at: datetime | None
    total: int
    lights: LightCounts
    due_today: int
    due_this_week: int
    over_promised: int
    over_statutory: int
    start_on_land_met: int
    start_on_land_of: int
    median_ahead: float | None
    ahead_of: int
    unconfirmed: int
    position: int


class DeadlineRow(View):
    """An open deadline of any project."""

    project: UUID
    code: str
    name: str
    enterprise: str
    specialist: str
    team: str
    kind: str
    matter: str
    start: date | None
    due_on: date
    left: int
    owner: Owner
    department: str
    detail: str | None
    duty: str | None
    provisional: bool
    matter_name: str


class DeadlinesPage(Page):
    """A page of deadlines across projects."""

    as_of: date
    position: int
    items: list[DeadlineRow]


class WaitingRow(View):
    """A matter that waits for papers of the enterprise, or for the end of a stop."""

    project: UUID
    code: str
    name: str
    matter: str
    matter_name: str
    department: str
    owner: Owner
    phase: str
    since: date
    days: int = Field(description="已等工作日 / working days so far")
    materials: list[str]
    expected_end: date | None


class AgendaView(View):
    """What somebody has before him today: of his projects, an officer the matters of his department."""

    as_of: date
    until: date = Field(description="今后第十个工作日 / the tenth working day from today")
    position: int
    complete: bool = Field(description="false：期限过多，未全部列出 / more is due than is shown")
    overdue: list[DeadlineRow]
    today: list[DeadlineRow]
    soon: list[DeadlineRow]
    duties: list[DeadlineRow] = Field(description="企业的证后事项 / what enterprises owe after a grant")
    waiting: list[WaitingRow]
    waiting_complete: bool = Field(description="false：等待的只列最久的 60 项 / more waits than the 60 longest, shown")


class HistoryLine(View):
    """One event, in a sentence, with both its times."""

    position: int
    project: UUID
    version: int
    topic: str
    matter: str
    stage: str
    effective_on: date
    recorded_at: datetime
    actor: str
    via: str
    reason: str
    cause: str
    irregularities: list[str]
    irregularities_now: list[str]
    unconfirmed: bool
    late: bool
    corrected_by: int | None
    voided: bool
    confirmed_by: int | None
    contested_by: int | None
    effective_now: date | None
    params: dict[str, object]
    what: str
    line: str


class HistoryPage(View):
    """A page of a project's history; `next` is the position after which the next one begins."""

    next: int | None
    items: list[HistoryLine]
