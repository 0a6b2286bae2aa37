"""Whose move it is has one name on the board, its sheet, the project's page and in reminders."""

from datetime import date
from uuid import UUID

import pytest

from api.exchange.board_sheet import BoardWords
from api.pages.board.line import Said
from api.words.history_lines import Words
from domain.catalogue.loader import shipped_catalogue
from domain.project.due.deadlines import Owner
from domain.reminders.nodes import Node
from domain.reminders.points import Point
from scheduler.policy.saying import Occasion, values
from tests.api.demo.test_demo_roles import card
from tests.api.office import SEED_ANSWERS, Office
from tests.api.pages.test_pages import page

CATALOGUE = shipped_catalogue()
DEPARTMENT = "natural_resources"
ON = {"effective_on": "2026-03-02"}


@pytest.mark.parametrize(
    ("owner", "name"),
    [("department", CATALOGUE.departments[DEPARTMENT].zh), ("enterprise", "企业"), ("land", "土地"), ("team", "专班")],
)
def test_a_department_is_named_where_it_is_its_move(owner: str, name: str) -> None:
    named = {key: one.zh for key, one in CATALOGUE.departments.items()}
    assert Said(Words("zh", CATALOGUE), {}, named, date(2026, 3, 2)).owner(DEPARTMENT, owner) == name
    assert BoardWords("zh", CATALOGUE, {}, {}).hands(DEPARTMENT, owner) == name


def test_what_the_enterprise_has_to_apply_for_again_is_its_move_everywhere(office: Office) -> None:
    """All but its registration was granted before; that was applied for and withdrawn: the permit is late."""
    desk = office.at("03-02 09:00").desk("lead")
    project = desk.register(code="JM-OWNER", profile=SEED_ANSWERS)
    desk.done(f"{project}/service-list", {**ON, "reason": "画像已定"})
    for one in desk.get(f"{project}/milestones").json()["critical_chain"][:-1]:
        desk.act(project, one["key"], "grant", "2025-12-02", prior=True, document="前证")
    office.at("04-20 09:00")
    desk.act(project, "enterprise_registration", "receive", "04-20", receipt_no="JM-1")
    desk.act(project, "enterprise_registration", "withdraw", "04-20", reason="企业撤回")

    (row,) = desk.get("/projects", min_position=office.positions()).json()["items"]
    told = (row["light"]["cause"], row["light"]["matter"], row["light"]["owner"])
    assert told == ("forecast_late", "enterprise_registration", "enterprise")
    assert '<div class="cause"><em>企业</em>' in page(office, "/", desk).text
    shown = page(office, "/projects/JM-OWNER", desk).text
    assert "责任方 <b>企业</b>" in shown
    assert "企业设立登记" in card(shown, "企业")
    assert "企业设立登记" not in card(shown, "部门")

    here, today = office.runtime, office.runtime.projects.today()
    slipped = Point(Node.FORECAST_SLIP, "", today, today, Owner.TEAM, said={"foreseen_on": today, "slip": 3})
    said = values(Occasion(slipped, here.projects.read(UUID(row["project"]))[0], here.rules, today), "zh")
    assert (said["cause"], said["owner"]) == ("企业设立登记", "企业")
