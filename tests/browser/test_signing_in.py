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
