"""Lapses and renewals by silence: the quick path, the whole and the record carried on say the same."""

from datetime import date

import pytest
from pyrsistent import pvector

from domain.deciding.commands import ProjectCommand, RecordFact
from domain.errors import DomainError
from domain.project.record.consequences import Key, consequences
from domain.project.record.record import Record, open_record
from tests.domain.project.test_extend_start import BUILD
from tests.scenario import Scenario, an_act, day

SEWER = "sewer_discharge_permit"  # to 2026-03-15; a renewal to be applied for by 02-13
GIVEN = "前置事项另行办理"


def started(on: str) -> RecordFact:
    return RecordFact(kind="construction_started", effective_on=day(on), reason="补录")


LIFE: tuple[ProjectCommand, ...] = (
    an_act(BUILD, "receive", "01-26", receipt_no="1"),
    an_act(BUILD, "grant", "01-28", GIVEN, document="1"),
    an_act(BUILD, "deliver", "01-30"),
    an_act(SEWER, "renew", "02-12", step="applied"),
    an_act(SEWER, "renew", "03-20", step="granted"),  # after the renewal by silence
    an_act(BUILD, "receive", "05-11", receipt_no="2"),  # after the lapse
    an_act(BUILD, "extend-start", "04-20"),  # entered late: no lapse, and no second application
    an_act(BUILD, "grant", "05-12", GIVEN, document="2"),
    an_act(BUILD, "deliver", "05-13"),
    started("06-01"),
    started("04-29"),
)


@pytest.mark.parametrize("swept", [True, False], ids=["swept each time", "never swept"])
@pytest.mark.parametrize("turned", [False, True], ids=["in order", "backwards"])
def test_whatever_is_entered_the_log_is_settled_and_reads_as_it_was_carried_on(
    scenario: Scenario, swept: bool, turned: bool
) -> None:
    scenario.at("01-05 09:00").registered().listed()
    scenario.act(SEWER, "grant", "2021-03-15", prior=True, document="1")
    scenario.at("09-30 09:00")
    taken = 0
    for command in reversed(LIFE) if turned else LIFE:
        taken += possible(scenario, command)
        if swept:
            scenario.deem()
            assert scenario.deem().events == ()
        stamp = scenario.projects.stamp(scenario.project, scenario.command(), scenario.now)
        assert consequences(scenario.log, stamp, scenario.rules, day("09-30"), frozenset()) == []
        kept = scenario.projects.known(scenario.project, pvector(scenario.log))
        read = open_record(scenario.project, scenario.log, scenario.rules)
        assert (kept.project, kept.codes, standing(kept)) == (read.project, read.codes, standing(read))
    assert taken >= 2


def standing(record: Record) -> dict[Key, date | None]:
    """The consequences with the days on which they stand."""
    return {key: event.effective_on if event else None for key, event in record.consequences.recorded.items()}


def possible(scenario: Scenario, command: ProjectCommand) -> bool:
    """Whether it was taken; what is impossible where it stands is left out."""
    try:
        scenario.do(command)
    except DomainError:
        return False
    return True
