"""特别程序: stops of the clock, as intervals (design §3 rule 4; rulings 2, 5, 12, 16)."""

import pytest

from domain.deciding.commands import CorrectRecord
from domain.project.due.deadlines import deadlines
from domain.project.model.limits import limits
from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, an_act, day, refused

RECEIPT_CLOCK = "eia_form_approval"
HEARING = {"kind": "hearing", "notice_no": "听告〔2026〕1号", "notice_on": "03-03"}
TESTING = {"kind": "testing", "notice_no": "检告〔2026〕1号", "notice_on": "03-03"}


def dues(scenario: Scenario, key: str = PERMIT) -> tuple[str, str]:
    both = limits(scenario.matter(key), {}, scenario.rules.calendar)
    assert both.promised
    assert both.statutory
    return str(both.promised.due_on), str(both.statutory.due_on)


def stops(scenario: Scenario, key: str = PERMIT) -> list[tuple[str, str, str]]:
    found = scenario.matter(key).attempts[-1].stops
    return [
        (stop.kind, f"{stop.started_on:%m-%d}", f"{stop.ended_on:%m-%d}" if stop.ended_on else "") for stop in found
    ]


def test_a_stop_freezes_what_is_left(accepted: Scenario) -> None:
    accepted.act(PERMIT, "suspend", "03-05", **HEARING, expected_end="03-31")
    both = limits(accepted.matter(PERMIT), {}, accepted.rules.calendar)
    assert both.promised
    assert (both.promised.due_on, both.promised.left(accepted.rules.calendar, day("03-31"))) == (None, 2)
    assert accepted.matter(PERMIT).phase is Phase.SUSPENDED


def test_the_day_of_resumption_counts_again(accepted: Scenario) -> None:
    accepted.act(PERMIT, "suspend", "03-05", **HEARING)
    accepted.act(PERMIT, "resume", "03-09")
    assert dues(accepted) == ("2026-03-10", "2026-04-02")
    assert accepted.matter(PERMIT).phase is Phase.ACCEPTED


def test_a_finished_stop_is_two_acts_of_one_version(accepted: Scenario) -> None:
    """Ruling 2: each passes the D filter alone."""
    accepted.act(PERMIT, "suspend", "03-05", **HEARING, resumed_on="03-09")
    phases = [accepted.matter(PERMIT, on).phase.value for on in ("03-04", "03-05", "03-08", "03-09")]
    assert phases == ["accepted", "suspended", "suspended", "accepted"]
    assert stops(accepted) == [("hearing", "03-05", "03-09")]


def test_the_end_of_a_finished_stop_is_correctable(accepted: Scenario) -> None:
    """Ruling 2: `resumed_on` is correctable."""
    accepted.act(PERMIT, "suspend", "03-05", **HEARING, resumed_on="03-09")
    accepted.correct(accepted.version_of("ClockSuspended"), resumed_on="2026-03-11")
    assert stops(accepted) == [("hearing", "03-05", "03-11")]
    accepted.correct(accepted.version_of("ClockSuspended"), resumed_on=None)
    assert stops(accepted) == [("hearing", "03-05", "")]
    accepted.correct(accepted.version_of("ClockSuspended"))
    assert stops(accepted) == [("hearing", "03-05", "03-09")]


@pytest.mark.parametrize(("field", "on", "code"), [("resumed_on", "2026-03-04", "end_before_beginning"),
                                                   ("effective_on", "2026-03-10", "end_before_beginning"),
                                                   ("resumed_on", "2026-04-01", "future_date"),
                                                   ("kind", "siesta", "unknown_stop_kind"),
                                                   ("kind", "correction", "correction_is_no_stop")])  # fmt: skip
def test_a_correction_of_a_stop_is_held_to_the_same_rules(accepted: Scenario, field: str, on: str, code: str) -> None:
    accepted.act(PERMIT, "suspend", "03-05", **HEARING, resumed_on="03-09")
    with refused(code):
        accepted.do(CorrectRecord(version=accepted.version_of("ClockSuspended"), reason="x", changes={field: on}))


