"""Acts in place: what it moves is shown first, then it is recorded, and a mistake is told on the very form."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visiting

REVIEW = "/projects/HH-DEMO-0003/do/act?matter=construction_tendering%3Asec-1&act=grant"


def test_a_grant_is_previewed_and_then_recorded(visit: Visiting, width: str) -> None:
    matter = {"desktop": "utility_water", "phone": "utility_telecom"}[width]
    window = visit("specialist", width)
    page = window.open(f"/projects/HH-DEMO-0003/do/act?matter={matter}&act=receive")
    window.check()
    page.get_by_label("收件号").fill("JM-B-1")
    page.get_by_label("同日还办了：受理").check()
    page.get_by_role("button", name="预览影响").click()

    expect(page.get_by_role("status")).to_contain_text("将会发生什么")
    expect(page.get_by_role("status")).to_contain_text("受理：")
    expect(page.get_by_label("收件号")).to_have_value("JM-B-1")
    window.check()
    needs_reason(page)
    page.get_by_role("button", name="确认登记").click()

    expect(page.get_by_role("status")).to_contain_text("已登记")
    expect(page.locator("#timeline")).to_contain_text("收件号 JM-B-1")


def needs_reason(page: Page) -> None:
    """What comes before its dependencies can be recorded, with a reason."""
    expect(page.get_by_role("status")).to_contain_text("前置事项未办结即受理")
    expect(page.get_by_role("button", name="确认登记")).to_have_count(0)
    page.get_by_label("理由").fill("企业已先行报装")
    page.get_by_role("button", name="预览影响").click()


def test_what_cannot_be_is_told_on_the_form_with_the_answers_kept(visit: Visiting) -> None:
    page = visit("specialist").open(REVIEW)
    page.get_by_label("发生日").fill("2027-01-05")
    page.get_by_label("文号").fill("招标〔2027〕1号")
    page.get_by_role("button", name="预览影响").click()

    expect(page.get_by_role("alert")).to_contain_text("尚未发生的事不能登记")
    expect(page.get_by_label("文号")).to_have_value("招标〔2027〕1号")


def test_who_only_reads_is_shown_no_button_and_refused_the_form(visit: Visiting) -> None:
    window = visit("auditor")
    page = window.open("/projects/HH-DEMO-0003")

    expect(page.locator("[data-act]")).to_have_count(0)
    window.open(REVIEW, status=403)


def test_who_is_not_signed_in_is_led_to_the_sign_in(visit: Visiting) -> None:
    page = visit().open(REVIEW)

    assert page.url.endswith("/sign-in")


def test_an_act_opens_over_the_page_and_closes_again(visit: Visiting, width: str) -> None:
    window = visit("specialist", width)
    page = window.open("/projects/HH-DEMO-0002")
    page.locator('#movers [data-act][href*="act=grant"]').first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("预览影响")
    window.check()
    dialog.get_by_role("button", name="预览影响").click()
    expect(dialog.get_by_role("status")).to_contain_text("将会发生什么")
    expect(dialog.get_by_role("status")).to_contain_text("准予：")

    dialog.get_by_role("link", name="取消").click()

    expect(dialog).to_have_count(0)
    assert page.url.endswith("/projects/HH-DEMO-0002")


def test_what_was_typed_stays_when_no_answer_comes_or_the_sign_in_has_ended(visit: Visiting) -> None:
    window = visit("specialist")
    page = window.open("/projects/HH-DEMO-0002")
    page.locator('#movers [data-act][href*="act=grant"]').first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("文号").fill("青环审〔2026〕8号")
    page.route("**/do/act", lambda route: route.abort())
    dialog.get_by_role("button", name="预览影响").click()
    expect(dialog.get_by_role("alert")).to_contain_text("没有得到服务器的答复")
    expect(dialog.get_by_label("文号")).to_have_value("青环审〔2026〕8号")

    page.unroute("**/do/act")
    window.context.clear_cookies()
    dialog.get_by_role("button", name="预览影响").click()
    expect(dialog.get_by_role("alert")).to_contain_text("登录已失效")
    expect(dialog.get_by_label("文号")).to_have_value("青环审〔2026〕8号")

    window.sign_in()
    dialog.get_by_role("button", name="预览影响").click()
    expect(dialog.get_by_role("status")).to_contain_text("将会发生什么")
    window.complaints[:] = [one for one in window.complaints if "ERR_FAILED" not in one]


def test_what_if_compares_and_stores_nothing(visit: Visiting) -> None:
    window = visit("leadership")
    page = window.open("/projects/HH-DEMO-0003/what-if")
    before = window.installation.runtime.ledger.position()
    page.get_by_label("不做提前预审").check()
    page.get_by_label("某事实").select_option("land_contract_signed")
    page.get_by_role("textbox", name="发生在这一天").fill("2026-12-01")
    page.get_by_role("button", name="比较").click()

    expect(page.get_by_role("status")).to_contain_text("施工许可证预测")
    expect(page.get_by_label("不做提前预审")).to_be_checked()
    assert window.installation.runtime.ledger.position() == before
