"""Rulings §6: each code raised once, and not on the day or in the case beside it."""

from typing import Any

import pytest

from domain.deciding.commands import CorrectRecord, RecordAct
from domain.project.record.irregularities import Irregularity
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, an_act, as_specialist, day, refused

HEARING = {"kind": "hearing", "notice_no": "1号", "notice_on": "03-03"}
APPROVED = {"approved_by": "局长", "document": "延1号"}
WASTE = "construction_waste_disposal"  # 行政许可 that depends on the planning permit alone


def needed(scenario: Scenario, *wanted: RecordAct) -> list[str]:
    return scenario.needed(*wanted)


@pytest.mark.parametrize(("on", "codes"), [("03-04", ["accepted_before_dependency"]), ("03-05", [])])
def test_accepted_before_its_dependency_was_granted(granted: Scenario, on: str, codes: list[str]) -> None:
    granted.act(WASTE, "receive", "03-03", receipt_no="1")
    assert needed(granted, an_act(WASTE, "accept", on)) == codes


@pytest.mark.parametrize(("on", "codes"), [("03-04", ["granted_before_dependency"]), ("03-05", [])])
def test_granted_before_its_dependency_was(granted: Scenario, on: str, codes: list[str]) -> None:
    granted.act(WASTE, "receive", "03-03", receipt_no="1")
    granted.act(WASTE, "accept", "03-04", "先受理")
    assert needed(granted, an_act(WASTE, "grant", on, document="1")) == codes


@pytest.mark.parametrize("act", ["waive", "not-applicable"])
def test_a_dependency_that_is_not_asked_for_holds_nothing_up(ready: Scenario, act: str) -> None:
    ready.act(WASTE, "receive", "03-02", receipt_no="1")
    assert needed(ready, an_act(WASTE, "accept", "03-03")) == ["accepted_before_dependency"]
    ready.act(PERMIT, act, "03-03", "简易项目")
    assert needed(ready, an_act(WASTE, "accept", "03-03")) == []


def test_a_dependency_that_does_not_apply_is_none(ready: Scenario) -> None:
    """The planning permit also depends on nothing the list leaves out."""
    ready.listed(project_type="fit_out")
    ready.act(WASTE, "receive", "03-02", receipt_no="1")
    assert needed(ready, an_act(WASTE, "accept", "03-03")) == []


def test_a_deemed_acceptance_keeps_its_code_and_needs_no_reason(granted: Scenario) -> None:
    granted.act(WASTE, "receive", "02-20", receipt_no="1")
    granted.deem()
    assert granted.event("AcceptanceDeemed", WASTE).irregularities == ("accepted_before_dependency",)


def test_a_prior_grant_has_no_codes(ready: Scenario) -> None:
    ready.act(WASTE, "grant", "2025-11-01", prior=True)
    assert ready.event("MatterGranted", WASTE).irregularities == ()


@pytest.mark.parametrize(
    ("received_on", "codes"), [("03-06", ["granted_with_missing_materials"]), ("03-05", []), ("03-04", [])]
)
def test_granted_with_a_deferred_material_outstanding(received: Scenario, received_on: str, codes: list[str]) -> None:
    """Also when what came in on the day of the grant is entered after it."""
    received.act(PERMIT, "accept", "03-03", deferred={"日照分析": "03-20"})
    grant = an_act(PERMIT, "grant", "03-05", document="1")
    material = an_act(PERMIT, "material-received", received_on, material="日照分析")
    assert needed(received, grant, material) == codes


def test_granted_with_a_request_open(accepted: Scenario) -> None:
    accepted.act(PERMIT, "request-supplement", "03-04", "漏看", materials=("图",))
    grant = an_act(PERMIT, "grant", "03-05", document="1")
    assert needed(accepted, grant) == ["granted_with_missing_materials"]
    accepted.act(PERMIT, "supplement", "03-05", complete=False)
    assert needed(accepted, grant) == ["granted_with_missing_materials"]
    accepted.act(PERMIT, "supplement", "03-05")
    assert needed(accepted, grant) == []


REGISTRATION = "land_first_registration"  # 行政确认: never deemed, but answered in time like the others


@pytest.mark.parametrize(("on", "codes"), [("03-09", []), ("03-10", ["answered_late"])])
@pytest.mark.parametrize("act", ["accept", "not-accept", "request-supplement"])
def test_answered_after_the_fifth_working_day(ready: Scenario, act: str, on: str, codes: list[str]) -> None:
    for key in ("land_grant_contract", "land_price_deed_tax"):
        ready.act(key, "grant", "2025-12-01", prior=True)
    ready.act(REGISTRATION, "receive", "03-02", receipt_no="1")
    more: dict[str, dict[str, Any]] = {"request-supplement": {"materials": ("图",)}, "not-accept": {"document": "1"}}
    values = more.get(act, {})
    assert needed(ready, an_act(REGISTRATION, act, on, **values)) == codes