def test_a_stop_that_ends_before_it_begins_is_impossible(accepted: Scenario) -> None:
    with refused("end_before_beginning", field="resumed_on"):
        accepted.act(PERMIT, "suspend", "03-05", **HEARING, resumed_on="03-04")
    with refused("end_before_beginning", field="expected_end"):
        accepted.act(PERMIT, "suspend", "03-05", **HEARING, expected_end="03-04")


def test_a_stop_cannot_have_ended_tomorrow(accepted: Scenario) -> None:
    with refused("future_date", field="resumed_on"):
        accepted.act(PERMIT, "suspend", "03-05", **HEARING, resumed_on="04-01")


def test_a_stop_of_no_length_changes_nothing(accepted: Scenario) -> None:
    before = dues(accepted)
    accepted.act(PERMIT, "suspend", "03-05", **HEARING, resumed_on="03-05")
    assert dues(accepted) == before
    assert accepted.matter(PERMIT).phase is Phase.ACCEPTED


@pytest.mark.parametrize(
    ("first", "last"), [("03-04", "03-06"), ("03-06", "03-12"), ("03-06", "03-07"), ("03-04", "03-20")]
)
def test_stops_of_one_kind_do_not_overlap(accepted: Scenario, first: str, last: str) -> None:
    accepted.act(PERMIT, "suspend", "03-05", **HEARING, resumed_on="03-10")
    with refused("stop_overlaps", kind="hearing"):
        accepted.act(PERMIT, "suspend", first, "另一次", **HEARING, resumed_on=last)


@pytest.mark.parametrize(("first", "last"), [("03-04", "03-05"), ("03-10", "03-12")])
def test_stops_of_one_kind_may_touch_on_either_side(accepted: Scenario, first: str, last: str) -> None:
    accepted.act(PERMIT, "suspend", "03-05", **HEARING, resumed_on="03-10")
    accepted.act(PERMIT, "suspend", first, "另一次", **HEARING, resumed_on=last)
    assert len(stops(accepted)) == 2
    assert accepted.matter(PERMIT).phase is Phase.ACCEPTED


def test_stops_of_different_kinds_may_overlap_and_count_once(accepted: Scenario) -> None:
    accepted.act(PERMIT, "suspend", "03-05", **HEARING, resumed_on="03-11")
    accepted.act(PERMIT, "suspend", "03-10", "委托检测", **TESTING, resumed_on="03-13")
    promised = limits(accepted.matter(PERMIT), {}, accepted.rules.calendar).promised
    assert promised
    assert promised.due_on == day("03-16")


def test_with_two_stops_open_the_end_names_its_kind(accepted: Scenario) -> None:
    """Rulings §5 (e)."""
    accepted.act(PERMIT, "suspend", "03-05", **HEARING)
    accepted.act(PERMIT, "suspend", "03-06", "委托检测", **TESTING)
    with refused("stop_kind_required", open="hearing、testing"):
        accepted.act(PERMIT, "resume", "03-09")
    accepted.act(PERMIT, "resume", "03-09", kind="hearing")
    assert accepted.matter(PERMIT).phase is Phase.SUSPENDED
    with refused("no_such_stop", kind="hearing", open="testing"):
        accepted.act(PERMIT, "resume", "03-10", kind="hearing")
    accepted.act(PERMIT, "resume", "03-10")
    assert accepted.matter(PERMIT).phase is Phase.ACCEPTED
    assert stops(accepted) == [("hearing", "03-05", "03-09"), ("testing", "03-06", "03-10")]


def test_a_second_stop_of_the_open_kind_is_impossible(accepted: Scenario) -> None:
    accepted.act(PERMIT, "suspend", "03-05", **HEARING)
    with refused("stop_overlaps"):
        accepted.act(PERMIT, "suspend", "03-06", "又一次", **HEARING)


def test_a_correction_of_materials_is_no_stop(accepted: Scenario) -> None:
    """Ruling 12: use request-supplement."""
    with refused("correction_is_no_stop"):
        accepted.act(PERMIT, "suspend", "03-05", "补正", kind="correction", notice_no="1", notice_on="03-05")


