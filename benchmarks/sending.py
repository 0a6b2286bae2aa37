"""Reminders sent through a fast webhook, each claimed and recorded, against the bare loop of the same messages.

    python -m benchmarks.sending [--projects 1000] [--engine sqlite]

Ten matters of each project are due. The receiver runs on the other core. `bare`: the same messages through the same
channel by as many threads, nothing claimed or recorded; before and after the others, since machines differ from minute
to minute. `sent`: found before, then claimed, looked at again, sent, recorded. `swept`: a whole sweep, which reads the
projects first.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

from api.cli.serve import tune
from benchmarks.stores import stores
from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from domain.log.ledger import Ledger
from domain.log.recorder import close_recorder, open_recorder
from domain.project.model.rules import Rules
from domain.projects import Projects
from projections.ops.claims import Claims
from projections.ops.database import open_ops
from scheduler.agenda import RegisteredProjects
from scheduler.channels import Message
from scheduler.channels.webhook import Webhook
from scheduler.sending.addressbook import OneChannel, Way
from scheduler.sending.delivery import THREADS, Delivery
from scheduler.sending.errands import Errand, Lines
from scheduler.sending.links import NO_LINKS
from scheduler.sweep import Sweeper
from tests.scenario import moment
from tests.scheduler.crowd import EACH, MORNING, fill
from tests.scheduler.policies import promises_only

RECEIVER = """
import asyncio, uvloop

class Fast(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.waiting = transport, b""

    def data_received(self, data):
        self.waiting += data
        while (end := self.waiting.find(b"\\r\\n\\r\\n")) >= 0:
            head = self.waiting[:end].lower()
            start = head.index(b"content-length:") + 15
            length = int(head[start:].split(b"\\r\\n", 1)[0])
            if len(self.waiting) < end + 4 + length:
                return
            self.waiting = self.waiting[end + 4 + length:]
            self.transport.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n")

async def main():
    server = await asyncio.get_running_loop().create_server(Fast, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

uvloop.run(main())
"""


@contextmanager
def receiver() -> Iterator[str]:
    """The address of a receiver that takes everything, on the other core."""
    command = ["taskset", "-c", "1", sys.executable, "-c", RECEIVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/hook"
        finally:
            process.kill()


class Bench:
    """A store with a crowd, and what sends."""

    def __init__(self, url: str, address: str, projects: int, each: int = EACH) -> None:
        self.now = moment(MORNING)
        self.recorder = open_recorder(url)
        self.ledger = Ledger(self.recorder, self.clock)
        self.ids = fill(self.ledger, projects, each)
        self.ops = open_ops(url)
        self.webhook = Webhook(address, "secret", clock=self.clock)
        self.projects = Projects(self.ledger, Rules(shipped_catalogue(), official_calendar()), "jimo")

    def clock(self) -> datetime:
        """The morning; time does not go on."""
        return self.now

    def sweeper(self) -> Sweeper:
        source, claims = RegisteredProjects(self.ledger), Claims(self.ops)
        return Sweeper(self.projects, source, promises_only(), OneChannel(self.webhook), claims)

    def errands(self) -> list[Errand]:
        """Who is to be told of what."""
        outlook, ways = self.sweeper().outlook, (Way(self.webhook),)
        found = [due for one in self.ids for due in outlook.as_known(one, self.clock())]
        return [Errand(due, to, ways, (due.rung.id, to.staff)) for due in found for to in due.to]

    def bare(self, errands: Sequence[Errand]) -> float:
        """Messages a second, only sent."""
        messages = [Message(one.due.delivery(one.to), one.due.content(one.to)) for one in errands]
        with ThreadPoolExecutor(THREADS) as pool:
            return per_second(len(messages), lambda: list(pool.map(self.webhook.send, messages)))

    def sent(self, errands: Sequence[Errand]) -> float:
        """Messages a second, claimed and recorded."""
        counts: Counter[str] = Counter()
        outlook, claims = self.sweeper().outlook, Claims(self.ops)
        delivery = Delivery(outlook.reminders, claims, "1", Lines(), self.clock, counts, NO_LINKS, lambda: True)
        rate = per_second(len(errands), lambda: delivery.deliver(errands))
        delivery.close()
        assert counts["sent"] == len(errands), counts
        return rate

    def swept(self, expected: int) -> float:
        """Messages a second of a whole sweep."""
        sweeper = self.sweeper()

        def sweep() -> None:
            report = sweeper.sweep()
            assert report.sent == expected, report

        return per_second(expected, sweep)

    def close(self) -> None:
        self.webhook.close()
        self.ops.dispose()
        close_recorder(self.recorder)


def per_second(count: int, act: Callable[[], object]) -> float:
    began, cpu = time.perf_counter(), time.process_time()
    act()
    print(json.dumps({"cpu_us_each": round((time.process_time() - cpu) / count * 1e6)}), file=sys.stderr)
    return round(count / (time.perf_counter() - began))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--engine", default="sqlite", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    with stores(options.engine) as store, receiver() as address:
        os.sched_setaffinity(0, {0})
        tune()
        first = Bench(store.new(), address, options.projects)
        errands = first.errands()
        before, sent, after = first.bare(errands), first.sent(errands), first.bare(errands)
        bare = round((before + after) / 2)
        first.close()
        second = Bench(store.new(), address, options.projects)
        swept = second.swept(len(errands))
        second.close()
    for name, value in (("bare_per_s", bare), ("sent_per_s", sent), ("swept_per_s", swept)):
        print(json.dumps({"measure": name, "value": value, "messages": len(errands)}))
    print(json.dumps({"measure": "sent_over_bare", "value": round(sent / bare, 2)}))


if __name__ == "__main__":
    main()
