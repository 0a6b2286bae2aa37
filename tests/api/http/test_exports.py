"""Board, deadlines and service list leave as workbooks that say what they are; text never becomes a formula."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from api.exchange.service_list import statutory
from domain.catalogue.loader import shipped_catalogue
from tests.api.office import SEED_ANSWERS, Desk, Office, problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows_of(desk: Desk, path: str, **params: Any) -> list[tuple[Any, ...]]:
    """The cells of a workbook's first sheet, formulas as they are written."""
    answer = desk.get(path, **params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == XLSX
    return list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))


@pytest.fixture
def desk(office: Office) -> Desk:
    """A lead, who reaches what his task force serves."""
    return office.desk("lead")


@pytest.fixture
def project(desk: Desk, office: Office) -> str:
    project = desk.register(name="=HYPERLINK(0)", profile=SEED_ANSWERS)
    desk.done(f"{project}/assignments", {"effective_on": "2026-03-02", "specialist": "s-7", "team": "1"})
    desk.done(f"{project}/service-list", {"effective_on": "2026-03-02", "reason": "画像已定"})
    desk.act(project, "investment_agreement", "receive", "03-02", receipt_no="JM-1")
    return project


def seen(office: Office) -> dict[str, Any]:
    return {"min_position": office.positions()}


def test_the_board_leaves_with_the_filters_of_its_list(office: Office, desk: Desk, project: str) -> None:
    other = desk.register(name="别的项目")
    rows = rows_of(desk, "/projects.xlsx", specialist="s-7", **seen(office))
    assert rows[0][0] == "重大项目挂图"
    assert rows[1][0].startswith("数据截至 2026-03-02")
    assert rows[2][0] == "筛选：specialist=s-7"
    heading = rows[4]
    found = [dict(zip(heading, row, strict=True)) for row in rows[5:]]
    assert "=HYPERLINK(0)" in {row["项目名称"] for row in found}
    assert {row["服务专员"] for row in found} == {"s-7"}
    assert found[0]["落地日期"].isoformat() == "2026-03-02T00:00:00"
    everything = rows_of(desk, "/projects.xlsx", **seen(office))
    assert len(everything) > len(rows)
    assert other


def test_text_that_looks_like_a_formula_stays_text(office: Office, desk: Desk, project: str) -> None:
    answer = desk.get("/projects.xlsx", **seen(office))
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_deadlines_leave_the_earliest_first(office: Office, desk: Desk, project: str) -> None:
    rows = rows_of(desk, "/deadlines.xlsx", kind="acceptance_answer", **seen(office))
    assert rows[0][0] == "期限一览"
    due = [row[0] for row in rows[5:]]
    assert due
    assert due == sorted(due)
    english = Desk(desk.client, desk.secret, "en")
    assert rows_of(english, "/deadlines.xlsx")[0][0] == "Deadlines"


def test_the_service_list_says_its_version_its_day_and_which_limits_are_assumed(desk: Desk, project: str) -> None:
    rows = rows_of(desk, f"{project}/service-list.xlsx")
    above = [row[0] for row in rows[:5]]
    assert above[0] == "=HYPERLINK(0) 定制服务清单"
    assert above[2].startswith("第 1 版，2026-03-02 出具；2026-03-02 打印；事项目录 ")
    assert "假设" in above[4]
    heading = rows[5]
    lines = [dict(zip(heading, row, strict=True)) for row in rows[6:]]
    listed = desk.get(f"{project}/service-list").json()
    assert len(lines) == listed["applicable"]
    assert [line["序号"] for line in lines] == list(range(1, len(lines) + 1))
    permit = next(line for line in lines if line["事项"] == "建筑工程施工许可证核发")
    assert permit["法定时限"]
    assert permit["承诺时限"].endswith("（假设）")


def test_a_shortest_period_is_not_told_as_the_longest() -> None:
    matters = shipped_catalogue().matters
    assert statutory(matters["construction_tendering"], {}, "zh") == "不少于 20 日"
    assert statutory(matters["construction_permit"], {}, "zh") == "7 日"


def test_a_project_without_a_list_has_no_document(desk: Desk) -> None:
    problem(desk.get(f"{desk.register()}/service-list.xlsx"), 422, "no_service_list")


def test_an_export_is_refused_before_it_begins(office: Office, desk: Desk) -> None:
    problem(desk.get("/projects.xlsx", light="purple"), 422, "unknown_light")
    problem(desk.get("/projects.xlsx", colour="red"), 422, "invalid_request")
    problem(office.desk("observer").get("/projects.xlsx"), 403, "right_missing")
    problem(office.desk("enterprise").get("/projects.xlsx"), 403, "right_missing")
    problem(office.anybody.get("/deadlines.xlsx"), 401, "not_signed_in")
    assert desk.client.head("/api/v1/projects.xlsx", headers=desk.headers()).status_code == 200


def test_the_list_is_a_page_that_prints(office: Office, desk: Desk, project: str) -> None:
    code = desk.get(project).json()["code"]
    office.client.cookies.clear()
    page = office.client.get(f"/projects/{code}/service-list", headers={"Cookie": f"huhang_session={desk.secret}"})
    assert page.status_code == 200
    assert "定制服务清单" in page.text
    assert "第 1 版，2026-03-02 出具" in page.text
    assert "（假设）" in page.text
    assert "=HYPERLINK(0)" in page.text
    style = office.client.get("/static/service-list.css")
    assert "@page" in style.text


def test_nothing_of_others_projects_leaves(office: Office, desk: Desk, project: str) -> None:
    stranger = office.desk("specialist", actor="t-stranger")
    assert "=HYPERLINK(0)" not in str(rows_of(stranger, "/projects.xlsx", **seen(office))[5:])
    assert rows_of(stranger, "/deadlines.xlsx", specialist="s-7", **seen(office))[5:] == []
    problem(stranger.get(f"{project}/service-list.xlsx"), 404, "unknown_project")


def test_the_page_hands_the_same_files_out(office: Office, desk: Desk, project: str) -> None:
    code = desk.get(project).json()["code"]
    office.runtime.projector.wait_for(office.positions(), 10)
    cookie = {"Cookie": f"huhang_session={desk.secret}"}
    office.client.cookies.clear()
    for path in (
        "/board.xlsx?specialist=s-7",
        "/deadlines.xlsx?team=1",
        f"/projects/{code}/service-list.xlsx",
        "/import-template.xlsx",
    ):
        answer = office.client.get(path, headers=cookie)
        assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX), path
        assert load_workbook(BytesIO(answer.content)).worksheets[0].max_row > 1
        assert office.client.get(path).headers["location"] == "/sign-in"
    assert "/board.xlsx?specialist=s-7" in office.client.get("/?specialist=s-7", headers=cookie).text