@pytest.mark.parametrize(("on", "codes"), [("03-17", []), ("03-18", ["answered_late"])])
def test_a_supplement_is_answered_within_five_days_too(received: Scenario, on: str, codes: list[str]) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("图",))
    received.act(PERMIT, "supplement", "03-10")
    assert needed(received, an_act(PERMIT, "accept", on)) == codes


def test_only_the_first_answer_is_late(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-12", "漏看", materials=("图",))
    again = an_act(PERMIT, "request-supplement", "03-13", "又漏看", materials=("图",))
    outcome = received.do(again)
    assert outcome.events[0].irregularities == ("second_supplement_request", "supplement_after_acceptance")  # type: ignore[attr-defined]


def test_the_written_acceptance_of_what_was_deemed_is_late_even_after_a_late_request(received: Scenario) -> None:
    """Rulings §5 (c)."""
    received.act(PERMIT, "request-supplement", "03-12", "漏看", materials=("图",))
    assert needed(received, an_act(PERMIT, "accept", "03-13")) == ["answered_late"]


def test_a_receipt_without_number_or_word_starts_no_five_days(ready: Scenario) -> None:
    as_specialist(ready).act(PERMIT, "receive", "03-02")
    assert needed(ready, an_act(PERMIT, "accept", "03-20")) == []


@pytest.mark.parametrize(
    ("first", "second", "codes"), [("03-04", "03-04", []), ("03-04", "03-05", ["second_supplement_request"])]
)
@pytest.mark.parametrize("answered", [True, False])
def test_supplements_are_asked_for_once(
    received: Scenario, first: str, second: str, codes: list[str], answered: bool
) -> None:
    """Separate notices of one day count as one."""
    received.act(PERMIT, "request-supplement", first, materials=("图",))
    if answered:
        received.act(PERMIT, "supplement", "03-04")
    assert needed(received, an_act(PERMIT, "request-supplement", second, materials=("表",))) == codes


def test_each_attempt_may_ask_once(received: Scenario) -> None:
    """Ruling 21: the supplement count belongs to the attempt."""
    received.act(PERMIT, "request-supplement", "03-03", materials=("图",))
    received.act(PERMIT, "withdraw", "03-04")
    received.act(PERMIT, "receive", "03-09", receipt_no="2")
    assert needed(received, an_act(PERMIT, "request-supplement", "03-10", materials=("图",))) == []


@pytest.mark.parametrize("stopped", [True, False])
def test_supplements_asked_for_after_acceptance(accepted: Scenario, stopped: bool) -> None:
    if stopped:
        accepted.act(PERMIT, "suspend", "03-03", **HEARING)
    asked = an_act(PERMIT, "request-supplement", "03-04", materials=("图",))
    assert needed(accepted, asked) == ["supplement_after_acceptance"]


def test_during_a_stop_before_acceptance_they_are_not(ready: Scenario) -> None:
    key = "eia_form_approval"
    ready.act(key, "receive", "03-02", receipt_no="1")
    ready.act(key, "suspend", "03-03", "依办事指南公示", kind="public_notice", notice_no="1", notice_on="03-03")
    assert needed(ready, an_act(key, "request-supplement", "03-04", materials=("表",))) == []


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        ("03-06", []),
        ("03-09", ["over_promised"]),
        ("03-31", ["over_promised"]),
        ("04-01", ["over_promised", "over_statutory"]),
    ],
)
@pytest.mark.parametrize("act", ["grant", "refuse"])
def test_decided_after_the_limits(accepted: Scenario, act: str, on: str, codes: list[str]) -> None:
    accepted.at("04-01 12:00")
    assert needed(accepted, an_act(PERMIT, act, on, document="1")) == codes


def test_on_the_days_off_after_the_due_date_it_is_over(accepted: Scenario) -> None:
    """`e > due`: Saturday 03-07 comes after Friday 03-06."""
    assert needed(accepted, an_act(PERMIT, "grant", "03-07", document="1")) == ["over_promised"]


@pytest.mark.parametrize("act", ["withdraw", "close"])
def test_ends_without_a_decision_are_never_over(accepted: Scenario, act: str) -> None:
    assert needed(accepted, an_act(PERMIT, act, "03-31")) == []


def test_stops_and_extensions_in_force_move_the_limit(accepted: Scenario) -> None:
    accepted.act(PERMIT, "suspend", "03-05", **HEARING, resumed_on="03-10")
    accepted.act(PERMIT, "extend", "03-10", days=2, **APPROVED)
    assert needed(accepted, an_act(PERMIT, "grant", "03-13", document="1")) == []
    assert needed(accepted, an_act(PERMIT, "grant", "03-16", document="1")) == ["over_promised"]


@pytest.mark.parametrize("key", ["completion_filing", "special_equipment_registration"])
def test_a_duty_is_no_departments_overrun(ready: Scenario, key: str) -> None:
    for number, on in enumerate(("03-02", "03-31")):
        act = an_act(key, ["receive", "grant"][number], on, "x", **([{"receipt_no": "1"}, {"document": "1"}][number]))
        ready.do(act)
    assert not {"over_promised", "over_statutory"} & set(ready.event("MatterGranted", key).irregularities)


