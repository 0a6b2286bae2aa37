"""The seed project itself, half way: each role signs in, an act is seen before and recorded, and everybody sees it."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visiting
from tests.browser.visiting import Installation, Visit

PROJECT = "/projects/HH-2025-0001"
ACTS = {  # each width its own act of that day: the matter, what is asked, its number, what the preview says
    "desktop": ("quality_safety_supervision", "收件号", "JM-2025-0408", "收件：工程质量、安全监督手续"),
    "phone": ("construction_drawing_review", "文号", "审图合格书2025-31", "准予：施工图设计文件审查"),
}


@pytest.fixture
def visit_seed(browser: Browser, seed: Installation, visits: list[Visit]) -> Visiting:
    """Opens the seed project's installation as somebody."""
    return Visiting(browser, seed, visits)


@pytest.mark.parametrize(
    ("role", "lands_on"),
    [
        ("specialist", "/"),
        ("lead", "/"),
        ("officer", "/"),
        ("leadership", "/"),
        ("auditor", "/"),
        ("admin", "/"),
        ("enterprise", "/mine"),
        ("observer", "/mine"),
    ],
)
def test_each_role_signs_in_and_finds_the_seed_project(visit_seed: Visiting, role: str, lands_on: str) -> None:
    window = visit_seed()
    page = window.open("/sign-in")
    page.locator("summary").click()
    page.locator("input[name=token]").fill(window.installation.tokens[role])
    page.locator("input[name=token]").press("Enter")

    page.wait_for_url(f"**{lands_on}")
    if role != "enterprise":  # its contact is e-1, who has no token here
        expect(page.get_by_text("山东叁旺液压总成制造项目").first).to_be_attached()


def test_an_act_is_previewed_recorded_and_seen_on_an_open_board(visit_seed: Visiting, width: str) -> None:
    matter, question, number, says = ACTS[width]
    wall = visit_seed("leadership", width).open("/")
    row = wall.locator("#p-HH-2025-0001")
    before = row.get_attribute("data-version")
    window = visit_seed("specialist", width)
    page = window.open(PROJECT)
    page.locator(f"#matters a[href*='matter={matter}']").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(question).fill(number)
    dialog.get_by_role("button", name="预览影响").click()
    expect(dialog.get_by_role("status")).to_contain_text(says)
    expect(dialog.get_by_role("status")).to_contain_text("专员代录")
    window.check()
    dialog.get_by_role("button", name="确认登记").click()

    expect(page.locator("#timeline")).to_contain_text(number)
    expect(row).not_to_have_attribute("data-version", before or "")
    expect(row).to_contain_text("待核")


def test_a_reminder_of_the_seed_project_is_acknowledged(visit_seed: Visiting, width: str) -> None:
    role = {"desktop": "specialist", "phone": "lead"}[width]
    page = visit_seed(role, width).open("/day")
    told = page.locator("#told li")
    before = told.count()
    assert before
    told.first.get_by_role("button", name="知道了").click()

    expect(told).to_have_count(before - 1)


def test_the_board_of_its_early_days_and_its_list_as_a_workbook(visit_seed: Visiting, width: str) -> None:
    page = visit_seed("leadership", width).open("/")
    page.get_by_label("回看").fill("2025-03-10")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".past")).to_contain_text("2025-03-10")
    expect(page.locator("#p-HH-2025-0001 .rail .open").first).to_be_attached()

    page.goto(f"{page.url.partition('/?')[0]}{PROJECT}/service-list")
    with page.expect_download() as taken:
        page.get_by_role("link", name="XLSX").click()
    sheet = load_workbook(BytesIO(taken.value.path().read_bytes())).worksheets[0]
    assert any("建筑工程施工许可证核发" in str(cell.value) for line in sheet.iter_rows() for cell in line)
