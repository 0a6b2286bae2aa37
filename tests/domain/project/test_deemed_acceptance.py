"""逾期不告知的,自收到申请材料之日起即为受理 (行政许可法 §32): five working days of silence (ruling 6)."""

import pytest

from domain.project.events.corrections import RecordCorrected
from domain.project.model.limits import limits
from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, an_act, as_specialist, day, refused

RECEIPT_CLOCK = "eia_form_approval"


@pytest.fixture
def on_time(scenario: Scenario) -> Scenario:
    """As `received`, but recorded on the day itself: the clock can be set to the days that follow."""
    scenario.at("01-05 09:00").registered().listed()
    for key in ("land_use_planning_permit", "design_scheme_review"):
        scenario.act(key, "grant", "2025-12-01", prior=True)
    scenario.at("03-02 10:00").act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    return scenario


def deemings(scenario: Scenario) -> list[str]:
    return [event.effective_on.isoformat() for event in scenario.log if event.TOPIC == "AcceptanceDeemed"]


def test_the_sweep_deems_on_the_day_after_the_fifth(on_time: Scenario) -> None:
    on_time.at("03-09 18:00")
    assert on_time.deem().events == ()
    outcome = on_time.at("03-10 08:30").deem()
    assert on_time.topics(outcome) == ["AcceptanceDeemed"]
    attempt = on_time.matter(PERMIT).attempts[0]
    assert (attempt.deemed, attempt.accepted_on) == (True, day("03-02"))
    assert on_time.matter(PERMIT, "03-09").phase is Phase.RECEIVED


def test_the_clock_of_a_deemed_acceptance_runs_from_the_receipt(received: Scenario) -> None:
    received.deem()
    promised = limits(received.matter(PERMIT), {}, received.rules.calendar).promised
    assert promised
    assert (promised.start, promised.due_on) == (day("03-02"), day("03-05"))


def test_a_second_sweep_deems_nothing(received: Scenario) -> None:
    received.deem()
    assert received.deem().events == ()


def test_over_national_day_five_working_days_take_two_weeks(ready: Scenario) -> None:
    """2026: 10-01 to 10-07 are off, Saturday 10-10 is worked."""
    ready.at("10-10 18:00").act(PERMIT, "receive", "09-28", receipt_no="JM-1")
    assert ready.deem().events == ()
    assert ready.topics(ready.at("10-11 09:00").deem()) == ["AcceptanceDeemed"]
    assert ready.event("AcceptanceDeemed").effective_on == day("10-11")


@pytest.mark.parametrize("answered_on", ["10-10", "10-09"])
def test_the_worked_saturday_is_the_last_day_of_an_answer(ready: Scenario, answered_on: str) -> None:
    ready.at("10-12 09:00").act(PERMIT, "receive", "09-28", receipt_no="JM-1")
    ready.act(PERMIT, "accept", answered_on)
    assert deemings(ready) == []


def test_a_later_act_records_the_deeming_before_itself_in_the_same_save(received: Scenario) -> None:
    outcome = received.act(PERMIT, "grant", "03-12", "来不及", document="JM-2")
    assert received.topics(outcome) == ["AcceptanceDeemed", "MatterGranted", "MilestoneReached", "StageClosed"]
    deemed, grant, *_ = outcome.events
    assert deemed.originator_version + 1 == grant.originator_version
    assert (deemed.recorded_at, deemed.command_id, deemed.command_digest) == (
        grant.recorded_at,
        grant.command_id,
        grant.command_digest,
    )
    assert deemed.cause == f"v{grant.originator_version}"


def test_a_receipt_entered_late_waits_for_the_answer_entered_next(ready: Scenario) -> None:
    """Entering a file act by act deems nothing by the way; the sweep does when no answer follows."""
    ready.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    ready.act(PERMIT, "accept", "03-03")
    assert deemings(ready) == []


def test_an_answer_in_time_entered_late_voids_the_deeming_and_takes_its_place(on_time: Scenario) -> None:
    on_time.at("03-10 08:30").deem()
    version = on_time.version_of("AcceptanceDeemed")
    outcome = on_time.at("03-12 09:00").act(PERMIT, "accept", "03-04")
    correction = outcome.events[1]
    assert isinstance(correction, RecordCorrected)
    assert (correction.corrects, correction.void) == (version, True)
    assert correction.cause == f"v{outcome.events[0].originator_version}"
    attempt = on_time.matter(PERMIT).attempts[0]
    assert (attempt.deemed, attempt.accepted_on) == (False, day("03-04"))
    assert on_time.matter(PERMIT, "03-11", "03-11").attempts[0].deemed
    assert on_time.event("ApplicationAccepted").irregularities == ()


