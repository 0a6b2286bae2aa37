"""What concerns a project as a whole, in place: divided into scopes, several matters received as one, its course."""

from playwright.sync_api import expect

from tests.browser.conftest import Visiting


def test_a_scope_is_added_over_the_page(visit: Visiting) -> None:
    window = visit("specialist")
    page = window.open("/projects/HH-DEMO-0002")
    page.locator("#scopes").get_by_role("link", name="划定范围").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("范围编号").fill("phase-1")
    dialog.get_by_label("种类").select_option("phase")
    dialog.get_by_label("建筑工程施工许可证核发").check()
    dialog.get_by_label("理由").fill("分两期建设")
    window.check()
    dialog.get_by_role("button", name="预览影响").click()
    expect(dialog.get_by_role("status")).to_contain_text("增加 1 项")
    expect(dialog.get_by_label("建筑工程施工许可证核发")).to_be_checked()
    dialog.get_by_role("button", name="确认登记").click()

    expect(page.locator("#scopes")).to_contain_text("期 phase-1")
    expect(page.locator("#scopes").get_by_role("row").last).to_contain_text("未开始")


def test_a_bundle_is_received_as_one_and_its_members_are_decided_one_by_one(visit: Visiting) -> None:
    window = visit("specialist", "phone")
    page = window.open("/projects/HH-DEMO-0003")
    page.locator("#bundles summary").click()
    bundle = page.locator(".bundle").filter(has_text="施工许可").first
    bundle.get_by_role("link", name="一件事收件").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("收件号").fill("YJS-D3-02")
    dialog.get_by_label("理由").fill("一表申请")
    dialog.get_by_role("button", name="预览影响").click()
    expect(dialog.get_by_role("status")).to_contain_text("一件事提交")
    window.check()
    dialog.get_by_role("button", name="确认登记").click()

    page.locator("#bundles summary").click()
    received = page.locator(".bundle").filter(has_text="YJS-D3-02")
    expect(received).to_be_visible()
    received.get_by_role("link", name="登记").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("收件")


def test_a_rest_of_the_service_is_shown_before_it_is_decided(visit: Visiting) -> None:
    page = visit("lead").open("/projects/HH-DEMO-0002/do/course?course=terminate&lang=en")
    page.get_by_label("Reason").fill("given up")
    page.get_by_role("button", name="Preview the effect").click()

    expect(page.get_by_role("status")).to_contain_text("Project terminated")
    expect(page.get_by_role("status")).to_contain_text("Light")
