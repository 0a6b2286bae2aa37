"""A command acts once, and never on a state it has not seen (design §8, ruling 31)."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from domain.deciding.case import Actor
from domain.deciding.commands import RecordFact, RegisterProject
from domain.errors import DomainError
from domain.event import Event
from domain.log.ledger import Command, Ledger, Outcome
from domain.log.logs import Log
from domain.log.recorder import close_recorder, open_recorder
from domain.project.model.rules import Rules
from domain.projects import Projects
from tests.scenario import Scenario, an_act, day, refused

pytestmark = pytest.mark.both_engines

MATTER = "planning_conditions"  # 内部协同: granted without an application


@pytest.fixture
def listed(scenario: Scenario) -> Scenario:
    return scenario.at("01-05 09:00").registered().listed().at("03-31 09:00")


def grant(scenario: Scenario, on: str = "03-02", **command: object) -> Outcome:
    return scenario.do(an_act(MATTER, "grant", on, "已办"), **command)


def test_a_key_that_is_found_again_is_answered_as_the_first_time(listed: Scenario) -> None:
    first = grant(listed, key="k", digest="d")
    listed.act("utility_power", "grant", "03-02", "已办")
    size = len(listed.log)
    again = grant(listed, key="k", digest="d")
    assert (again.version, again.events, again.repeated) == (first.version, first.events, True)
    assert again.position >= first.position
    assert len(listed.log) == size


def test_the_first_answer_comes_back_with_its_consequences(listed: Scenario) -> None:
    """Ruling 31: all events of a save carry its command."""
    first = grant(listed, key="k", digest="d")
    assert listed.topics(first) == ["MatterGranted", "StageOpened"]
    assert listed.topics(grant(listed, key="k", digest="d")) == ["MatterGranted", "StageOpened"]
    assert len({(event.recorded_at, event.command_id, event.command_digest) for event in first.events}) == 1


def test_a_key_used_for_something_else_is_refused(listed: Scenario) -> None:
    grant(listed, key="k", digest="d")
    with refused("idempotency_key_reused", key="k"):
        grant(listed, "03-03", key="k", digest="other")


def test_the_key_is_looked_at_before_the_version(listed: Scenario) -> None:
    version = len(listed.log)
    first = grant(listed, key="k", digest="d", expected_version=version)
    again = grant(listed, key="k", digest="d", expected_version=version)
    assert (again.version, again.repeated) == (first.version, True)
    with refused("idempotency_key_reused"):
        grant(listed, key="k", digest="other", expected_version=version)


def test_the_key_of_another_actor_is_another_key(listed: Scenario) -> None:
    grant(listed, key="k", digest="d")
    other = Command(id="t-2/k", digest="other", actor="t-2", via="api")
    wanted = [an_act(MATTER, "deliver", "03-03")]
    assert not listed.projects.execute(listed.project, other, wanted, listed.actor).repeated


@pytest.mark.parametrize("off", [-1, 1, -3])
def test_a_command_decided_on_another_version_is_refused(listed: Scenario, off: int) -> None:
    version = len(listed.log)
    with refused("version_conflict", expected=version + off, current=version):
        grant(listed, expected_version=version + off)
    assert len(listed.log) == version


def test_a_preview_compares_the_version_too(listed: Scenario) -> None:
    """Ruling 32."""
    command = listed.command(expected_version=1)
    with refused("version_conflict"):
        listed.projects.preview(listed.project, command, [an_act(MATTER, "deliver", "03-03")], listed.actor)


def test_a_refused_command_leaves_nothing_and_its_key_is_free(listed: Scenario) -> None:
    before = (list(listed.log), listed.ledger.position())
    with pytest.raises(DomainError):
        listed.do(an_act(MATTER, "grant", "03-02", "已办"), an_act(MATTER, "deliver", "03-01"), key="k")
    assert (list(listed.log), listed.ledger.position()) == before
    assert not grant(listed, key="k").repeated


def test_a_command_that_changes_nothing_records_nothing(listed: Scenario) -> None:
    version = len(listed.log)
    outcome = listed.do()
    assert (outcome.version, outcome.events, outcome.position) == (version, (), listed.ledger.position())


def test_a_clock_that_goes_back_does_not_take_the_log_with_it(listed: Scenario) -> None:
    grant(listed)
    listed.at("03-20 09:00").act(MATTER, "deliver", "03-03")
    moments = [event.recorded_at for event in listed.log]
    assert moments == sorted(moments)
    assert moments[-1] == moments[-2]


def test_today_is_the_day_of_recording_even_when_the_clock_went_back(listed: Scenario) -> None:
    grant(listed)
    listed.at("03-20 09:00").act(MATTER, "deliver", "03-30")
    assert listed.event("DecisionDelivered").effective_on == day("03-30")


def test_moments_are_recorded_in_utc(listed: Scenario) -> None:
    assert {event.recorded_at.utcoffset() for event in listed.log} == {timedelta(0)}
    grant(listed)
    assert listed.log[-1].recorded_at.tzinfo is UTC
    assert listed.log[-1].recorded_at.hour == 1


def test_versions_are_numbered_without_gaps(listed: Scenario) -> None:
    grant(listed)
    assert [event.originator_version for event in listed.log] == list(range(1, len(listed.log) + 1))


def test_an_outcome_names_the_position_of_its_last_event(listed: Scenario) -> None:
    outcome = grant(listed)
    assert outcome.position == listed.ledger.position()
    assert [event for _, event in listed.ledger.after(outcome.position - len(outcome.events), 10)] == list(
        outcome.events
    )


@pytest.fixture
def two_ledgers(database_url: str) -> Iterator[tuple[Ledger, Ledger]]:
    """Two processes' worth of ledgers on one file."""
    recorders = [open_recorder(database_url) for _ in range(2)]
    yield Ledger(recorders[0]), Ledger(recorders[1])
    for recorder in recorders:
        close_recorder(recorder)


