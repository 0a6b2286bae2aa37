"""Durable commands per second through HTTP with 8 clients, the projector running; ratios in one run.

    python -m benchmarks.commands [--engine sqlite|postgresql] [--rounds 3] [--seconds 6] [--events 40 200]
                                  [--projects 320] [--fsync-ms 3]

Beside it, on the same disk: raw commits of the database, the event library's own `save` in process, and a
conventional FastAPI + ORM application with an audit table over the same HTTP and the same client. Every project is met
once before the clock starts: what is measured is an office at work, not its first minute after a start. With
`--fsync-ms` every fsync of everything in the run takes so much longer, as on a slow disk (a C compiler is needed).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text

from benchmarks.baselines import library_saves, raw_commits
from benchmarks.serving import ROOT, served
from benchmarks.stores import Stores, prepared, stores
from domain.log.store import file_of, is_database

PROJECTS = 320
SLOWED = "BENCH_FSYNC_US"
SLOW_FSYNC = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_longer(void) { usleep(atoi(getenv("BENCH_FSYNC_US"))); }

int fsync(int file) {
    wait_longer();
    return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
    wait_longer();
    return ((int (*)(int)) dlsym(RTLD_NEXT, "fdatasync"))(file);
}
"""


def main() -> None:
    options = parsed()
    if options.fsync_ms and not os.environ.get(SLOWED):
        again_with_slow_disk(options.fsync_ms)
    with stores(options.engine) as found:
        rounds = [one_round(found, options) for _ in range(options.rounds)]
    for name in rounds[0]:
        values = [one[name] for one in rounds]
        print(json.dumps({"measure": name, "median": statistics.median(values), "all": values}))
    if len(options.events) > 1:
        few, many = options.events[0], options.events[-1]
        rates = [
            statistics.median(one[f"huhang_http_per_s_{events}_events"] for one in rounds) for events in (few, many)
        ]
        print(json.dumps({"measure": f"growth_{many}_over_{few}_events", "value": round(rates[0] / rates[1], 2)}))


def again_with_slow_disk(milliseconds: float) -> None:
    """Run once more with a library before the system's own that lets every fsync wait."""
    library = Path(tempfile.mkdtemp()) / "slow_fsync.so"
    compiler = ["cc", "-shared", "-fPIC", "-O2", "-x", "c", "-o", str(library), "-", "-ldl"]
    subprocess.run(compiler, input=SLOW_FSYNC, text=True, check=True)
    told = {"LD_PRELOAD": str(library), SLOWED: str(round(milliseconds * 1000))}
    os.execve(sys.executable, [sys.executable, "-m", "benchmarks.commands", *sys.argv[1:]], {**os.environ, **told})


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--events", type=int, nargs="+", default=[40, 200])
    parser.add_argument("--projects", type=int, default=PROJECTS)
    parser.add_argument("--fsync-ms", type=float, default=0)
    return parser.parse_args()


def one_round(found: Stores, options: argparse.Namespace) -> dict[str, float]:
    """Everything once, in turn."""
    raw, save = raw_commits(found.new(), options.seconds / 2), library_saves(found.new(), options.seconds / 2)
    crud = conventional(found.new(), options.seconds)["per_second"]
    told = {"raw_commits_per_s": raw, "library_saves_per_s": save, "conventional_http_per_s": crud}
    for events in options.events:
        seen = huhang(found.new(), events, options)
        told |= {
            f"huhang_http_per_s_{events}_events": seen["per_second"],
            f"huhang_over_save_{events}_events": round(seen["per_second"] / save, 2),
            f"huhang_over_conventional_{events}_events": round(seen["per_second"] / crud, 2),
            f"huhang_median_ms_{events}_events": seen["median_ms"],
            f"huhang_p99_ms_{events}_events": seen["p99_ms"],
            f"huhang_p99_over_median_{events}_events": round(seen["p99_ms"] / seen["median_ms"], 2),
            f"huhang_p99_over_median_within_a_second_{events}_events": seen["p99_over_median_within_a_second"],
        }
    return told


def huhang(url: str, events: int, options: argparse.Namespace) -> dict[str, float]:
    """Projects of so many events; each client posts facts to its own."""
    projects, token = prepared(url, options.projects, events)
    command = [sys.executable, "-m", "api.cli.main", "serve"]
    return served(command, {"HUHANG_DATABASE_URL": url}, projects, token, options.seconds)


def conventional(url: str, seconds: float) -> dict[str, float]:
    """The conventional application, over the same HTTP."""
    address = url.replace("postgresql://", "postgresql+psycopg://")
    address = address if is_database(url) else f"sqlite:///{file_of(url, 'crud')}"
    environment = {"CRUD_DATABASE_URL": address}
    making = [sys.executable, "-c", "import benchmarks.crud_app"]
    subprocess.run(making, env={**os.environ, **environment}, cwd=ROOT, check=True)
    projects = [uuid4().hex for _ in range(PROJECTS)]
    engine = create_engine(address)
    with engine.begin() as connection:
        row = text("INSERT INTO project (id, version, name) VALUES (:id, 0, 'x')")
        connection.execute(row, [{"id": project} for project in projects])
    engine.dispose()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.crud_app:app", "--log-level", "warning"]
    return served(command, environment, projects, "-", seconds)


if __name__ == "__main__":
    main()
