"""The board on the wall: filtered, looked back in time, and up to date without being touched."""

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visiting
from tests.browser.visiting import Installation


def test_a_light_and_a_search_narrow_the_board(visit: Visiting) -> None:
    page = visit().open("/")
    expect(page.locator("tbody tr")).to_have_count(3)

    page.get_by_role("link", name="蓝").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("山东叁旺液压总成制造项目")

    page.get_by_role("link", name="清除条件").click()
    page.get_by_placeholder("项目名称、编号、企业").fill("绿色能源")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_label("专班").select_option("1")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".empty")).to_contain_text("没有符合条件的项目")


def test_red_names_its_owner(visit: Visiting, width: str) -> None:
    page = visit("leadership", width).open("/?light=red")

    expect(page.locator("tbody tr .cell-light em")).to_have_text("青岛市生态环境局即墨分局")


def test_the_board_of_a_past_day_shows_what_was_known_then(visit: Visiting, width: str) -> None:
    window = visit("leadership", width)
    page = window.open("/")
    page.get_by_label("回看").fill("2025-03-10")
    page.get_by_role("button", name="查找").click()

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator(".past")).to_contain_text("2025-03-10")
    window.check()
    page.get_by_role("link", name="回到现在").click()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_an_open_board_shows_what_others_record(visit: Visiting, demo: Installation) -> None:
    page = visit("leadership").open("/?q=HH-DEMO-0002")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr .chips")).not_to_contain_text("停")

    answer = httpx2.post(
        f"{demo.url}/api/v1/projects/HH-DEMO-0002/matters/eia_form_approval/suspend",
        json={
            "effective_on": "2026-11-25",
            "kind": "expert_review",
            "notice_no": "评告〔2026〕1号",
            "notice_on": "2026-11-25",
            "expected_end": "2026-11-27",
            "reason": "专家评审",
        },
        headers={"Authorization": f"Bearer {demo.tokens['specialist']}", "If-Match": "*"},
    )

    assert answer.status_code == 200, answer.text
    expect(page.locator("tbody tr .chips")).to_contain_text("停 1")


def test_a_board_that_has_not_changed_is_not_sent_again(demo: Installation) -> None:
    cookie = {"Cookie": f"huhang_session={demo.tokens['auditor']}"}
    first = httpx2.get(demo.url, headers=cookie)
    again = httpx2.get(demo.url, headers={**cookie, "If-None-Match": first.headers["etag"]})
    other = httpx2.get(demo.url, params={"light": "red"}, headers={**cookie, "If-None-Match": first.headers["etag"]})

    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)


@pytest.mark.parametrize(("path", "place"), [("/", "td.name .sub"), ("/projects/HH-DEMO-0002", "main p.sub")])
def test_a_name_without_a_space_breaks_and_pushes_nothing_away(visit: Visiting, path: str, place: str) -> None:
    page = visit("lead").open(path)
    wide = "[document.querySelector('.scroll').scrollWidth, document.documentElement.scrollWidth]"
    before = page.evaluate(wide)
    page.locator(place).first.evaluate("one => one.textContent = 'ABCDEFGH'.repeat(25)")
    assert page.evaluate(wide) == before
