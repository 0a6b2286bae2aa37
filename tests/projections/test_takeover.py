"""Projectors as processes of their own: when the one at work is killed another takes over and the views are whole."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.projections.conftest import Shown, all_rows, views_of
from tests.projections.lives import live
from tests.scenario import Scenario

ROOT = Path(__file__).parents[2]
SOON = 20.0  # seconds

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def projector(scenario: Scenario) -> Iterator[Start]:
    """Starts `huhang projector`, as often as it is asked."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        environment = {**os.environ, "HUHANG_DATABASE_URL": scenario.url, "HUHANG_LANGUAGE": "en"}
        command = [sys.executable, "-m", "api.cli.main", "projector"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert "projector runs" in process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.both_engines
def test_when_the_projector_is_killed_another_takes_over_and_the_views_equal_a_rebuild(
    shown: Shown, projector: Start
) -> None:
    scenario = shown.scenario
    lives = live(scenario, 11)
    next(lives)
    working = projector()
    assert shown.projector.wait_for(scenario.ledger.position(), SOON)
    standby = projector()
    for number, _ in enumerate(lives):
        if number == 20:
            working.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    assert shown.projector.wait_for(scenario.ledger.position(), SOON)
    assert time.monotonic() - killed < SOON
    anew = views_of(scenario, "anew")
    anew.projector.catch_up()
    expected, last = all_rows(anew), time.monotonic() + SOON
    while all_rows(shown) != expected and time.monotonic() < last:  # days missed meanwhile are made up
        time.sleep(0.05)
    assert all_rows(shown) == expected
    standby.send_signal(signal.SIGTERM)
    assert standby.wait(SOON) == 0


@pytest.mark.only_postgresql
def test_a_projector_goes_on_when_the_database_was_restarted(shown: Shown) -> None:
    scenario = shown.scenario
    shown.projector.start()
    scenario.registered()
    assert shown.projector.wait_for(scenario.ledger.position(), SOON)
    with shown.database.connect() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
    scenario.registered()
    assert shown.projector.wait_for(scenario.ledger.position(), SOON)
    end = time.monotonic() + SOON
    while shown.projector.health().failure and time.monotonic() < end:  # its ear was cut off too, and is put on anew
        time.sleep(0.05)
    assert shown.projector.health().failure is None
    shown.projector.stop()
