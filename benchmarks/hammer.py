"""A client in a process of its own: threads that post one fact after another, each over one kept connection.

Arguments: port, token, threads, seconds, warm-up seconds; the projects' ids come on standard input. Prints the number
of acknowledged writes per second and the latencies in milliseconds as JSON.
"""

import http.client
import json
import statistics
import sys
import threading
import time
from datetime import datetime, timedelta, timezone
from uuid import uuid4

SHANGHAI = timezone(timedelta(hours=8))


def main() -> None:
    port, token, threads, seconds, warm_up = sys.argv[1:6]
    projects = sys.stdin.read().split()
    begin = time.perf_counter() + float(warm_up)
    took: list[list[float]] = [[] for _ in range(int(threads))]
    hands = [
        threading.Thread(target=work, args=(int(port), token, projects[n :: int(threads)], begin, float(seconds), own))
        for n, own in enumerate(took)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    every = sorted(one for own in took for one in own)
    print(
        json.dumps(
            {
                "per_second": round(len(every) / float(seconds)),
                "median_ms": round(statistics.median(every) * 1000, 2),
                "p95_ms": round(every[int(len(every) * 0.95)] * 1000, 2),
            }
        )
    )


def work(port: int, token: str, projects: list[str], begin: float, seconds: float, took: list[float]) -> None:
    """Post to each project in turn; count what was acknowledged after the warm-up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    today = datetime.now(SHANGHAI).date().isoformat()
    body = json.dumps({"on": today}).encode()
    place = 0
    while (now := time.perf_counter()) < begin + seconds:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "If-Match": "*",
            "Idempotency-Key": str(uuid4()),
        }
        path = f"/api/v1/projects/{projects[place % len(projects)]}/facts/filed_information_changed"
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{answer.status} {text[:300]!r}")
        place += 1
        if now >= begin:
            took.append(time.perf_counter() - now)


main()