@pytest.mark.parametrize(("on", "codes"), [("03-06", []), ("03-09", ["suspended_after_limit"])])
def test_suspended_after_the_limit(accepted: Scenario, on: str, codes: list[str]) -> None:
    assert needed(accepted, an_act(PERMIT, "suspend", on, **HEARING)) == codes


@pytest.mark.parametrize(
    ("changed", "codes"),
    [({}, []), ({"notice_no": ""}, ["suspension_without_basis"]), ({"notice_on": None}, ["suspension_without_basis"]),
     ({"kind": "testing"}, ["suspension_without_basis"])],
)  # fmt: skip
def test_suspended_without_basis(accepted: Scenario, changed: dict[str, object], codes: list[str]) -> None:
    """A kind among the matter's clock_stops, with the notice's number and its date."""
    values = {"kind": "hearing", "notice_no": "1号", "notice_on": day("03-04"), **changed}
    stop = RecordAct(
        act=an_act(PERMIT, "suspend", "03-04").act, matter=PERMIT, effective_on=day("03-04"), values=values
    )
    assert needed(accepted, stop) == codes


@pytest.mark.parametrize(("on", "codes"), [("03-06", []), ("03-09", ["extended_after_limit"])])
def test_extended_after_the_limit(accepted: Scenario, on: str, codes: list[str]) -> None:
    assert needed(accepted, an_act(PERMIT, "extend", on, days=10, **APPROVED)) == codes


@pytest.mark.parametrize(
    ("days", "approved_by", "codes"),
    [(10, "局长", []), (11, "局长", ["extended_beyond_law"]), (10, "", ["extended_beyond_law"])],
)
def test_extended_beyond_the_law(accepted: Scenario, days: int, approved_by: str, codes: list[str]) -> None:
    extension = an_act(PERMIT, "extend", "03-05", days=days, approved_by=approved_by, document="1")
    assert needed(accepted, extension) == codes


def test_a_second_extension_is_beyond_the_law_however_short(accepted: Scenario) -> None:
    accepted.act(PERMIT, "extend", "03-04", days=1, **APPROVED)
    assert needed(accepted, an_act(PERMIT, "extend", "03-05", days=1, **APPROVED)) == ["extended_beyond_law"]


def test_where_the_law_sets_no_limit_none_is_extended_beyond_it(ready: Scenario) -> None:
    """Not where statutory_days is null."""
    ready.act("planning_conditions", "receive", "03-02", receipt_no="1")
    ready.act("planning_conditions", "accept", "03-03", "先行")
    assert needed(ready, an_act("planning_conditions", "extend", "03-04", days=30)) == []


@pytest.mark.parametrize(
    ("act", "more"), [("grant", {}), ("refuse", {}), ("extend", {"days": 1, "approved_by": "局长"})]
)
@pytest.mark.parametrize(("document", "codes"), [("", ["decision_without_document"]), ("1号", [])])
def test_a_decision_carries_its_document(
    accepted: Scenario, act: str, more: dict[str, Any], document: str, codes: list[str]
) -> None:
    assert needed(accepted, an_act(PERMIT, act, "03-05", document=document, **more)) == codes


def test_a_refusal_to_accept_carries_its_document(received: Scenario) -> None:
    assert needed(received, an_act(PERMIT, "not-accept", "03-05")) == ["decision_without_document"]


@pytest.mark.parametrize("key", ["planning_conditions", "utility_telecom", "construction_drawing_review"])
def test_kinds_that_issue_no_document_need_none(ready: Scenario, key: str) -> None:
    assert "decision_without_document" not in needed(ready, an_act(key, "grant", "03-05"))


def test_every_code_of_the_rulings_is_computed() -> None:
    assert len(Irregularity) == 16


def test_a_missing_reason_is_named_with_its_codes_and_items(accepted: Scenario) -> None:
    """Ruling 10."""
    codes = "decision_without_document、granted_before_dependency、over_promised"
    with refused("reason_required", codes=codes, items=[2]):
        accepted.do(
            an_act(WASTE, "receive", "03-09", receipt_no="1"),
            an_act(WASTE, "accept", "03-09", "先受理"),
            an_act(WASTE, "grant", "03-11"),
            an_act(PERMIT, "grant", "03-16", "来不及", document="1"),
        )
    assert accepted.matter(WASTE).attempts == ()


def test_an_item_that_changes_nothing_still_counts_as_an_item(granted: Scenario) -> None:
    nothing = CorrectRecord(version=granted.version_of("MatterGranted", PERMIT), reason="核对无误")
    with refused("reason_required", items=[2]):
        granted.do(nothing, an_act(WASTE, "receive", "03-03", receipt_no="1"), an_act(WASTE, "accept", "03-04"))
