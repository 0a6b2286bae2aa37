"""The quick path of the consequences, and the record that is carried on, say the same as reading everything anew."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrsistent import pvector

from domain.deciding.case import Case
from domain.deciding.commands import RecordAct, ReopenStage
from domain.deciding.decide import decide
from domain.deciding.judging import number
from domain.deciding.settling import quick_consequences
from domain.errors import DomainError
from domain.event import Event, shanghai_date
from domain.project.record.consequences import consequences
from domain.project.record.record import Record, open_record
from tests.domain.project.histories import Walk, histories
from tests.domain.project.test_history_properties import RULES, new_scenario, shuffled, told
from tests.scenario import Scenario

SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def what(events: list[Event]) -> list[tuple[str, str, str]]:
    """A consequence without its place in the log."""
    return sorted(
        (event.TOPIC, str(event.effective_on), str(getattr(event, "stage", getattr(event, "kind", ""))))
        for event in events
    )


def same(one: Record, other: Record) -> bool:
    """Two records that hold the same, however they were come by."""
    return (
        one.facts == other.facts
        and [(day.on, day.facts, day.project) for day in one.days] == [(d.on, d.facts, d.project) for d in other.days]
        and one.codes == other.codes
        and one.consequences.recorded == other.consequences.recorded
    )


@SOME
@given(walks=histories(RULES), seed=st.integers(0, 2**16), ordered=st.booleans())
def test_each_act_settled_quickly_has_the_consequences_of_settling_the_whole(
    walks: list[Walk], seed: int, ordered: bool
) -> None:
    commands = sorted(told(walks), key=lambda command: command.effective_on)
    with new_scenario() as scenario:
        for command in commands if ordered else shuffled(commands, seed):
            compare(scenario, command)
            scenario.do(command) if possible(scenario, command) else None


@SOME
@given(walks=histories(RULES), seed=st.integers(0, 2**16))
def test_so_it_is_after_a_second_list_and_a_reopened_stage(walks: list[Walk], seed: int) -> None:
    """Ruling 25: then each day is asked what was on the list and open."""
    commands = shuffled(sorted(told(walks), key=lambda command: command.effective_on), seed)
    with new_scenario() as scenario:
        for place, command in enumerate(commands):
            if place == len(commands) // 2:
                relist_and_reopen(scenario)
            compare(scenario, command)
            scenario.do(command) if possible(scenario, command) else None


def relist_and_reopen(scenario: Scenario) -> None:
    """Another profile and list today, and whatever is closed by then is opened again."""
    scenario.listed(civil_air_defence_required=True, eia_class="none", night_work=True)
    today = shanghai_date(scenario.now)
    closed = [stage for stage, state in scenario.read().stages.items() if state.closed_on]
    for stage in closed:
        scenario.do(ReopenStage(stage=stage, effective_on=today, reason="重新办理"))


def compare(scenario: Scenario, command: RecordAct) -> None:
    """Settle one command both ways on the record as it stands."""
    record = open_record(scenario.project, tuple(scenario.log), RULES)
    stamp = scenario.projects.stamp(scenario.project, scenario.command(), scenario.now)
    today = shanghai_date(scenario.now)
    case = Case(record.project, record.log, RULES, stamp, today, scenario.actor)
    entries = number(record.log, decide(case, command))
    entered = record.plus(entries, RULES)
    assert same(entered, open_record(scenario.project, (*record.log, *entries), RULES))
    quick = quick_consequences(entered, entries, stamp, RULES, today)
    if quick is not None:
        assert what(quick) == what(consequences(entered.log, stamp, RULES, today, frozenset()))


def possible(scenario: Scenario, command: RecordAct) -> bool:
    """Whether the command is not refused: shuffled histories entered one by one get stuck now and then."""
    try:
        scenario.preview(command)
    except DomainError:
        return False
    return True


def test_the_record_at_hand_equals_one_read_anew_after_a_correction(scenario: Scenario) -> None:
    scenario.at("03-02 09:00").registered("03-02").listed()
    scenario.act("land_grant_contract", "receive", "03-02", "照实补录", receipt_no="1")
    scenario.at("03-09 09:00").act("land_grant_contract", "grant", "03-05", "照实补录", document="2")
    scenario.correct(scenario.version_of("MatterGranted"), effective_on="2026-03-06")
    scenario.act("land_price_deed_tax", "grant", "03-09", "照实补录", document="3")
    at_hand = scenario.projects.known(scenario.project, pvector(scenario.log))
    assert same(at_hand, open_record(scenario.project, tuple(scenario.log), RULES))
