"""Scopes as tests tell them: two sections with their own planning and construction permits."""

from typing import Any

from domain.deciding.commands import AddScope, CloseScope
from domain.log.ledger import Outcome
from domain.project.model.scoping import ScopeKind
from tests.scenario import Scenario, day

PLANNING = "construction_planning_permit"
PERMIT = "construction_permit"
REVIEW = "design_scheme_review"
DRAWINGS = "construction_drawing_review"
SAFETY = "quality_safety_supervision"
SECTION = (PLANNING, DRAWINGS, SAFETY, PERMIT)
REASON = "分两个标段施工"


def add(scope: str, on: str, *matters: str, kind: str = "section", reason: str = REASON, **values: Any) -> AddScope:
    """A scope as a command, its day written short."""
    return AddScope(
        scope=scope, kind=ScopeKind(kind), effective_on=day(on), reason=reason, matters=tuple(matters), **values
    )


def close(scope: str, on: str, reason: str = "合并标段") -> CloseScope:
    return CloseScope(scope=scope, effective_on=day(on), reason=reason)


def divided(scenario: Scenario, on: str = "01-05", *matters: str) -> Outcome:
    """Two sections, the first the main one; each with the matters of a section, or with these."""
    scenario.do(add("sec-1", on, *(matters or SECTION)))
    return scenario.do(add("sec-2", on, *(matters or SECTION)))


def grant(scenario: Scenario, key: str, on: str, reason: str = "已核") -> Outcome:
    """Received, accepted and granted on one day, whatever came before."""
    scenario.act(key, "receive", on, reason, receipt_no=f"JM-{key}")
    scenario.act(key, "accept", on, reason)
    return scenario.act(key, "grant", on, reason, document="证")
