"""The scheduler as it runs: one leads, another takes over, and the pulse says how it went."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from projections.ops.pulse import Beat, Pulse
from scheduler.jobs import PULSE_NAME, JobRunner, SweepJob
from scheduler.leadership import Leadership
from scheduler.sending.addressbook import OneChannel
from tests.scenario import moment
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import Stage, accepted

pytestmark = pytest.mark.both_engines

ROOT = Path(__file__).parents[2]

HOLDER = """
import sys, time
from projections.ops.database import open_ops
from scheduler.leadership import Leadership
leadership = Leadership(open_ops(sys.argv[1]))
print(leadership.lead(), flush=True)
time.sleep(60)
"""


def job_of(stage: Stage) -> SweepJob:
    scenario = stage.scenario
    return SweepJob(stage.another(), Leadership(stage.ops), Pulse(stage.ops), lambda: scenario.now)


def beat_of(stage: Stage) -> Beat:
    beat = Pulse(stage.ops).read(PULSE_NAME)
    assert beat is not None
    return beat


def test_only_one_leads_and_resigning_lets_the_other(stage: Stage) -> None:
    first, second = Leadership(stage.ops), Leadership(stage.ops)
    assert first.lead()
    assert first.lead()
    assert not second.lead()
    first.resign()
    assert second.lead()
    second.resign()


def test_another_takes_over_when_the_leading_process_is_killed(stage: Stage) -> None:
    command = [sys.executable, "-c", HOLDER, stage.scenario.url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as leader:
        assert leader.stdout is not None
        assert leader.stdout.readline() == "True\n"
        standby = Leadership(stage.ops)
        assert not standby.lead()
        leader.send_signal(signal.SIGKILL)
        leader.wait()
        assert eventually(standby.lead)  # the database notices a moment later
        standby.resign()


@pytest.fixture
def scheduler(database_url: str) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Starts `huhang scheduler`, as often as it is asked."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        environment = {**os.environ, "HUHANG_DATABASE_URL": database_url}
        command = [sys.executable, "-m", "api.cli.main", "scheduler"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_of_two_schedulers_the_other_sweeps_within_seconds_when_one_is_killed(
    stage: Stage, scheduler: Callable[[], "subprocess.Popen[str]"]
) -> None:
    pulse = Pulse(stage.ops)

    def leads(process: "subprocess.Popen[str]") -> bool:
        beat = pulse.read(PULSE_NAME)
        return beat is not None and beat.leader == f"pid {process.pid}"

    first = scheduler()
    assert eventually(lambda: leads(first))
    second = scheduler()
    time.sleep(1.5)
    assert leads(first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    killed = time.monotonic()
    assert eventually(lambda: leads(second))
    assert time.monotonic() - killed < 4


def test_who_stands_by_does_not_sweep(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario).at("09-28 09:00")
    leader, standby = job_of(stage), job_of(stage)
    leader.leadership.lead()
    assert standby.run() is None
    assert receiver.received == []
    leader.leadership.resign()
    report = standby.run()
    assert report is not None
    assert report.sent == 1
    standby.leadership.resign()


def test_a_round_leaves_a_pulse(stage: Stage) -> None:
    stage.scenario.at("09-28 09:00")
    job = job_of(stage)
    job.run()
    beat = beat_of(stage)
    assert (beat.leader, beat.beaten_at, beat.failures) == (job.name, moment("09-28 09:00"), 0)
    job.leadership.resign()


class TornOut(OneChannel):
    """A book that cannot be opened."""

    def staff(self, *_: object, **__: object) -> tuple[str, ...]:
        raise LookupError("torn out")


def test_a_project_that_fails_shows_in_the_pulse(stage: Stage) -> None:
    accepted(stage.scenario).at("09-28 09:00")
    job = job_of(stage)
    job.sweeper = stage.another(book=TornOut(stage.webhook))
    job.run()
    job.run()
    assert (beat_of(stage).failures, beat_of(stage).problem) == (2, "1 projects")
    job.leadership.resign()


class Burnt:
    """A source of projects that nobody can read."""

    def open_projects(self) -> Iterable[UUID]:
        raise OSError("burnt")


def test_a_round_that_fails_is_logged_and_counted(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    job = job_of(stage)
    stage.scenario.at("09-28 09:00")
    job.sweeper.agenda.source = Burnt()
    with caplog.at_level(logging.ERROR):
        assert job.run() is None
    assert "the sweep failed" in caplog.text
    assert beat_of(stage).failures == 1
    job.leadership.resign()


def eventually(true: Callable[[], bool]) -> bool:
    for _ in range(500):
        if true():
            return True
        time.sleep(0.01)
    return False


def test_the_runner_sweeps_from_its_start_on_and_again(stage: Stage, receiver: Receiver) -> None:
    accepted(stage.scenario).at("09-28 09:00")
    runner = JobRunner(job_of(stage), every_seconds=0.05)
    runner.start()
    assert eventually(lambda: len(receiver.received) == 1)
    stage.scenario.at("09-29 09:00")
    assert eventually(lambda: len(receiver.received) == 2)
    runner.stop()
    assert receiver.steps == ["-1", "0"]
    successor = Leadership(stage.ops)
    assert successor.lead()
    successor.resign()
