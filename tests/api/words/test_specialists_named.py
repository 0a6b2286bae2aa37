"""Who looks after a project and who stands in are told by name where officials read, by id once the name is gone."""

import re
from io import BytesIO

from openpyxl import load_workbook

from tests.api.office import DEPARTMENT, Office
from tests.api.pages.test_pages import page

HE, SHE = "named-1", "named-2"


def test_the_board_its_sheet_and_the_project_name_who_looks_after_it_and_who_stands_in(own_office: Office) -> None:
    desk, admin = own_office.at("03-02 09:00").desk("lead"), own_office.desk("admin")
    for account, name in ((HE, "王建国"), (SHE, "李秀英")):
        admin.done("/accounts", {"account": account, "role": "specialist", "team": "1", "name": name})
    project = desk.register()
    desk.done(f"{project}/assignments", {"effective_on": "2026-03-02", "specialist": HE, "team": "1"})
    admin.done(f"/staff/{HE}/absences", {"first_on": "2026-03-02", "last_on": "2026-03-03", "substitute": SHE})
    code = desk.get(project).json()["code"]
    own_office.runtime.projector.catch_up()
    for address in ("/", f"/projects/{code}"):
        assert told(page(own_office, address, desk).text) == [f"李秀英 {SHE} 代理", f"王建国 {HE}"]
    rows = load_workbook(BytesIO(desk.get("/projects.xlsx").content)).worksheets[0].iter_rows(values_only=True)
    assert any(f"王建国 {HE}" in row for row in rows)

    admin.done(f"/accounts/{SHE}/erase", {})
    for address in ("/", f"/projects/{code}"):
        assert told(page(own_office, address, desk).text) == [f"{SHE} 代理", f"王建国 {HE}"]


def told(shown: str) -> list[str]:
    """Which of the names stand on a page, and which id alone."""
    words = " ".join(re.sub("<[^>]*>", " ", shown).split())
    found = re.search(f"(李秀英 )?{SHE} 代理", words)
    return [found[0] if found else "", *re.findall(f"王建国 {HE}", words)[:1]]


def test_a_name_that_is_gone_is_gone_from_a_board_that_the_reader_has(own_office: Office) -> None:
    desk, admin = own_office.desk("lead"), own_office.desk("admin")
    admin.done("/accounts", {"account": HE, "role": "specialist", "team": "1", "name": "王建国"})
    own_office.runtime.projector.catch_up()
    mine = {"Cookie": f"huhang_session={desk.secret}"}
    shown = own_office.client.get("/", headers=mine)
    again = {**mine, "If-None-Match": shown.headers["etag"]}
    assert own_office.client.get("/", headers=again).status_code == 304
    admin.done(f"/accounts/{HE}/erase", {})
    assert own_office.client.get("/", headers=again).status_code == 200


def test_who_recorded_an_entry_is_named_in_the_audit_its_files_the_course_and_the_queue(own_office: Office) -> None:
    admin, auditor = own_office.at("03-02 09:00").desk("admin"), own_office.desk("auditor")
    for account, name in ((HE, "王建国"), (SHE, "李秀英")):
        admin.done("/accounts", {"account": account, "role": "specialist", "team": "1", "name": name})
    desk = own_office.desk("specialist", actor=HE)
    project = desk.register()
    desk.act(project, "investment_agreement", "receive", "03-02")
    admin.done("/posts", {"effective_on": "2026-03-02", "staff": SHE, "post": "member", "of": "1"})

    def entries() -> list[tuple[str, str | None, str | None]]:
        items = auditor.get("/audit", min_position=own_office.positions(), limit=200).json()["items"]
        return [(one["actor"], one["actor_name"], one["on_behalf_of_name"]) for one in items]

    bureau = own_office.runtime.rules.catalogue.departments[DEPARTMENT].zh
    assert (HE, "王建国", bureau) in entries()
    assert ("t-admin", None, f"李秀英 {SHE}") in entries()
    assert f"王建国 {HE}" in page(own_office, "/audit", auditor).text
    assert f",{HE},王建国," in auditor.get("/audit.csv").text
    officer = own_office.desk("officer")
    code = desk.get(project).json()["code"]
    assert f"王建国 {HE} 2026-03-02 09:00 登记" in page(own_office, "/queue", officer).text
    assert f">王建国 {HE}</td>" in page(own_office, f"/projects/{code}", officer).text

    admin.done(f"/accounts/{HE}/erase", {})
    assert (HE, None, bureau) in entries()
    for path, desk in (("/audit", auditor), ("/queue", officer), (f"/projects/{code}", officer)):
        assert "王建国" not in page(own_office, path, desk).text
        assert HE in page(own_office, path, desk).text
