"""Project facts: entered, corrected, and yielded by the matters that are them (rulings 19, 20)."""

import pytest

from tests.scenario import Scenario, day, refused

CONTRACT = "land_grant_contract"


def test_a_fact_is_read_from_its_day_on(ready: Scenario) -> None:
    ready.fact("land_delivered", "03-02")
    fact = ready.read("03-02").fact("land_delivered")
    assert fact
    assert fact.on == day("03-02")
    assert ready.read("03-01").fact("land_delivered") is None


@pytest.mark.parametrize(
    ("alias", "kind"),
    [("construction_suspended", "works_suspended"), ("completion_acceptance", "owner_completion_acceptance")],
)
def test_an_alias_is_recorded_as_the_kind_it_stands_for(ready: Scenario, alias: str, kind: str) -> None:
    """Ruling 19."""
    ready.fact(alias, "03-02")
    assert ready.event("FactRecorded").kind == kind


def test_an_unknown_fact_is_refused(ready: Scenario) -> None:
    with refused("unknown_fact", kind="land_sold_twice"):
        ready.fact("land_sold_twice", "03-02")


@pytest.mark.parametrize("kind", ["agreed_start", "agreed_completion", "payment_due"])
def test_what_is_agreed_carries_its_day_which_may_lie_ahead(ready: Scenario, kind: str) -> None:
    """Ruling 19: `on` is the day it was agreed, `due` any date."""
    with refused("fact_due_required", kind=kind):
        ready.fact(kind, "03-02")
    ready.fact(kind, "03-02", due=day("2027-09-01"))
    fact = ready.read().fact(kind)
    assert fact
    assert (fact.on, fact.due) == (day("03-02"), day("2027-09-01"))
    with refused("fact_due_required"):
        ready.correct(ready.version_of("FactRecorded"), due=None)


def test_what_happened_carries_none(ready: Scenario) -> None:
    with refused("fact_due_unwanted"):
        ready.fact("land_delivered", "03-02", due=day("03-20"))


def test_a_fact_has_not_happened_tomorrow(ready: Scenario) -> None:
    with refused("future_date"):
        ready.fact("land_delivered", "04-01")


def test_the_last_fact_of_a_kind_counts_by_its_day_not_by_its_entry(ready: Scenario) -> None:
    ready.fact("works_suspended", "03-20")
    ready.fact("works_suspended", "03-10")
    fact = ready.read().fact("works_suspended")
    assert fact
    assert fact.on == day("03-20")


@pytest.mark.parametrize(
    ("matter", "kind"),
    [
        ("land_listing_grant", "land_won"),
        ("land_grant_contract", "land_contract_signed"),
        ("land_price_deed_tax", "land_price_paid"),
    ],
)
def test_a_granted_matter_yields_its_fact(ready: Scenario, matter: str, kind: str) -> None:
    """Ruling 20: nobody is asked twice."""
    outcome = ready.act(matter, "grant", "03-02", "已办", document="1")
    assert "FactYielded" in ready.topics(outcome)
    fact = ready.read().fact(kind)
    assert fact
    assert fact.on == day("03-02")


def test_the_filing_yields_the_code_it_assigned(ready: Scenario) -> None:
    ready.act("project_filing", "receive", "03-02", receipt_no="1")
    ready.act("project_filing", "grant", "03-02", "赋码", document="2603-370282-04-01-000001")
    fact = ready.read().fact("code_assigned")
    assert fact
    assert fact.value == "2603-370282-04-01-000001"


def test_a_code_that_was_assigned_is_told_and_the_one_there_is_stays(ready: Scenario) -> None:
    ready.act("project_filing", "receive", "03-02", receipt_no="1")
    ready.act("project_filing", "grant", "03-02", "赋码", document="2603-370282-04-01-000001")
    with refused("fact_value_required", kind="code_assigned"):
        ready.fact("code_assigned", "03-05")
    ready.fact("code_assigned", "03-05", value="2603-370282-04-01-000002")
    with refused("fact_value_required"):
        ready.correct(ready.version_of("FactRecorded"), value="")
    fact = ready.read().fact("code_assigned")
    assert fact
    assert fact.value == "2603-370282-04-01-000002"


def test_a_corrected_document_corrects_the_code_that_was_yielded(ready: Scenario) -> None:
    ready.act("project_filing", "receive", "03-02", receipt_no="1")
    ready.act("project_filing", "grant", "03-02", "赋码", document="2603-370282-04-01-00001")
    ready.correct(ready.version_of("MatterGranted", "project_filing"), document="2603-370282-04-01-000002")
    fact = ready.read().fact("code_assigned")
    assert fact
    assert fact.value == "2603-370282-04-01-000002"


def test_a_yielded_fact_moves_and_falls_with_its_grant(ready: Scenario) -> None:
    ready.act(CONTRACT, "grant", "03-02", "已签")
    version = ready.version_of("MatterGranted", CONTRACT)
    ready.correct(version, effective_on="2026-03-04")
    fact = ready.read().fact("land_contract_signed")
    assert fact
    assert fact.on == day("03-04")
    ready.correct(version, void=True)
    assert ready.read().fact("land_contract_signed") is None
    ready.correct(version)
    assert ready.read("03-02").fact("land_contract_signed")


def test_a_fact_entered_itself_takes_the_place_of_the_yielded_one(ready: Scenario) -> None:
    ready.act(CONTRACT, "grant", "03-02", "已签")
    ready.fact("land_contract_signed", "03-03")
    assert [fact.on for fact in ready.read().facts if fact.kind == "land_contract_signed"] == [day("03-03")]
    ready.correct(ready.version_of("FactRecorded"), void=True)
    assert [fact.on for fact in ready.read().facts if fact.kind == "land_contract_signed"] == [day("03-02")]


def test_nothing_is_yielded_beside_a_fact_entered_before(ready: Scenario) -> None:
    ready.fact("land_contract_signed", "03-03")
    outcome = ready.act(CONTRACT, "grant", "03-02", "已签")
    assert "FactYielded" not in ready.topics(outcome)


def test_a_yielded_fact_is_not_corrected_by_hand(ready: Scenario) -> None:
    ready.act(CONTRACT, "grant", "03-02", "已签")
    with refused("not_correctable", topic="FactYielded"):
        ready.correct(ready.version_of("FactYielded"), effective_on="2026-03-03")


def test_a_value_that_is_no_field_of_a_fact_is_refused(ready: Scenario) -> None:
    with refused("unknown_field", field="where"):
        ready.fact("land_delivered", "03-02", where="here")
