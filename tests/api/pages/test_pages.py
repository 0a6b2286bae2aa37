"""The pages: who may see them, in which language, and that what people typed is shown, never run."""

import re
from io import BytesIO
from urllib.parse import quote

import httpx2
import pytest
from openpyxl import load_workbook

from projections.ops.accounts import Role
from tests.api.office import SEED_ANSWERS, V1, Desk, Office, problem

HERE = {"Origin": "http://testserver"}
HOSTILE = '<script>alert("护")</script>&\'"'


def page(office: Office, path: str, desk: Desk | None = None, **more: str) -> httpx2.Response:
    """A page as the browser of somebody signed in gets it, or of nobody."""
    cookie = "; ".join([f"huhang_session={desk.secret}"] if desk else []) or more.pop("cookie", "")
    office.client.cookies.clear()
    return office.client.get(path, headers={"Cookie": cookie, **more} if cookie else more)


def test_who_is_not_signed_in_is_led_to_the_sign_in(office: Office, desk: Desk) -> None:
    desk.register()

    for path in ("/", "/projects/HH-2026-0001", "/?q=x"):
        answer = page(office, path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert page(office, "/sign-in").status_code == 200


def test_signing_in_puts_the_token_in_a_cookie_that_no_script_and_no_other_site_gets(
    office: Office, desk: Desk
) -> None:
    answer = office.client.post("/sign-in", data={"token": f" {desk.secret} "}, headers=HERE)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert page(office, "/", desk).status_code == 200


def test_who_signs_in_comes_to_the_page_that_was_wanted(office: Office, desk: Desk) -> None:
    def signing_in(cookie: str) -> httpx2.Response:
        headers = {**HERE, **({"Cookie": cookie} if cookie else {})}
        office.client.cookies.clear()
        return office.client.post("/sign-in", data={"token": desk.secret}, headers=headers)

    wanted = "/deadlines?month=2026-12-01&department=land_bureau"
    asked = page(office, wanted, cookie="a=b", accept="text/html")
    assert asked.headers["location"] == "/sign-in"
    kept = asked.headers["set-cookie"]
    assert "Path=/sign-in" in kept
    answer = signing_in(kept.partition(";")[0])
    assert answer.headers["location"] == wanted
    assert 'huhang_wanted=""' in answer.headers.get_list("set-cookie")[1]
    for strange in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "",
    ):
        assert signing_in(f"huhang_wanted={quote(strange)}" if strange else "").headers["location"] == "/"
    office.client.cookies.clear()
    sent = office.client.post("/mine", headers={**HERE, "Accept": "text/html"})
    assert (sent.headers["location"], "set-cookie" in sent.headers) == ("/sign-in", False)


def test_whose_sign_in_has_ended_is_told_so(office: Office, desk: Desk) -> None:
    assert "登录已失效" in page(office, "/sign-in", cookie="huhang_session=made-up").text
    assert "登录已失效" not in page(office, "/sign-in", desk).text
    assert "登录已失效" not in page(office, "/sign-in").text


