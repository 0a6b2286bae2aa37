"""证后事项 (design §4, ruling 18): the duties after a grant, each from its anchor, the next of those that recur."""

from datetime import date
from typing import Any

import pytest

from domain.deciding.commands import CompleteDuty, RecordFact
from domain.lights import Cause, overruns, warnings
from domain.project.due.deadlines import Deadline, DeadlineKind, Owner, deadlines
from domain.project.due.duties import fixed_date, quarter_end
from tests.scenario import Scenario, day, refused

LICENCE = "enterprise_registration"
FILING = "project_filing"
LAND = "land_grant_contract"
BUILD = "construction_permit"
DISCHARGE = "pollutant_discharge_permit"
KINDS = (DeadlineKind.POST_PERMIT_DUTY, DeadlineKind.LAND_DATE, DeadlineKind.IDLE_LAND)


@pytest.fixture
def listed(scenario: Scenario) -> Scenario:
    """A new enterprise with a discharge permit; it is 2026-03-31."""
    scenario.at("01-05 09:00").registered(landed_on="01-05")
    return scenario.listed(new_enterprise=True, pollutant_permit_class="key").at("03-31 09:00")


def grant(scenario: Scenario, key: str, on: str, **values: Any) -> None:
    scenario.act(key, "grant", on, prior=True, document="1", **values)


def rows(scenario: Scenario, matter: str) -> dict[str, Deadline]:
    """The open duties of a matter by id."""
    found = deadlines(scenario.read(), scenario.rules)
    return {row.detail: row for row in found if row.matter == matter and row.kind in KINDS}


def due(scenario: Scenario, matter: str) -> dict[str, date]:
    return {duty: row.due_on for duty, row in rows(scenario, matter).items()}


def done(scenario: Scenario, matter: str, duty: str, on: str, occurrence: int | None = None) -> None:
    scenario.do(CompleteDuty(matter=matter, duty=duty, effective_on=day(on), occurrence=occurrence))


def test_a_duty_after_the_grant_is_a_term_that_rolls(listed: Scenario) -> None:
    """30 days from 2025-12-12 end on Sunday 01-11: the next working day (民法典 §203)."""
    grant(listed, LICENCE, "2025-12-12")
    row = rows(listed, LICENCE)["social_insurance_registration"]
    assert (row.due_on, row.kind, row.owner) == (day("01-12"), DeadlineKind.POST_PERMIT_DUTY, Owner.ENTERPRISE)
    assert row.steps


def test_working_days_count_as_such(listed: Scenario) -> None:
    """The deposit for wages, 20 working days after the grant of 2025-12-31: over the new year's days off."""
    grant(listed, BUILD, "2025-12-31")
    assert due(listed, BUILD)["wage_deposit"] == listed.rules.calendar.nth_after(day("2025-12-31"), 20)


@pytest.mark.parametrize(
    ("granted_on", "number", "on"),
    [("2025-12-12", 1, "2026-06-30"), ("2025-12-12", 2, "2027-06-30"), ("2026-03-04", 1, "2027-06-30")],
)
def test_a_report_on_the_year_before_is_first_owed_the_year_after_the_grant(
    granted_on: str, number: int, on: str
) -> None:
    """企业信息公示暂行条例 §8."""
    assert fixed_date("06-30", day(granted_on), number) == day(on)


@pytest.mark.parametrize(("granted_on", "on"), [("2026-03-04", "2026-12-31"), ("2026-12-31", "2027-12-31")])
def test_a_report_on_the_year_itself_is_owed_at_its_end(granted_on: str, on: str) -> None:
    assert fixed_date("12-31", day(granted_on), 1) == day(on)


@pytest.mark.parametrize(
    ("granted_on", "number", "on"),
    [
        ("2026-01-01", 1, "2026-03-31"),
        ("2026-03-31", 1, "2026-03-31"),
        ("2025-12-31", 1, "2025-12-31"),
        ("2025-12-31", 2, "2026-03-31"),
        ("2026-05-04", 3, "2026-12-31"),
    ],
)
def test_quarters_end_with_their_last_month(granted_on: str, number: int, on: str) -> None:
    assert quarter_end(day(granted_on), number) == day(on)


def test_a_fixed_date_is_kept_and_acted_on_by_the_working_day_before(listed: Scenario) -> None:
    """The annual execution report: Sunday 2027-01-31 of a permit of 2026, by Friday 01-29."""
    grant(listed, DISCHARGE, "2026-01-01")
    assert due(listed, DISCHARGE)["annual_execution_report"] == day("2027-01-29")


