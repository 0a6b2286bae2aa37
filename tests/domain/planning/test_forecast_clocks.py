"""The forecast of what is or was under way: its real clock with stops, supplements, extensions; the next attempt."""

import pytest

from tests.domain.planning.foretold import DESIGN, PERMIT, REASON, begins, granted
from tests.scenario import Scenario


def test_a_running_clock_ends_with_its_promised_limit(accepted: Scenario) -> None:
    assert granted(accepted) == ("03-06", "clock")


def test_rolled_forward_nothing_open_is_granted_before_the_day(accepted: Scenario) -> None:
    assert granted(accepted, "03-05") == ("03-06", "clock")
    assert granted(accepted, "03-20") == ("03-20", "not_before")
    assert granted(accepted, "03-21") == ("03-23", "not_before")  # a Saturday


def test_received_without_an_answer_it_is_accepted_when_the_answer_is_due(received: Scenario) -> None:
    assert granted(received) == ("03-12", "answer")  # answer due 03-09
    assert granted(received, "03-20") == ("03-25", "answer")


def test_where_the_clock_runs_from_receipt_the_answer_does_not_count(ready: Scenario) -> None:
    ready.act("project_filing", "grant", "2025-12-01", prior=True, document="前证")
    ready.act("eia_form_approval", "receive", "03-02", receipt_no="JM-1")
    assert granted(ready, matter="eia_form_approval") == ("03-11", "clock")  # 7 working days


def test_an_outstanding_supplement_comes_when_it_is_due_and_is_a_new_receipt(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",), due_on="03-12")
    assert granted(received) == ("03-24", "supplement")  # accepted 03-19
    assert granted(received, "03-20") == ("04-01", "supplement")  # comes on 03-20, accepted 03-27


def test_a_supplement_without_a_day_comes_on_the_day_of_the_reading(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",))
    assert granted(received) == ("03-16", "supplement")  # as if it had come at once
    assert granted(received, "03-20") == ("04-01", "supplement")


def test_what_was_supplemented_waits_for_its_new_answer(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",), due_on="03-12")
    received.act(PERMIT, "supplement", "03-12")
    assert granted(received) == ("03-24", "answer")


@pytest.fixture
def stopped(ready: Scenario) -> Scenario:
    """Accepted on 09-24, one day used, a hearing from 09-29 over the National Day."""
    ready.at("10-20 09:00")
    ready.act(PERMIT, "receive", "09-24", receipt_no="JM-1")
    ready.act(PERMIT, "accept", "09-24")
    return ready


HEARING = {"kind": "hearing", "notice_no": "听〔2026〕1号", "notice_on": "09-29"}


def test_an_open_stop_ends_as_expected(stopped: Scenario) -> None:
    stopped.act(PERMIT, "suspend", "09-29", expected_end="10-09", **HEARING)
    assert granted(stopped) == ("10-10", "stop_end")  # 10-10 is a Saturday worked for the holiday
    assert granted(stopped, "09-30") == ("10-10", "stop_end")


def test_an_open_stop_past_its_expected_end_ends_on_the_day_of_the_reading(stopped: Scenario) -> None:
    stopped.act(PERMIT, "suspend", "09-29", expected_end="10-09", **HEARING)
    assert granted(stopped, "10-12") == ("10-13", "stop_end")


def test_an_open_stop_without_an_end_ends_on_the_day_of_the_reading_or_costs_nothing(stopped: Scenario) -> None:
    stopped.act(PERMIT, "suspend", "09-29", **HEARING)
    assert granted(stopped) == ("09-30", "stop_end")
    assert granted(stopped, "10-12") == ("10-13", "stop_end")


def test_a_finished_stop_is_not_counted(stopped: Scenario) -> None:
    stopped.act(PERMIT, "suspend", "09-29", resumed_on="10-12", **HEARING)
    assert granted(stopped) == ("10-13", "clock")


def test_an_extension_in_time_counts_and_a_late_one_does_not(accepted: Scenario) -> None:
    accepted.act(PERMIT, "extend", "03-05", days=10, approved_by="局长", document="延1号")
    assert granted(accepted) == ("03-20", "clock")


def test_an_extension_after_the_limit_leaves_the_overrun(accepted: Scenario) -> None:
    accepted.act(PERMIT, "extend", "03-10", REASON, days=10, approved_by="局长", document="延1号")
    assert granted(accepted) == ("03-06", "clock")


@pytest.mark.parametrize("end", ["refuse", "withdraw", "close"])
def test_after_an_end_without_a_grant_a_new_attempt_begins(accepted: Scenario, end: str) -> None:
    accepted.act(PERMIT, end, "03-05", **({"document": "不1"} if end == "refuse" else {}))
    assert begins(accepted) == ("03-05", "again")
    assert granted(accepted) == ("03-10", "limit")
    assert begins(accepted, "03-20") == ("03-20", "not_before")
    assert granted(accepted, "03-20") == ("03-25", "limit")


def test_what_was_not_accepted_begins_again_when_it_is_ready(listed: Scenario) -> None:
    listed.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    listed.act(PERMIT, "not-accept", "03-05", document="不受理1号")
    listed.act(DESIGN, "grant", "03-10", REASON)
    assert begins(listed) == ("03-10", "after_grant")
    assert granted(listed) == ("03-13", "limit")


def test_the_next_attempt_runs_by_its_own_clock(accepted: Scenario) -> None:
    accepted.act(PERMIT, "refuse", "03-05", document="不1")
    accepted.act(PERMIT, "receive", "03-16", receipt_no="JM-2")
    accepted.act(PERMIT, "accept", "03-17")
    assert granted(accepted) == ("03-20", "clock")
