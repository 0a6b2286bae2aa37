"""Task forces are made, named and renamed, and their name stands wherever people would else read a code."""

from io import BytesIO

from openpyxl import load_workbook

from projections.ops.accounts import Role
from tests.api.office import Desk, Office, problem
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_administration_pages import changed
from tests.api.pages.test_pages import page

ON = {"effective_on": "2026-03-02"}


def named(office: Office, team: str, name: str) -> str:
    return changed(office, office.desk("admin"), "team", team_code=team, team_name=name)


def project_of(office: Office, desk: Desk, team: str, name: str) -> str:
    """A project of a task force; its code."""
    path = desk.register(name=name)
    office.desk("lead").done(f"{path}/assignments", {**ON, "specialist": "s-31", "team": team})
    office.runtime.projector.catch_up()
    return str(office.desk("leadership").get(path).json()["code"])


def test_the_administrator_makes_a_task_force_and_calls_it_otherwise(office: Office) -> None:
    admin = office.desk("admin")
    assert "设立专班 21" in named(office, "21", "港口物流专班")
    assert "由港口物流专班更名为航运物流专班" in named(office, "21", "航运物流专班")
    assert "已经叫航运物流专班" in send(office, admin, "/admin/team", team_code="21", team_name="航运物流专班").text
    assert (
        "专班 21 也叫航运物流专班" in send(office, admin, "/admin/team", team_code="22", team_name="航运物流专班").text
    )
    shown = page(office, "/teams", admin).text
    assert "航运物流专班" in shown
    assert "港口物流专班" not in shown
    assert "/admin/post?post=member&amp;of=21" in shown or "/admin/post?post=member&of=21" in shown


def test_nobody_else_names_one_and_a_code_is_no_sentence(office: Office) -> None:
    lead = office.desk("lead")
    problem(lead.post("/teams", {"team": "1", "name": "第一专班"}), 403, "right_missing")
    problem(page(office, "/admin/team", lead), 403, "right_missing")
    assert "/admin/team" not in page(office, "/teams", lead).text
    said = send(office, office.desk("admin"), "/admin/team", team_code="第 9 专班", team_name="九")
    assert said.status_code == 422
    assert "专班编号" in said.text


def test_its_name_stands_on_board_project_figures_and_in_files(office: Office, desk: Desk) -> None:
    named(office, "23", "深海装备专班")
    code = project_of(office, desk, "23", "有名的专班的项目")
    lead = office.desk("leadership")
    for path in ("/?team=23", f"/projects/{code}", "/figures", "/teams"):
        assert "深海装备专班" in page(office, path, lead).text, path
    cells = load_workbook(BytesIO(page(office, "/board.xlsx?team=23", lead).content)).active
    assert cells is not None
    assert "深海装备专班" in {value for row in cells.iter_rows(values_only=True) for value in row}
    history = office.desk("leadership").history(f"/projects/{code}", office.positions())
    assert any(row["what"].endswith("，深海装备专班") for row in history)
    named(office, "23", "深远海装备专班")
    assert "深远海装备专班" in page(office, "/?team=23", lead).text


def test_the_list_of_task_forces_has_those_without_a_project(office: Office) -> None:
    office.desk(Role.ADMIN).done("/teams", {"team": "24", "name": "会展专班"})
    (row,) = [one for one in office.desk("auditor").get("/teams").json()["items"] if one["team"] == "24"]
    assert (row["name"], row["projects"]) == ("会展专班", 0)


def test_a_task_force_of_people_only_is_in_every_list(office: Office) -> None:
    office.appoint("s-36", "lead", "26")
    (row,) = [one for one in office.desk("auditor").get("/teams").json()["items"] if one["team"] == "26"]
    assert (row["name"], row["projects"]) == (None, 0)
    for path in ("/teams", "/figures"):
        assert "?team=26" in page(office, path, office.desk("auditor")).text, path


def test_a_task_force_shows_its_people_by_name(office: Office) -> None:
    office.runtime.accounts.add("s-33", Role.SPECIALIST, "", "25", name="王芳")
    named(office, "25", "冷链专班")
    office.appoint("s-33", "member", "25")
    for path in ("/teams", "/people"):
        assert "王芳 s-33" in page(office, path, office.desk("admin")).text, path
