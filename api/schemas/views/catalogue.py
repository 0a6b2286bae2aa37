"""The catalogue in force."""

from pydantic import Field

from api.schemas.views.base import View
from api.schemas.views.figures import TermView
from domain.catalogue.model import ClockStart, Gate, Semantics
from domain.catalogue.vocabulary import (
    Anchor,
    Commitment,
    Confidence,
    Direction,
    DutyType,
    FieldType,
    Issue,
    LapseEffect,
    MetBy,
    Recurrence,
    StopEffect,
    ValidityStart,
)

RULE = "画像规则 / a rule over the profile's fields"

Answer = bool | int | str


class CatalogueStage(View):
    """One of the eight stages."""

    id: str
    order: int
    name_zh: str
    name_en: str
    purpose: str
    milestone_zh: str
    milestone_en: str
    milestone_matters: list[str]
    milestone_fact: str | None
    typical_next: str | None


class CatalogueDepartment(View):
    """A department or service unit."""

    id: str
    zh: str
    en: str


class CatalogueVariant(View):
    """A statutory limit in the place of the usual one."""

    when: str = Field(description=RULE)
    term: TermView
    note_zh: str


class CatalogueValidity(View):
    """How long a result lives; `extension_times` null: as often as one likes."""

    period: TermView
    starts_from: ValidityStart
    extension_times: int | None
    extension_each: TermView | None
    apply_before: TermView | None
    on_lapse: LapseEffect
    rule_zh: str
    confidence: Confidence


class CatalogueMatter(View):
    """A matter; `statutory` null: the law sets no limit."""

    id: str
    name_zh: str
    name_en: str
    stage: str
    department: str
    kind: str = Field(description="事项类型，如 行政许可 / what it is in law")
    legal_basis: str
    statutory: TermView | None
    statutory_extension_days: int | None
    semantics: Semantics
    statutory_variants: list[CatalogueVariant]
    promised: TermView
    promised_source: str = Field(description="assumed：假设值 / an assumption")
    clock_stops: list[str]
    depends_on: list[str] = Field(description="须先准予的事项 / what must be granted before")
    can_prereview_after: list[str]
    applies_when: str = Field(description=RULE)
    materials: list[str]
    certificate: str | None
    validity: CatalogueValidity | None
    gate: Gate | None
    clock_starts_on: ClockStart
    commitment: Commitment
    confidence: Confidence
    note: str | None


class CatalogueBundle(View):
    """一件事: several matters handed in as one."""

    id: str
    name_zh: str
    name_en: str
    matters: list[str]
    applies_when: str = Field(description=RULE)
    promised_days: int
    promised_source: str
    steps_before: list[str]
    steps_after: list[str]
    result_zh: str
    lead_department: str
    issue: Issue
    note: str | None
    confidence: Confidence


class CatalogueMetBy(View):
    """What else shows that a duty was done."""

    by: MetBy
    id: str


class CatalogueDuty(View):
    """证后事项: what is owed after a grant."""

    matter: str
    id: str
    what_zh: str
    what_en: str
    type: DutyType
    recurrence: Recurrence | None
    anchor: Anchor
    event: str | None
    fixed_date: str | None
    offset: TermView
    direction: Direction
    department: str
    how_to_apply_zh: str
    legal_basis: str
    remind_before_days: list[int]
    confidence: Confidence
    met_by: CatalogueMetBy | None


class CatalogueDerivation(View):
    """When the rule holds, this value is suggested."""

    when: str = Field(description=RULE)
    value: Answer


class CatalogueField(View):
    """A question of the profile."""

    id: str
    type: FieldType
    allowed_values: list[str]
    label_zh: str
    label_en: str
    unit_zh: str
    unit_en: str
    default: Answer
    derive: list[CatalogueDerivation]
    value_labels_zh: dict[str, str]
    value_labels_en: dict[str, str]


class CatalogueFact(View):
    """A fact of a project; `due`: the day agreed on."""

    id: str
    zh: str
    en: str
    due: bool


class CatalogueStop(View):
    """特别程序: a kind of stop."""

    id: str
    zh: str
    en: str
    basis: str
    effect: StopEffect


class CatalogueView(View):
    """The catalogue in force; `digest` is the SHA-256 of its content."""

    version: str
    digest: str
    title_zh: str
    title_en: str
    status: str
    compiled_on: str
    stages: list[CatalogueStage]
    departments: list[CatalogueDepartment]
    matters: list[CatalogueMatter]
    bundles: list[CatalogueBundle]
    duties: list[CatalogueDuty]
    profile_fields: list[CatalogueField]
    fact_kinds: list[CatalogueFact]
    fact_aliases: dict[str, str]
    matter_facts: dict[str, str] = Field(description="事项准予即成立的事实 / the fact that a matter's grant is")
    clock_stop_types: list[CatalogueStop]
