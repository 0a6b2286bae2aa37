"""From the start of the server to its first answered page of the board, against a process that only imports.

    python -m benchmarks.first_request [--rounds 5]

`imports`: a process that imports the application and ends. `first_request`: `huhang serve` on a store that was opened
before, until GET /api/v1/projects is answered with 200.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial

from benchmarks.serving import ROOT, free_port
from benchmarks.stores import prepared

LONGEST = 60.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store"
        _, token = prepared(url, 20, 40)
        first_request(url, token)  # the views are made once
        rounds = [(took(imports), took(partial(first_request, url, token))) for _ in range(options.rounds)]
    for name, values in zip(("imports", "first_request"), zip(*rounds, strict=True), strict=True):
        print(json.dumps({"measure": f"{name}_ms", "median": round(statistics.median(values)), "all": rounded(values)}))
    ratio = statistics.median(request / bare for bare, request in rounds)
    print(json.dumps({"measure": "first_request_over_imports", "value": round(ratio, 2)}))


def took(do: Callable[[], None]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def rounded(values: tuple[float, ...]) -> list[int]:
    return [round(value) for value in values]


def imports() -> None:
    subprocess.run([sys.executable, "-c", "import api.main, uvicorn, uvloop, httptools"], cwd=ROOT, check=True)


def first_request(url: str, token: str) -> None:
    """Start, ask until answered, stop; the stop does not count much: the process is killed."""
    port = free_port()
    command = [sys.executable, "-m", "api.cli.main", "serve", "--port", str(port)]
    environment = {**os.environ, "HUHANG_DATABASE_URL": url}
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL) as server:
        last = time.monotonic() + LONGEST
        while not answered(port, token):
            if time.monotonic() > last:
                raise SystemExit("the server did not come up")
            time.sleep(0.005)
        server.kill()


def answered(port: int, token: str) -> bool:
    """Whether the board is answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/api/v1/projects", headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
