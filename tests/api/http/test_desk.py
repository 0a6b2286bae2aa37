"""The desk between the event loop and the writer."""

import asyncio
from collections.abc import Iterator

import pytest

from api.http.desk import Desk
from domain.deciding.commands import RecordFact
from domain.errors import DomainError
from domain.log.ledger import Job
from domain.log.writer import Writer
from tests.scenario import Scenario, an_act, day


@pytest.fixture
def writer(scenario: Scenario) -> Iterator[Writer]:
    scenario.at("03-02 09:00").registered("03-02").listed()
    one = Writer(scenario.ledger)
    one.start()
    yield one
    one.stop()


def job(scenario: Scenario, key: str) -> Job:
    fact = RecordFact(kind="filed_information_changed", effective_on=day("03-02"))
    return scenario.projects.executing(scenario.project, scenario.command(key=key), [fact], scenario.actor)


def test_many_who_ask_at_once_each_get_their_own_answer(scenario: Scenario, writer: Writer) -> None:
    before = len(scenario.log)

    async def ask() -> list[int]:
        desk = Desk(writer)
        outcomes = await asyncio.gather(*(desk.carry_out(job(scenario, f"k{number}")) for number in range(200)))
        return [outcome.version for outcome in outcomes]

    assert asyncio.run(ask()) == list(range(before + 1, before + 201))


def test_a_refusal_reaches_the_one_who_asked(scenario: Scenario, writer: Writer) -> None:
    wanted = [an_act("construction_permit", "grant", "03-02", document="证")]
    impossible = scenario.projects.executing(scenario.project, scenario.command(), wanted, scenario.actor)

    async def ask() -> list[object]:
        desk = Desk(writer)
        jobs = (job(scenario, "a"), impossible, job(scenario, "b"))
        return await asyncio.gather(*(desk.carry_out(one) for one in jobs), return_exceptions=True)

    first, refused, last = asyncio.run(ask())
    assert isinstance(refused, DomainError)
    assert not isinstance(first, BaseException)
    assert not isinstance(last, BaseException)


def test_who_goes_away_is_not_told_and_the_writer_goes_on(scenario: Scenario, writer: Writer) -> None:
    before = len(scenario.log)

    async def ask() -> int:
        desk = Desk(writer)
        gone = asyncio.create_task(desk.carry_out(job(scenario, "gone")))
        await asyncio.sleep(0)
        gone.cancel()
        return (await asyncio.wait_for(desk.carry_out(job(scenario, "stays")), 10)).version

    assert asyncio.run(ask()) == before + 2
    assert writer.thread is not None
    assert writer.thread.is_alive()
