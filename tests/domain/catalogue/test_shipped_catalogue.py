"""The catalogue that comes with the package says what the research says."""

import pytest

from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.model import ClockStart, Gate, MatterKind, Semantics
from domain.catalogue.vocabulary import Anchor
from domain.dates.terms import Term, Unit

CATALOGUE = shipped_catalogue()


def test_it_has_eight_stages_seventy_matters_forty_fields_eight_bundles_and_thirty_two_duty_lists() -> None:
    counts = [len(CATALOGUE.stages), len(CATALOGUE.matters), len(CATALOGUE.profile_fields), len(CATALOGUE.bundles)]
    assert [*counts, len(CATALOGUE.duties)] == [8, 70, 40, 8, 32]
    assert [stage.order for stage in CATALOGUE.stages] == list(range(1, 9))


def test_it_is_read_once() -> None:
    assert shipped_catalogue() is CATALOGUE


def test_a_permit_has_its_limits_gate_and_validity() -> None:
    permit = CATALOGUE.matters["construction_permit"]
    assert (permit.statutory, permit.promised) == (Term(7, Unit.CALENDAR_DAYS), Term(1, Unit.WORKING_DAYS))
    assert permit.clock_starts_on is ClockStart.RECEIVED
    assert permit.validity is not None
    assert permit.validity.period == Term(3, Unit.MONTHS)
    assert CATALOGUE.matters["eia_form_approval"].gate is Gate.CONSTRUCTION_START


def test_no_limit_in_law_is_not_a_limit_of_zero() -> None:
    assert CATALOGUE.matters["investment_agreement"].statutory is None
    assert CATALOGUE.matters["project_filing"].statutory == Term(0, Unit.WORKING_DAYS)


def test_a_variant_of_the_statutory_limit_wins_when_its_rule_holds() -> None:
    permit = CATALOGUE.matters["pollutant_discharge_permit"]
    profile = {name: field.default for name, field in CATALOGUE.profile_fields.items()}
    assert permit.statutory_for(profile | {"pollutant_permit_class": "key"}) == Term(30, Unit.CALENDAR_DAYS)
    assert permit.statutory_for(profile | {"pollutant_permit_class": "simplified"}) == Term(20, Unit.CALENDAR_DAYS)


def test_minimum_and_duty_periods_are_kept_apart_from_limits() -> None:
    semantics = {matter.id: matter.semantics for matter in CATALOGUE.matters.values()}
    assert semantics["land_listing_grant"] is Semantics.MINIMUM
    assert semantics["completion_filing"] is Semantics.DUTY
    assert semantics["construction_permit"] is Semantics.MAXIMUM


def test_events_of_duties_are_fact_kinds_with_aliases_resolved() -> None:
    duties = {duty.id: duty for duties in CATALOGUE.duties.values() for duty in duties}
    assert duties["energy_acceptance"].event == "production_started"
    assert duties["fire_filing_5d"].event == "owner_completion_acceptance"
    assert duties["suspension_report"].event == "works_suspended"
    assert all(duty.event is None or duty.event in CATALOGUE.fact_kinds for duty in duties.values())
    assert duties["annual_report"].fixed_date == "06-30"
    assert {duty.anchor for duty in duties.values()} == set(Anchor)


def test_facts_that_carry_a_day_agreed_on_are_marked() -> None:
    assert {kind.id for kind in CATALOGUE.fact_kinds.values() if kind.due} == {
        "agreed_start",
        "agreed_completion",
        "payment_due",
    }


def test_grants_that_are_facts_of_the_project_say_which() -> None:
    assert CATALOGUE.matter_facts == {
        "land_listing_grant": "land_won",
        "land_grant_contract": "land_contract_signed",
        "land_price_deed_tax": "land_price_paid",
        "project_filing": "code_assigned",
    }


@pytest.mark.parametrize(
    ("kind", "application", "document"),
    [
        (MatterKind.PERMIT, True, True),
        (MatterKind.CONFIRMATION, True, True),
        (MatterKind.FILING, True, True),
        (MatterKind.OTHER_POWER, True, True),
        (MatterKind.LEVY, False, True),
        (MatterKind.COORDINATION, False, False),
        (MatterKind.PUBLIC_SERVICE, False, False),
        (MatterKind.TECHNICAL_REVIEW, False, False),
    ],
)
def test_a_kind_says_whether_it_needs_an_application_and_a_document(
    kind: MatterKind, application: bool, document: bool
) -> None:
    assert (kind.needs_application, kind.needs_document) == (application, document)


def test_every_enum_value_has_words_in_both_languages() -> None:
    for field in CATALOGUE.profile_fields.values():
        assert tuple(field.value_labels_zh) == tuple(field.value_labels_en) == field.allowed_values
