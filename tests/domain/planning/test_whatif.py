"""What if: dates before and after, explained, and nothing stored."""

from collections.abc import Sequence

import pytest

from domain.deciding.commands import CorrectRecord, RecordFact
from domain.planning.comparison import Comparison, Difference, Part
from domain.planning.forecast import forecast
from domain.planning.foreseen import Basis
from domain.whatif import Change, DayOff, OtherAnswers, WithoutPreReview, what_if
from tests.scenario import Scenario, an_act, day, refused

AGREEMENT, CONDITIONS = "investment_agreement", "planning_conditions"
TODAY = "03-16"
HEARING = {"kind": "hearing", "notice_no": "听〔2026〕1号", "notice_on": "03-11"}


@pytest.fixture
def listed(scenario: Scenario) -> Scenario:
    """Landed and listed on 03-02, agreed as planned on 03-09; planned to be permitted on 04-22. It is 03-16."""
    scenario.at("03-02 09:00").registered("03-02").listed()
    scenario.at("03-16 09:00").act(AGREEMENT, "grant", "03-09")
    scenario.act(CONDITIONS, "grant", "03-16")
    return scenario


def asked(scenario: Scenario, *changes: Change) -> Comparison:
    """The comparison; the log stays as it was."""
    before = scenario.log
    found = what_if(before, changes, scenario.rules, day(TODAY))
    assert scenario.log == before
    return found


def moved(differences: Sequence[Difference]) -> dict[str, int | None]:
    """By how many working days each grant (or milestone) moves."""
    return {item.key: item.working_days for item in differences if item.part is not Part.BEGINS}


def days(difference: Difference) -> tuple[str, str, int | None]:
    assert difference.before
    assert difference.after
    return difference.before.on.isoformat()[5:], difference.after.on.isoformat()[5:], difference.working_days


def test_without_changes_nothing_differs(listed: Scenario) -> None:
    found = asked(listed)
    assert (found.matters, found.milestones, found.irregularities) == ((), (), ())
    assert days(found.construction_permit) == ("04-22", "04-22", 0)
    assert found.before == found.after == forecast(listed.read(TODAY), listed.rules, day(TODAY))


def test_an_act_in_the_future_moves_what_waits_for_it(listed: Scenario) -> None:
    found = asked(listed, an_act("land_listing_grant", "grant", "04-22"))
    assert days(found.construction_permit) == ("04-22", "04-29", 5)
    assert moved(found.matters)["land_listing_grant"] == 5
    assert "eia_form_approval" not in moved(found.matters)
    assert moved(found.milestones)["construction_permitting"] == 5


def test_a_correction_is_followed(listed: Scenario) -> None:
    version = listed.version_of("MatterGranted", CONDITIONS)
    later = CorrectRecord(version=version, reason="证载日期", changes={"effective_on": "2026-03-20"})
    found = asked(listed, later)
    assert moved(found.matters)[CONDITIONS] == 4
    permit = found.construction_permit
    assert permit.after
    assert permit.after.because.basis is Basis.ISSUE_DAY


def test_a_stop_that_never_was(listed: Scenario) -> None:
    for key in ("land_use_planning_permit", "design_scheme_review"):
        listed.act(key, "grant", "2026-02-02", prior=True, document="前证")
    listed.act("construction_planning_permit", "receive", "03-09", receipt_no="JM-1")
    listed.act("construction_planning_permit", "accept", "03-10")
    listed.act("construction_planning_permit", "suspend", "03-11", expected_end="04-13", **HEARING)
    version = listed.version_of("ClockSuspended")
    found = asked(listed, CorrectRecord(version=version, reason="没有听证", void=True))
    permit = next(item for item in found.matters if item.key == "construction_planning_permit")
    assert permit.before
    assert permit.after
    assert (permit.before.because.basis, permit.after.because.basis) == (Basis.STOP_END, Basis.NOT_BEFORE)
    assert days(permit) == ("04-15", "03-16", -21)


def test_without_pre_review_what_is_not_under_way_takes_the_ordinary_way(listed: Scenario) -> None:
    found = asked(listed, WithoutPreReview())
    assert days(found.construction_permit)[:2] == ("04-22", "05-12")  # P
    assert found.construction_permit.after
    assert found.construction_permit.after.because.basis is Basis.LIMIT


def test_a_day_off_moves_what_is_counted_over_it(listed: Scenario) -> None:
    found = asked(listed, DayOff(day("04-17")))
    assert days(found.construction_permit) == ("04-22", "04-23", 1)


def test_other_answers_choose_other_matters(listed: Scenario) -> None:
    found = asked(listed, OtherAnswers({"heritage_survey_required": True, "area_assessment_covered": False}))
    added = next(item for item in found.matters if item.key == "heritage_survey")
    assert (added.before, added.working_days) == (None, None)
    assert added.after
    listing = next(item for item in found.matters if (item.key, item.part) == ("land_listing_grant", Part.BEGINS))
    assert listing.after
    assert (listing.after.because.basis, listing.after.because.matter) == (Basis.AFTER_GRANT, "heritage_survey")
    assert (found.construction_permit.working_days or 0) > 0


def test_other_answers_leave_matters_out(listed: Scenario) -> None:
    found = asked(listed, OtherAnswers({"floor_area_m2": 100}))
    gone = [item for item in found.matters if item.key == "construction_permit"]
    assert gone
    assert all(item.before and item.after is None for item in gone)


def test_facts_replace_plans(listed: Scenario) -> None:
    start = RecordFact(kind="construction_started", effective_on=day("05-06"), reason="设想")
    found = asked(listed, start)
    assert days(found.construction_start)[1] == "05-06"
    assert found.irregularities == ("construction_before_permit",)  # shown, not refused


def test_what_cannot_be_is_refused_naming_the_change(listed: Scenario) -> None:
    with refused("act_out_of_order", index=1):
        asked(listed, WithoutPreReview(), an_act(AGREEMENT, "accept", "03-16"))
    with refused("unknown_matter", index=0):
        asked(listed, an_act("no_such_matter", "grant", "03-16"))
    with refused("profile_unknown_field"):
        asked(listed, OtherAnswers({"no_such_field": 1}))
    with refused("unknown_project"):
        what_if((), (), listed.rules, day(TODAY))


def test_before_the_first_list_other_answers_make_one(scenario: Scenario) -> None:
    scenario.at("03-16 09:00").registered("03-16")
    found = asked(scenario, OtherAnswers({"new_enterprise": True}))
    assert found.construction_permit.before is None
    assert found.construction_permit.working_days is None
    assert found.after.matters
