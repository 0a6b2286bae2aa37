"""Everybody signs in by the form and finds a page of his own."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visiting

FIRST = {
    "admin": ("/", "挂图"),
    "leadership": ("/", "挂图"),
    "lead": ("/", "挂图"),
    "specialist": ("/", "挂图"),
    "officer": ("/", "挂图"),
    "auditor": ("/", "挂图"),
    "enterprise": ("/mine", "我的项目"),
    "observer": ("/mine", "我的项目"),
}


@pytest.mark.parametrize("role", FIRST)
def test_a_role_signs_in_and_finds_its_page(visit: Visiting, role: str) -> None:
    path, heading = FIRST[role]
    window = visit()
    page = window.open("/sign-in")
    page.locator("input[name=token]").fill(window.installation.tokens[role])
    page.locator("input[name=token]").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert page.url == window.installation.url + path
    window.check()


def test_somebody_from_outside_raises_a_concern(visit: Visiting, width: str) -> None:
    title = {"desktop": "临时用电迟迟未通", "phone": "道路开口没有回音"}[width]
    window = visit("enterprise", width)
    page = window.open("/mine")
    window.check()
    page.get_by_label("标题").fill(title)
    page.get_by_label("经过").fill("报装两周仍无人上门。")
    page.get_by_role("button", name="提出问题线索").click()

    expect(page.get_by_role("status")).to_have_text("已提交")
    expect(page.get_by_role("cell", name=title)).to_be_visible()
    seen = visit("lead").open("/projects/HH-DEMO-0002")
    expect(seen.locator("#concerns")).to_contain_text(title)


def test_a_concern_is_answered_on_the_project_and_rated_by_whoever_raised_it(visit: Visiting) -> None:
    page = visit("enterprise").open("/mine")
    page.get_by_label("标题").fill("蒸汽管道没有接口")
    page.get_by_label("经过").fill("设计院说要等二期。")
    page.get_by_role("button", name="提出问题线索").click()
    window = visit("lead")
    served = window.open("/projects/HH-DEMO-0002")
    row = served.locator("#concerns tr").filter(has_text="蒸汽管道没有接口")
    expect(row).to_contain_text("设计院说要等二期。")
    row.get_by_label("答复").fill("已约热力公司周四现场会。")
    row.get_by_role("button", name="提交答复").click()
    expect(served.locator("#concerns tr").filter(has_text="蒸汽管道没有接口")).to_contain_text("已答复")
    window.check()

    page.reload()
    row = page.locator("tr").filter(has_text="蒸汽管道没有接口")
    expect(row).to_contain_text("已约热力公司周四现场会。")
    row.get_by_role("button", name="满意", exact=True).click()

    expect(page.locator("tr").filter(has_text="蒸汽管道没有接口")).to_contain_text("已评价")


def test_help_given_is_noted_on_the_project(visit: Visiting) -> None:
    page = visit("lead").open("/projects/HH-DEMO-0002")
    page.locator("summary", has_text="登记帮办代办").click()
    page.get_by_label("种类").select_option("accompanied")
    page.get_by_label("经过").fill("陪同企业到窗口提交备案材料")
    page.get_by_role("button", name="登记帮办代办").click()

    expect(page.locator("#timeline")).to_contain_text("陪同企业到窗口提交备案材料")
