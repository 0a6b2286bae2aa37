"""The start on land, met or missed: the board and the project's page say the same of it."""

import pytest

from tests.api.office import SEED_ANSWERS, Office
from tests.api.pages.test_pages import page

pytestmark = pytest.mark.both_engines

MISSED = "未达成（签订土地合同后三个月内未开工）"
UNCOUNTED = "许可证或土地合同待核，确认后计入"
MET = "达成（"
PERMIT = "construction_permit"
ON = {"effective_on": "2026-01-06", "reason": "如实补录"}


def test_building_in_another_scope_is_no_start_on_the_board_nor_on_the_page(own_office: Office) -> None:
    desk = own_office.at("01-06 09:00").desk("lead")
    project = desk.register(landed_on="2026-01-05")
    desk.done(f"{project}/profile", {"effective_on": "2026-01-06", "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", ON)
    for scope, main in (("sec-1", True), ("sec-2", False)):
        section = {"id": scope, "kind": "section", "matters": ["construction_permit"], "main": main}
        desk.done(f"{project}/scopes", {**section, **ON})
    desk.done(f"{project}/facts/land_contract_signed", {"on": "2026-01-06", "reason": "如实补录"})
    own_office.at("02-02 09:00")
    desk.done(f"{project}/facts/construction_started", {"on": "2026-02-02", "scope": "sec-2", "reason": "如实补录"})
    for day, missed in (("04-06", False), ("04-20", True)):
        own_office.at(f"{day} 10:00")
        (row,) = desk.get("/projects", min_position=own_office.positions()).json()["items"]
        shown = page(own_office, f"/projects/{row['code']}", desk).text
        assert (row["land"]["start_missed"], MISSED in shown) == (missed, missed)
        assert row["land"]["construction_started_on"] is None
        assert "2026-02-02 开工" not in shown


def test_a_permit_recorded_on_a_departments_behalf_counts_once_it_is_confirmed(own_office: Office) -> None:
    desk = own_office.at("03-02 09:00").desk()
    project = desk.register()
    desk.done(f"{project}/profile", {"effective_on": "2026-03-02", "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {"effective_on": "2026-03-02", "reason": "画像已定"})
    own_office.at("03-06 09:00")
    desk.done(f"{project}/facts/land_contract_signed", {"on": "2026-03-03", "reason": "如实记录"})
    desk.act(project, PERMIT, "receive", "03-04", receipt_no="1", reason="如实记录")
    desk.act(project, PERMIT, "accept", "03-04", reason="如实记录")
    desk.act(project, PERMIT, "grant", "03-06", document="施1", reason="如实记录")
    for confirmed in (False, True):
        if confirmed:
            officer = own_office.desk("officer", department="approval_bureau")
            permit = next(one for one in desk.get(project).json()["matters"] if one["key"] == PERMIT)
            for version in permit["unconfirmed"]:
                officer.done(f"{project}/matters/{PERMIT}/confirm", {"version": version})
        head = desk.get("/board/head", min_position=own_office.positions()).json()
        (row,) = desk.get("/projects").json()["items"]
        shown = page(own_office, f"/projects/{row['code']}", desk).text
        assert (head["start_on_land_met"], UNCOUNTED in shown, MET in shown) == (confirmed, not confirmed, confirmed)
