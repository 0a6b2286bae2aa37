"""The bureau's codes: claimed once, corrected on the registration, released in that save (ruling 29)."""

import pytest

from domain.deciding.commands import CorrectRecord, RegisterProject
from domain.project.events.lifecycle import CodeClaimed, CodeReleased
from tests.scenario import Scenario, day, refused


@pytest.fixture
def coded(scenario: Scenario) -> Scenario:
    return scenario.at("01-05 09:00").registered(code="JM-001")


def holder(scenario: Scenario, code: str) -> bool:
    return scenario.projects.by_code(code) == scenario.project


def another(scenario: Scenario, code: str | None) -> None:
    wanted = RegisterProject(name="另一项目", landed_on=day("01-05"), enterprise="甲公司", code=code)
    scenario.projects.register(scenario.command(), wanted, scenario.actor)


def test_a_wrong_code_is_corrected_and_the_old_one_is_free_again(coded: Scenario) -> None:
    before = coded.ledger.position()
    coded.correct(1, code="JM-002")
    assert coded.read().code == "JM-002"
    assert (holder(coded, "JM-001"), holder(coded, "JM-002")) == (False, True)
    saved = [event for _, event in coded.ledger.after(before, 10)]
    assert [event.TOPIC for event in saved] == ["RecordCorrected", "CodeReleased", "CodeClaimed"]
    assert len({(event.recorded_at, event.command_id) for event in saved}) == 1
    another(coded, "JM-001")


def test_a_code_that_another_project_holds_is_refused(coded: Scenario) -> None:
    another(coded, "JM-002")
    with refused("code_taken", code="JM-002"):
        coded.correct(1, code="JM-002")
    assert coded.read().code == "JM-001"


def test_taking_the_correction_back_takes_the_code_back(coded: Scenario) -> None:
    coded.correct(1, code="JM-002")
    coded.correct(1)
    assert (coded.read().code, holder(coded, "JM-001"), holder(coded, "JM-002")) == ("JM-001", True, False)
    log = coded.ledger.load(coded.projects.codes.stream("JM-001"))
    assert [type(event) for event in log] == [CodeClaimed, CodeReleased, CodeClaimed]
    assert [event.originator_version for event in log] == [1, 2, 3]


def test_it_cannot_be_taken_back_when_somebody_has_it_by_now(coded: Scenario) -> None:
    coded.correct(1, code="JM-002")
    another(coded, "JM-001")
    with refused("code_taken", code="JM-001"):
        coded.correct(1)


def test_a_correction_of_something_else_moves_no_code(coded: Scenario) -> None:
    before = coded.ledger.position()
    coded.correct(1, name="叁旺液压总成")
    assert coded.ledger.position() == before + 1


def test_a_preview_refuses_what_would_be_refused(coded: Scenario) -> None:
    another(coded, "JM-002")
    with refused("code_taken"):
        coded.preview(CorrectRecord(version=1, reason="录入有误", changes={"code": "JM-002"}))


def test_a_code_has_a_form(coded: Scenario) -> None:
    with refused("code_form"):
        coded.correct(1, code="编号 1")


def test_a_released_made_number_is_not_given_again(scenario: Scenario) -> None:
    scenario.at("01-05 09:00").registered()
    assert scenario.read().code == "HH-2026-0001"
    scenario.correct(1, code="JM-002")
    another(scenario, None)
    assert scenario.projects.by_code("HH-2026-0002") is not None


def test_the_national_code_is_a_fact_that_can_be_corrected(coded: Scenario) -> None:
    coded.fact("code_assigned", "01-05", value="2601-370215-04-01-000001")
    coded.correct(coded.version_of("FactRecorded"), value="2601-370215-04-01-000002")
    found = coded.read().fact("code_assigned")
    assert found is not None
    assert found.value == "2601-370215-04-01-000002"
