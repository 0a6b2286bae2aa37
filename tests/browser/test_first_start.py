"""The first start: an empty board leads to the first project, and that on to its list."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visiting
from tests.browser.visiting import Installation, Visit


def test_an_empty_board_leads_to_the_first_project_and_its_list(
    browser: Browser, unused: Installation, visits: list[Visit]
) -> None:
    window = Visiting(browser, unused, visits)("lead")
    page = window.open("/")
    window.check()
    page.get_by_role("link", name="登记第一个项目").click()
    window.check()
    page.get_by_label("项目名称").fill("精密铸造项目")
    page.get_by_label("企业").fill("青岛某铸造有限公司")
    page.get_by_label("落地日").fill("2026-11-20")
    page.get_by_role("button", name="登记入库").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("精密铸造项目")
    step(page, "精准画像")
    step(page, "出具服务清单", reason="协议已谈定，清单先行")
    expect(page.locator("svg.gantt")).to_be_visible()
    window.check()
    page.locator(".note").get_by_role("link", name="指派专员").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=specialist]").select_option("s-101")
    dialog.locator("[name=team]").select_option("1")
    confirm(page)

    expect(page.locator(".band")).to_contain_text("专员 s-101")
    expect(page.locator(".note")).to_have_count(0)


def step(page: Page, name: str, reason: str = "") -> None:
    """The next step that the page names, taken as it is offered; a list before the agreement needs a reason."""
    page.locator(".note").get_by_role("link", name=name).click()
    confirm(page, reason)


def confirm(page: Page, reason: str = "") -> None:
    dialog = page.get_by_role("dialog")
    if reason:
        dialog.get_by_label("理由").fill(reason)
    dialog.get_by_role("button", name="预览影响").click()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    expect(dialog.get_by_role("status")).to_be_visible()
    dialog.get_by_role("button", name="确认登记").click()
    expect(page.locator(".done-note")).to_contain_text("已登记")


def test_a_project_without_a_name_is_not_taken_in(visit: Visiting) -> None:
    page = visit("lead").open("/new")
    page.get_by_label("项目名称").fill(" ")
    page.get_by_label("企业").fill("某公司")
    page.get_by_label("统一社会信用代码").fill("不是代码")
    page.get_by_role("button", name="登记入库").click()

    expect(page.get_by_role("alert")).to_contain_text("项目名称")
    expect(page.get_by_role("alert")).to_contain_text("统一社会信用代码")
    expect(page.get_by_label("企业")).to_have_value("某公司")


def test_before_the_list_the_matters_of_the_landing_are_open(visit: Visiting) -> None:
    window = visit("lead")
    page = window.open("/new")
    page.get_by_label("项目名称").fill("先办协议的项目")
    page.get_by_label("企业").fill("某公司")
    page.get_by_role("button", name="登记入库").click()
    page.locator("#matters .note").get_by_role("link", name="投资协议签订").click()
    confirm(page)

    expect(page.locator("#matters tbody")).to_contain_text("投资协议签订")