def test_a_page_asks_whether_the_sign_in_stands(office: Office, desk: Desk, demo_office: Office) -> None:
    assert page(office, "/sign-in/stands", desk).status_code == 204
    for answer in (
        page(office, "/sign-in/stands", cookie="huhang_session=ended"),
        page(office, "/sign-in/stands"),
        page(demo_office, "/sign-in/stands"),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_over_https_the_cookie_is_for_https_only(office: Office, desk: Desk) -> None:
    headers = {"Origin": "https://testserver"}
    answer = office.client.post("https://testserver/sign-in", data={"token": desk.secret}, headers=headers)

    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_bad_token_is_told_on_the_page(office: Office) -> None:
    answer = office.client.post("/sign-in", data={"token": "made-up"}, headers=HERE)

    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert 'role="alert"' in answer.text
    assert "set-cookie" not in answer.headers
    assert office.client.post("/sign-in", data={}, headers=HERE).status_code == 401
    problem(office.client.post("/sign-in", data={"token": "x" * 1000}, headers=HERE), 422, "invalid_request")


def test_a_form_from_another_site_is_refused(office: Office, desk: Desk) -> None:
    for origin in ("http://evil.example", "null", "http://testserver.evil.example", "http://evil.example/testserver"):
        for path in ("/sign-in", "/sign-out"):
            answer = office.client.post(path, data={"token": desk.secret}, headers={"Origin": origin})
            problem(answer, 403, "other_site")
            assert "set-cookie" not in answer.headers
    problem(office.client.post("/sign-out"), 403, "other_site")


def test_signing_out_forgets_the_cookie(office: Office) -> None:
    answer = office.client.post("/sign-out", headers=HERE)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "max-age=0" in answer.headers["set-cookie"].lower()


def test_a_revoked_token_opens_no_page(office: Office) -> None:
    issued = office.runtime.tokens.issue("t-gone", Role.AUDITOR)
    gone = Desk(office.client, issued.secret)
    assert page(office, "/", gone).status_code == 200

    office.runtime.tokens.revoke(issued.id)

    assert page(office, "/", gone).status_code == 303


def test_who_looks_from_outside_sees_no_page_of_the_service_and_is_led_to_his_own(office: Office, desk: Desk) -> None:
    desk.register()

    for role in ("observer", "enterprise"):
        for path in ("/projects/HH-2026-0001", "/projects/none", "/day", "/deadlines", "/figures"):
            problem(page(office, path, office.desk(role)), 403, "right_missing")
        assert page(office, "/", office.desk(role)).headers["location"] == "/mine"
        assert page(office, "/mine", office.desk(role)).status_code == 200


def test_the_page_speaks_chinese_and_another_language_on_request(office: Office, desk: Desk) -> None:
    first = page(office, "/", desk, **{"Accept-Language": "en"})
    english = page(office, "/?lang=en", desk)
    remembered = office.client.get("/", headers={"Cookie": f"huhang_session={desk.secret}; huhang_language=en"})
    odd = page(office, "/?lang=<script>", desk)

    assert '<html lang="zh-CN">' in first.text
    assert '<html lang="en">' in english.text
    assert "huhang_language=en" in english.headers["set-cookie"]
    assert '<html lang="en">' in remembered.text
    assert '<html lang="zh-CN">' in odd.text
    assert "<script>" not in odd.text


def test_a_refusal_and_a_workbook_speak_the_page_s_language_whatever_the_browser_likes(
    office: Office, desk: Desk
) -> None:
    desk.register(code="JM-SPOKEN")

    def asked(path: str, likes: str, chosen: str) -> httpx2.Response:
        cookie = f"huhang_session={desk.secret}; huhang_language={chosen}"
        headers = {"Cookie": cookie, "Accept": "text/html,*/*", "Accept-Language": likes}
        return office.client.get(path, headers=headers)

    def first_cell(answer: httpx2.Response) -> str:
        return str(load_workbook(BytesIO(answer.content)).worksheets[0]["A1"].value)

    assert "没有这个项目" in asked("/projects/none", "en-GB,en", "zh").text
    assert "There is no such project" in asked("/projects/none", "zh-CN", "en").text
    assert first_cell(asked("/board.xlsx", "en", "zh")).startswith("重大项目挂图")
    assert first_cell(asked("/board.xlsx", "zh-CN", "en")).startswith("Board of major projects")


def test_what_people_typed_is_shown_and_never_run(office: Office, desk: Desk) -> None:
    project = desk.register(
        name=HOSTILE, enterprise={"name": HOSTILE}, code="JM-HOSTILE", profile=SEED_ANSWERS, national_code="2603-370215"
    )
    desk.act(project, "investment_agreement", "receive", "03-02", receipt_no=HOSTILE, reason=HOSTILE)
    desk.act(project, "investment_agreement", "grant", "03-02", document=HOSTILE)
    desk.history(project, office.positions())

    for path in ("/", "/projects/JM-HOSTILE", "/?q=<script>", '/?q="><img src=x onerror=alert(1)>'):
        shown = page(office, path, desk)
        assert shown.status_code == 200, path
        assert "<script>" not in shown.text
        assert "<img src=x" not in shown.text
        policy = shown.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'")
        assert "unsafe" not in policy
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert shown.headers["x-frame-options"] == "DENY"
    assert "&lt;script&gt;" in page(office, "/projects/JM-HOSTILE", desk).text


def test_a_project_page_shows_both_times_and_names_instead_of_identifiers(office: Office, desk: Desk) -> None:
    office.at("03-20 10:00")
    project = desk.register(code="JM-PAGE")
    desk.act(project, "investment_agreement", "receive", "03-10", receipt_no="JM-1")
    desk.history(project, office.positions())

    shown = re.sub("<[^>]*>", " ", page(office, "/projects/JM-PAGE", desk).text)

    assert "2026-03-10" in shown
    assert "2026-03-20 10:00" in shown
    assert "投资协议签订" in shown
    assert "investment_agreement" not in shown


def test_pages_that_are_not_there_are_not_found(office: Office, desk: Desk) -> None:
    for path in ("/projects/none", "/projects/%00", "/projects/../../etc/passwd", "/nothing"):
        assert page(office, path, desk).status_code == 404
    problem(page(office, "/?light=purple", desk), 422, "unknown_light")
    problem(page(office, "/?cursor=made-up", desk), 422, "bad_cursor")


def test_an_empty_board_says_so(own_office: Office) -> None:
    shown = page(own_office, "/", own_office.desk())

    assert shown.status_code == 200
    assert 'class="empty"' in shown.text


def test_in_the_demo_anybody_may_look_and_nobody_may_write(demo_office: Office) -> None:
    shown = page(demo_office, "/")

    assert shown.status_code == 200
    assert 'class="demo"' in shown.text
    problem(demo_office.anybody.get("/projects"), 401, "not_signed_in")
    problem(demo_office.client.post(f"{V1}/projects", json={}), 401, "not_signed_in")


@pytest.mark.parametrize(
    "path", ["/people", "/teams", "/webhooks", "/day", "/queue", "/new", "/personal-data", "/calendars"]
)
def test_a_visitor_of_the_demo_signs_in_for_a_page_of_somebody(demo_office: Office, path: str) -> None:
    assert page(demo_office, path).headers.get("location") == "/sign-in"


def test_static_files_are_there_for_everybody(office: Office) -> None:
    for name in (
        "vendor/modern-normalize.css",
        "vendor/modern-normalize.license.txt",
        "huhang.css",
        "project.css",
        "huhang.js",
        "icon.svg",
    ):
        assert office.client.get(f"/static/{name}").status_code == 200
