"""Registration: the project's stream, its code, the day it landed (rulings 8, 29, 31)."""

from dataclasses import replace
from uuid import UUID

import pytest

from domain.deciding.commands import RegisterProject
from domain.event import stream_id
from domain.log.ledger import Outcome
from domain.project.events.lifecycle import CodeClaimed
from tests.scenario import SEED_PROFILE, Scenario, day, refused

pytestmark = pytest.mark.both_engines

WANTED = RegisterProject(name="叁旺液压", landed_on=day("01-05"), enterprise="山东叁旺液压有限公司")


def register(scenario: Scenario, key: str = "k-1", **values: object) -> tuple[UUID, Outcome]:
    wanted = replace(WANTED, **values)  # type: ignore[arg-type]
    return scenario.projects.register(scenario.command(key=key, digest="d"), wanted, scenario.actor)


def code_of(scenario: Scenario, project: UUID) -> str:
    return scenario.projects.read(project)[0].code


def test_the_stream_follows_from_the_command(scenario: Scenario) -> None:
    """Ruling 29: a repeated request finds it."""
    project, _ = register(scenario)
    assert project == stream_id("jimo/project/t-1/k-1")


def test_the_same_command_twice_is_one_project(scenario: Scenario) -> None:
    first = register(scenario)
    again = register(scenario)
    assert again[0] == first[0]
    assert (again[1].version, again[1].events, again[1].repeated) == (first[1].version, first[1].events, True)
    assert len(list(scenario.ledger.after(0, 100))) == 2  # the project and the claim of its code


def test_another_request_under_the_same_key_is_refused(scenario: Scenario) -> None:
    register(scenario)
    with refused("idempotency_key_reused", key="k-1"):
        scenario.projects.register(scenario.command(key="k-1", digest="other"), WANTED, scenario.actor)


def test_registration_and_claim_are_one_save(scenario: Scenario) -> None:
    """Ruling 31, design §8: the one command that writes two streams."""
    project, _ = register(scenario)
    registered, claimed = (event for _, event in scenario.ledger.after(0, 10))
    assert isinstance(claimed, CodeClaimed)
    assert (claimed.project, claimed.originator_version) == (str(project), 1)
    assert claimed.originator_id == stream_id("jimo/code/HH-2026-0001")
    assert (registered.recorded_at, registered.command_id) == (claimed.recorded_at, claimed.command_id)


def test_made_numbers_are_dense_within_the_year_of_the_landing(scenario: Scenario) -> None:
    """Ruling 29."""
    codes = [code_of(scenario, register(scenario, f"k-{n}")[0]) for n in range(9)]
    assert codes == [f"HH-2026-{n:04d}" for n in range(1, 10)]
    last_year, _ = register(scenario, "k-old", landed_on=day("2025-12-31"))
    assert code_of(scenario, last_year) == "HH-2025-0001"


def test_a_made_number_goes_round_one_that_was_given(scenario: Scenario) -> None:
    register(scenario, "k-1", code="HH-2026-0002")
    codes = [code_of(scenario, register(scenario, f"k-{n}")[0]) for n in range(2, 5)]
    assert codes == ["HH-2026-0001", "HH-2026-0003", "HH-2026-0004"]


def test_a_taken_code_is_refused_and_leaves_nothing(scenario: Scenario) -> None:
    register(scenario, "k-1", code="JM-1")
    with refused("code_taken", code="JM-1"):
        register(scenario, "k-2", code="JM-1")
    assert len(list(scenario.ledger.after(0, 10))) == 2


def test_a_project_has_not_landed_tomorrow(scenario: Scenario) -> None:
    with refused("future_date", field="landed_on"):
        register(scenario, landed_on=day("01-06"))


def test_what_is_entered_with_the_registration_is_one_save(scenario: Scenario) -> None:
    project, outcome = register(scenario, expected_on=day("06-30"), expected_document="投资协议", profile=SEED_PROFILE)
    state, _ = scenario.projects.read(project)
    assert scenario.topics(outcome) == ["ProjectRegistered", "PermitExpected", "ProjectProfiled"]
    assert state.expected
    assert (state.expected.on, state.profile_version) == (day("06-30"), 3)


def test_a_profile_that_cannot_be_refuses_the_registration(scenario: Scenario) -> None:
    with refused("profile_unknown_field"):
        register(scenario, profile={"colour": "red"})
    assert list(scenario.ledger.after(0, 10)) == []


def test_the_registration_is_read_first_whatever_came_before_it(scenario: Scenario) -> None:
    """Ruling 8."""
    scenario.registered().listed().act("planning_conditions", "grant", "2025-06-01", prior=True)
    state = scenario.read("01-05")
    assert state.landed_on == day("01-05")
    assert state.matters["planning_conditions"].prior


@pytest.mark.parametrize("as_of", ["01-04", "2025-06-01"])
def test_before_its_landing_the_project_is_unknown(scenario: Scenario, as_of: str) -> None:
    """Ruling 8: 404 for D < landed_on."""
    scenario.registered().listed().act("planning_conditions", "grant", "2025-06-01", prior=True)
    with refused("unknown_project"):
        scenario.read(as_of)


def test_tomorrow_is_not_read(scenario: Scenario) -> None:
    """Ruling 8: 422 for D > today."""
    with refused("future_date", field="as_of"):
        scenario.registered().read("01-06")


def test_before_it_was_recorded_the_project_is_unknown(scenario: Scenario) -> None:
    scenario.at("01-09 10:00").registered()
    with refused("unknown_project"):
        scenario.read("01-09", "01-08")
    assert scenario.read("01-06", "01-09").landed_on == day("01-05")


def test_an_unregistered_stream_is_unknown(scenario: Scenario) -> None:
    with refused("unknown_project"):
        scenario.act("planning_conditions", "grant", "01-05")
    with refused("unknown_project"):
        scenario.do()
    with refused("unknown_project"):
        scenario.deem()
    with refused("unknown_project"):
        scenario.read()
