"""What an import costs: `python -m benchmarks.importing [PROJECTS]`. A line of JSON for each step.

Two ledgers: projects alone, and projects half done (a profile, a service list, three cases each). Each is checked,
imported, and imported again, in a process of its own, on SQLite. CPU time is that process's own, with the start of
Python in it; `peak_mb` the most memory it ever had.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from api.cli.main import main as huhang

DEFAULT = 5000
FIRST = date(2026, 1, 5)
PLAIN = ["项目编号", "项目名称", "建设单位", "落地日期"]
WHOLE = [*PLAIN, "服务专员", "服务专班", "总建筑面积(㎡)", "计划总投资(万元)", "是否新设企业"]
CASES = ["办件编号", "项目编号", "事项", "收件日期", "受理日期", "办结日期", "办理结果", "文号", "理由"]


def projects(count: int, *, whole: bool) -> Iterator[Sequence[Any]]:
    """The rows of the projects."""
    yield WHOLE if whole else PLAIN
    for number in range(count):
        landed = (FIRST + timedelta(days=number % 150)).isoformat()
        row = [f"JM-{number:05d}", f"项目{number}", f"企业{number}有限公司", landed]
        yield [*row, f"s-{number % 100}", str(number % 8 + 1), 20_000, 5000, "是"] if whole else row


def cases(count: int) -> Iterator[Sequence[Any]]:
    """Three cases of each project: one granted before the landing, one granted since, one under way."""
    yield CASES
    for number in range(count):
        landed = FIRST + timedelta(days=number % 150)
        code, before, after = f"JM-{number:05d}", landed - timedelta(days=20), landed + timedelta(days=1)
        yield [f"A{number}", code, "企业设立登记", None, None, f"{before}", "准予", f"执照{number}", None]
        yield [f"B{number}", code, "项目备案", f"{after}", f"{after}", f"{after}", "准予", f"备{number}", "台账补录"]
        yield [f"C{number}", code, "规划条件核定", f"{after}", None, None, "在办", None, "台账补录"]


def write(path: Path, sheets: dict[str, Iterator[Sequence[Any]]]) -> Path:
    book = Workbook(path, {"constant_memory": True})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if value is not None:
                    page.write(number, place, value)
    book.close()
    return path


def run(step: str, store: Path, *arguments: str) -> None:
    """One import in a process of its own, and what it took."""
    environment = {**os.environ, "HUHANG_DATABASE_URL": f"sqlite:///{store}"}
    command = [sys.executable, "-m", "benchmarks.importing", "--one", *arguments]
    began = time.perf_counter()
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout.splitlines()[-1])
    print(json.dumps({"step": step, **told, "wall_s": round(time.perf_counter() - began, 2)}), flush=True)


def one(arguments: Sequence[str]) -> None:
    """Within the process: `huhang import`, and what was used."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        huhang(["import", "--json", *arguments])
    report = json.loads(said.getvalue())
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    used = {
        "rows": report["rows"],
        "events": report["events"],
        "problems": report["problem_count"],
        "cpu_s": round(time.process_time(), 2),
        "peak_mb": int(status.partition("VmHWM:")[2].split()[0]) // 1024,
    }
    print(json.dumps(used))


def main() -> None:
    """All steps of both ledgers."""
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2:])
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    with tempfile.TemporaryDirectory() as folder:
        plain = write(Path(folder) / "plain.xlsx", {"项目": projects(count, whole=False)})
        whole = write(Path(folder) / "whole.xlsx", {"项目": projects(count, whole=True), "办件": cases(count)})
        for name, book in (("plain", plain), ("half done", whole)):
            store = Path(folder) / name.replace(" ", "-")
            run(f"{name}: check", store, "--dry-run", str(book))
            run(f"{name}: import", store, str(book))
            run(f"{name}: again", store, str(book))


if __name__ == "__main__":
    main()
