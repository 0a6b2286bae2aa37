"""What a refusal says, and whose matters are whose; tokens count from their issue to their end."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from api.access.rights import RIGHTS
from projections.ops.accounts import Role
from tests.api.office import DEPARTMENT, ENTERPRISE, SEED_ANSWERS, V1, Desk, Office, problem

MATTER = "investment_agreement"
TODAY = {"effective_on": "2026-03-02"}
ACT = {"act": "submit", "matter": MATTER, **TODAY}
REGISTER = {"name": "叁旺液压", "landed_on": "2026-03-02", "enterprise": ENTERPRISE}


@pytest.fixture
def project(desk: Desk) -> str:
    """A project with a profile and a receipt at version 2."""
    project = desk.register()
    desk.act(project, MATTER, "receive", "03-02", receipt_no="JM-1")
    desk.done(f"{project}/profile", {**TODAY, "answers": {**SEED_ANSWERS, "new_enterprise": False}})
    return project


def test_every_role_stands_in_the_table() -> None:
    assert set(RIGHTS) == set(Role)


def test_a_refusal_names_the_right_and_the_role_in_words(office: Office, project: str) -> None:
    auditor, officer = office.desk("auditor"), office.desk("officer", "approval_bureau")
    path = f"{project}/matters/{MATTER}/receive"

    assert problem(auditor.post(path, TODAY), 403, "right_missing")["title"] == "审计没有权限：登记办理"
    body = problem(officer.post(path, TODAY), 403, "right_missing")
    assert body["title"].startswith("经办人没有权限：登记办理（")
    assert body["params"] == {"right": f"act:{DEPARTMENT}", "role": "officer"}
    auditor.language = "en"
    title = problem(auditor.post(path, TODAY), 403, "right_missing")["title"]
    assert title == "auditor lacks the right: record acts"
    auditor.language = "zh"


def test_an_officer_acts_on_his_own_departments_matters_only(office: Office, project: str) -> None:
    own, other = office.desk("officer"), office.desk("officer", "approval_bureau")
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
    own, other = office.desk("officer"), office.desk("officer", "approval_bureau")
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
    problem(desk.post("/projects", REGISTER), 401, "not_signed_in")


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
