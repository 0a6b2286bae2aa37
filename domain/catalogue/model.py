"""The catalogue of approval matters as frozen records: what a district's file says, checked and typed.

Source of the fields: the research catalogue (`meta.rules`), design §§3–5, rulings 18–23. Nothing here reads a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from domain.catalogue.rules import Answer, Rule
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
from domain.dates.terms import Term


class MatterKind(StrEnum):
    """事项类型: what an act of this matter is in law."""

    PERMIT = "行政许可"
    CONFIRMATION = "行政确认"
    FILING = "备案"
    LEVY = "行政征收"
    OTHER_POWER = "其他行政权力"
    COORDINATION = "内部协同"
    PUBLIC_SERVICE = "公共服务"
    TECHNICAL_REVIEW = "技术审查"

    @property
    def needs_application(self) -> bool:
        """Whether a grant needs an application received before it (ruling 23)."""
        return self not in {
            MatterKind.COORDINATION,
            MatterKind.PUBLIC_SERVICE,
            MatterKind.LEVY,
            MatterKind.TECHNICAL_REVIEW,
        }

    @property
    def needs_document(self) -> bool:
        """Whether a decision carries a document (ruling 23; `decision_without_document`)."""
        return self in {
            MatterKind.PERMIT,
            MatterKind.CONFIRMATION,
            MatterKind.FILING,
            MatterKind.LEVY,
            MatterKind.OTHER_POWER,
        }


class Semantics(StrEnum):
    """What a statutory period is: a ceiling for the office, a floor nobody may cut, or the applicant's duty."""

    MAXIMUM = "maximum"
    MINIMUM = "minimum"
    DUTY = "duty"


class ClockStart(StrEnum):
    """The act that starts a matter's clock: acceptance (受理), or receipt of complete materials (收到)."""

    ACCEPTED = "accepted"
    RECEIVED = "received"


class Gate(StrEnum):
    """An event of the project before which a matter must be granted, even if no other matter depends on it."""

    CONSTRUCTION_START = "construction_start"
    PRODUCTION_START = "production_start"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One of the eight stages, with the milestone that closes it."""

    id: str
    order: int
    name_zh: str
    name_en: str
    purpose: str
    milestone_zh: str
    milestone_en: str
    milestone_matters: tuple[str, ...]
    milestone_fact: str | None
    typical_next: str | None


@dataclass(frozen=True)
class Department:
    """A department or service unit."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True)
class ClockStopType:
    """A kind of stop (特别程序) and its basis."""

    id: str
    zh: str
    en: str
    basis: str
    effect: StopEffect


@dataclass(frozen=True)
class FactKind:
    """A project fact that can be recorded; `due` ones carry the day agreed on (ruling 19)."""

    id: str
    zh: str
    en: str
    due: bool = False


@dataclass(frozen=True)
class Derivation:
    """When the rule holds, this value is suggested for the field."""

    when: Rule
    value: Answer


@dataclass(frozen=True, kw_only=True)
class ProfileField:
    """A question of the profile (画像). `value_labels` are words for enum values; a missing one shows the value."""

    id: str
    type: FieldType
    allowed_values: tuple[str, ...]
    label_zh: str
    label_en: str
    unit_zh: str
    unit_en: str
    default: Answer
    derive: tuple[Derivation, ...]
    value_labels_zh: Mapping[str, str]
    value_labels_en: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Validity:
    """How long a granted result lives. `extension_times` None = without limit, 0 = cannot be extended."""

    period: Term
    starts_from: ValidityStart
    extension_times: int | None
    extension_each: Term | None
    apply_before: Term | None
    on_lapse: LapseEffect
    rule_zh: str
    confidence: Confidence

    @property
    def to_start_in(self) -> bool:
        """A period to begin the works in, which no longer matters once they began; a licence runs on and is renewed.

        The law lets a period to start in be extended so many times or never, a licence be renewed without limit.
        """
        return self.extension_times is not None and self.starts_from is not ValidityStart.CERTIFICATE_DATE


@dataclass(frozen=True)
class StatutoryVariant:
    """A statutory limit that replaces the usual one when its rule holds; the first that holds wins."""

    when: Rule
    term: Term
    note_zh: str


@dataclass(frozen=True, kw_only=True)
class MatterDefinition:
    """One approval or service matter. `statutory` None = the law sets no limit; a count of 0 = on the spot."""

    id: str
    name_zh: str
    name_en: str
    stage: str
    department: str
    kind: MatterKind
    legal_basis: str
    statutory: Term | None
    statutory_extension_days: int | None
    semantics: Semantics
    statutory_variants: tuple[StatutoryVariant, ...]
    promised: Term
    promised_source: str
    clock_stops: tuple[str, ...]
    depends_on: tuple[str, ...]
    can_prereview_after: tuple[str, ...]
    applies_when: Rule
    materials: tuple[str, ...]
    certificate: str | None
    validity: Validity | None
    gate: Gate | None
    clock_starts_on: ClockStart
    commitment: Commitment
    confidence: Confidence
    note: str | None

    def statutory_for(self, profile: Mapping[str, Answer]) -> Term | None:
        """The statutory limit of this matter for a profile: the first variant that holds, else the usual one."""
        for variant in self.statutory_variants:
            if variant.when.holds(profile):
                return variant.term
        return self.statutory


@dataclass(frozen=True, kw_only=True)
class Duty:
    """证后事项: what the holder of a granted matter owes afterwards. `event` is a fact kind, aliases resolved."""

    matter: str
    id: str
    what_zh: str
    what_en: str
    type: DutyType
    recurrence: Recurrence | None
    anchor: Anchor
    event: str | None
    fixed_date: str | None
    offset: Term
    direction: Direction
    department: str
    how_to_apply_zh: str
    legal_basis: str
    remind_before_days: tuple[int, ...]
    confidence: Confidence
    met_by: tuple[MetBy, str] | None = None  # the fact, or the matter, by which it was done as well

    @property
    def repeats(self) -> bool:
        """It can be owed more than once: at intervals, or each time something happens."""
        return self.type is not DutyType.ONE_OFF


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """一件事: several matters handed in as one submission."""

    id: str
    name_zh: str
    name_en: str
    matters: tuple[str, ...]
    applies_when: Rule
    promised_days: int
    promised_source: str
    steps_before: tuple[str, ...]
    steps_after: tuple[str, ...]
    result_zh: str
    lead_department: str
    issue: Issue
    note: str | None
    confidence: Confidence


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """A whole catalogue. `digest` is the SHA-256 of its canonical JSON; mappings keep the file's order."""

    version: str
    digest: str
    title_zh: str
    title_en: str
    status: str
    compiled_on: str
    stages: tuple[Stage, ...]
    departments: Mapping[str, Department]
    clock_stop_types: Mapping[str, ClockStopType]
    profile_fields: Mapping[str, ProfileField]
    matters: Mapping[str, MatterDefinition]
    bundles: Mapping[str, Bundle]
    duties: Mapping[str, tuple[Duty, ...]]
    fact_kinds: Mapping[str, FactKind]
    fact_aliases: Mapping[str, str]
    matter_facts: Mapping[str, str]
    example_profiles: Mapping[str, Mapping[str, Answer]]

    @cached_property
    def duty_facts(self) -> frozenset[str]:
        """The facts from which duties after a grant count."""
        return frozenset(duty.event for own in self.duties.values() for duty in own if duty.event)