def test_the_report_of_a_quarter_is_due_in_the_month_after(listed: Scenario) -> None:
    grant(listed, DISCHARGE, "2026-01-01")
    assert due(listed, DISCHARGE)["quarterly_execution_report"] == day("04-15")


def test_a_month_from_the_thirty_first_ends_on_the_last_day_there_is(listed: Scenario) -> None:
    """Monthly from 2025-12-31: the second month ends on 2026-02-28, a working day made up."""
    grant(listed, FILING, "2025-12-31")
    assert due(listed, FILING)["progress_report"] == day("01-30")
    done(listed, FILING, "progress_report", "01-30")
    assert due(listed, FILING)["progress_report"] == day("02-28")


def test_a_duty_per_permit_needs_the_interval_entered_at_the_grant(listed: Scenario) -> None:
    """Ruling 18."""
    grant(listed, DISCHARGE, "2026-01-01")
    assert "self_monitoring" not in rows(listed, DISCHARGE)
    listed.correct(listed.version_of("MatterGranted", DISCHARGE), interval_months=6)
    assert due(listed, DISCHARGE)["self_monitoring"] == day("07-01")


@pytest.mark.parametrize("months", [0, 1201])
def test_an_interval_is_of_some_months(listed: Scenario, months: int) -> None:
    with refused("interval_months", months=months):
        grant(listed, DISCHARGE, "2026-01-01", interval_months=months)


def test_a_duty_of_an_event_is_owed_when_it_has_happened(listed: Scenario) -> None:
    grant(listed, BUILD, "2025-12-31")
    assert "suspension_report" not in rows(listed, BUILD)
    listed.fact("works_suspended", "03-02")
    assert due(listed, BUILD)["suspension_report"] == day("04-02")


def test_each_event_brings_the_duty_anew(listed: Scenario) -> None:
    grant(listed, BUILD, "2025-12-31")
    listed.fact("works_suspended", "03-02")
    done(listed, BUILD, "suspension_report", "03-20")
    assert "suspension_report" not in rows(listed, BUILD)
    listed.fact("works_suspended", "03-25")
    assert due(listed, BUILD)["suspension_report"] == day("04-27")


def test_what_the_validity_says_is_not_told_twice(listed: Scenario) -> None:
    """To start within 3 months, to extend before the end: `permit_lapse` has that day, from the delivery."""
    grant(listed, BUILD, "2025-12-31")
    grant(listed, DISCHARGE, "2026-01-01")
    assert not {"start_3_months", "start_extension"} & set(rows(listed, BUILD))
    assert "permit_renewal" not in rows(listed, DISCHARGE)


def test_the_days_of_the_land_contract_are_deadlines_of_their_own(listed: Scenario) -> None:
    grant(listed, LAND, "2025-12-01")
    assert rows(listed, LAND) == {}
    for kind, on in (
        ("agreed_start", "2026-10-03"),
        ("agreed_completion", "2028-02-29"),
        ("payment_due", "2026-04-30"),
    ):
        listed.fact(kind, "2026-03-02", due=day(on))
    found = {duty: (row.kind, row.owner, row.due_on) for duty, row in rows(listed, LAND).items()}
    enterprise, land = Owner.ENTERPRISE, Owner.LAND
    assert found == {
        "land_price_balance": (DeadlineKind.LAND_DATE, enterprise, day("04-30")),
        "land_start": (DeadlineKind.LAND_DATE, enterprise, day("09-30")),
        "land_completion": (DeadlineKind.LAND_DATE, enterprise, day("2028-02-29")),
        "idle_fee": (DeadlineKind.IDLE_LAND, land, listed.rules.calendar.roll_back(day("2027-10-03"))),
        "idle_takeback": (DeadlineKind.IDLE_LAND, land, listed.rules.calendar.roll_back(day("2028-10-03"))),
    }


def test_what_was_agreed_and_happened_is_owed_no_more(listed: Scenario) -> None:
    grant(listed, LAND, "2025-12-01")
    for kind, on in (("agreed_start", "2026-10-09"), ("payment_due", "2026-04-30")):
        listed.fact(kind, "2026-03-02", due=day(on))
    listed.fact("land_price_paid", "2026-03-10")
    listed.fact("construction_started", "2026-03-20", "特批")
    assert rows(listed, LAND) == {}


def test_an_extension_of_the_contract_moves_the_start_and_the_idle_marks(listed: Scenario) -> None:
    grant(listed, LAND, "2025-12-01")
    listed.fact("agreed_start", "2026-03-02", due=day("2026-10-09"))
    listed.act(LAND, "extend-start", "03-16", until="2027-04-08")
    assert due(listed, LAND)["land_start"] == day("2027-04-08")
    assert due(listed, LAND)["idle_fee"] == listed.rules.calendar.roll_back(day("2028-04-08"))


