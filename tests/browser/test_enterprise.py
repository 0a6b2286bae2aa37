"""An enterprise at its own page hands in what is its to hand in."""

from playwright.sync_api import expect

from tests.browser.conftest import Visiting


def test_an_application_is_handed_in_over_the_page(visit: Visiting) -> None:
    window = visit("enterprise", "phone")
    page = window.open("/mine")
    page.get_by_text("全部事项").first.click()
    page.get_by_role("link", name="申报").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="预览影响").click()
    expect(dialog.get_by_role("status")).to_contain_text("企业提交申请")
    window.check()
    dialog.get_by_role("button", name="确认登记").click()

    expect(page.get_by_role("status")).to_have_text("已提交")
    assert page.url.startswith(window.installation.url + "/mine")
