"""The hydraulics plant from 2026-03-02 (design §5: more than two months before the statutory date)."""

from dataclasses import replace
from datetime import date

from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.profile import choose_matters, complete_profile
from domain.dates.arithmetic import add_months
from domain.dates.official import official_calendar
from domain.planning.model import Plan, Way
from domain.planning.schedule import plan

CATALOGUE = shipped_catalogue()


def seed_plan(construction_days: int | None = None, preparation: int = 0, start: date = date(2026, 3, 2)) -> Plan:
    profile = complete_profile(CATALOGUE, CATALOGUE.example_profiles["sanwang_hydraulic"])
    chosen = [choice.matter for choice in choose_matters(CATALOGUE, profile) if choice.applies]
    return plan(CATALOGUE, profile, chosen, official_calendar(), start, preparation, construction_days)


def permit(way: Way) -> date:
    assert way.construction_permit is not None
    return way.construction_permit


def test_the_three_permits() -> None:
    told = seed_plan()
    assert [permit(way) for way in told.ways().values()] == [date(2026, 7, 6), date(2026, 5, 12), date(2026, 4, 22)]
    assert permit(told.escorted) < add_months(permit(told.statutory), -2)
    assert told.gain_vs_statutory is not None
    assert told.gain_vs_promised is not None
    assert (told.gain_vs_statutory.calendar_days, told.gain_vs_statutory.working_days) == (75, 50)
    assert (told.gain_vs_promised.calendar_days, told.gain_vs_promised.working_days) == (20, 12)


def test_building_starts_when_the_land_is_taken() -> None:
    told = seed_plan()
    contract = told.escorted.matters["land_grant_contract"].granted
    assert contract == date(2026, 4, 16)
    assert official_calendar().working_days(contract, permit(told.escorted)) <= 5


def test_the_escorted_path_goes_through_the_land_and_the_drawings() -> None:
    assert seed_plan().escorted.critical_path == (
        "investment_agreement",
        "planning_conditions",
        "land_listing_grant",
        "land_grant_contract",
        "design_scheme_review",
        "construction_drawing_review",
        "quality_safety_supervision",
        "construction_permit",
    )


def test_the_auction_is_never_shortened() -> None:
    for way in seed_plan().ways().values():
        listing = way.matters["land_listing_grant"]
        assert (listing.begins, listing.granted) == (date(2026, 3, 16), date(2026, 4, 15))


def test_the_last_three_milestones_need_the_construction_days() -> None:
    last = ("construction_execution", "completion_acceptance", "production_operation")
    assert {seed_plan().escorted.milestones[stage] for stage in last} == {None}
    assert [seed_plan(300).escorted.milestones[stage] for stage in last] == [
        date(2027, 2, 16),
        date(2027, 3, 3),
        date(2027, 3, 17),
    ]


def test_the_construction_days_do_not_touch_what_comes_before() -> None:
    without, with_them = seed_plan(), seed_plan(300)
    for name, way in without.ways().items():
        other = with_them.ways()[name]
        assert (way.construction_permit, way.critical_path) == (other.construction_permit, other.critical_path)
        dated = {matter: planned for matter, planned in way.matters.items() if planned.granted}
        assert dated.items() <= other.matters.items()


def test_preparation_moves_every_way() -> None:
    plain, prepared = seed_plan(), seed_plan(preparation=2)
    assert [permit(way) for way in prepared.ways().values()] == [
        date(2026, 7, 24),
        date(2026, 6, 3),
        date(2026, 5, 7),
    ]
    assert all(permit(prepared.ways()[name]) > permit(way) for name, way in plain.ways().items())


def test_2027_is_only_an_estimate() -> None:
    told = seed_plan(300)
    assert told.provisional
    assert told.escorted.matters["joint_acceptance"].provisional
    assert not told.escorted.matters["construction_permit"].provisional
    assert not seed_plan().provisional


def test_a_plan_without_floats_is_the_same_but_for_them() -> None:
    profile = complete_profile(CATALOGUE, {})
    asked = (CATALOGUE, profile, list(CATALOGUE.matters), official_calendar(), date(2026, 3, 2))
    whole, bare = plan(*asked), plan(*asked, with_floats=False)
    for name, way in whole.ways().items():
        assert any(planned.float is not None for planned in way.matters.values())
        told = {key: replace(planned, float=None) for key, planned in way.matters.items()}
        assert replace(way, matters=told) == bare.ways()[name]
