"""Every role at every operation, as the one table says (design §9); tokens count from their issue to their end."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.rights import RIGHTS, Right
from domain.catalogue.loader import shipped_content
from projections.ops.accounts import Role
from scheduler.policy_file import shipped_policy_content
from tests.api.office import DEPARTMENT, ENTERPRISE, SEED_ANSWERS, V1, Desk, Office, problem

MATTER = "investment_agreement"
BUNDLE = "bundle_of_nothing"
TODAY = {"effective_on": "2026-03-02"}
ACT = {"act": "submit", "matter": MATTER, **TODAY}
WRITES: dict[str, tuple[Right, Any]] = {
    "/projects": (Right.REGISTER, {"name": "叁旺液压", "landed_on": "2026-03-02", "enterprise": ENTERPRISE}),
    "/calendar/years": (Right.RULEBOOK, {"year": 2027, "holidays": {"2027-01-01": "元旦"}, "source": "通知"}),
    "/catalogue": (Right.RULEBOOK, {"content": shipped_content()}),
    "/policy": (Right.RULEBOOK, {"content": shipped_policy_content()}),
    "/posts": (Right.POSTS, {**TODAY, "staff": "s-101", "post": "member", "of": "1"}),
    "{project}/profile": (Right.PROFILE, {**TODAY, "answers": SEED_ANSWERS}),
    "{project}/service-list": (Right.ISSUE_LIST, {**TODAY, "reason": "画像已定"}),
    "{project}/assignments": (Right.ASSIGN, {**TODAY, "specialist": "s-101", "team": "1"}),
    "{project}/facts/land_contract_signed": (Right.RECORD_FACT, {"on": "2026-03-02"}),
    f"{{project}}/matters/{MATTER}/submit": (Right.ACT, TODAY),
    "{project}/acts": (Right.ACT, {"items": [ACT]}),
    "{project}/suspend": (Right.PAUSE, {**TODAY, "reason": "企业申请"}),
    "{project}/terminate": (Right.END, {**TODAY, "reason": "企业放弃投资"}),
    "{project}/resume": (Right.PAUSE, {**TODAY, "reason": "资金到位"}),
    "{project}/complete": (Right.PAUSE, TODAY),
    "{project}/archive": (Right.END, TODAY),
    f"{{project}}/matters/{MATTER}/confirm": (Right.CONFIRM, {"version": 2}),
    f"{{project}}/matters/{MATTER}/contest": (Right.CONFIRM, {"version": 2, "reason": "未收到申请"}),
    "{project}/stages/project_landing/reopen": (Right.REOPEN, {**TODAY, "reason": "补办"}),
    "{project}/milestones/project_landing/target": (Right.MOVE_TARGET, {"on": "2026-12-01", "reason": "延期"}),
    "{project}/catalogue": (Right.MOVE_CATALOGUE, {**TODAY, "version": "0.2.0", "reason": "新版目录公布"}),
    "{project}/scopes": (Right.ISSUE_LIST, {"id": "sec-1", "kind": "section", **TODAY, "reason": "分标段"}),
    "{project}/scopes/sec-1/close": (Right.ISSUE_LIST, {**TODAY, "reason": "合并标段"}),
    f"{{project}}/bundles/{BUNDLE}/submit": (Right.ACT, {**TODAY, "receipt_no": "YJS-1"}),
    "{project}/assistance": (Right.ASSIST, {**TODAY, "kind": "visit", "summary": "走访企业"}),
    "{project}/corrections": (Right.CORRECT, {"version": 2, "reason": "录入有误", "set": {"receipt_no": "JM-2"}}),
}
NOT_NOW = {
    "project_not_suspended",
    "stage_open",
    "project_not_ended",
    "stage_not_closed",
    "no_target",
    "unknown_scope",
    "unknown_bundle",
}  # allowed, but not in the project's course
READS = (
    "/projects",
    "/deadlines",
    "{project}",
    "{project}/service-list",
    "{project}/deadlines",
    "{project}/history",
)


@pytest.fixture
def project(desk: Desk) -> str:
    """A project with a profile and a receipt at version 2."""
    project = desk.register()
    desk.act(project, MATTER, "receive", "03-02", receipt_no="JM-1")
    desk.done(f"{project}/profile", {**TODAY, "answers": {**SEED_ANSWERS, "new_enterprise": False}})
    return project


@pytest.mark.parametrize("role", Role)
def test_a_role_may_write_what_the_table_says_and_nothing_else(office: Office, project: str, role: Role) -> None:
    desk = office.desk(role)

    for path, (right, body) in WRITES.items():
        answer = desk.post(path.format(project=project), body, preview="true")
        if right in RIGHTS[role]:
            assert answer.status_code == 200 or answer.json()["code"] in NOT_NOW, (path, answer.text)
        else:
            params = problem(answer, 403, "right_missing")["params"]
            assert params["role"] == role.value
            assert params["right"] in (right.value, Right.READ.value)


@pytest.mark.parametrize("role", Role)
def test_a_role_reads_what_the_table_says(office: Office, project: str, role: Role) -> None:
    desk = office.desk(role)

    for path in READS:
        answer = desk.get(path.format(project=project))
        if Right.READ in RIGHTS[role]:
            assert answer.status_code == 200
        else:
            problem(answer, 403, "right_missing")


def test_the_table_names_every_role_and_every_write_is_in_the_test(office: Office) -> None:
    assert set(RIGHTS) == set(Role)
    assert RIGHTS[Role.AUDITOR] == {Right.READ, Right.WATCH, Right.AUDIT}
    assert RIGHTS[Role.ADMIN] == {
        Right.READ,
        Right.RULEBOOK,
        Right.WATCH,
        Right.POSTS,
        Right.ABSENCE,
        Right.HAND_OVER,
    }
    assert RIGHTS[Role.LEADERSHIP] == {Right.READ, Right.MOVE_TARGET, Right.ANSWER, Right.ABSENCE, Right.CALENDAR}
    assert RIGHTS[Role.ENTERPRISE] == {Right.ANSWER, Right.ABSENCE, Right.CALENDAR, Right.RAISE_CONCERN}
    assert RIGHTS[Role.OBSERVER] == {Right.RAISE_CONCERN}
    paths = office.client.get(f"{V1}/openapi.json").json()["paths"]
    posts = {path.removeprefix(V1) for path, item in paths.items() if "post" in item}
    posts.discard("/projects/{project}/what-if")  # asked, not written: for whoever may read
    posts -= {"/reminders/{reminder}/ack", "/reminders/{reminder}/snooze"}  # for who was told, see test_answering
    posts -= {path for path in posts if path.startswith("/me/")}  # one's own, see test_own_calendars
    posts -= {path for path in posts if path.startswith("/concerns")}  # whose, see test_concerns
    posts -= {path for path in posts if path.startswith("/staff/")} | {"/posts/leave"}  # whose, see test_people
    acts = {path for path in posts if "/matters/" in path} | {"/projects/{project}/what-if"}  # asks, writes nothing
    assert {path.replace("{project}", "P") for path in posts - acts} == {
        path.replace("{project}", "/projects/P")
        .replace("land_contract_signed", "{kind}")
        .replace("project_landing", "{stage}")
        .replace("sec-1", "{scope}")
        .replace(BUNDLE, "{bundle}")
        for path in WRITES
        if "/matters/" not in path
    }


def test_a_refusal_names_the_right_and_the_role_in_words(office: Office, project: str) -> None:
    auditor, officer = office.desk("auditor"), office.desk("officer", "tax")
    path = f"{project}/matters/{MATTER}/submit"

    assert problem(auditor.post(path, TODAY), 403, "right_missing")["title"] == "审计没有权限:登记办理"
    body = problem(officer.post(path, TODAY), 403, "right_missing")
    assert body["title"].startswith("经办人没有权限:登记办理(")
    assert body["params"] == {"right": f"act:{DEPARTMENT}", "role": "officer"}
    auditor.language = "en"
    title = problem(auditor.post(path, TODAY), 403, "right_missing")["title"]
    assert title == "auditor lacks the right: record acts"
    auditor.language = "zh"


def test_an_officer_acts_on_his_own_departments_matters_only(office: Office, project: str) -> None:
    own, other = office.desk("officer"), office.desk("officer", "tax")
    one, foreign = {**ACT}, {**ACT, "matter": "project_filing"}

    assert own.done(f"{project}/matters/{MATTER}/accept", TODAY)["events"][0]["topic"] == "ApplicationAccepted"
    for act in ("accept", "grant", "pre-review", "deliver"):
        problem(other.post(f"{project}/matters/{MATTER}/{act}", TODAY), 403, "right_missing")
    problem(other.post(f"{project}/matters/{MATTER}~2/accept", TODAY), 403, "right_missing")
    before = office.positions()
    for items in ([one], [foreign, one], [{**foreign, "matter": f"{MATTER}:x"}]):
        problem(other.post(f"{project}/acts", {"items": items}), 403, "right_missing")
    assert office.positions() == before


def test_an_officer_corrects_what_is_recorded_of_his_own_departments_matters(office: Office, project: str) -> None:
    """Acting on one's matters is putting a slip right as well; facts, lists and others' matters stay the service's."""
    own, other = office.desk("officer"), office.desk("officer", "tax")
    receipt = {"version": 2, "reason": "收件号有误", "set": {"receipt_no": "JM-9"}}
    landing = {"version": 1, "reason": "名称有误", "set": {"name": "别的项目"}}

    problem(other.post(f"{project}/corrections", receipt), 403, "right_missing")
    problem(other.post(f"{project}/acts", {"items": [{"correction": receipt}]}), 403, "right_missing")
    params = problem(own.post(f"{project}/corrections", landing), 403, "right_missing")["params"]
    assert params["right"] == "correct"
    assert own.done(f"{project}/corrections", receipt)["events"][0]["topic"] == "RecordCorrected"


