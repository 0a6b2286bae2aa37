"""Projects half done come in with their stops, pre-reviews and second results; twice is as once."""

from pathlib import Path
from typing import Any

import pytest

from domain.project.events.reviews import Opinion
from domain.project.model.phases import Phase
from domain.project.model.state import Project
from tests.api.ledgers import imported, ledger, told, write_workbook
from tests.scenario import Scenario, day

CASES = ["办件编号", "项目编号", "事项", "第几次报批", "收件日期", "受理日期", "办结日期", "办理结果", "文号", "理由"]
REVIEW = ["提前预审日期", "预审意见日期", "预审意见"]
STOP = ["特别程序", "特别程序通知书", "中止日期", "恢复日期"]
SCHEME = "design_scheme_review"
NONE: list[Any] = [None] * 4


@pytest.fixture
def office(scenario: Scenario) -> Scenario:
    return scenario.at("07-01 09:00")


def case(number: str | None, *days: str | None, matter: str = SCHEME, result: int | None = None) -> list[Any]:
    """A row of a case: received, accepted, decided."""
    received, accepted, decided = days or (None, None, None)
    ended = ["准予", f"文{number}"] if decided else [None, None]
    return [number, "JM-001", matter, result, received, accepted, decided, *ended, "台账补录"]


def brought_in(office: Scenario, folder: Path, *rows: list[Any]) -> tuple[list[tuple[str, str, str]], int]:
    """The problems, and how many events."""
    book = write_workbook(folder / "a.xlsx", ledger(办件=[[*CASES, *REVIEW, *STOP], *rows]))
    report = imported(office, book)
    return told(report), report.events


def project(office: Scenario) -> Project:
    found = office.projects.by_code("JM-001")
    assert found
    return office.projects.read(found)[0]


def test_stops_come_in_finished_and_open_and_their_end_later(office: Scenario, tmp_path: Path) -> None:
    review = ["专家评审", "评告1号", "2026-04-03", "2026-04-10"]
    hearing = ["听证", "听告1号", "2026-05-06", None]
    first = [*case("B1", "2026-04-01", "2026-04-01", None), None, None, None, *review]
    second = [*case("B1"), None, None, None, *hearing]
    assert brought_in(office, tmp_path, first, second)[0] == []
    attempt = project(office).matters[SCHEME].attempt
    assert attempt
    assert [(one.kind, one.started_on, one.ended_on) for one in attempt.stops] == [
        ("expert_review", day("04-03"), day("04-10")),
        ("hearing", day("05-06"), None),
    ]
    assert brought_in(office, tmp_path, first, second) == ([], 0)
    second[-1] = "2026-05-20"
    assert brought_in(office, tmp_path, first, second) == ([], 1)
    assert project(office).matters[SCHEME].phase is Phase.ACCEPTED
    assert brought_in(office, tmp_path, first, second) == ([], 0)
    second[-1] = "2026-05-21"
    assert brought_in(office, tmp_path, first, second)[0] == [("办件", "Q3", "recorded_otherwise")]


def test_a_pre_review_comes_in_with_its_opinion_and_before_any_receipt(office: Scenario, tmp_path: Path) -> None:
    row = [*case(None), "2026-04-01", "2026-04-07", "同意", *NONE]
    assert brought_in(office, tmp_path, row)[0] == []
    matter = project(office).matters[SCHEME]
    assert matter.phase is Phase.PLANNED
    assert [(one.started_on, one.result) for one in matter.reviews] == [(day("04-01"), Opinion.FAVOURABLE)]
    received = [*case("B1", "2026-04-20", None, None), "2026-04-01", "2026-04-07", "同意", *NONE]
    problems, events = brought_in(office, tmp_path, received)
    assert (problems, events > 0) == ([], True)
    assert project(office).matters[SCHEME].phase is Phase.RECEIVED
    assert brought_in(office, tmp_path, received) == ([], 0)
    received[len(CASES) + 1] = "2026-04-08"
    assert brought_in(office, tmp_path, received)[0] == [("办件", "L2", "recorded_otherwise")]


def test_a_second_result_stands_beside_the_first(office: Scenario, tmp_path: Path) -> None:
    first = [*case("B1", "2026-04-01", "2026-04-01", "2026-04-09"), None, None, None, *NONE]
    again = [*case("B2", "2026-05-06", "2026-05-06", "2026-05-12", result=2), None, None, None, *NONE]
    assert brought_in(office, tmp_path, first, again)[0] == []
    matters = project(office).matters
    assert (matters[SCHEME].granted_on, matters[f"{SCHEME}~2"].granted_on) == (day("04-09"), day("05-12"))
    assert brought_in(office, tmp_path, first, again) == ([], 0)


@pytest.mark.parametrize(
    ("more", "place", "code"),
    [
        (["2026-04-01", "2026-04-07", None, *NONE], "M2", "opinion_missing"),
        ([None, None, "同意", *NONE], "L2", "opinion_on_missing"),
        ([None, None, None, None, None, "2026-04-03", None], "N2", "stop_missing"),
        ([None, None, None, "听证", None, None, None], "P2", "suspended_on_missing"),
        ([None, None, None, "补正", None, "2026-04-03", None], "N2", "not_a_choice"),
    ],
)
def test_a_row_half_filled_is_named_at_the_cell_that_it_lacks(
    office: Scenario, tmp_path: Path, more: list[Any], place: str, code: str
) -> None:
    row = [*case("B1", "2026-04-01", None, None), *more]
    assert brought_in(office, tmp_path, row)[0] == [("办件", place, code)]
