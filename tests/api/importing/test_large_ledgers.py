"""A ledger of 5,000 projects with three slips names exactly those three; and no kill leaves half of an import."""

import random
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.ledgers import PROJECTS, imported, told, write_workbook
from tests.scenario import Scenario

ROOT = Path(__file__).parents[3]
KILLS = {"sqlite": 2, "postgresql": 1}


def projects(count: int) -> list[list[Any]]:
    """Rows of as many projects, under a title and a heading."""
    first = date(2026, 1, 5)
    rows: list[list[Any]] = [["即墨区重大项目台账"], PROJECTS[:4]]
    for number in range(count):
        landed = first + timedelta(days=number % 150)
        rows.append([f"JM-{number:05d}", f"项目{number}", f"企业{number}有限公司", landed.isoformat()])
    return rows


def test_three_slips_among_five_thousand_projects_are_named_and_nothing_else(
    scenario: Scenario, tmp_path: Path
) -> None:
    rows = projects(5000)
    rows[1234][3] = "12月1日"
    rows[2500][2] = ""
    rows[4000][0] = rows[19][0]
    before = scenario.at("07-01 09:00").ledger.position()
    report = imported(scenario, write_workbook(tmp_path / "a.xlsx", {"项目": rows}))
    assert told(report) == [
        ("项目", "D1235", "date_without_year"),
        ("项目", "C2501", "cell_empty"),
        ("项目", "A4001", "row_twice"),
    ]
    assert report.rows == 5000
    assert scenario.ledger.position() == before


@pytest.mark.both_engines
def test_a_kill_at_any_moment_leaves_all_of_an_import_or_nothing(
    scenario: Scenario, tmp_path: Path, engine_name: str
) -> None:
    book = write_workbook(tmp_path / "a.xlsx", {"项目": projects(400)})
    dice = random.Random(7)
    for _ in range(KILLS[engine_name]):
        before = scenario.ledger.position()
        command = [sys.executable, "-m", "tests.api.importing.dying", scenario.url, str(book)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stdout.readline() == b"writing\n"
            time.sleep(dice.random() * 0.02)
            process.send_signal(signal.SIGKILL)
        found = [scenario.projects.by_code(f"JM-{number:05d}") is not None for number in range(400)]
        assert all(found) or (not any(found) and scenario.ledger.position() == before)
    assert imported(scenario.at("07-01 09:00"), book).problems == []
    assert all(scenario.projects.by_code(f"JM-{number:05d}") for number in range(400))
