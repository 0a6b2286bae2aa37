"""How long `huhang due` takes, as a multiple of an empty Python: one JSON line per program, then the ratio.

    python benchmarks/due_startup.py [ROUNDS]

The programs take turns, so that a machine that drifts drifts for both; medians are compared.
"""

import json
import subprocess
import sys
from statistics import median
from time import perf_counter

DUE = "from api.cli.main import main; raise SystemExit(main(['due', '--from', '2026-09-21', '--term', '15']))"
PROGRAMS = {"python -c pass": "pass", "huhang due": DUE}


def main(rounds: int = 21) -> None:
    """Print the medians and their ratio."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(rounds):
        for name, program in PROGRAMS.items():
            times[name].append(seconds(program))
    for name, taken in times.items():
        spread = {"median_ms": median(taken), "min_ms": min(taken), "max_ms": max(taken)}
        shown = {key: round(value * 1000, 2) for key, value in spread.items()}
        print(json.dumps({"program": name, "rounds": rounds, **shown}))
    empty, due = (median(taken) for taken in times.values())
    print(json.dumps({"measure": "due_startup_ratio", "value": round(due / empty, 2)}))


def seconds(program: str) -> float:
    """The wall time of one run."""
    begun = perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - begun


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
