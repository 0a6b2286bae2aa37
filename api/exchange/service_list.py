"""The service list as a document for the enterprise: which matters, why, where, within which limits, with what.

Stamped with its version and day; a promised limit that is an assumption says so, wherever it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.exchange.workbooks import Heading, Sheet
from api.locale import text
from api.shown.matters import choice_reason
from api.shown.scopes import scope_words
from domain.catalogue.model import Catalogue, MatterDefinition, Semantics
from domain.catalogue.rules import Answer
from domain.dates.values import Term
from domain.errors import DomainError
from domain.project.model.rules import Rules
from domain.project.model.state import ListedMatter, Project

ASSUMED = "assumed"
WRAPPED = 20  # wider columns break their text into lines
WIDTHS = {
    "number": 6,
    "stage": 14,
    "matter": 34,
    "department": 28,
    "kind": 10,
    "statutory": 14,
    "promised": 18,
    "prereview": 10,
    "materials": 40,
    "certificate": 24,
    "basis": 34,
    "reason": 34,
    "status": 16,
}


@dataclass(frozen=True)
class Line:
    """One matter that applies."""

    number: int
    order: int  # of its stage
    stage: str
    matter: str
    department: str
    kind: str
    statutory: str
    promised: str
    assumed: bool
    prereview: bool
    materials: tuple[str, ...]
    certificate: str
    basis: str
    reason: str
    status: str


@dataclass(frozen=True)
class Document:
    """The list of a project, and what its head says."""

    name: str
    code: str
    enterprise: str
    version: int
    issued_on: date | None
    printed_on: date
    catalogue: str
    specialist: str
    team: str
    lines: tuple[Line, ...]
    left_out: int
    assumed: int


def document(state: Project, rules: Rules, today: date, language: str) -> Document:
    """The document of a project's list as it stands. Raises DomainError no_service_list."""
    if not state.listed:
        raise DomainError("no_service_list")
    catalogue = rules.catalogue
    applying = [item for item in state.listed if item.applies and item.matter in catalogue.matters]
    places = {stage.id: place for place, stage in enumerate(catalogue.stages)}
    applying.sort(key=lambda item: places[catalogue.matters[item.matter].stage])
    lines = tuple(line(state, item, number, catalogue, language) for number, item in enumerate(applying, start=1))
    return Document(
        state.name,
        state.code,
        state.enterprise,
        state.list_version,
        state.yardsticks.issued_on if state.yardsticks else None,
        today,
        state.catalogue,
        state.specialist,
        state.team,
        lines,
        sum(not item.applies for item in state.listed),
        sum(one.assumed for one in lines),
    )


def line(state: Project, item: ListedMatter, number: int, catalogue: Catalogue, language: str) -> Line:
    definition = catalogue.matters[item.matter]
    department = catalogue.departments[definition.department]
    stage = next(one for one in catalogue.stages if one.id == definition.stage)
    scope = state.scopes.get(state.scopes.place(item.key))
    name = getattr(definition, f"name_{language}")
    named = text("export.scoped", language, name=name, scope=scope_words(scope, language)) if scope else name
    matter = state.matters.get(item.key)
    return Line(
        number,
        stage.order,
        getattr(stage, f"name_{language}"),
        named,
        getattr(department, language),
        definition.kind.value,
        statutory(definition, state.answers(item.key), language),
        promised(definition, language),
        definition.promised_source == ASSUMED,
        bool(definition.can_prereview_after),
        definition.materials,
        definition.certificate or "",
        definition.legal_basis,
        choice_reason(catalogue, item, language),
        text(f"phase.{matter.phase.value}", language) if matter else "",
    )


def limit(term: Term | None, language: str) -> str:
    """A limit in words; none where the law sets none."""
    if term is None:
        return text("export.no_limit", language)
    if term.count == 0:
        return text("export.on_the_spot", language)
    return text(f"unit.{term.unit.value}", language, count=term.count)


def statutory(definition: MatterDefinition, answers: Mapping[str, Answer], language: str) -> str:
    """The law's limit in words; a shortest period says so."""
    words = limit(definition.statutory_for(answers), language)
    return text("export.at_least", language, limit=words) if definition.semantics is Semantics.MINIMUM else words


def promised(definition: MatterDefinition, language: str) -> str:
    words = limit(definition.promised, language)
    assumed = definition.promised_source == ASSUMED
    return text("export.assumed_limit", language, limit=words) if assumed else words


def head_lines(found: Document, language: str) -> list[str]:
    """What stands above the list: what it is, for whom, which version of which day, and what is assumed."""
    return [
        text("export.list", language, name=found.name),
        text("export.list.for", language, enterprise=found.enterprise, code=found.code),
        text(
            "export.list.version",
            language,
            version=found.version,
            issued=found.issued_on or "—",
            printed=found.printed_on,
            catalogue=found.catalogue,
        ),
        text("export.list.count", language, count=len(found.lines), left_out=found.left_out),
        text("export.list.assumed", language, assumed=found.assumed) if found.assumed else "",
    ]


def list_sheet(found: Document, language: str) -> Sheet:
    """The document as a sheet."""

    def row(one: Line) -> list[Any]:
        prereview = text("export.prereview", language) if one.prereview else None
        return [
            one.number,
            one.stage,
            one.matter,
            one.department,
            one.kind,
            one.statutory,
            one.promised,
            prereview,
            between(language).join(one.materials),
            one.certificate,
            one.basis,
            one.reason,
            one.status,
        ]

    headings = [
        Heading(text(f"export.list.{name}", language), width, wraps=width > WRAPPED) for name, width in WIDTHS.items()
    ]
    above = [words for words in head_lines(found, language) if words]
    return Sheet(text("export.list.sheet", language), headings, map(row, found.lines), above, filtered=False)


def between(language: str) -> str:
    return text("history.between", language)
