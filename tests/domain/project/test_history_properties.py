"""Properties of the record on real logs: order of entry, replay, and histories that are true."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from uuid import UUID

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from domain.deciding.commands import RecordAct
from domain.errors import DomainError
from domain.log.recorder import close_recorder
from domain.project.model.evolution import fold, problems, walk
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.reading import facts
from tests.domain.project.histories import LANDED, TODAY, Walk, finished_stops, histories
from tests.scenario import Scenario

RULES = Rules(shipped_catalogue(), official_calendar())
ENOUGH = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@contextmanager
def new_scenario() -> Iterator[Scenario]:
    """A listed project in a log of its own: hypothesis runs many examples in one test."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = Scenario(f"sqlite:///{folder}")
        scenario.registered().listed().at(f"{TODAY} 18:00")
        yield scenario
        close_recorder(scenario.recorder)


def told(walks: list[Walk]) -> list[RecordAct]:
    return [command for one in walks for command in one.told]


def shuffled(commands: list[RecordAct], seed: int) -> list[RecordAct]:
    """Any order, but what happened to one matter on one day stays in its order (ruling 3)."""
    places = list(range(len(commands)))
    Random(seed).shuffle(places)
    mixed = [commands[place] for place in places]
    days = {(command.matter, command.effective_on) for command in commands}
    for key in days:
        own = [command for command in commands if (command.matter, command.effective_on) == key]
        at = [place for place, command in enumerate(mixed) if (command.matter, command.effective_on) == key]
        for place, command in zip(at, own, strict=True):
            mixed[place] = command
    return mixed


def state(scenario: Scenario) -> Project:
    """The state, with what only tells in which order it was entered taken out."""
    project = scenario.read()
    found = sorted((replace(fact, version=0) for fact in project.facts), key=lambda fact: (fact.kind, fact.on))
    return replace(project, id=UUID(int=0), facts=tuple(found))


@ENOUGH
@given(walks=histories(RULES), seed=st.integers(0, 2**16), whole=st.booleans())
def test_a_true_history_entered_as_one_list_in_any_order_is_never_refused(
    walks: list[Walk], seed: int, whole: bool
) -> None:
    """Ruling 4; with each stop as two acts, or as one finished act."""
    commands = told(walks)
    event(f"{len(commands)} acts")
    if whole:
        commands = finished_stops(commands)
    with new_scenario() as scenario:
        if commands:
            scenario.do(*shuffled(commands, seed))
        days = list(walk(scenario.project, facts(scenario.log), RULES))
        assert problems(days) == []
        for one in walks:
            if one.told and not whole:
                matter = scenario.matter(one.matter.key)
                assert (matter.phase, matter.back) == (one.matter.phase, one.matter.back)
                assert matter.attempts == one.matter.attempts
                assert matter.reviews == one.matter.reviews


@settings(ENOUGH, max_examples=20)
@given(walks=histories(RULES), seed=st.integers(0, 2**16))
def test_the_same_facts_give_the_same_state_in_any_order_that_is_accepted_and_as_one_list(
    walks: list[Walk], seed: int
) -> None:
    """What is refused for want of what comes later is tried again; corrections of consequences leave no trace."""
    commands = told(walks)
    if not commands:
        return
    with new_scenario() as listed:
        listed.do(*commands)
        expected = state(listed)
    with new_scenario() as scenario:
        waiting = shuffled(commands, seed)
        for _ in range(len(commands)):
            waiting = refused_ones(scenario, waiting)
        if waiting:
            event("stuck one by one")
            scenario.do(*waiting)
        assert state(scenario) == expected


def refused_ones(scenario: Scenario, commands: list[RecordAct]) -> list[RecordAct]:
    """Enter one by one; what is refused is left, and with it what happened to the matter later that day."""
    left: list[RecordAct] = []
    for command in commands:
        held = any((other.matter, other.effective_on) == (command.matter, command.effective_on) for other in left)
        if held or not accepted(scenario, command):
            left.append(command)
    return left


def accepted(scenario: Scenario, command: RecordAct) -> bool:
    try:
        scenario.do(command)
    except DomainError as error:
        if error.code in {"reason_required", "unknown_matter", "future_date"}:
            raise
        return False
    return True


@settings(ENOUGH, max_examples=30)
@given(walks=histories(RULES), seed=st.integers(0, 2**16))
def test_replaying_twice_is_equal_and_the_end_of_every_day_is_what_was_read_then(walks: list[Walk], seed: int) -> None:
    with new_scenario() as scenario:
        if commands := told(walks):
            scenario.do(*shuffled(commands, seed))
        log = scenario.log
        read = facts(log)
        assert fold(scenario.project, read, RULES) == fold(scenario.project, facts(log), RULES)
        for one in walk(scenario.project, read, RULES):
            if one.on > LANDED:
                assert one.project == fold(scenario.project, facts(log, one.on), RULES)


@settings(ENOUGH, max_examples=30)
@given(walks=histories(RULES), seed=st.integers(0, 2**16))
def test_a_sweep_after_a_list_only_deems_and_a_second_one_does_nothing(walks: list[Walk], seed: int) -> None:
    with new_scenario() as scenario:
        if commands := told(walks):
            scenario.do(*shuffled(commands, seed))
        outcome = scenario.deem()
        assert set(scenario.topics(outcome)) <= {"AcceptanceDeemed"}
        assert scenario.deem().events == ()
        for one in walks:
            if one.told:
                assert scenario.matter(one.matter.key).phase is one.deemed(TODAY).phase
