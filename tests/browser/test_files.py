"""Files taken from the pages are the workbooks of the API."""

from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.browser.conftest import Visiting


def cells(page: Page, link: str, folder: Path) -> list[str]:
    """The text of the first sheet of the workbook behind a link."""
    with page.expect_download() as taken:
        page.get_by_role("link", name=link).click()
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    sheet = load_workbook(path).worksheets[0]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_board_is_taken_as_it_is_filtered(visit: Visiting, tmp_path: Path) -> None:
    page = visit("leadership").open("/?light=blue")

    found = " ".join(cells(page, "XLSX", tmp_path))

    assert "山东叁旺液压总成制造项目" in found
    assert "即墨精密传动扩产项目" not in found


def test_the_service_list_is_taken_for_the_enterprise(visit: Visiting, tmp_path: Path) -> None:
    page = visit("enterprise").open("/projects/HH-DEMO-0002/service-list")

    assert "建设项目环境影响报告表审批" in " ".join(cells(page, "XLSX", tmp_path))


def test_the_audit_is_taken_as_it_is_searched(visit: Visiting, tmp_path: Path) -> None:
    page = visit("auditor").open("/audit?project=HH-DEMO-0002&kind=project")

    found = " ".join(cells(page, "XLSX", tmp_path))

    assert "HH-DEMO-0002" in found
    assert "HH-DEMO-0003" not in found
