"""A client in a process of its own: threads that post one fact after another, each over one kept connection.

Arguments: port, token, threads, seconds; the projects' ids come on standard input, a share for each thread. Every
project is met once and the views show it, then the clock starts. Prints the acknowledged writes per second, the
latencies in milliseconds, and how far the 99th percentile is from the median within a second: the machine itself may
be twice as fast in one second as in the next, which says nothing of the server.
"""

import http.client
import json
import statistics
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from uuid import uuid4

SHANGHAI = timezone(timedelta(hours=8))


def main() -> None:
    port, token, threads, seconds = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    projects = sys.stdin.read().split()
    met = threading.Barrier(threads, lambda: wait_until_shown(port))
    clients = [Client(port, token, projects[place::threads], met, seconds) for place in range(threads)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    every = sorted(took for client in clients for _, took in client.took)
    if problems := {client.problem for client in clients if client.problem}:
        raise SystemExit("; ".join(sorted(problems)))
    print(
        json.dumps(
            {
                "per_second": round(len(every) / seconds),
                "median_ms": round(statistics.median(every) * 1000, 2),
                "p95_ms": round(percentile(every, 0.95) * 1000, 2),
                "p99_ms": round(percentile(every, 0.99) * 1000, 2),
                "p99_over_median_within_a_second": round(statistics.median(spreads(clients)), 2),
            }
        )
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value that so large a share of them does not pass."""
    return ordered[int(len(ordered) * share)]


def spreads(clients: Sequence["Client"]) -> list[float]:
    """The 99th percentile over the median, second by second."""
    by_second: dict[int, list[float]] = defaultdict(list)
    for client in clients:
        for at, took in client.took:
            by_second[int(at)].append(took)
    return [percentile(sorted(some), 0.99) / statistics.median(some) for some in by_second.values()]


def wait_until_shown(port: int) -> None:
    """Until the views have read the whole log; an application without views has nothing to wait for."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or not json.loads(body)["views"]["lag"]:
            return
        time.sleep(0.2)


class Client(threading.Thread):
    """One client with projects of its own."""

    def __init__(self, port: int, token: str, projects: Sequence[str], met: threading.Barrier, seconds: float) -> None:
        super().__init__()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.token, self.projects, self.met, self.seconds = token, projects, met, seconds
        self.body = json.dumps({"on": datetime.now(SHANGHAI).date().isoformat()}).encode()
        self.took: list[tuple[float, float]] = []  # when each was sent, since the clock started, and its seconds
        self.problem = ""

    def run(self) -> None:
        """Meet each project, wait for the others, then post to each in turn until time is up."""
        try:
            for project in self.projects:
                self.post(project)
            self.met.wait()
            self.connection.close()  # the server may have given up an idle one; the next request opens another
            began, place = time.perf_counter(), 0
            while (now := time.perf_counter()) < began + self.seconds:
                self.post(self.projects[place % len(self.projects)])
                self.took.append((now - began, time.perf_counter() - now))
                place += 1
        except (OSError, RuntimeError, ValueError, http.client.HTTPException) as error:  # told by the process
            self.problem = f"{type(error).__name__}: {error}"
            self.met.abort()

    def post(self, project: str) -> None:
        """One fact; anything but 200 ends the run."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "If-Match": "*",
            "Idempotency-Key": str(uuid4()),
        }
        path = f"/api/v1/projects/{project}/facts/filed_information_changed"
        self.connection.request("POST", path, self.body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {text[:300]!r}")


main()
