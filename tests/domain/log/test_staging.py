"""What is held back is written as one transaction, or not at all."""

from uuid import UUID

import pytest
from eventsourcing.persistence import IntegrityError

from domain.deciding.case import Actor
from domain.deciding.commands import RecordFact, RegisterProject
from domain.log.ledger import Command
from domain.log.staging import StagedLedger
from domain.projects import Projects
from tests.scenario import Scenario, day

pytestmark = pytest.mark.both_engines


def staged_upon(scenario: Scenario) -> tuple[StagedLedger, Projects]:
    ledger = StagedLedger(scenario.ledger)
    return ledger, Projects(ledger, scenario.rules, "jimo")


def register(projects: Projects, number: int, code: str | None = None) -> UUID:
    wanted = RegisterProject(name=f"项目{number}", landed_on=day("01-05"), enterprise="企业", code=code)
    key = f"t/{number}"
    return projects.register(Command(key, key, "t", "import"), wanted, Actor("cli"))[0]


def test_the_log_sees_nothing_before_and_everything_after(scenario: Scenario) -> None:
    ledger, projects = staged_upon(scenario)
    ids = [register(projects, number) for number in range(700)]
    before = scenario.ledger.position()
    assert not any(scenario.ledger.exists(one) for one in (ids[0], ids[-1]))
    assert ledger.commit() == 1400
    assert all(scenario.ledger.load(one) for one in ids)
    assert scenario.ledger.position() >= before + 1400
    codes = {scenario.projects.read(one)[0].code for one in ids}
    assert codes == {f"HH-2026-{number:04d}" for number in range(1, 701)}


def test_what_is_held_back_is_read_on_by_what_comes_after(scenario: Scenario) -> None:
    scenario.registered()
    ledger, projects = staged_upon(scenario)
    fact = RecordFact(kind="land_won", effective_on=day("01-05"))
    version = len(scenario.log)
    for number in range(3):
        projects.execute(scenario.project, Command(f"t/{number}", "", "t", "import"), [fact], Actor("cli"))
    ledger.logs.logs.clear()  # read again from what is held back
    assert len(ledger.load(scenario.project)) == version + 3
    assert ledger.topic(scenario.project) == "ProjectRegistered"
    ledger.commit()
    assert len(scenario.ledger.load(scenario.project)) == version + 3


def test_a_stream_that_somebody_else_wrote_meanwhile_leaves_nothing_of_the_rest(scenario: Scenario) -> None:
    ledger, projects = staged_upon(scenario)
    ids = [register(projects, number, f"JM-{number}") for number in range(3)]
    register(scenario.projects, 9, "JM-2")
    before = scenario.ledger.position()
    with pytest.raises(IntegrityError):
        ledger.commit()
    assert scenario.ledger.position() == before or not any(map(scenario.ledger.exists, ids))
    assert not any(map(scenario.ledger.exists, ids))


def test_the_same_command_acts_once_there_too(scenario: Scenario) -> None:
    ledger, projects = staged_upon(scenario)
    assert register(projects, 1) == register(projects, 1)
    assert ledger.commit() == 2
    again, projects = staged_upon(scenario)
    register(projects, 1)
    assert again.commit() == 0