def test_a_refusal_to_accept_in_time_entered_late_takes_the_deemings_place(received: Scenario) -> None:
    received.deem()
    received.act(PERMIT, "not-accept", "03-09", document="1号")
    assert received.matter(PERMIT).phase is Phase.NOT_ACCEPTED


def test_a_request_in_time_entered_late_takes_the_deemings_place(received: Scenario) -> None:
    received.deem()
    received.act(PERMIT, "request-supplement", "03-09", materials=("总平面图",))
    assert received.matter(PERMIT).phase is Phase.SUPPLEMENT_REQUESTED


def test_a_voided_answer_restores_the_deeming_and_does_not_make_another(received: Scenario) -> None:
    received.deem()
    received.act(PERMIT, "accept", "03-04")
    outcome = received.correct(received.version_of("ApplicationAccepted"), void=True)
    assert received.topics(outcome) == ["RecordCorrected", "RecordCorrected"]
    assert received.matter(PERMIT).attempts[0].deemed
    assert deemings(received) == ["2026-03-10"]


def test_an_answer_corrected_to_a_late_day_becomes_a_written_acceptance(received: Scenario) -> None:
    received.act(PERMIT, "accept", "03-04")
    outcome = received.correct(received.version_of("ApplicationAccepted"), effective_on="2026-03-11")
    assert received.topics(outcome) == ["AcceptanceDeemed", "RecordCorrected"]
    attempt = received.matter(PERMIT).attempts[0]
    assert (attempt.accepted_on, attempt.answered_in_writing_on) == (day("03-02"), day("03-11"))
    assert received.codes_now("ApplicationAccepted") == ["answered_late"]


def test_a_late_written_acceptance_is_recorded_and_leaves_the_clock(received: Scenario) -> None:
    """Rulings §5 (c)."""
    outcome = received.act(PERMIT, "accept", "03-12", "补发受理通知书", deferred={"日照分析": "03-20"})
    assert received.topics(outcome) == ["AcceptanceDeemed", "ApplicationAccepted"]
    assert received.event("ApplicationAccepted").irregularities == ("answered_late",)
    attempt = received.matter(PERMIT).attempts[0]
    assert (attempt.accepted_on, attempt.answered_in_writing_on) == (day("03-02"), day("03-12"))
    assert attempt.deferred[0].material == "日照分析"
    with refused("act_out_of_order"):
        received.act(PERMIT, "accept", "03-13", "再发")


def test_a_written_acceptance_on_the_very_day_of_the_deeming_follows_it(received: Scenario) -> None:
    received.act(PERMIT, "accept", "03-10", "补发受理通知书")
    assert received.matter(PERMIT).attempts[0].answered_in_writing_on == day("03-10")


