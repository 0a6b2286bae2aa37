"""A missed start on land: the board and the project's page say the same of it, by the main scope, permit or not."""

import pytest

from tests.api.office import SEED_ANSWERS, Office
from tests.api.test_pages import page

pytestmark = pytest.mark.both_engines

MISSED = "未达成（签订土地合同后三个月内未开工）"
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
