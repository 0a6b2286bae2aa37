"""Files that mean harm are refused in bounded time and memory; what they hold is never unpacked as a whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.tables.hostile import all_of, book, code_of

MOST_MB = 200  # the interpreter with the catalogue takes 100
MOST_SECONDS = 8.0  # of a busy machine; one second of a quiet one


def test_hostile_files_are_refused_in_bounded_time_and_memory(tmp_path: Path) -> None:
    files = all_of(tmp_path)
    command = [sys.executable, "-m", "tests.api.tables.hostile", *map(str, files.values())]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    told = [line.split() for line in ran.stdout.splitlines()]
    assert [code for code, _, _ in told] == [named.split()[0] for named in files]
    assert max(float(seconds) for _, seconds, _ in told) < MOST_SECONDS
    assert max(int(peak) for _, _, peak in told) < MOST_MB


@pytest.mark.parametrize("written", ["=1+1", "=HYPERLINK(&quot;http://a&quot;)", "+cmd|a", "@SUM(1)"])
def test_a_formula_in_a_cell_that_counts_is_named_not_computed(tmp_path: Path, written: str) -> None:
    filled = "".join(
        f'<c r="{column}2" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in (("A", "JM-1"), ("B", written), ("C", "企业"), ("D", "2026-03-02"))
    )
    assert code_of(book(tmp_path / "a.xlsx", f'<row r="2">{filled}</row>')) == "formula"


def test_a_formula_with_a_value_is_no_value_either(tmp_path: Path) -> None:
    cells = "".join(
        f'<c r="{column}2" t="inlineStr"><is><t>{text}</t></is></c>' for column, text in (("A", "JM-1"), ("C", "企业"))
    )
    formula = '<c r="B2" t="str"><f>WEBSERVICE("http://a")</f><v>甲项目</v></c>'
    day = '<c r="D2" t="inlineStr"><is><t>2026-03-02</t></is></c>'
    assert code_of(book(tmp_path / "a.xlsx", f'<row r="2">{cells}{formula}{day}</row>')) == "formula"