def test_a_writer_who_comes_second_loads_again_and_starts_over(listed: Scenario) -> None:
    """The other writes between this one's load and save: the decision is made anew on what he wrote."""
    seen: list[int] = []

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        seen.append(len(log))
        if len(seen) == 1:
            listed.act("utility_power", "grant", "03-02", "已办")
        stamp = listed.projects.stamp(listed.project, command, moment)
        wanted = [an_act(MATTER, "grant", "03-02", "已办")]
        return listed.projects.judged(listed.project, log, stamp, wanted, listed.actor).confirmed()

    command = listed.command()
    before = len(listed.log)
    outcome = listed.ledger.execute(listed.project, command, decide)
    assert seen[0] == before
    assert seen[1] > before
    assert outcome.events[0].originator_version == seen[1] + 1


def test_a_log_that_never_rests_is_given_up(listed: Scenario) -> None:
    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        listed.fact("scope_changed", "03-02")
        stamp = listed.projects.stamp(listed.project, command, moment)
        wanted = [an_act(MATTER, "grant", "03-02", "已办")]
        return listed.projects.judged(listed.project, log, stamp, wanted, listed.actor).confirmed()

    command = listed.command()
    with refused("log_busy", attempts=10):
        listed.ledger.execute(listed.project, command, decide)


def test_twenty_keys_used_a_hundred_and_sixty_times_from_eight_threads_act_twenty_times(
    two_ledgers: tuple[Ledger, Ledger],
) -> None:
    rules = Rules(shipped_catalogue(), official_calendar())
    registers = [Projects(ledger, rules, "jimo") for ledger in two_ledgers]
    actor = Actor("officer")
    registered = Command(id="t-1/new", digest="new", actor="t-1", via="import")
    wanted = RegisterProject(name="x", landed_on=day("01-05"), enterprise="y")
    project, _ = registers[0].register(registered, wanted, actor)
    start = threading.Barrier(8)

    def use_all(worker: int) -> list[int]:
        start.wait()
        return [use(worker, (number + worker * 3) % 20) for number in range(20)]

    def use(worker: int, number: int) -> int:
        """A client that asks again with the same key as long as the log is busy."""
        command = Command(id=f"t-1/k{number}", digest=f"d{number}", actor="t-1", via="import")
        fact = RecordFact(kind="scope_changed", effective_on=day("01-06"), values={"value": str(number)})
        while True:
            try:
                return registers[worker % 2].execute(project, command, [fact], actor).version
            except DomainError as error:
                if error.code != "log_busy":
                    raise

    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(use_all, range(8)))
    log = two_ledgers[0].load(project)
    assert len(log) == 21
    assert {event.command_id for event in log[1:]} == {f"t-1/k{number}" for number in range(20)}
    for worker, found in enumerate(versions):
        by_key = {(number + worker * 3) % 20: version for number, version in enumerate(found)}
        assert {f"t-1/k{key}": version for key, version in by_key.items()} == {
            event.command_id: event.originator_version for event in log[1:]
        }


def test_projects_registered_at_once_get_different_numbers(two_ledgers: tuple[Ledger, Ledger]) -> None:
    """Ruling 29: a made number takes the next on conflict."""
    rules = Rules(shipped_catalogue(), official_calendar())
    start = threading.Barrier(4)

    def register(worker: int) -> list[str]:
        projects = Projects(two_ledgers[worker % 2], rules, "jimo")
        wanted = RegisterProject(name="x", landed_on=day("01-05"), enterprise="y")
        start.wait()
        codes = []
        for _ in range(5):
            command = Command(id=f"t-{worker}/{uuid4()}", digest="d", actor="t", via="api")
            project, _ = projects.register(command, wanted, Actor("specialist"))
            codes.append(projects.read(project)[0].code)
        return codes

    with ThreadPoolExecutor(4) as pool:
        codes = [code for found in pool.map(register, range(4)) for code in found]
    assert sorted(codes) == [f"HH-2026-{number:04d}" for number in range(1, 21)]
