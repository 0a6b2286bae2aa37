"""A matter as the project's answer shows it: where it stands, its clocks, what was granted and how long that lives."""

from datetime import date

from pydantic import Field

from api.schemas.views.base import View
from domain.project.model.materials import MaterialState
from domain.project.model.phases import Phase


class LimitView(View):
    """A limit: due or frozen, what is used and left, and how its date came about."""

    count: int
    unit: str
    extension: int
    started_on: date
    due_on: date | None
    left: int | None
    used: int
    stopped: bool
    overrun: bool = Field(description="过期即部门超期；最短期限和企业的义务不是 / passing it is a department's overrun")
    provisional: bool
    explain: list[str]


class StopView(View):
    """A stop of the clock."""

    kind: str
    suspended_on: date
    resumed_on: date | None
    expected_end: date | None
    with_basis: bool


class SupplementView(View):
    """Materials asked for."""

    requested_on: date
    materials: list[str]
    due_on: date | None
    supplemented_on: date | None


class DeferredView(View):
    """A material that may follow (容缺)."""

    material: str
    due_on: date
    received_on: date | None


class MaterialView(View):
    """A paper of the current application, or of the one to come."""

    name: str
    state: MaterialState
    on: date | None = Field(description="交来之日，或应交之日 / the day it came, or is to come by")


class PreReviewView(View):
    """The pre-review, a track of its own."""

    started_on: date | None
    result: str | None
    opinion_on: date | None


class ProlongedView(View):
    """A prolongation of a result."""

    on: date
    by: str
    until: date | None
    in_writing_on: date | None


class ValidityView(View):
    """How long a result lives, and the day by which to act."""

    starts_on: date
    expires_on: date
    act_by: date | None
    provisional: bool
    extensions_used: int
    extensions_allowed: int | None
    on_lapse: str | None
    met_on: date | None
    explain: list[str]


class ResultView(View):
    """What was granted, and what became of it."""

    granted_on: date
    undelivered: bool
    certificate_on: date | None
    interval_months: int | None
    changed_on: date | None
    prolonged: list[ProlongedView]
    renewal_applied_on: date | None
    lapsed_on: date | None
    annulled_on: date | None
    annulment: str | None
    validity: ValidityView | None
    re_examination_on: date | None


class PlannedSpan(View):
    """The frozen plan of a matter in one way."""

    begins: date | None
    granted: date | None


class MatterView(View):
    """One matter of a project."""

    key: str
    name: str
    scope: str | None
    stage: str
    department: str
    kind: str
    listed: bool
    basis_changed_on: date | None
    review_needed_on: date | None
    reason: str | None
    phase: Phase
    attempt: int
    received_on: date | None
    receipt_no: str | None
    accepted_on: date | None
    deemed: bool
    answer_due_on: date | None
    stops: list[StopView]
    supplements: list[SupplementView]
    deferred: list[DeferredView]
    materials: list[MaterialView]
    pre_review: PreReviewView | None
    promised: LimitView | None
    statutory: LimitView | None
    due_on: date | None
    granted_on: date | None
    refused_on: date | None
    delivered_on: date | None
    document: str | None
    prior: bool
    result: ResultView | None
    planned: dict[str, PlannedSpan] | None
    unconfirmed: list[int]
    contested: list[int]