@pytest.mark.parametrize("reason", ["", " "])
def test_a_stop_by_a_special_rule_names_the_rule(ready: Scenario, reason: str) -> None:
    """Ruling 12: 公示 and 征求意见 stop the clock only where a rule of its own says so, also by a correction."""
    ready.act(RECEIPT_CLOCK, "receive", "03-02", receipt_no="H-1")
    notice = {"notice_no": "1", "notice_on": "03-04"}
    with refused("stop_basis_required", kind="public_notice"):
        ready.act(RECEIPT_CLOCK, "suspend", "03-04", reason, kind="public_notice", **notice)
    ready.act(RECEIPT_CLOCK, "suspend", "03-04", kind="technical_evaluation", **notice)
    with refused("stop_basis_required"):
        ready.correct(ready.version_of("ClockSuspended"), kind="public_notice")
    founded = {"kind": "public_notice", "reason": "依办事指南公示"}
    ready.do(CorrectRecord(version=ready.version_of("ClockSuspended"), reason="种类有误", changes=founded))
    assert stops(ready, RECEIPT_CLOCK) == [("public_notice", "03-04", "")]


@pytest.mark.parametrize("kind", ["siesta", ""])
def test_an_unknown_kind_of_stop_is_refused(accepted: Scenario, kind: str) -> None:
    with refused("unknown_stop_kind", kind=kind):
        accepted.act(PERMIT, "suspend", "03-05", "x", kind=kind)


def test_a_notice_of_tomorrow_was_not_given(accepted: Scenario) -> None:
    with refused("future_date", field="notice_on"):
        accepted.act(PERMIT, "suspend", "03-05", kind="hearing", notice_no="1", notice_on="04-01")


@pytest.mark.parametrize("act", ["grant", "refuse"])
def test_nothing_is_decided_while_a_stop_is_open(accepted: Scenario, act: str) -> None:
    """Ruling 5."""
    accepted.act(PERMIT, "suspend", "03-05", **HEARING)
    with refused("act_out_of_order", phase="suspended"):
        accepted.act(PERMIT, act, "03-06", document="JM-2")


@pytest.mark.parametrize("act", ["withdraw", "close"])
def test_withdrawing_and_closing_end_the_stop(accepted: Scenario, act: str) -> None:
    """Ruling 5."""
    accepted.act(PERMIT, "suspend", "03-05", **HEARING)
    accepted.act(PERMIT, act, "03-09")
    assert stops(accepted) == [("hearing", "03-05", "03-09")]
    assert accepted.matter(PERMIT).attempts[-1].open_stops == ()
    assert accepted.matter(PERMIT).back is None


def test_before_acceptance_a_clock_from_acceptance_has_nothing_to_stop(received: Scenario) -> None:
    """Rulings 16 and §5 (e)."""
    with refused("act_out_of_order"):
        received.act(PERMIT, "suspend", "03-03", **HEARING)


def test_a_clock_from_receipt_can_be_stopped_before_acceptance(ready: Scenario) -> None:
    """Ruling 16."""
    ready.act(RECEIPT_CLOCK, "receive", "03-02", receipt_no="H-1")
    stop = {"kind": "public_notice", "notice_no": "1", "notice_on": "03-04", "resumed_on": "03-06"}
    ready.act(RECEIPT_CLOCK, "suspend", "03-04", "依办事指南公示", **stop)
    assert ready.matter(RECEIPT_CLOCK).phase is Phase.RECEIVED
    assert ready.matter(RECEIPT_CLOCK, "03-05").back is Phase.RECEIVED


def test_a_stop_without_basis_stops_the_promised_clock_only(accepted: Scenario) -> None:
    """Ruling 12: the statutory due date stays shown."""
    accepted.act(PERMIT, "suspend", "03-05", "领导要求", kind="hearing")
    both = limits(accepted.matter(PERMIT), {}, accepted.rules.calendar)
    assert both.promised
    assert both.statutory
    assert (both.promised.due_on, both.statutory.due_on) == (None, day("03-31"))


