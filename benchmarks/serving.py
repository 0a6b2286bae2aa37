"""A server on one core, its clients on the other."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

CLIENTS = 8
ROOT = Path(__file__).parent.parent


def served(
    command: Sequence[str], environment: Mapping[str, str], projects: Sequence[str], token: str, seconds: float
) -> dict[str, float]:
    """Start a server, meet each project once, then hammer it for so many seconds; what the clients saw."""
    port = free_port()
    server = subprocess.Popen(
        ["taskset", "-c", "0", *command, "--port", str(port)],
        env={**os.environ, "HUHANG_REQUESTS_PER_SECOND": "1000000", **environment},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        hammer = [sys.executable, str(ROOT / "benchmarks" / "hammer.py"), str(port), token, str(CLIENTS), str(seconds)]
        answer = subprocess.run(
            ["taskset", "-c", "1", *hammer], input="\n".join(projects), stdout=subprocess.PIPE, text=True, check=True
        )
    finally:
        server.terminate()
        server.wait()
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not come up")
