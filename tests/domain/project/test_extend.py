"""延长办理期限 (行政许可法 §42): days added to both limits."""

import pytest

from domain.project.model.limits import limits
from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused

APPROVED = {"approved_by": "局长", "document": "延〔2026〕1号"}


def dues(scenario: Scenario) -> tuple[str, str]:
    both = limits(scenario.matter(PERMIT), {}, scenario.rules.calendar)
    assert both.promised
    assert both.statutory
    return str(both.promised.due_on), str(both.statutory.due_on)


def test_an_extension_moves_both_limits(accepted: Scenario) -> None:
    accepted.act(PERMIT, "extend", "03-05", days=5, **APPROVED)
    assert dues(accepted) == ("2026-03-13", "2026-04-08")


def test_on_its_last_day_a_limit_is_still_extended(accepted: Scenario) -> None:
    accepted.act(PERMIT, "extend", "03-06", days=5, **APPROVED)
    assert dues(accepted) == ("2026-03-13", "2026-04-08")


def test_after_the_promised_limit_only_the_statutory_one_moves(accepted: Scenario) -> None:
    """Ruling 16."""
    accepted.act(PERMIT, "extend", "03-09", "补办", days=5, **APPROVED)
    assert dues(accepted) == ("2026-03-06", "2026-04-08")


def test_after_the_statutory_limit_none_moves(accepted: Scenario) -> None:
    """Ruling 16."""
    accepted.at("04-01 09:00").act(PERMIT, "extend", "04-01", "补办", days=5, **APPROVED)
    assert dues(accepted) == ("2026-03-06", "2026-03-31")


def test_a_clock_from_acceptance_is_not_extended_before_it(received: Scenario) -> None:
    """Rulings §5 (e)."""
    with refused("act_out_of_order"):
        received.act(PERMIT, "extend", "03-03", days=5, **APPROVED)


def test_a_clock_from_receipt_is_extended_before_acceptance(ready: Scenario) -> None:
    """Ruling 16."""
    ready.act("eia_form_approval", "receive", "03-02", receipt_no="H-1")
    ready.act("eia_form_approval", "extend", "03-04", "专家未到", days=5, **APPROVED)
    assert ready.matter("eia_form_approval").phase is Phase.RECEIVED
    promised = limits(ready.matter("eia_form_approval"), {}, ready.rules.calendar).promised
    assert promised
    assert promised.due_on == day("03-18")


def test_a_stopped_clock_can_be_extended(accepted: Scenario) -> None:
    accepted.act(PERMIT, "suspend", "03-05", kind="hearing", notice_no="1", notice_on="03-05")
    accepted.act(PERMIT, "extend", "03-10", days=2, **APPROVED)
    accepted.act(PERMIT, "resume", "03-12")
    assert accepted.matter(PERMIT).phase is Phase.ACCEPTED
    assert dues(accepted)[0] == "2026-03-17"


def test_nothing_is_extended_after_the_decision(granted: Scenario) -> None:
    with refused("act_out_of_order"):
        granted.act(PERMIT, "extend", "03-06", days=5, **APPROVED)


@pytest.mark.parametrize("days", [0, -5, 1001])
def test_an_extension_of_no_or_of_endless_days_is_refused(accepted: Scenario, days: int) -> None:
    with refused("extension_days", days=days):
        accepted.act(PERMIT, "extend", "03-05", days=days, **APPROVED)


def test_neither_is_it_corrected_to_one(accepted: Scenario) -> None:
    accepted.act(PERMIT, "extend", "03-05", days=5, **APPROVED)
    with refused("extension_days"):
        accepted.correct(accepted.version_of("LimitExtended"), days=-5)


def test_extensions_belong_to_their_attempt(accepted: Scenario) -> None:
    """Ruling 21."""
    accepted.act(PERMIT, "extend", "03-05", days=5, **APPROVED)
    accepted.act(PERMIT, "withdraw", "03-09")
    accepted.act(PERMIT, "receive", "03-16", receipt_no="JM-4")
    accepted.act(PERMIT, "accept", "03-17")
    assert dues(accepted)[0] == "2026-03-20"


@pytest.mark.parametrize(
    ("on", "passed"), [("03-06", ()), ("03-09", ("promised",)), ("04-01", ("promised", "statutory"))]
)
def test_an_extension_after_a_limit_names_which(accepted: Scenario, on: str, passed: tuple[str, ...]) -> None:
    """Rulings §6."""
    accepted.at("04-01 12:00")
    accepted.act(PERMIT, "extend", on, "迟了", days=5, **APPROVED)
    assert accepted.event("LimitExtended").limits_passed == passed
