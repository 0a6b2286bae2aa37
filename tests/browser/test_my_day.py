"""My day and the department's queue: from the list to the record and back."""

from playwright.sync_api import expect

from tests.browser.conftest import Visiting


def test_a_lead_records_from_his_day_and_comes_back_to_it(visit: Visiting, width: str) -> None:
    window = visit("lead", width)
    page = window.open("/day")
    window.check()
    expect(page.locator("#overdue, #soon").get_by_text("建设项目环境影响报告表审批").first).to_be_visible()

    page.locator("#duties").get_by_role("link", name="已办").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="预览影响").click()
    expect(dialog.get_by_role("status")).to_contain_text("证后事项已办")
    dialog.get_by_role("button", name="确认登记").click()

    expect(page.locator(".done-note")).to_contain_text("已登记")
    assert page.url.split("?")[0].endswith("/day")


def test_several_acts_of_one_day_are_one_form(visit: Visiting) -> None:
    page = visit("lead").open("/projects/HH-DEMO-0002/do/day")
    for row, (matter, act, number) in enumerate(
        [("planning_conditions", "deliver", ""), ("land_listing_grant", "grant", "成交2026-9")], start=1
    ):
        page.locator(f"[name=matter_{row}]").select_option(matter)
        page.locator(f"[name=act_{row}]").select_option(act)
        page.locator(f"[name=number_{row}]").fill(number)
    page.get_by_role("button", name="预览影响").click()

    status = page.get_by_role("status")
    expect(status).to_contain_text("送达：规划条件核定")
    expect(status).to_contain_text("准予：国有建设用地使用权招拍挂出让")


def test_an_officer_confirms_what_was_recorded_for_his_department(visit: Visiting) -> None:
    window = visit("officer")
    page = window.open("/queue")
    window.check()
    entry = page.locator("#pending li").filter(has_text="送达：水土保持方案报告表审批")
    entry.get_by_role("button", name="确认").click()

    expect(page.locator(".done-note")).to_contain_text("已登记")
    expect(entry).to_have_count(0)


def test_a_reminder_is_acknowledged_with_one_tap_and_another_put_off(visit: Visiting, width: str) -> None:
    window = visit("specialist", width)
    page = window.open("/day")
    told = page.locator("#told li")
    before = told.count()
    assert before > 1
    window.check()
    told.first.get_by_role("button", name="知道了").click()

    expect(told).to_have_count(before - 1)
    assert page.url.endswith("/day")
    told.first.get_by_role("button", name="再提醒").first.click()
    expect(told.filter(has_text="再提醒")).not_to_have_count(0)
