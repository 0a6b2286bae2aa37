"""准予: after acceptance, at the counter, without an application, and before the landing."""

import pytest

from domain.project.model.limits import delivery_due
from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused


def test_a_grant_ends_the_attempt(granted: Scenario) -> None:
    matter = granted.matter(PERMIT)
    assert (matter.phase, matter.granted_on, matter.document) == (Phase.GRANTED, day("03-05"), "JM-2")
    assert matter.attempts[0].ended_on == day("03-05")


@pytest.mark.parametrize("before", ["receive", "supplement"])
def test_at_the_counter_a_grant_is_acceptance_and_grant_of_one_day(received: Scenario, before: str) -> None:
    """Rulings 23 and §5 (g): 当场."""
    if before == "supplement":
        received.act(PERMIT, "request-supplement", "03-03", materials=("总平面图",))
        received.act(PERMIT, "supplement", "03-03")
    received.act(PERMIT, "grant", "03-04", document="JM-2")
    attempt = received.matter(PERMIT).attempts[0]
    assert (attempt.accepted_on, attempt.ended_on, attempt.waiting_since) == (day("03-04"), day("03-04"), None)


def test_nothing_is_granted_while_supplements_are_awaited_before_acceptance(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-03", materials=("总平面图",))
    with refused("act_out_of_order", phase="supplement_requested"):
        received.act(PERMIT, "grant", "03-04", "x", document="JM-2")


@pytest.mark.parametrize(
    "key", ["planning_conditions", "utility_power", "land_price_deed_tax", "construction_drawing_review"]
)
def test_kinds_without_an_application_are_granted_from_planned(ready: Scenario, key: str) -> None:
    """Rulings 23 and §5 (f): 内部协同, 公共服务, 行政征收, 技术审查."""
    ready.act(key, "grant", "03-02", "已办", document="1")
    assert ready.matter(key).phase is Phase.GRANTED
    assert ready.matter(key).begun_on == day("03-02")
    assert ready.matter(key).attempts == ()


@pytest.mark.parametrize("key", [PERMIT, "enterprise_registration", "completion_filing"])
def test_the_other_kinds_need_an_application(ready: Scenario, key: str) -> None:
    with refused("act_out_of_order", phase="planned"):
        ready.act(key, "grant", "03-02", "已办", document="1")


@pytest.mark.parametrize("end", ["withdraw", "not-accept", "close"])
def test_neither_is_an_ended_application_granted(received: Scenario, end: str) -> None:
    received.act(PERMIT, end, "03-03", document="1")
    with refused("act_out_of_order"):
        received.act(PERMIT, "grant", "03-04", "x", document="1")


def test_a_matter_is_granted_once(granted: Scenario) -> None:
    with refused("act_out_of_order", phase="granted"):
        granted.act(PERMIT, "grant", "03-06", document="JM-3")


def test_what_was_granted_before_the_landing_is_marked_prior(ready: Scenario) -> None:
    """Ruling 8."""
    ready.act(PERMIT, "grant", "01-04", prior=True)
    matter = ready.matter(PERMIT)
    assert (matter.prior, matter.granted_on, matter.attempts) == (True, day("01-04"), ())
    assert delivery_due(matter, ready.rules.calendar) is None


@pytest.mark.parametrize("on", ["01-05", "01-06"])
def test_on_or_after_the_landing_nothing_is_prior(ready: Scenario, on: str) -> None:
    with refused("prior_not_before_landing", landed_on="2026-01-05"):
        ready.act(PERMIT, "grant", on, prior=True)


def test_what_is_under_way_is_not_prior(scenario: Scenario) -> None:
    scenario.at("02-10 09:00").registered("02-02").listed()
    scenario.act(PERMIT, "receive", "01-28", receipt_no="1")
    with refused("act_out_of_order"):
        scenario.act(PERMIT, "grant", "01-29", prior=True)


def test_a_prior_grant_keeps_the_landing_where_it_is(ready: Scenario) -> None:
    """A correction of the landing is held against what depends on it."""
    with refused("prior_not_before_landing"):
        ready.correct(1, effective_on="2025-12-01")
    ready.correct(1, effective_on="2025-12-02")
    assert ready.read().landed_on == day("2025-12-02")
    assert ready.matter(PERMIT).phase is Phase.PLANNED


def test_a_prior_grant_after_a_waiver_stands(ready: Scenario) -> None:
    ready.act(PERMIT, "waive", "2025-12-10", "以为不需要")
    ready.act(PERMIT, "grant", "2025-12-20", prior=True)
    assert (ready.matter(PERMIT).phase, ready.matter(PERMIT).exempted_on) == (Phase.GRANTED, None)


def test_a_waived_kind_without_an_application_can_still_be_granted(ready: Scenario) -> None:
    ready.act("planning_conditions", "waive", "03-02", "已含在控规内")
    ready.act("planning_conditions", "grant", "03-05", "还是出了", document="1")
    assert ready.matter("planning_conditions").phase is Phase.GRANTED


@pytest.mark.parametrize("act", ["waive", "not-applicable"])
@pytest.mark.parametrize("reason", ["", "  "])
def test_a_waiver_says_why(ready: Scenario, act: str, reason: str) -> None:
    with refused("reason_required", codes=act):
        ready.act(PERMIT, act, "03-02", reason)


@pytest.mark.parametrize(("act", "phase"), [("waive", Phase.WAIVED), ("not-applicable", Phase.NOT_APPLICABLE)])
def test_what_is_not_asked_for_is_settled(ready: Scenario, act: str, phase: Phase) -> None:
    ready.act(PERMIT, act, "03-02", "简易项目")
    matter = ready.matter(PERMIT)
    assert (matter.phase, matter.settled, matter.exempted_on) == (phase, True, day("03-02"))
    with refused("act_out_of_order"):
        ready.act(PERMIT, act, "03-03", "简易项目")


@pytest.mark.parametrize("act", ["waive", "not-applicable"])
def test_what_is_under_way_is_not_waived(received: Scenario, act: str) -> None:
    with refused("act_out_of_order"):
        received.act(PERMIT, act, "03-03", "简易项目")
