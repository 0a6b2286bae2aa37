"""Ruling 10: an event keeps the codes confirmed with it; the facts of today may say otherwise, and that is shown."""

import pytest

from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, an_act, day, refused

HEARING = {"kind": "hearing", "notice_no": "1号", "notice_on": "03-03"}


def test_the_codes_and_the_reason_stay_with_the_event(accepted: Scenario) -> None:
    accepted.act(PERMIT, "grant", "03-09", "来不及")
    event = accepted.event("MatterGranted", PERMIT)
    assert (event.irregularities, event.reason) == (("over_promised", "decision_without_document"), "来不及")


def test_a_stop_entered_late_takes_the_overrun_away_and_leaves_what_was_confirmed(accepted: Scenario) -> None:
    """由补录消除."""
    accepted.act(PERMIT, "grant", "03-10", "来不及", document="1")
    accepted.act(PERMIT, "suspend", "03-04", **HEARING, resumed_on="03-06")
    assert accepted.event("MatterGranted", PERMIT).irregularities == ("over_promised",)
    assert accepted.codes_now("MatterGranted", PERMIT) == []


def test_a_correction_brings_a_code_that_was_not_confirmed(granted: Scenario) -> None:
    """由更正产生."""
    granted.correct(granted.version_of("MatterGranted", PERMIT), effective_on="2026-03-09", document="")
    assert granted.event("MatterGranted", PERMIT).irregularities == ()
    assert granted.codes_now("MatterGranted", PERMIT) == ["over_promised", "decision_without_document"]


def test_a_correction_of_another_act_brings_one_too(granted: Scenario) -> None:
    granted.correct(granted.version_of("ApplicationAccepted", PERMIT), effective_on="2026-03-02")
    assert granted.codes_now("MatterGranted", PERMIT) == []
    granted.correct(granted.version_of("MatterGranted", PERMIT), effective_on="2026-03-06")
    assert granted.codes_now("MatterGranted", PERMIT) == ["over_promised"]


@pytest.mark.parametrize("fact", ["construction_started", "production_started"])
def test_a_start_before_its_gates_is_recorded_and_named(ready: Scenario, fact: str) -> None:
    code = {"construction_started": "construction_before_permit", "production_started": "production_before_gate"}[fact]
    with refused("reason_required", codes=code):
        ready.fact(fact, "03-20")
    ready.fact(fact, "03-20", "现场已开工")
    assert ready.event("FactRecorded").irregularities == (code,)


GATES = ["eia_form_approval", "soil_conservation_form"]  # with a gate of construction_start, in the seed's list


@pytest.mark.parametrize(("permit_on", "raised"), [("03-20", False), ("03-21", True)])
def test_the_start_of_works_waits_for_the_permit_to_its_very_day(ready: Scenario, permit_on: str, raised: bool) -> None:
    for key in GATES:
        ready.act(key, "grant", "2025-12-01", prior=True)
    grant(ready, "construction_permit", permit_on)
    ready.fact("construction_started", "03-20", "已开工")
    assert ready.event("FactRecorded").irregularities == (("construction_before_permit",) if raised else ())


@pytest.mark.parametrize("missing", GATES)
def test_the_start_of_works_waits_for_every_gate(ready: Scenario, missing: str) -> None:
    grant(ready, "construction_permit", "03-10")
    for key in GATES:
        if key != missing:
            ready.act(key, "grant", "2025-12-01", prior=True)
    ready.fact("construction_started", "03-20", "已开工")
    assert ready.codes_now("FactRecorded") == ["construction_before_permit"]
    grant(ready, missing, "03-19")
    assert ready.codes_now("FactRecorded") == []


def test_where_the_permit_comes_in_phases_the_first_opens_the_gate(ready: Scenario) -> None:
    """Ruling 26."""
    ready.listed(phased_construction_permit=True)
    for key in GATES:
        ready.act(key, "grant", "2025-12-01", prior=True)
    grant(ready, "construction_permit_phase1", "03-10")
    ready.fact("construction_started", "03-20")
    assert ready.event("FactRecorded").irregularities == ()


def test_where_no_permit_applies_the_other_gates_remain(ready: Scenario) -> None:
    ready.listed(floor_area_m2=0)
    for key in GATES:
        ready.act(key, "grant", "2025-12-01", prior=True)
    ready.fact("construction_started", "03-20")
    assert ready.event("FactRecorded").irregularities == ()


def test_other_facts_have_no_gate(ready: Scenario) -> None:
    ready.fact("land_delivered", "03-20")
    assert ready.event("FactRecorded").irregularities == ()


def test_a_preview_names_the_codes_and_stores_nothing(accepted: Scenario) -> None:
    """Ruling 32."""
    before = list(accepted.log)
    preview = accepted.preview(an_act(PERMIT, "grant", "03-09", document="1"))
    assert [code for _, codes in preview.judgement.needs_reason for code in codes] == ["over_promised"]
    assert preview.version == len(before)
    assert preview.judgement.project.matters[PERMIT].granted_on == day("03-09")
    assert preview.before.matters[PERMIT].granted_on is None
    assert list(accepted.log) == before


def test_a_preview_of_nothing_is_the_project_as_it_stands(accepted: Scenario) -> None:
    preview = accepted.preview()
    assert preview.judgement.events == ()
    assert preview.judgement.project == preview.before == accepted.read()


def grant(scenario: Scenario, key: str, on: str) -> None:
    scenario.act(key, "receive", on, receipt_no="1")
    scenario.act(key, "grant", on, "前置未齐", document="1")
