"""Scopes (宗地·期·标段·单体): which matters have a key where, and what is refused (ruling 27)."""

import pytest

from tests.domain.project.divided import DRAWINGS, PERMIT, PLANNING, SAFETY, SECTION, add, close, divided, grant
from tests.scenario import Scenario, day, refused


@pytest.fixture
def listed(scenario: Scenario) -> Scenario:
    """The list was issued on 01-05; it is 03-31."""
    return scenario.at("01-05 09:00").registered().listed().at("03-31 09:00")


def applying(scenario: Scenario, on: str | None = None, known: str | None = None) -> set[str]:
    return {item.key for item in scenario.read(on, known).listed if item.applies}


def test_only_the_named_matters_get_a_key_per_scope(listed: Scenario) -> None:
    before = applying(listed)
    divided(listed, "02-02")
    scoped = {f"{matter}:{scope}" for matter in SECTION for scope in ("sec-1", "sec-2")}
    assert applying(listed) == (before - set(SECTION)) | scoped
    assert scoped <= listed.read().matters.keys()
    assert not set(SECTION) & listed.read().matters.keys()


def test_the_scopes_stand_with_their_kind_their_place_and_the_main_one_first(listed: Scenario) -> None:
    listed.do(add("phase-1", "02-02", kind="phase"))
    listed.do(add("a", "02-03", PERMIT, kind="buildings", within="phase-1"))
    scopes = listed.read().scopes
    assert [(item.id, item.kind, item.within, item.main) for item in scopes.scopes] == [
        ("phase-1", "phase", "", True),
        ("a", "buildings", "phase-1", False),
    ]
    assert scopes.main == "phase-1"
    assert scopes.headline(PERMIT) == f"{PERMIT}:a"


def test_a_list_issued_after_the_scopes_has_their_keys_in_the_catalogues_order(scenario: Scenario) -> None:
    scenario.at("01-05 09:00").registered()
    divided(scenario)
    scenario.at("01-06 09:00").listed()
    keys = [item.key for item in scenario.read().listed if item.matter in (PLANNING, PERMIT)]
    assert keys == [f"{matter}:{scope}" for matter in (PLANNING, PERMIT) for scope in ("sec-1", "sec-2")]


def test_a_matter_with_acts_keeps_its_key_as_the_main_scopes(listed: Scenario) -> None:
    listed.act(PLANNING, "pre-review", "01-12")
    divided(listed, "02-02")
    project = listed.read()
    assert {PLANNING, f"{PLANNING}:sec-2"} <= applying(listed)
    assert f"{PLANNING}:sec-1" not in project.matters
    assert project.scopes.place(PLANNING) == "sec-1"
    assert listed.event("ScopeAdded").kept == ()
    assert project.matters[PLANNING].begun_on == day("01-12")
    listed.act(PLANNING, "pre-review-opinion", "02-09", result="favourable")


def test_acts_entered_later_for_an_earlier_day_go_to_the_scopes_key(listed: Scenario) -> None:
    divided(listed, "02-02")
    listed.act(f"{PLANNING}:sec-1", "pre-review", "01-12")
    assert listed.matter(f"{PLANNING}:sec-1").begun_on == day("01-12")
    assert listed.matter(f"{PLANNING}:sec-1", "01-20").begun_on == day("01-12")


def test_a_matter_with_acts_is_the_main_scopes_even_when_only_the_second_names_it(listed: Scenario) -> None:
    listed.act(PLANNING, "pre-review", "01-12")
    listed.do(add("sec-1", "02-02", PERMIT))
    listed.do(add("sec-2", "02-03", PERMIT, PLANNING))
    scopes = listed.read().scopes
    assert scopes.keys(PLANNING) == {"sec-2": f"{PLANNING}:sec-2", "sec-1": PLANNING}


def test_a_matter_named_by_a_scope_is_acted_on_with_its_scope(listed: Scenario) -> None:
    divided(listed, "02-02")
    with refused("matter_has_scopes", keys=f"{PERMIT}:sec-1、{PERMIT}:sec-2"):
        listed.act(PERMIT, "receive", "03-02", receipt_no="1")
    with refused("unknown_matter"):
        listed.act(f"{PERMIT}:sec-3", "receive", "03-02", receipt_no="1")


def test_own_answers_of_a_scope_decide_which_of_its_matters_apply(listed: Scenario) -> None:
    """A guardhouse of 400 m² needs no construction permit."""
    listed.do(add("plant", "02-02", PERMIT, SAFETY))
    listed.do(add("guard", "02-02", PERMIT, SAFETY, answers={"floor_area_m2": 400}))
    assert {f"{PERMIT}:plant", f"{SAFETY}:plant"} <= applying(listed)
    assert not {f"{PERMIT}:guard", f"{SAFETY}:guard"} & applying(listed)
    line = next(item for item in listed.read().listed if item.key == f"{PERMIT}:guard")
    assert "floor_area_m2=400" in line.because
    with refused("unknown_matter"):
        listed.act(f"{PERMIT}:guard", "receive", "03-02", receipt_no="1")


