"""A scheduler killed between sending and recording: the message comes again with the same id and is never lost."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import Stage, accepted

pytestmark = pytest.mark.both_engines

ROOT = Path(__file__).parents[2]


def killed_between_sending_and_recording(database_url: str, url: str, when: str) -> None:
    command = [sys.executable, "-m", "tests.scheduler.dies_after_sending", database_url, url, when]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert process.returncode == -signal.SIGKILL, process.stderr


def test_the_message_is_sent_again_with_the_same_id_once_the_lease_has_run_out(
    stage: Stage, receiver: Receiver
) -> None:
    accepted(stage.scenario)
    killed_between_sending_and_recording(stage.scenario.url, receiver.url, "09-28 09:00")
    assert len(receiver.received) == 1
    assert stage.told == []
    assert stage.at("09-28 09:00").held == 1
    assert stage.at("09-28 09:02").sent == 1
    assert stage.at("09-28 09:03").sent == 0
    assert len(receiver.received) == 2
    assert len(set(receiver.deliveries)) == 1
    assert stage.told == ["ReminderSent -1"]