def test_a_late_request_after_the_deeming_stops_nothing(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-12", "窗口漏看", materials=("总平面图",))
    matter = received.matter(PERMIT)
    assert (matter.phase, matter.attempts[0].accepted_on) == (Phase.ACCEPTED, day("03-02"))
    assert received.event("SupplementRequested").irregularities == ("answered_late", "supplement_after_acceptance")


def test_the_answer_to_a_late_request_is_no_receipt_that_could_be_deemed(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-12", "窗口漏看", materials=("总平面图",))
    received.act(PERMIT, "supplement", "03-13")
    assert received.deem().events == ()
    received.act(PERMIT, "grant", "03-26", "来不及", document="JM-2")
    assert deemings(received) == ["2026-03-10"]


def test_supplemented_materials_are_a_receipt_with_its_own_five_days(on_time: Scenario) -> None:
    on_time.at("03-04 10:00").act(PERMIT, "request-supplement", "03-04", materials=("总平面图",))
    on_time.at("03-11 10:00").act(PERMIT, "supplement", "03-11")
    on_time.at("03-18 20:00")
    assert on_time.deem().events == ()
    on_time.at("03-19 08:30").deem()
    assert on_time.matter(PERMIT).attempts[0].accepted_on == day("03-11")


def test_an_open_request_is_never_deemed_accepted(received: Scenario) -> None:
    received.act(PERMIT, "request-supplement", "03-04", materials=("总平面图",))
    received.act(PERMIT, "supplement", "03-05", complete=False)
    assert received.deem().events == ()


@pytest.mark.parametrize("key", ["enterprise_registration", "completion_filing", "design_scheme_review"])
def test_only_an_administrative_licence_is_deemed_accepted(scenario: Scenario, key: str) -> None:
    scenario.at("01-05 09:00").registered().listed()
    scenario.at("03-31 09:00").act(key, "receive", "03-02", receipt_no="1")
    assert scenario.deem().events == ()


def test_without_a_receipt_number_or_the_departments_word_nothing_is_deemed(ready: Scenario) -> None:
    as_specialist(ready).act(PERMIT, "receive", "03-02")
    assert ready.deem().events == ()


def test_a_receipt_number_entered_by_correction_starts_the_five_days(ready: Scenario) -> None:
    as_specialist(ready).act(PERMIT, "receive", "03-02")
    ready.correct(ready.version_of("ApplicationReceived"), receipt_no="JM-1")
    assert ready.topics(ready.deem()) == ["AcceptanceDeemed"]


def test_a_deeming_that_comes_after_the_written_acceptance_in_the_log_stands_before_it(ready: Scenario) -> None:
    """The receipt's number becomes known later; acceptance and deeming fall on one day."""
    as_specialist(ready).act(PERMIT, "receive", "03-02")
    ready.act(PERMIT, "accept", "03-10")
    ready.correct(ready.version_of("ApplicationReceived"), receipt_no="JM-1")
    ready.deem()
    attempt = ready.matter(PERMIT).attempts[0]
    assert (attempt.deemed, attempt.answered_in_writing_on) == (True, day("03-10"))


def test_the_departments_own_receipt_counts_without_a_number(ready: Scenario) -> None:
    ready.act(PERMIT, "receive", "03-02")
    assert ready.topics(ready.deem()) == ["AcceptanceDeemed"]


def test_a_receipt_moved_by_correction_waits_for_the_next_sweep(received: Scenario) -> None:
    received.deem()
    received.correct(received.version_of("ApplicationReceived"), effective_on="2026-03-03")
    assert received.matter(PERMIT).phase is Phase.RECEIVED
    received.deem()
    attempt = received.matter(PERMIT).attempts[0]
    assert (attempt.deemed, attempt.accepted_on) == (True, day("03-03"))


def test_a_voided_receipt_takes_the_deeming_with_it(received: Scenario) -> None:
    received.deem()
    received.correct(received.version_of("ApplicationReceived"), void=True)
    assert received.matter(PERMIT).attempts == ()


def test_a_second_application_is_not_deemed_because_the_first_was(received: Scenario) -> None:
    """What is kept up is the deeming of a receipt, not of a matter: the order of entry decides nothing."""
    received.deem()
    received.act(PERMIT, "withdraw", "03-12")
    received.act(PERMIT, "receive", "03-16", receipt_no="JM-5")
    received.act("utility_power", "grant", "03-17", "已通电")
    assert received.matter(PERMIT).phase is Phase.RECEIVED


def test_every_attempt_is_deemed_by_its_own_silence(ready: Scenario) -> None:
    """Eight applications, each deemed accepted and withdrawn: one list."""
    days = ["01-05", "01-14", "01-23", "02-03", "02-25", "03-06", "03-16"]
    ready.do(
        *(an_act(PERMIT, "receive", on, receipt_no=on) for on in days),
        *(an_act(PERMIT, "withdraw", on) for on in [*days[1:], "03-25"]),
    )
    assert [attempt.deemed for attempt in ready.matter(PERMIT).attempts] == [True] * 7


def test_what_was_stopped_within_the_five_days_was_answered(ready: Scenario) -> None:
    """The notice of a special procedure shows that the department took the matter up."""
    ready.act(RECEIPT_CLOCK, "receive", "03-02", receipt_no="H-1")
    ready.act(
        RECEIPT_CLOCK, "suspend", "03-05", "依办事指南公示", kind="public_notice", notice_no="1", notice_on="03-05"
    )
    assert ready.deem().events == ()


def test_acts_on_one_matter_do_not_deem_another(received: Scenario) -> None:
    outcome = received.act("land_first_registration", "receive", "03-30", receipt_no="D-1")
    assert "AcceptanceDeemed" not in received.topics(outcome)


def test_the_sweep_acts_once_under_its_key(received: Scenario) -> None:
    command = received.command(key="sweep-1")
    first = received.projects.deem(received.project, command)
    again = received.projects.deem(received.project, command)
    assert (again.version, again.events, again.repeated) == (first.version, first.events, True)
