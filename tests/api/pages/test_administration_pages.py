"""What the administrator and the leads change of people and accounts on pages, and who looks at the access table."""

from typing import Any

import pytest

from api.access.log import REFUSALS
from api.errors import STATUS
from api.locale import LANGUAGES
from api.pages.administration.accessing import in_words
from projections.ops.accounts import Role
from tests.api.office import Desk, Office, problem
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page

DAYS = {"first_on": "2026-03-03", "last_on": "2026-03-06", "substitute": "s-2"}


def changed(office: Office, desk: Desk, what: str, **given: Any) -> str:
    """What the preview says of a change, which is then made; where it leads."""
    said = send(office, desk, f"/admin/{what}", **given)
    assert said.status_code == 200, said.text
    answer = send(office, desk, f"/admin/{what}", confirm="yes", **given)
    assert answer.status_code == 303, answer.text
    return str(said.text)


def test_an_account_is_given_another_role_and_password_and_is_shut_and_opened(office: Office) -> None:
    admin, accounts = office.desk("admin"), office.runtime.accounts
    accounts.add("s-77", Role.SPECIALIST, "", "1")
    assert "改为专班长" in changed(office, admin, "account-role", account="s-77", role="lead", team="1")
    assert accounts.get("s-77").role is Role.LEAD
    answer = send(office, admin, "/admin/account-password", account="s-77", new_password="four-dry-herons")
    assert answer.status_code == 303
    assert accounts.get("s-77").password_hash
    weak = send(office, admin, "/admin/account-password", account="s-77", new_password="short")
    assert weak.status_code == 422
    assert "short" not in weak.text.partition("<form")[2]

    changed(office, admin, "account-disable", account="s-77")
    assert "已停用" in page(office, "/admin", admin).text
    changed(office, admin, "account-enable", account="s-77")
    assert accounts.get("s-77").disabled_at is None
    assert send(office, admin, "/admin/account-disable", account="nobody").status_code == 422


def test_a_token_is_made_useless(office: Office) -> None:
    admin = office.desk("admin")
    issued = office.runtime.tokens.issue("p-1", Role.AUDITOR)
    program = Desk(office.client, issued.secret)
    assert program.get("/projects").status_code == 200

    assert "p-1" in changed(office, admin, "account-token", token=issued.id)

    assert program.get("/projects").status_code == 401


def test_days_away_are_entered_and_shortened_by_oneself_and_for_others(office: Office) -> None:
    specialist, admin = office.desk("specialist"), office.desk("admin")
    assert "由 s-2 接收" in changed(office, specialist, "absence", staff="t-specialist", **DAYS)
    shown = page(office, "/people", specialist).text
    assert "2026-03-03 – 2026-03-06" in shown
    changed(office, admin, "return", staff="t-specialist", absence="1", returned_on="2026-03-05")
    assert "2026-03-03 – 2026-03-04" in page(office, "/people", admin).text

    others = send(office, specialist, "/admin/absence", staff="s-9", **DAYS)
    assert others.status_code == 422
    assert "权限" in others.text or "缺少" in others.text


@pytest.mark.parametrize(
    ("what", "given", "said"),
    [
        ("absence", {"first_on": "2026-12-10", "last_on": "2026-12-01", "substitute": "s-2"}, "最后一天有误"),
        ("absence", {**DAYS, "substitute": "s-judged"}, "不能由本人代理"),
        ("return", {"absence": "9", "returned_on": "2026-03-05"}, "没有"),
        ("post", {"post": "lead", "of": "1", "effective_on": "2030-01-01"}, "尚未发生的事不能登记"),
        ("leave", {"post": "lead", "of": "1", "effective_on": "2026-03-02"}, "现在不是 1 的专班长"),
    ],
)
def test_a_preview_refuses_what_the_act_refuses(office: Office, what: str, given: dict[str, str], said: str) -> None:
    admin, path = office.desk("admin"), f"/admin/{what}"
    seen = send(office, admin, path, staff="s-judged", **given)
    told = seen.text.partition('role="alert"')[2].partition("</div>")[0]
    assert (seen.status_code, said in told) == (422, True), told
    assert told in send(office, admin, path, staff="s-judged", confirm="yes", **given).text


def test_projects_are_handed_over_having_seen_which(office: Office, desk: Desk) -> None:
    path = desk.register(name="移交的项目")
    lead = office.desk("lead")
    lead.done(f"{path}/assignments", {"effective_on": "2026-03-02", "specialist": "s-11", "team": "1"})
    lead.history(path, office.positions())

    said = changed(office, lead, "hand-over", staff="s-11", successor="s-12", effective_on="2026-03-02", key="k-go")

    assert "移交的项目" in said
    assert lead.get(path).json()["people"]["specialist"] == "s-12"
    problem(page(office, "/admin/hand-over", desk), 403, "right_missing")


def test_the_access_table_shows_refusals_and_readings_to_the_auditor(office: Office, desk: Desk) -> None:
    auditor = office.desk("auditor")
    problem(page(office, "/access", desk), 403, "right_missing")
    page(office, "/audit", auditor)
    office.runtime.access.write()

    refused = page(office, "/access?kind=refused&actor=t-specialist", auditor).text
    read = page(office, "/access?kind=read", auditor).text

    assert "GET /access" in refused
    assert ">没有这项权限</span>" in refused
    assert "GET /audit" in read
    assert "GET /audit" not in refused


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_that_is_noted_has_words(language: str) -> None:
    codes = {code for code, status in STATUS.items() if status in REFUSALS} | {"beyond_reach"}
    assert [code for code in codes if in_words(code, language) == code] == []


@pytest.mark.parametrize("role", ["officer", "enterprise", "leadership"])
def test_everybody_has_his_own_days_away(office: Office, role: str) -> None:
    shown = page(office, "/people", office.desk(role)).text

    assert "/admin/absence" in shown
    assert "/admin/hand-over" not in shown


def test_posts_say_of_which_project_and_task_force_they_are(own_office: Office) -> None:
    project = own_office.desk("specialist").register(name="有联系人的项目")
    own_office.appoint("e-9", "enterprise", project)
    own_office.runtime.projector.catch_up()
    shown = page(own_office, "/people", own_office.desk("admin")).text
    assert "HH-2026-0001 有联系人的项目" in shown