def test_answers_of_a_scope_within_another_stand_over_those_around_it(listed: Scenario) -> None:
    listed.do(add("phase-1", "02-02", kind="phase", answers={"floor_area_m2": 400, "earthwork_m3": 7}))
    listed.do(add("plant", "02-02", PERMIT, within="phase-1", answers={"floor_area_m2": 9000}))
    answers = listed.read().answers(f"{PERMIT}:plant")
    assert (answers["floor_area_m2"], answers["earthwork_m3"]) == (9000, 7)
    assert listed.read().answers("project_filing") == listed.read().profile


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (add("Sec 1", "02-02"), "scope_id_form"),
        (add("sec-1", "02-02"), "scope_exists"),
        (add("sec-2", "02-02", within="phase-9"), "unknown_scope"),
        (add("sec-2", "02-02", within="old"), "scope_closed"),
        (add("sec-2", "02-02", main=True), "second_main_scope"),
        (add("sec-2", "02-02", "construction_permitt"), "scope_unknown_matter"),
        (add("sec-2", "02-02", "tailored_service_list"), "matter_not_divisible"),
        (add("sec-2", "02-02", answers={"floor_area": 1}), "profile_unknown_field"),
        (add("sec-2", "02-02", answers={"floor_area_m2": -1}), "profile_negative"),
        (add("sec-2", "02-02", reason=" "), "reason_required"),
        (add("sec-2", "04-01"), "future_date"),
        (close("sec-9", "02-02"), "unknown_scope"),
        (close("old", "02-02"), "scope_closed"),
        (close("sec-1", "01-02"), "end_before_beginning"),
        (close("sec-1", "02-02", reason=""), "reason_required"),
    ],
)
def test_what_cannot_be_is_refused(listed: Scenario, wrong: object, code: str) -> None:
    listed.do(add("sec-1", "01-12", PERMIT, main=True), add("old", "01-12", main=False))
    listed.do(close("old", "01-12"))
    with refused(code):
        listed.do(wrong)  # type: ignore[arg-type]


def test_a_fact_names_a_scope_that_is_there(listed: Scenario) -> None:
    listed.do(add("sec-1", "01-12", PERMIT))
    with refused("unknown_scope", scope="sec-2", known="sec-1"):
        listed.fact("construction_started", "03-02", "先行", scope="sec-2")


def test_a_scope_around_others_is_closed_last(listed: Scenario) -> None:
    listed.do(add("phase-1", "02-02", kind="phase"))
    listed.do(add("a", "02-02", PERMIT), add("b", "02-02", PERMIT, within="phase-1"))
    with refused("scope_encloses", inner="b"):
        listed.do(close("phase-1", "02-09"))
    listed.do(close("b", "02-09"), close("a", "02-09"))
    listed.do(close("phase-1", "02-09"))
    assert listed.read().scopes.open == ()
    assert PERMIT in applying(listed)


def test_a_closed_scope_leaves_the_list_and_what_was_done_in_it_stays(listed: Scenario) -> None:
    """Two sections merged into one."""
    divided(listed, "02-02")
    listed.act(f"{PLANNING}:sec-2", "receive", "02-09", "合并前", receipt_no="1")
    listed.do(close("sec-2", "03-02"))
    project = listed.read()
    assert not any(key.endswith(":sec-2") for key in applying(listed))
    assert not project.matters[f"{PLANNING}:sec-2"].listed
    assert f"{PERMIT}:sec-2" not in project.matters
    assert f"{PERMIT}:sec-2" in applying(listed, "03-01")
    listed.act(f"{PLANNING}:sec-2", "withdraw", "03-03")


def test_time_travel_shows_the_project_before_and_after_the_addition(listed: Scenario) -> None:
    listed.act(PLANNING, "pre-review", "01-12")
    divided(listed, "02-02")
    grant(listed, f"{DRAWINGS}:sec-2", "02-09")
    assert {PLANNING, DRAWINGS, PERMIT} <= applying(listed, "02-01")
    assert listed.read("02-01").scopes.open == ()
    assert {PLANNING, f"{DRAWINGS}:sec-2", f"{PERMIT}:sec-1"} <= applying(listed, "02-02")
    assert PERMIT in applying(listed, None, "03-30")  # nobody knew of the sections then
    listed.correct(listed.version_of("ScopeAdded"), effective_on="2026-03-02")
    assert [scope.id for scope in listed.read("02-15").scopes.open] == ["sec-1"]


def test_one_list_has_one_main_scope_and_each_scope_once(listed: Scenario) -> None:
    with refused("second_main_scope"):
        listed.do(add("sec-1", "02-02", PERMIT), add("sec-2", "02-02", PERMIT))
    with refused("scope_exists"):
        listed.do(add("sec-1", "02-02", PERMIT), add("sec-1", "02-03", PLANNING))


def test_the_addition_is_voided_only_while_nothing_was_done_in_the_scope(listed: Scenario) -> None:
    divided(listed, "02-02")
    version = listed.version_of("ScopeAdded")
    listed.correct(version, void=True)
    assert f"{PERMIT}:sec-2" not in applying(listed)
    listed.correct(version)
    listed.act(f"{PLANNING}:sec-2", "pre-review", "02-09")
    with refused("scope_in_use", scope="sec-2"):
        listed.correct(version, void=True)