def test_a_limit_already_passed_stays_passed(accepted: Scenario) -> None:
    """Ruling 13: only limits still open freeze."""
    accepted.act(PERMIT, "suspend", "03-10", "迟了", **HEARING)
    both = limits(accepted.matter(PERMIT), {}, accepted.rules.calendar)
    assert both.promised
    assert both.statutory
    assert (both.promised.due_on, both.statutory.due_on) == (day("03-06"), None)


def test_a_finished_stop_may_be_entered_after_the_grant(granted: Scenario) -> None:
    granted.act(PERMIT, "suspend", "03-04", **HEARING, resumed_on="03-05")
    assert granted.matter(PERMIT).phase is Phase.GRANTED
    with refused("act_out_of_order"):
        granted.act(PERMIT, "suspend", "03-04", "另一次", **TESTING, resumed_on="03-06")


def test_a_stop_fits_once_the_grant_was_corrected(granted: Scenario) -> None:
    stop = an_act(PERMIT, "suspend", "03-04", "听证", **HEARING, resumed_on="03-09")
    with refused("act_out_of_order", act="grant"):
        granted.do(stop)
    granted.correct(granted.version_of("MatterGranted", PERMIT), effective_on="2026-03-09")
    granted.do(stop)
    assert granted.matter(PERMIT).granted_on == day("03-09")


def test_a_correction_and_the_stop_it_makes_possible_are_one_list(granted: Scenario) -> None:
    """Ruling 4: acts and corrections are put in place, then the sequence is checked once."""
    version = granted.version_of("MatterGranted", PERMIT)
    stop = an_act(PERMIT, "suspend", "03-04", "听证", **HEARING, resumed_on="03-09")
    moved = CorrectRecord(version=version, reason="录入有误", changes={"effective_on": "2026-03-09"})
    granted.do(stop, moved)
    assert granted.matter(PERMIT, "03-06").phase is Phase.SUSPENDED


def test_stops_belong_to_their_attempt(accepted: Scenario) -> None:
    """Ruling 21."""
    accepted.act(PERMIT, "suspend", "03-05", **HEARING)
    accepted.act(PERMIT, "withdraw", "03-09")
    accepted.act(PERMIT, "receive", "03-16", receipt_no="JM-4")
    accepted.act(PERMIT, "accept", "03-17")
    assert dues(accepted)[0] == "2026-03-20"


@pytest.mark.parametrize(
    ("on", "passed"), [("03-06", ()), ("03-09", ("promised",)), ("04-01", ("promised", "statutory"))]
)
def test_a_stop_after_a_limit_names_which(accepted: Scenario, on: str, passed: tuple[str, ...]) -> None:
    """Rulings §6; so does a finished one, which is read as two acts of one version."""
    accepted.at("04-01 12:00")
    accepted.act(PERMIT, "suspend", on, "迟了", **HEARING, resumed_on=on)
    assert accepted.event("ClockSuspended").limits_passed == passed


def test_nobody_says_by_hand_which_limit_had_passed(accepted: Scenario) -> None:
    with refused("unknown_field", field="limits_passed"):
        accepted.act(PERMIT, "suspend", "03-09", "迟了", **HEARING, limits_passed=("statutory",))
    accepted.act(PERMIT, "suspend", "03-09", "迟了", **HEARING)
    with refused("field_not_correctable", field="limits_passed"):
        accepted.correct(accepted.version_of("ClockSuspended"), limits_passed=[])


def test_an_open_stop_takes_all_of_the_matters_open_rows_out_but_its_own_end(received: Scenario) -> None:
    """Ruling 35: deferred materials too, until the clock runs on."""
    received.act(PERMIT, "accept", "03-03", deferred={"日照分析": "03-20"})

    def kinds(on: str) -> set[str]:
        found = deadlines(received.read(on), received.rules)
        return {item.kind.value for item in found if item.matter == PERMIT}

    received.act(PERMIT, "suspend", "03-05", **HEARING, expected_end="03-31")
    assert kinds("03-04") == {"promised", "statutory", "deferred_material"}
    assert kinds("03-06") == {"suspension_end"}
    received.act(PERMIT, "resume", "03-09")
    assert kinds("03-09") == {"promised", "statutory", "deferred_material"}
