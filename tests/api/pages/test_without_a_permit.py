"""A project whose list has no construction permit is told of the start of construction, nowhere of a permit."""

import pytest

from tests.api.http.test_exports import rows_of
from tests.api.office import SEED_ANSWERS, Desk, Office
from tests.api.pages.test_pages import page

SMALL = {**SEED_ANSWERS, "floor_area_m2": 400}


@pytest.fixture(scope="module")
def code(shared_office: Office) -> str:
    """A project of 400 m², with its list."""
    lead = shared_office.at("03-02 09:00").desk("lead")
    path = lead.register(name="小厂房", code="JM-SMALL", profile=SMALL)
    lead.done(f"{path}/service-list", {"effective_on": "2026-03-02", "reason": "画像已定"})
    lead.history(path, shared_office.positions())
    return "JM-SMALL"


def test_its_page_says_when_construction_may_start_and_what_holds_it(office: Office, desk: Desk, code: str) -> None:
    shown = page(office, f"/projects/{code}", desk).text
    start = desk.get(f"/projects/{code}/milestones").json()["construction_permit"]["forecast"]["on"]
    assert "可开工日 · 预测" in shown
    assert start in shown
    assert "卡住开工，尚未办理" in shown
    assert "卡住施工许可证" not in shown
    assert "施工许可证 · 预测" not in shown
    assert f'href="/projects/{code}/delays"' not in shown


def test_the_board_names_the_day_and_the_api_says_that_no_permit_applies(office: Office, desk: Desk, code: str) -> None:
    rows = {row["code"]: row for row in desk.get("/projects", min_position=office.positions()).json()["items"]}
    assert rows[code]["permit"]["applies"] is False
    board = page(office, "/", desk).text
    row = board.partition(f"/projects/{code}")[2].partition("</tr>")[0]
    assert "<dt>可开工日</dt>" in row
    assert "<dt>预测</dt>" not in row


def test_the_workbook_of_the_board_foresees_no_permit(office: Office, desk: Desk, code: str) -> None:
    rows = rows_of(desk, "/projects.xlsx", q=code, min_position=office.positions())
    told = dict(zip(rows[4], rows[5], strict=True))
    assert told["施工许可预测"] is None
    assert told["预计可开工（不办施工许可）"]


def test_a_supposition_that_moves_the_day_names_it_rightly(office: Office, desk: Desk, code: str) -> None:
    held = desk.get(f"/projects/{code}/milestones").json()["held_by"]["matter"]
    supposed = page(office, f"/projects/{code}/what-if?matter={held}&granted_on=2026-06-30", desk).text
    assert "可开工日预测" in supposed
    assert "施工许可证预测" not in supposed
