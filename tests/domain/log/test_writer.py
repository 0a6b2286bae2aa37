"""One writer, many hands: what comes together is saved together, and each gets his own answer."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.deciding.commands import RecordFact
from domain.errors import DomainError
from domain.log.ledger import Job, Ledger, Outcome
from domain.log.writer import Writer
from domain.projects import Projects
from tests.scenario import Scenario, an_act, day

pytestmark = pytest.mark.both_engines


@pytest.fixture
def writer(scenario: Scenario) -> Iterator[Writer]:
    scenario.at("03-02 09:00").registered("03-02").listed()
    one = Writer(scenario.ledger)
    yield one
    one.stop()


def fact_job(scenario: Scenario, key: str, reason: str = "") -> Job:
    fact = RecordFact(kind="filed_information_changed", effective_on=day("03-02"), reason=reason)
    command = scenario.command(key=key, digest=f"{key}{reason}")
    return scenario.projects.executing(scenario.project, command, [fact], scenario.actor)


def test_commands_that_wait_together_are_saved_in_one_transaction(scenario: Scenario, writer: Writer) -> None:
    before = len(scenario.log)
    answers = [writer.submit(fact_job(scenario, f"k{number}")) for number in range(20)]
    writer.start()
    versions = [answer.result(10).version for answer in answers]
    assert versions == list(range(before + 1, before + 21))
    assert [event.command_id for event in scenario.log[before:]] == [f"t-1/k{number}" for number in range(20)]


def test_a_refused_command_of_a_batch_leaves_nothing_and_the_others_go_on(scenario: Scenario, writer: Writer) -> None:
    before = len(scenario.log)
    impossible = an_act("construction_permit", "grant", "03-02", document="证")
    refused = scenario.projects.executing(scenario.project, scenario.command(), [impossible], scenario.actor)
    answers = [writer.submit(job) for job in (fact_job(scenario, "a"), refused, fact_job(scenario, "b"))]
    writer.start()
    assert answers[0].result(10).version == before + 1
    with pytest.raises(DomainError, match="act_out_of_order"):
        answers[1].result(10)
    assert answers[2].result(10).version == before + 2


def test_the_same_command_twice_in_a_batch_acts_once(scenario: Scenario, writer: Writer) -> None:
    before = len(scenario.log)
    answers = [writer.submit(fact_job(scenario, "same")) for _ in range(3)]
    writer.start()
    outcomes = [answer.result(10) for answer in answers]
    assert [outcome.version for outcome in outcomes] == [before + 1] * 3
    assert [outcome.repeated for outcome in outcomes] == [False, True, True]
    assert len(scenario.log) == before + 1


def test_the_same_key_for_another_request_in_a_batch_is_refused(scenario: Scenario, writer: Writer) -> None:
    first = writer.submit(fact_job(scenario, "same"))
    second = writer.submit(fact_job(scenario, "same", "另一个请求"))
    writer.start()
    assert not first.result(10).repeated
    with pytest.raises(DomainError, match="idempotency_key_reused"):
        second.result(10)


def test_another_process_writing_meanwhile_costs_a_batch_nothing(scenario: Scenario, writer: Writer) -> None:
    other = Projects(Ledger(scenario.recorder, scenario.ledger.clock), scenario.rules, "jimo")
    writer.start()

    def by_writer(number: int) -> int:
        return persistently(lambda: writer.submit(fact_job(scenario, f"w{number}")).result(30)).version

    def by_other(number: int) -> int:
        job = other.executing(scenario.project, scenario.command(), _facts(), scenario.actor)
        return persistently(lambda: other.run(job)).version

    before = len(scenario.log)
    with ThreadPoolExecutor(8) as pool:
        mine, theirs = pool.map(by_writer, range(40)), pool.map(by_other, range(40))
        versions = sorted([*mine, *theirs])
    assert versions == list(range(before + 1, before + 81))


def test_what_was_handed_in_is_finished_before_the_writer_stops(scenario: Scenario, writer: Writer) -> None:
    answers = [writer.submit(fact_job(scenario, f"k{number}")) for number in range(100)]
    writer.start()
    writer.stop()
    assert all(answer.done() and answer.exception() is None for answer in answers)


def persistently(ask: Callable[[], Outcome]) -> Outcome:
    """Ask with the same key as long as the log is busy: eight hands on one stream may lose ten times in a row."""
    while True:
        try:
            return ask()
        except DomainError as error:
            if error.code != "log_busy":
                raise


def _facts() -> list[RecordFact]:
    return [RecordFact(kind="filed_information_changed", effective_on=day("03-02"))]
