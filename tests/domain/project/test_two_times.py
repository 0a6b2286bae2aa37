"""The worked table of design §2: what is true on D, as known at K."""

from datetime import date

import pytest

from domain.errors import DomainError
from domain.project.model.limits import answer_due, limits
from domain.project.model.phases import Phase
from tests.scenario import Scenario, day

pytestmark = pytest.mark.both_engines

# A matter of kind 技术审查 promised 3 working days would hide the law: this one is a licence with 3 days promised.
MATTER = "construction_planning_permit"


def reading(scenario: Scenario, on: str, known: str) -> tuple[str, date | None, int | None]:
    """Phase, due date of the promised limit and days left (the frozen ones while stopped)."""
    matter = scenario.matter(MATTER, on, known)
    promised = limits(matter, {}, scenario.rules.calendar).promised
    if promised is None:
        return matter.phase.value, None, None
    return matter.phase.value, promised.due_on, promised.left(scenario.rules.calendar, day(on))


@pytest.fixture
def received(scenario: Scenario) -> Scenario:
    """The list is out, and the application of the table is received on 03-02 and recorded that day."""
    scenario.at("01-05 09:00").registered().listed()
    scenario.at("03-02 10:00").act(MATTER, "receive", "03-02", receipt_no="JM-1")
    return scenario


REASON = "按办件系统补录"


@pytest.fixture
def late(received: Scenario) -> Scenario:
    received.at("03-09 09:00").act(MATTER, "accept", "03-03", REASON)
    received.at("03-31 09:00")
    return received


@pytest.fixture
def corrected(received: Scenario) -> Scenario:
    received.at("03-03 10:00").act(MATTER, "accept", "03-03", REASON)
    received.at("03-05 10:00").act(MATTER, "grant", "03-05", REASON, document="JM-2")
    version = received.version_of("MatterGranted", MATTER)
    received.at("03-10 10:00").correct(version, effective_on="2026-03-06")
    received.at("03-31 09:00")
    return received


@pytest.fixture
def out_of_order(received: Scenario) -> Scenario:
    received.at("03-03 10:00").act(MATTER, "accept", "03-03", REASON)
    received.at("03-10 10:00").act(MATTER, "grant", "03-10", REASON, document="JM-2")
    stop = {"kind": "hearing", "notice_no": "听告〔2026〕1号", "notice_on": "03-04", "resumed_on": "03-06"}
    received.at("03-12 10:00").act(MATTER, "suspend", "03-04", "听证", **stop)
    received.at("03-31 09:00")
    return received


def test_late_entry_is_unknown_before_it_was_recorded(late: Scenario) -> None:
    matter = late.matter(MATTER, "03-05", "03-05")
    assert matter.phase is Phase.RECEIVED
    waiting = answer_due(matter, late.rules.calendar)
    assert waiting is not None
    assert waiting.due_on == day("03-09")
    assert reading(late, "03-05", "03-05") == ("received", None, None)


def test_late_entry_counts_from_its_own_day_once_it_is_known(late: Scenario) -> None:
    assert reading(late, "03-05", "03-09 18:00") == ("accepted", day("03-06"), 1)
    assert late.matter(MATTER, "03-05", "03-09 18:00").attempts[-1].accepted_on == day("03-03")


def test_late_entry_is_not_read_back_before_its_day(late: Scenario) -> None:
    assert reading(late, "03-02", "03-31") == ("received", None, None)


@pytest.mark.parametrize(
    ("on", "known", "phase", "due_on", "left"),
    [
        ("03-05", "03-31", "accepted", "03-06", 1),
        ("03-06", "03-31", "granted", "03-06", 0),
    ],
)
def test_corrected_grant_is_read_at_its_right_day(
    corrected: Scenario, on: str, known: str, phase: str, due_on: str, left: int
) -> None:
    assert reading(corrected, on, known) == (phase, day(due_on), left)


def test_corrected_grant_still_reads_as_it_was_known_then(corrected: Scenario) -> None:
    assert corrected.matter(MATTER, "03-05", "03-06").granted_on == day("03-05")
    assert corrected.matter(MATTER, "03-06", "03-31").granted_on == day("03-06")


@pytest.mark.parametrize(
    ("on", "known", "phase", "due_on", "left"),
    [
        ("03-09", "03-09", "accepted", "03-06", -1),
        ("03-05", "03-31", "suspended", None, 3),
        ("03-09", "03-31", "accepted", "03-10", 1),
        ("03-10", "03-31", "granted", "03-10", 0),
    ],
)
def test_stop_entered_after_the_grant_moves_the_due_date(
    out_of_order: Scenario, on: str, known: str, phase: str, due_on: str | None, left: int
) -> None:
    assert reading(out_of_order, on, known) == (phase, day(due_on) if due_on else None, left)


def test_stop_without_an_end_before_a_recorded_grant_is_out_of_order(received: Scenario) -> None:
    received.at("03-03 10:00").act(MATTER, "accept", "03-03", REASON)
    received.at("03-10 10:00").act(MATTER, "grant", "03-10", REASON, document="JM-2")
    with pytest.raises(DomainError) as refused:
        received.at("03-12 10:00").act(
            MATTER, "suspend", "03-04", "听证", kind="hearing", notice_no="1号", notice_on="03-04"
        )
    assert refused.value.code == "act_out_of_order"
    assert refused.value.params["in_the_way"] == f"grant 2026-03-10 (v{received.version_of('MatterGranted', MATTER)})"


def test_before_the_first_fact_nothing_is_known(received: Scenario) -> None:
    with pytest.raises(DomainError) as refused:
        received.read("01-04")
    assert refused.value.code == "unknown_project"


def test_tomorrow_cannot_be_read(received: Scenario) -> None:
    with pytest.raises(DomainError) as refused:
        received.at("03-02 10:00").read("03-03")
    assert refused.value.code == "future_date"
