"""What a page costs the server, and a first visit the line: the board among 100,000 projects, a project with its Gantt.

    python -m benchmarks.pages [--projects 100000] [--requests 200]

`huhang serve` on SQLite, its projector at rest, one reader. `board` asks for the first page again and again, as people
do; `board_on` goes on from page to page, so that no row was made before; `project` goes round generated projects in the
middle of their lives. Beside them in the same run: an answer that needs nothing. `server_ms` is the processor time the
server's process spent, `median_ms` what the reader waited. The bytes are those of a first visit as they go over the
line: the page, its styles, its script and its icon.
"""

import argparse
import gzip
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import cycle
from pathlib import Path

from benchmarks.board_http import furnished
from benchmarks.serving import ROOT, free_port, wait_for
from projections.ops.accounts import Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens

WARM = 20
TICK = os.sysconf("SC_CLK_TCK")
NEXT = re.compile(r'href="(/\?[^"]*cursor=[^"]+)"')
CODES = re.compile(r'<a href="/projects/([^"/]+)">')
PARTS = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@dataclass
class Reader:
    """Somebody signed in, and the process that answers him."""

    connection: http.client.HTTPConnection
    cookie: str
    server: int

    def get(self, path: str) -> tuple[str, int]:
        """A page, and its bytes on the line."""
        headers = {"Cookie": f"huhang_session={self.cookie}", "Accept": "text/html", "Accept-Encoding": "gzip"}
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise SystemExit(f"{path}: {answer.status} {body[:200]!r}")
        size = len(body)
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return body.decode(), size

    def spent(self) -> float:
        """The processor time of the server so far, in seconds."""
        fields = Path(f"/proc/{self.server}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        furnished(folder, options.projects)
        port, token = free_port(), leadership(folder)
        environment = {**os.environ, "HUHANG_DATABASE_URL": f"sqlite:///{folder}"}
        command = [sys.executable, "-m", "api.cli.main", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            reader = Reader(http.client.HTTPConnection("127.0.0.1", port, timeout=60), token, server.pid)
            measure(reader, options)
        finally:
            server.terminate()
            server.wait()


def leadership(folder: Path) -> str:
    """A token of somebody who sees everything."""
    ops = open_ops(f"sqlite:///{folder}")
    secret = Tokens(ops).issue("bench-leadership", Role.LEADERSHIP).secret
    ops.dispose()
    return secret


def measure(reader: Reader, options: argparse.Namespace) -> None:
    codes = codes_of_lives(reader)
    for name, paths in (
        ("nothing", cycle(["/sign-in"])),
        ("board", cycle(["/"])),
        ("board_on", pages()),
        ("project", cycle([f"/projects/{code}" for code in codes])),
    ):
        timed(name, reader, paths, options)
    for name, path in (("board", "/"), ("project", f"/projects/{codes[0]}")):
        print(json.dumps({"measure": f"first_visit_{name}_bytes", "value": first_visit(reader, path)}))


def pages() -> Iterator[str]:
    """One page after the other."""
    following = "/"
    while following:
        yield following
        found = NEXT.search(LAST[0])
        following = unescape(found[1]) if found else "/"


LAST = [""]


def codes_of_lives(reader: Reader) -> list[str]:
    """Projects that have a log of their own: copies within the views have none."""
    text, _ = reader.get("/?sort=code")
    found = [code for code in dict.fromkeys(CODES.findall(text)) if answers(reader, code)]
    if not found:
        raise SystemExit("no generated project on the first page by code")
    return found


def answers(reader: Reader, code: str) -> bool:
    try:
        reader.get(f"/projects/{code}")
    except SystemExit:
        return False
    return True


def timed(name: str, reader: Reader, paths: Iterator[str], options: argparse.Namespace) -> None:
    """Ask so many times, after a few to warm up."""
    for _ in range(WARM):
        LAST[0], _ = reader.get(next(paths))
    took: list[float] = []
    began = reader.spent()
    for _ in range(options.requests):
        path = next(paths)
        start = time.perf_counter()
        LAST[0], _ = reader.get(path)
        took.append(time.perf_counter() - start)
    cost = (reader.spent() - began) / options.requests
    found = {
        "measure": f"page_{name}",
        "projects": options.projects,
        "server_ms": round(cost * 1000, 2),
        "median_ms": round(statistics.median(took) * 1000, 2),
        "p95_ms": round(sorted(took)[int(len(took) * 0.95)] * 1000, 2),
        "load": os.getloadavg()[0],
    }
    print(json.dumps(found), flush=True)


def first_visit(reader: Reader, path: str) -> int:
    """All bytes of a first visit."""
    text, size = reader.get(path)
    return size + sum(reader.get(part)[1] for part in dict.fromkeys(PARTS.findall(text)))


if __name__ == "__main__":
    main()
