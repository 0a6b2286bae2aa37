"""When matters begin and are granted in each way: small catalogues, dates worked out by hand.

Working days of 2026: the Spring Festival is off from 02-15 to 02-23 (02-14 and 02-28, Saturdays, are worked), the
Mid-Autumn Festival from 09-25 to 09-27, National Day from 10-01 to 10-07 (10-10, a Saturday, is worked).
"""

from dataclasses import replace
from datetime import date

import pytest

from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.model import Catalogue, Semantics
from domain.dates.official import official_calendar
from domain.errors import DomainError
from domain.planning.model import Way
from domain.planning.schedule import plan
from tests.domain.planning.smallplans import PERMIT, matter, permit, plan_of, small

FEBRUARY_11, MARCH_2 = date(2026, 2, 11), date(2026, 3, 2)


def dates(way: Way, id_: str) -> tuple[str, str]:
    """Begin and grant as MM-DD."""
    planned = way.matters[id_]
    assert planned.begins is not None
    assert planned.granted is not None
    return f"{planned.begins:%m-%d}", f"{planned.granted:%m-%d}"


def test_statutory_takes_the_limit_of_the_law_and_promised_the_promise() -> None:
    told = plan_of(small(matter("a", "2w", "5w"), permit("1w", "7c", after=["a"])), FEBRUARY_11)
    assert dates(told.statutory, "a") == ("02-11", "02-25")
    assert dates(told.statutory, PERMIT) == ("02-25", "03-04")
    assert dates(told.promised, "a") == ("02-11", "02-13")
    assert dates(told.promised, PERMIT) == ("02-13", "02-14")


def test_a_matter_begins_when_the_last_of_its_prerequisites_is_granted() -> None:
    told = plan_of(small(matter("a", "1w"), matter("b", "4w"), permit("1w", after=["a", "b"])), FEBRUARY_11)
    assert dates(told.promised, PERMIT) == ("02-24", "02-25")


def test_where_the_law_sets_no_limit_statutory_takes_the_promised_one() -> None:
    told = plan_of(small(matter("a", "3w")), FEBRUARY_11)
    assert dates(told.statutory, "a") == ("02-11", "02-14")


def test_a_duty_of_the_applicant_is_no_limit_of_the_office() -> None:
    told = plan_of(small(matter("a", "3w", "15c", semantics=Semantics.DUTY)), FEBRUARY_11)
    assert dates(told.statutory, "a") == ("02-11", "02-14")


@pytest.mark.parametrize(
    ("promised", "statutory", "granted"),
    [("25w", "30c", "11-02"), ("25w", "45c", "11-05"), ("20c", "30c", "10-21"), ("30c", "20c", "10-21")],
)
def test_a_minimum_takes_the_longer_of_both_in_every_way(promised: str, statutory: str, granted: str) -> None:
    """Ruling 33."""
    told = plan_of(small(matter("a", promised, statutory, semantics=Semantics.MINIMUM)), date(2026, 9, 21))
    assert {dates(way, "a") for way in told.ways().values()} == {("09-21", granted)}


def test_a_variant_of_the_statutory_limit_is_chosen_by_the_profile() -> None:
    catalogue = shipped_catalogue()
    profile = {name: field.default for name, field in catalogue.profile_fields.items()}
    granted = {}
    for kind in ("key", "simplified"):
        answers = profile | {"pollutant_permit_class": kind}
        chosen = ["construction_permit", "pollutant_discharge_permit"]
        told = plan(catalogue, answers, chosen, official_calendar(), MARCH_2, construction_days=0)
        granted[kind] = dates(told.statutory, "pollutant_discharge_permit")
    assert granted == {"key": ("03-09", "04-08"), "simplified": ("03-09", "03-30")}


def test_a_prereview_begins_when_the_others_have_begun_and_ends_after_its_limit() -> None:
    told = plan_of(small(matter("a", "3w"), permit("5w", after=["a"], prereview=["a"])), FEBRUARY_11)
    assert dates(told.promised, PERMIT) == ("02-14", "02-28")
    assert dates(told.escorted, PERMIT) == ("02-11", "02-25")


def test_a_prereviewed_matter_is_granted_at_the_earliest_one_working_day_after_its_last_prerequisite() -> None:
    told = plan_of(small(matter("a", "3w"), permit("1w", after=["a"], prereview=["a"])), FEBRUARY_11)
    assert dates(told.escorted, PERMIT) == ("02-11", "02-24")


def test_a_limit_of_zero_is_granted_the_day_its_prerequisites_are() -> None:
    told = plan_of(small(matter("a", "3w"), permit("0w", "0w", after=["a"], prereview=["a"])), FEBRUARY_11)
    assert dates(told.statutory, PERMIT) == dates(told.promised, PERMIT) == ("02-14", "02-14")
    assert dates(told.escorted, PERMIT) == ("02-11", "02-14")


def test_a_limit_of_zero_from_a_day_off_is_granted_on_the_next_working_day() -> None:
    told = plan_of(small(matter("a", "0w", prereview=["b"]), matter("b", "0w")), date(2026, 10, 3))
    assert {dates(way, id_) for way in told.ways().values() for id_ in "ab"} == {("10-03", "10-08")}


