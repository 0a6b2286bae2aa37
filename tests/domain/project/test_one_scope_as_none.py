"""Property: a project whose one scope has everything lives as a project without scopes (same dates, same codes)."""

from dataclasses import replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from domain.deciding.commands import RecordAct
from domain.errors import DomainError
from domain.log.ledger import Outcome
from domain.project.events.servicelist import SERVICE_LIST_MATTER
from domain.project.model.evolution import catalogue_id
from domain.project.model.limits import limits
from tests.domain.project.divided import add
from tests.domain.project.histories import Walk, histories
from tests.domain.project.test_history_properties import ENOUGH, RULES, new_scenario, told
from tests.domain.project.test_settling import compare, possible
from tests.scenario import Scenario

FEW = settings(ENOUGH, max_examples=25)
NAMED = tuple(key for key in RULES.catalogue.matters if key != SERVICE_LIST_MATTER)


def in_scope(command: RecordAct) -> RecordAct:
    return replace(command, matter=f"{command.matter}:all")


def entered(scenario: Scenario, commands: list[RecordAct]) -> list[Outcome | str]:
    """One by one; a refusal counts as its code."""
    outcomes: list[Outcome | str] = []
    for command in commands:
        try:
            outcomes.append(scenario.do(command))
        except DomainError as error:
            outcomes.append(error.code)
    return outcomes


def recorded(outcome: Outcome | str) -> object:
    """What was recorded: topics, days, codes; the scope in the keys taken away."""
    if isinstance(outcome, str):
        return outcome
    return [
        (one.TOPIC, one.effective_on, catalogue_id(getattr(one, "matter", "")), getattr(one, "irregularities", ()))
        for one in outcome.events
    ]


def seen(scenario: Scenario) -> object:
    """Stages, facts, and each matter with its limits."""
    project = scenario.read()
    dates = {
        catalogue_id(key): [limit.due_on for limit in limits(item, project.answers(key), RULES.calendar).each()]
        for key, item in project.matters.items()
    }
    phases = {catalogue_id(key): (item.phase, item.attempts, item.listed) for key, item in project.matters.items()}
    stages = {name: (one.opened_on, one.milestone_on, one.closed_on) for name, one in project.stages.items()}
    return dates, phases, stages, sorted((fact.kind, fact.on) for fact in project.facts)


@FEW
@given(walks=histories(RULES), early=st.booleans())
def test_one_scope_named_all_lives_as_no_scope(walks: list[Walk], early: bool) -> None:
    commands = told(walks)
    event(f"{len(commands)} acts")
    with new_scenario() as plain, new_scenario() as scoped:
        scoped.do(add("all", "01-05", *NAMED))
        if early:
            scoped.fact("construction_started", "01-06", "先行", scope="all")
            plain.fact("construction_started", "01-06", "先行")
        one, other = entered(plain, commands), entered(scoped, [in_scope(command) for command in commands])
        assert [recorded(outcome) for outcome in one] == [recorded(outcome) for outcome in other]
        assert seen(plain) == seen(scoped)


@FEW
@given(walks=histories(RULES))
def test_a_scope_added_after_the_acts_changes_no_date_and_no_code(walks: list[Walk]) -> None:
    """What had acts keeps its key as the main scope's."""
    commands = told(walks)
    with new_scenario() as plain, new_scenario() as scoped:
        entered(plain, commands)
        entered(scoped, commands)
        scoped.do(add("all", "04-30", *NAMED))
        assert seen(plain) == seen(scoped)


@FEW
@given(walks=histories(RULES), second=st.booleans(), late=st.booleans())
def test_in_two_sections_each_act_settled_quickly_is_as_settling_the_whole(
    walks: list[Walk], second: bool, late: bool
) -> None:
    commands = sorted(told(walks), key=lambda command: command.effective_on)
    with new_scenario() as scenario:
        on = "04-30" if late else "01-05"
        scenario.do(add("all", on, *NAMED))
        scenario.do(add("rest", on, *NAMED))
        for place, command in enumerate(commands):
            scope = "rest" if second and place % 2 else "all"
            scoped = replace(command, matter=f"{command.matter}:{scope}")
            compare(scenario, scoped)
            if possible(scenario, scoped):
                scenario.do(scoped)
