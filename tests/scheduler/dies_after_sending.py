"""A process that dies by SIGKILL after the receiver took the message and before the record knows: a test starts it.

Arguments: the address of the stores, the receiver's address, the moment.
"""

import os
import signal
import sys

from projections.ops.claims import Claims
from projections.ops.database import open_ops
from scheduler.agenda import RegisteredProjects
from scheduler.channels import Message, Outcome
from scheduler.channels.webhook import Webhook
from scheduler.sending.addressbook import OneChannel
from scheduler.sweep import Sweeper
from tests.scenario import Scenario
from tests.scheduler.policies import promises_only
from tests.scheduler.receiver import SECRET


class LastMessage(Webhook):
    """Sends, and is dead."""

    def send(self, message: Message) -> Outcome:
        super().send(message)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")


def main(database_url: str, url: str, when: str) -> None:
    scenario = Scenario(database_url).at(when)
    claims = Claims(open_ops(database_url))
    book = OneChannel(LastMessage(url, SECRET, clock=lambda: scenario.now))
    Sweeper(scenario.projects, RegisteredProjects(scenario.ledger), promises_only(), book, claims).sweep()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3])
