"""The administrator puts rules in force, having seen what they change."""

from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visiting
from tests.browser.visiting import Installation, Visit


@pytest.fixture
def page(browser: Browser, unused: Installation, visits: list[Visit]) -> Page:
    """The administration of an installation in which nothing has happened yet."""
    window = Visiting(browser, unused, visits)("admin")
    found = window.open("/admin")
    window.check()
    return found


def test_the_days_off_of_the_next_year_are_loaded(page: Page) -> None:
    page.get_by_role("link", name="载入一年放假安排").click()
    page.get_by_label("依据").fill("国务院办公厅关于2027年部分节假日安排的通知")
    page.get_by_label("放假日").fill("2027-01-01 元旦\n2027-02-05 春节")
    page.get_by_role("button", name="预览影响").click()
    expect(page.get_by_role("status")).to_contain_text("2027 年放假 2 天")
    page.get_by_role("button", name="确认生效").click()

    expect(page.get_by_role("status")).to_contain_text("已完成：载入一年放假安排")
    expect(page.locator("main")).not_to_contain_text("2027 年放假安排尚未载入")


def test_a_day_in_another_year_is_told_on_the_form(page: Page) -> None:
    page.get_by_role("link", name="载入一年放假安排").click()
    page.get_by_label("依据").fill("通知")
    page.get_by_label("放假日").fill("2031-01-01 元旦")
    page.get_by_role("button", name="预览影响").click()

    expect(page.get_by_role("alert")).to_contain_text("2031-01-01")
    expect(page.get_by_label("放假日")).to_have_value("2031-01-01 元旦")


def test_a_post_is_taken(page: Page) -> None:
    page.get_by_role("link", name="任岗", exact=True).click()
    page.get_by_label("人员编号").fill("o-77")
    page.get_by_label("岗位").select_option("officer")
    page.get_by_label("部门、专班或项目").fill("ecology")
    page.get_by_role("button", name="预览影响").click()
    page.get_by_role("button", name="确认生效").click()

    expect(page.get_by_role("row").filter(has_text="o-77")).to_contain_text("青岛市生态环境局即墨分局")


def test_a_policy_is_compared_with_the_one_in_force(page: Page) -> None:
    shipped = files("scheduler.data").joinpath("policy.yaml").read_text(encoding="utf-8")
    page.goto(page.url + "/policy")
    page.get_by_label("全文").fill(shipped)
    page.get_by_role("button", name="预览影响").click()

    expect(page.get_by_role("status")).to_contain_text("由 0 条变为 0 条")
    page.get_by_label("全文").fill("rows: {")
    page.get_by_role("button", name="重新预览").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_an_account_is_made_and_its_password_is_not_shown_again(page: Page) -> None:
    page.get_by_role("link", name="新建账号").click()
    page.get_by_label("账号（人员编号）").fill("s-300")
    page.locator("[name=role]").select_option("specialist")
    page.get_by_label("初始密码").fill("three-wet-herons")
    page.get_by_role("button", name="确认生效").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("初始密码")).to_have_value("")

    page.locator("[name=team]").select_option("1")
    page.get_by_label("初始密码").fill("three-wet-herons")
    page.get_by_role("button", name="确认生效").click()

    expect(page.get_by_role("row").filter(has_text="s-300")).to_contain_text("服务专员")


def test_somebody_is_away_and_comes_back_earlier(page: Page) -> None:
    page.get_by_role("link", name="人员", exact=True).first.click()
    page.get_by_role("link", name="登记不在岗").first.click()
    page.locator("[name=staff]").select_option("demo-officer")
    page.locator("[name=substitute]").select_option("demo-lead")
    page.get_by_role("button", name="预览影响").click()
    expect(page.get_by_role("status")).to_contain_text("由 demo-lead 接收")
    page.get_by_role("button", name="确认生效").click()
    row = page.get_by_role("row").filter(has_text="demo-officer")
    expect(row).to_contain_text("demo-lead")
    row.get_by_role("link", name="提前返岗").click()
    expect(page.locator("[name=staff]")).to_have_value("demo-officer")


def test_a_receiver_is_registered_and_removed(page: Page) -> None:
    page.goto(page.url.replace("/admin", "/webhooks"))
    page.get_by_role("link", name="登记接收方").click()
    page.get_by_label("接收地址").fill("https://receiver.example/huhang")
    page.get_by_role("button", name="预览影响").click()
    expect(page.get_by_role("status")).to_contain_text("receiver.example 将收到从现在起的事件")
    page.get_by_role("button", name="确认生效").click()
    row = page.get_by_role("row").filter(has_text="receiver.example")
    row.get_by_role("link", name="移除").click()
    page.get_by_role("button", name="预览影响").click()
    page.get_by_role("button", name="确认生效").click()
    expect(page.locator("main")).to_contain_text("没有接收方")


def test_a_project_leaves_as_a_dossier_and_is_known_where_it_is(visit: Visiting, tmp_path: Path) -> None:
    page = visit("admin").open("/dossiers?project=HH-DEMO-0003")
    with page.expect_download() as leaving:
        page.get_by_role("link", name="导出档案").click()
    leaving.value.save_as(tmp_path / "a.zip")
    assert leaving.value.suggested_filename == "HH-DEMO-0003.zip"
    page.set_input_files("input[type=file]", tmp_path / "a.zip")
    page.get_by_role("button", name="预览影响").click()
    expect(page.get_by_role("alert")).to_contain_text("已有记录，未导入")
