"""补正: requests for supplements and their answers; they delay the start and never pause a running clock."""

import pytest

from domain.project.model.limits import answer_due, clock_start, limits
from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, an_act, day, refused

RECEIPT_CLOCK = "eia_form_approval"  # 行政许可 whose clock runs from the receipt of complete materials


def test_a_request_withdraws_the_answers_day_until_the_supplement(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",), due_on="03-20")
    matter = received.matter(PERMIT)
    assert matter.phase is Phase.SUPPLEMENT_REQUESTED
    assert answer_due(matter, received.rules.calendar) is None
    assert matter.attempts[0].requests[0].due_on == day("03-20")


def test_the_supplement_is_a_new_receipt_with_a_new_five_days(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",))
    received.act(PERMIT, "supplement", "03-10")
    matter = received.matter(PERMIT)
    waiting = answer_due(matter, received.rules.calendar)
    assert matter.phase is Phase.SUPPLEMENTED
    assert waiting
    assert waiting.due_on == day("03-17")


def test_an_incomplete_supplement_leaves_the_request_open(received: Scenario) -> None:
    """Rulings §5 (b)."""
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图", "日照分析"))
    received.act(PERMIT, "supplement", "03-10", complete=False)
    matter = received.matter(PERMIT)
    assert matter.phase is Phase.SUPPLEMENT_REQUESTED
    assert matter.attempts[0].open_request
    received.act(PERMIT, "supplement", "03-11")
    assert received.matter(PERMIT).phase is Phase.SUPPLEMENTED


@pytest.mark.parametrize("complete", [True, False])
def test_nothing_is_supplemented_without_a_request(received: Scenario, complete: bool) -> None:
    with refused("act_out_of_order"):
        received.act(PERMIT, "supplement", "03-04", complete=complete)


def test_after_acceptance_a_supplement_needs_an_open_request(accepted: Scenario) -> None:
    """Rulings §5 (b)."""
    with refused("act_out_of_order"):
        accepted.act(PERMIT, "supplement", "03-05")
    accepted.act(PERMIT, "request-supplement", "03-04", "窗口漏看", materials=("总平面图",))
    accepted.act(PERMIT, "supplement", "03-05")
    with refused("act_out_of_order"):
        accepted.act(PERMIT, "supplement", "03-05")


def test_a_request_after_acceptance_stops_nothing(accepted: Scenario) -> None:
    """Ruling 23: recorded, and the clock runs on."""
    accepted.act(PERMIT, "request-supplement", "03-04", "窗口漏看", materials=("总平面图",))
    matter = accepted.matter(PERMIT)
    assert matter.phase is Phase.ACCEPTED
    promised = limits(matter, {}, accepted.rules.calendar).promised
    assert promised
    assert promised.due_on == day("03-06")


def test_a_supplement_after_acceptance_is_no_new_receipt(accepted: Scenario) -> None:
    """The five days are those of the receipt; nothing is deemed accepted a second time."""
    accepted.act(PERMIT, "request-supplement", "03-04", "窗口漏看", materials=("总平面图",))
    accepted.act(PERMIT, "supplement", "03-05")
    accepted.act(PERMIT, "extend", "03-16", "负责人批准", days=5, approved_by="局长", document="JM-9")
    assert accepted.deem().events == ()
    assert accepted.matter(PERMIT).attempts[0].accepted_on == day("03-03")


def test_a_second_notice_of_the_same_day_and_a_second_request(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",))
    received.act(PERMIT, "request-supplement", "03-04", materials=("日照分析",))
    assert received.event("SupplementRequested").irregularities == ()
    received.act(PERMIT, "supplement", "03-05")
    assert [request.supplemented_on for request in received.matter(PERMIT).attempts[0].requests] == [day("03-05")] * 2


def test_a_request_withdraws_the_start_of_a_clock_that_runs_from_receipt(ready: Scenario) -> None:
    """Ruling 16: complete materials start it."""
    ready.act(RECEIPT_CLOCK, "receive", "03-02", receipt_no="H-1")
    assert clock_start(ready.matter(RECEIPT_CLOCK)) == day("03-02")
    ready.act(RECEIPT_CLOCK, "request-supplement", "03-04", materials=("环评表",))
    assert clock_start(ready.matter(RECEIPT_CLOCK)) is None
    ready.act(RECEIPT_CLOCK, "supplement", "03-10")
    assert clock_start(ready.matter(RECEIPT_CLOCK)) == day("03-10")


@pytest.mark.parametrize("resumed_first", [True, False])
def test_a_request_during_a_stop_before_acceptance_is_still_open_after_it(ready: Scenario, resumed_first: bool) -> None:
    """What lies under the stop moves; so the two acts of one day may be entered in either order."""
    stop = {"kind": "technical_evaluation", "notice_no": "评〔2026〕1号", "notice_on": "03-03"}
    asks = an_act(RECEIPT_CLOCK, "request-supplement", "03-05", materials=("环评表",))
    resumes = an_act(RECEIPT_CLOCK, "resume", "03-05")
    ready.act(RECEIPT_CLOCK, "receive", "03-02", receipt_no="H-1")
    ready.act(RECEIPT_CLOCK, "suspend", "03-03", **stop)
    ready.do(*([resumes, asks] if resumed_first else [asks, resumes]))
    assert ready.matter(RECEIPT_CLOCK).phase is Phase.SUPPLEMENT_REQUESTED
    ready.act(RECEIPT_CLOCK, "supplement", "03-10")
    assert ready.matter(RECEIPT_CLOCK).phase is Phase.SUPPLEMENTED
    assert clock_start(ready.matter(RECEIPT_CLOCK)) == day("03-10")


def test_a_supplement_during_a_stop_is_complete_after_it(ready: Scenario) -> None:
    ready.act(RECEIPT_CLOCK, "receive", "03-02", receipt_no="H-1")
    ready.act(
        RECEIPT_CLOCK, "suspend", "03-03", "依办事指南公示", kind="public_notice", notice_no="1", notice_on="03-03"
    )
    ready.act(RECEIPT_CLOCK, "request-supplement", "03-04", materials=("环评表",))
    ready.act(RECEIPT_CLOCK, "supplement", "03-05", complete=False)
    ready.act(RECEIPT_CLOCK, "supplement", "03-06")
    assert ready.matter(RECEIPT_CLOCK).phase is Phase.SUSPENDED
    ready.act(RECEIPT_CLOCK, "resume", "03-09")
    assert ready.matter(RECEIPT_CLOCK).phase is Phase.SUPPLEMENTED


def test_supplements_are_not_due_before_they_are_asked_for(received: Scenario) -> None:
    with refused("end_before_beginning", field="due_on"):
        received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",), due_on="03-03")
