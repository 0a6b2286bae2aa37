"""A ledger handed in on the page: checked, shown with its problems, recorded by a button; from this site only."""

import re
import time
from pathlib import Path

import httpx2

from api.pages.sections import sections
from projections.ops.accounts import Account, Role
from tests.api.importing.test_over_http import PROJECT_ONLY, XLSX
from tests.api.ledgers import PROJECTS, write_workbook
from tests.api.office import Desk, Office

HERE = "http://testserver"


def post(office: Office, desk: Desk, path: str, book: bytes = b"", origin: str = HERE) -> httpx2.Response:
    office.client.cookies.clear()
    headers = {"Cookie": f"huhang_session={desk.secret}", "Origin": origin}
    files = {"file": ("台账.xlsx", book, XLSX)} if book else None
    return office.client.post(path, files=files, headers=headers)


def shown(office: Office, desk: Desk, path: str) -> httpx2.Response:
    """The page of an import once it no longer runs: until then it asks to be looked at again."""
    office.client.cookies.clear()
    deadline = time.monotonic() + 60
    while True:
        page = office.client.get(path, headers={"Cookie": f"huhang_session={desk.secret}"})
        assert page.status_code == 200, page.text
        if "refresh" not in page.headers:
            return page
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_ledger_goes_from_the_form_over_its_problems_into_the_record(office: Office, tmp_path: Path) -> None:
    desk = office.desk("lead")
    assert "/import-template.xlsx" in shown(office, desk, "/import").text
    flawed = {"项目": [PROJECTS, ["JM-9", "<b>甲</b>", "甲公司", "3月2日", None, None, None, None]]}
    refused = post(office, desk, "/import", write_workbook(tmp_path / "a.xlsx", flawed).read_bytes())
    assert refused.status_code == 303, refused.text
    page = shown(office, desk, refused.headers["location"]).text
    assert re.search(r"<td>项目</td><td>D2</td><td>落地日期</td><td>[^<]*没有年份", page)
    assert "/record" not in page
    good = post(office, desk, "/import", write_workbook(tmp_path / "b.xlsx", PROJECT_ONLY).read_bytes())
    path = good.headers["location"]
    assert f"{path}/record" in shown(office, desk, path).text
    assert post(office, desk, f"{path}/record", origin="http://elsewhere").status_code == 403
    assert post(office, desk, f"{path}/record").headers["location"] == path
    assert "已导入" in shown(office, desk, path).text
    assert desk.get("/projects/JM-101").status_code == 200


def test_who_may_import_nothing_is_told_so_and_nothing_is_taken_from_elsewhere(office: Office) -> None:
    desk = office.desk("lead")
    assert post(office, office.desk("auditor"), "/import", b"x").status_code == 403
    assert post(office, desk, "/import", b"x", origin="http://elsewhere").status_code == 403
    assert post(office, desk, "/import", b"x" * 12_100_001).status_code == 413
    for nothing in (post(office, desk, "/import"), post(office, desk, "/import", b"")):
        assert nothing.status_code == 422
        assert "没有选择文件，或文件是空的" in nothing.text


def test_whoever_may_import_a_table_is_led_there() -> None:
    led = {role for role in Role if any(one.path == "/import" for one in sections("/", Account("a", role, "", "", "")))}
    assert led == {Role.ADMIN, Role.LEAD, Role.SPECIALIST, Role.OFFICER}