def test_a_land_date_passed_is_red_the_day_after_a_duty_is_yellow_at_most(listed: Scenario) -> None:
    """Ruling 35; a duty that recurs lights nothing."""
    grant(listed, LAND, "2025-12-01")
    grant(listed, LICENCE, "2025-12-12")
    listed.fact("agreed_start", "2026-03-02", due=day("2026-10-09"))
    calendar = listed.rules.calendar
    start = (rows(listed, LAND)["land_start"],)
    assert [(mark.on, mark.cause) for mark in overruns(start, listed.rules)] == [(day("10-10"), Cause.ACT_BY_PASSED)]
    assert [mark.on for mark in warnings(start, listed.rules)] == [calendar.nth_before(day("10-09"), 10)]
    once = (rows(listed, LICENCE)["social_insurance_registration"],)
    assert list(overruns(once, listed.rules)) == []
    assert [mark.cause for mark in warnings(once, listed.rules)] == [Cause.DUE_SOON]
    assert list(warnings((rows(listed, LICENCE)["annual_report"],), listed.rules)) == []


def test_a_duty_done_is_owed_no_more(listed: Scenario) -> None:
    grant(listed, LICENCE, "2025-12-12")
    done(listed, LICENCE, "social_insurance_registration", "2026-01-08")
    assert "social_insurance_registration" not in rows(listed, LICENCE)
    with refused("duty_done", occurrence=1):
        done(listed, LICENCE, "social_insurance_registration", "2026-01-09")


def test_a_later_occurrence_done_settles_those_before(listed: Scenario) -> None:
    grant(listed, FILING, "2025-12-31")
    done(listed, FILING, "progress_report", "03-31", occurrence=3)
    assert due(listed, FILING)["progress_report"] == day("04-30")
    with refused("duty_done", occurrence=2):
        done(listed, FILING, "progress_report", "03-31", occurrence=2)


def test_a_duty_that_was_not_done_after_all_is_owed_again(listed: Scenario) -> None:
    grant(listed, LICENCE, "2025-12-12")
    done(listed, LICENCE, "social_insurance_registration", "2026-01-08")
    listed.correct(listed.version_of("DutyDone"), void=True)
    assert "social_insurance_registration" in rows(listed, LICENCE)


def test_only_known_duties_of_granted_results_are_done(listed: Scenario) -> None:
    with refused("not_granted"):
        done(listed, LICENCE, "social_insurance_registration", "2026-01-08")
    grant(listed, LICENCE, "2025-12-12")
    with refused("unknown_duty"):
        done(listed, LICENCE, "wage_deposit", "2026-01-08")
    with refused("not_granted"):
        done(listed, LICENCE, "social_insurance_registration", "2025-12-11")
    with refused("future_date"):
        done(listed, LICENCE, "social_insurance_registration", "2026-04-01")


def test_what_is_in_force_no_more_brings_no_duties(listed: Scenario) -> None:
    grant(listed, LICENCE, "2025-12-12")
    listed.act(LICENCE, "annul", "03-02", kind="cancelled", document="注1")
    assert rows(listed, LICENCE) == {}


def test_what_another_matter_shows_is_not_asked_for_again(listed: Scenario) -> None:
    """The registration for social insurance is part of what follows the opening of the enterprise."""
    grant(listed, LICENCE, "2025-12-12")
    assert "social_insurance_registration" in due(listed, LICENCE)
    grant(listed, "enterprise_opening_services", "2025-12-20")
    assert "social_insurance_registration" not in due(listed, LICENCE)


def test_an_application_meets_the_duty_to_apply(listed: Scenario) -> None:
    land, permit = "land_use_planning_permit", "construction_planning_permit"
    grant(listed, land, "2025-12-12")
    assert "next_planning_permit" in due(listed, land)
    listed.act(permit, "receive", "03-30", "补录", receipt_no="JM-1")
    assert "next_planning_permit" not in due(listed, land)
    listed.correct(listed.version_of("ApplicationReceived"), void=True)
    assert "next_planning_permit" in due(listed, land)


def test_who_has_started_gives_no_notice_of_not_having_started(listed: Scenario) -> None:
    grant(listed, FILING, "2025-12-12")
    assert due(listed, FILING)["two_year_notice"].year == 2027
    listed.do(RecordFact(kind="construction_started", effective_on=day("03-30"), reason="补录"))
    assert "two_year_notice" not in due(listed, FILING)
