"""A form that is a page of its own keeps what was typed when the sign-in has ended, or the server is not there."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visiting
from tests.browser.visiting import Installation, Visit


def kept(page: Page, field: str, value: str, says: str) -> None:
    """The page is still there with what was typed, and says why, once."""
    expect(page.get_by_role("alert")).to_contain_text(says)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_label(field)).to_have_value(value)


def sign_in_again(window: Visit) -> None:
    """In another window, as the note says."""
    with window.context.expect_page() as opened:
        window.page.get_by_role("alert").get_by_role("link", name="登录").click()
    other = opened.value
    other.locator("summary").click()
    other.locator("input[name=token]").fill(window.installation.tokens[window.role])
    other.locator("input[name=token]").press("Enter")
    expect(other.locator(".who")).to_contain_text("退出")
    other.close()


def test_what_was_typed_stays_when_the_sign_in_has_ended(
    browser: Browser, unused: Installation, visits: list[Visit]
) -> None:
    window = Visiting(browser, unused, visits)("admin")
    page = window.open("/admin/post")
    page.get_by_label("人员编号").fill("o-88")
    page.get_by_label("岗位").select_option("officer")
    page.get_by_label("部门、专班或项目").fill("ecology")
    window.context.clear_cookies()
    for _ in range(2):
        page.get_by_role("button", name="预览影响").click()
        kept(page, "人员编号", "o-88", "登录已失效")
    window.check()
    sign_in_again(window)
    page.get_by_role("button", name="预览影响").click()
    expect(page.get_by_role("status")).to_contain_text("o-88")

    window.context.clear_cookies()
    page.get_by_role("button", name="确认生效").click()
    kept(page, "人员编号", "o-88", "登录已失效")
    sign_in_again(window)
    page.get_by_role("button", name="确认生效").click()
    expect(page.get_by_role("row").filter(has_text="o-88")).to_contain_text("青岛市生态环境局即墨分局")


def test_what_was_typed_stays_when_the_server_is_not_there(visit: Visiting) -> None:
    window = visit("enterprise")
    page = window.open("/mine")
    page.get_by_label("标题").fill("供水接口未定")
    page.get_by_label("经过").fill("已问过三次。")
    page.route("**/sign-in/stands", lambda route: route.abort())
    page.get_by_role("button", name="提出问题线索").click()
    kept(page, "标题", "供水接口未定", "连不上服务器")

    page.unroute("**/sign-in/stands")
    page.get_by_role("button", name="提出问题线索").click()
    expect(page.get_by_role("status")).to_have_text("已提交")
    expect(page.get_by_role("cell", name="供水接口未定")).to_have_count(1)
    window.complaints[:] = [one for one in window.complaints if "ERR_FAILED" not in one]