def test_a_prereview_does_not_wait_longer_than_for_the_prerequisites() -> None:
    catalogue = small(
        matter("quick", "1w"),
        matter("slow", "10w"),
        matter("late", "1w", after=["slow"]),
        permit("3w", after=["quick"], prereview=["late"]),
    )
    told = plan_of(catalogue, MARCH_2)
    assert dates(told.escorted, "late") == ("03-16", "03-17")
    assert dates(told.escorted, PERMIT) == dates(told.promised, PERMIT) == ("03-03", "03-06")


def test_a_prereview_waits_for_the_latest_begin_of_those_it_follows() -> None:
    catalogue = small(
        matter("first", "1w"),
        matter("second", "5w", after=["first"]),
        permit("2w", after=["second"], prereview=["first", "second"]),
    )
    assert dates(plan_of(catalogue, MARCH_2).escorted, PERMIT) == ("03-03", "03-11")


def test_a_prereview_without_prerequisites_begins_at_the_start_and_has_no_issue_lag() -> None:
    catalogue = small(matter("slow", "10w"), matter("late", "1w", after=["slow"]), permit("2w", prereview=["late"]))
    assert dates(plan_of(catalogue, MARCH_2).escorted, PERMIT) == ("03-02", "03-04")


def test_matters_that_do_not_apply_are_ignored_in_both_lists() -> None:
    catalogue = small(
        matter("a", "3w"),
        matter("gone", "20w"),
        matter("b", "1w", after=["a", "gone"], prereview=["gone"]),
        permit("2w", after=["b", "gone"], prereview=["gone", "a"]),
    )
    told = plan_of(catalogue, FEBRUARY_11, without=["gone"])
    assert "gone" not in told.escorted.matters
    assert dates(told.escorted, "b") == dates(told.promised, "b") == ("02-14", "02-24")
    assert dates(told.escorted, PERMIT) == ("02-11", "02-25")


def test_preparation_makes_every_begin_later_and_adds_up() -> None:
    """Ruling 33: it accumulates along begins."""
    catalogue = small(
        matter("a", "1w"),
        matter("b", "1w", after=["a"]),
        matter("spot", "0w", after=["a"]),
        permit("1w", after=["a"], prereview=["a"]),
    )
    told = plan_of(catalogue, date(2026, 9, 28), preparation=2)
    for way in told.ways().values():
        assert dates(way, "a") == ("09-30", "10-08")
        assert dates(way, "b") == ("10-10", "10-12")
        assert dates(way, "spot") == ("10-10", "10-10")
    assert dates(told.promised, PERMIT) == ("10-10", "10-12")
    assert dates(told.escorted, PERMIT) == ("10-09", "10-10")


def test_what_the_escort_gains_is_counted_in_days_and_in_working_days() -> None:
    """Ruling 34: positive when the escort is earlier."""
    told = plan_of(small(matter("a", "3w", "10w"), permit("5w", "5w", after=["a"], prereview=["a"])), FEBRUARY_11)
    assert dates(told.statutory, PERMIT)[1] == "03-10"
    assert told.gain_vs_statutory is not None
    assert told.gain_vs_promised is not None
    assert (told.gain_vs_statutory.calendar_days, told.gain_vs_statutory.working_days) == (13, 10)
    assert (told.gain_vs_promised.calendar_days, told.gain_vs_promised.working_days) == (3, 3)


def test_a_gain_is_negative_when_the_promise_is_longer_than_the_law() -> None:
    told = plan_of(small(permit("10w", "5w")), MARCH_2)
    assert told.gain_vs_statutory is not None
    assert (told.gain_vs_statutory.calendar_days, told.gain_vs_statutory.working_days) == (-7, -5)


def test_dates_in_a_year_without_a_notice_are_provisional() -> None:
    told = plan_of(small(matter("a", "1w"), permit("80w", after=["a"])), date(2026, 9, 28))
    assert (told.promised.matters["a"].provisional, told.promised.matters[PERMIT].provisional) == (False, True)
    assert told.provisional
    assert not plan_of(small(matter("a", "1w")), date(2026, 9, 28)).provisional


@pytest.mark.parametrize(
    ("given", "code"),
    [({"preparation": -1}, "plan_negative_preparation"), ({"construction_days": -1}, "plan_negative_construction")],
)
def test_a_negative_number_is_refused(given: dict[str, int], code: str) -> None:
    with pytest.raises(DomainError) as caught:
        plan_of(small(permit()), MARCH_2, **given)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_an_unknown_matter_is_refused_with_a_suggestion() -> None:
    with pytest.raises(DomainError) as caught:
        plan(shipped_catalogue(), {}, ["construction_permitt"], official_calendar(), MARCH_2)
    assert caught.value.params["suggestion"] == PERMIT


def test_the_end_of_time_is_refused() -> None:
    with pytest.raises(DomainError):
        plan_of(small(permit()), date.max)


def test_a_plan_keeps_the_order_of_the_catalogue() -> None:
    catalogue = small(permit("1w", after=["z", "a"]), matter("z", after=["a"]), matter("a"))
    assert list(plan_of(catalogue, MARCH_2).escorted.matters) == [PERMIT, "z", "a"]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue()


def test_the_plan_does_not_depend_on_the_order_of_the_chosen(catalogue: Catalogue) -> None:
    profile = {name: field.default for name, field in catalogue.profile_fields.items()}
    chosen = list(catalogue.matters)
    calendar = official_calendar()
    assert plan(catalogue, profile, chosen, calendar, MARCH_2) == plan(
        replace(catalogue), profile, reversed(chosen), calendar, MARCH_2
    )