def test_what_the_specialist_records_for_a_department_is_unconfirmed(office: Office, desk: Desk, project: str) -> None:
    desk.act(project, MATTER, "accept", "03-02")
    office.desk("officer").act(project, MATTER, "grant", "03-02", document="投资协议1号")

    row = next(item for item in desk.get(project).json()["matters"] if item["key"] == MATTER)
    assert len(row["unconfirmed"]) == 2  # the receipt and the acceptance; the grant is the department's own word


def test_a_token_counts_until_it_is_revoked_and_not_a_moment_longer(office: Office) -> None:
    tokens = office.runtime.tokens
    issued = tokens.issue("t-brief", Role.SPECIALIST, "", "1")
    desk = Desk(office.client, issued.secret)
    project = desk.register()

    tokens.revoke(issued.id)

    problem(desk.get(project), 401, "not_signed_in")
    problem(desk.post("/projects", WRITES["/projects"][1]), 401, "not_signed_in")


def test_a_token_counts_until_it_expires(office: Office) -> None:
    expires_at = datetime.now(UTC) + timedelta(seconds=0.4)
    desk = Desk(office.client, office.runtime.tokens.issue("t-short", Role.AUDITOR, "", "", expires_at).secret)

    assert desk.get("/projects").status_code == 200
    time.sleep(max(0.0, (expires_at - datetime.now(UTC)).total_seconds()))
    problem(desk.get("/projects"), 401, "not_signed_in")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic dTpw", "Bearer x y", "bearer\t", "Bearer ' OR 1=1 --"]
)
def test_what_is_no_token_is_nobody(office: Office, header: str) -> None:
    answer = office.client.get(f"{V1}/projects", headers={"Authorization": header})

    problem(answer, 401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_cookie_is_for_the_page_and_no_token_for_the_api(office: Office, desk: Desk) -> None:
    """So no other site can write with a visitor's cookie."""
    answer = office.client.get(f"{V1}/projects", headers={"Cookie": f"huhang_session={desk.secret}"})

    problem(answer, 401, "not_signed_in")


def test_health_needs_no_token_and_tells_nothing_of_projects(office: Office, desk: Desk) -> None:
    desk.register(name="秘密项目")

    assert office.client.get("/healthz").json()["status"] == "ok"
    ready = office.client.get("/readyz")
    assert ready.status_code == 200
    assert "秘密" not in ready.text
