"""Every role at every operation of the OpenAPI document, as the table below says (design §9).

The table is written out by hand and not from the code's own. An operation without a line fails; so does a line without
an operation. Rights are asked before the body is (ruling 31), so an empty body tells who may from who may not.
"""

from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.http.routing import query_names
from projections.ops.accounts import Role
from tests.api.office import DEPARTMENT, Desk, Office, problem

MATTER = "investment_agreement"
ROLES = {
    "A": Role.ADMIN,
    "L": Role.LEADERSHIP,
    "H": Role.LEAD,
    "S": Role.SPECIALIST,
    "O": Role.OFFICER,
    "E": Role.ENTERPRISE,
    "B": Role.OBSERVER,
    "U": Role.AUDITOR,
}
READS, INSIDE, SERVICE, ACTS, DECIDES, OWN = "ALHSOEU", "ALHSOU", "HS", "HSO", "O", "LHSOE"
OPERATIONS = {
    "listProjects": READS,
    "getProject": READS,
    "getServiceList": READS,
    "getDeadlines": READS,
    "listDeadlines": READS,
    "getMilestones": READS,
    "getBoardHead": INSIDE,
    "getMyAgenda": INSIDE,
    "getHistory": INSIDE,
    "getSchedule": INSIDE,
    "getDelays": INSIDE,
    "askWhatIf": INSIDE,
    "getReminders": INSIDE,
    "getSilenceWhy": INSIDE,
    "getStatistics": INSIDE,
    "listTeams": INSIDE,
    "listDepartments": INSIDE,
    "listPosts": INSIDE,
    "listReminders": "ALHSOEU",  # an enterprise its own
    "getReminderWhy": "ALHSOEU",
    "getStaff": "ALHSOEU",  # an enterprise's contact himself
    "registerProject": SERVICE,
    "enterProfile": SERVICE,
    "issueServiceList": SERVICE,
    "addScope": SERVICE,
    "closeScope": SERVICE,
    "recordFact": SERVICE,
    "giveAssistance": SERVICE,
    "suspendProject": SERVICE,
    "resumeProject": SERVICE,
    "completeProject": SERVICE,
    "reopenStage": SERVICE,
    "moveCatalogue": SERVICE,
    "moveTarget": "HSL",
    "assignSpecialist": "H",
    "terminateProject": "H",
    "archiveProject": "H",
    "recordActs": ACTS,
    "correctRecord": ACTS,
    "submitBundle": ACTS,
    "completeDuty": ACTS,
    "confirmRecord": DECIDES,
    "contestRecord": DECIDES,
    "preReviewMatter": ACTS,
    "preReviewOpinionMatter": ACTS,
    "submitMatter": "HSOE",
    "supplementMatter": "HSOE",
    "receiveMatter": ACTS,
    "requestSupplementMatter": ACTS,
    "acceptMatter": ACTS,
    "notAcceptMatter": ACTS,
    "materialReceivedMatter": ACTS,
    "suspendMatter": ACTS,
    "resumeMatter": ACTS,
    "extendMatter": ACTS,
    "grantMatter": ACTS,
    "refuseMatter": ACTS,
    "withdrawMatter": ACTS,
    "closeMatter": ACTS,
    "deliverMatter": ACTS,
    "changeMatter": ACTS,
    "extendStartMatter": ACTS,
    "renewMatter": ACTS,
    "lapseMatter": ACTS,
    "annulMatter": ACTS,
    "waiveMatter": ACTS,
    "notApplicableMatter": ACTS,
    "acknowledgeReminder": OWN,
    "snoozeReminder": OWN,
    "listMyCalendars": OWN,
    "takeCalendar": OWN,
    "revokeCalendar": OWN,
    "planAbsence": "ALHSOE",
    "endAbsence": "ALHSOE",
    "handOver": "AH",
    "takePost": "AH",
    "nameTeam": "A",
    "leavePost": "AH",
    "loadCalendarYear": "A",
    "loadCatalogue": "A",
    "getCatalogue": "ALHSOEBU",  # it says nothing of projects
    "loadPolicy": "A",
    "exportProjects": INSIDE,
    "exportDeadlines": READS,
    "exportServiceList": READS,
    "listWebhooks": "A",
    "registerWebhook": "A",
    "pauseWebhook": "A",
    "resumeWebhook": "A",
    "removeWebhook": "A",
    "getImportTemplate": READS,
    "exportDossier": "ALU",
    "importDossier": "A",
    "exportOcel": "ALU",
    "checkImport": "AHSO",
    "getImport": "ALHSOEBU",  # one's own
    "recordImport": "ALHSOEBU",
    "listAccess": "AU",
    "listAccessDigests": "AU",
    "getPersonalData": "A",
    "erasePerson": "A",
    "listAccounts": "A",
    "addAccount": "A",
    "setRole": "A",
    "setPassword": "A",
    "disableAccount": "A",
    "enableAccount": "A",
    "searchAudit": "ALHU",
    "listEvents": "ALU",
    "exportAuditCsv": "ALHU",
    "exportAuditXlsx": "ALHU",
    "exportAuditJsonl": "ALHU",
    "listConcerns": "ALHSOEBU",  # everybody his own
    "getConcern": "ALHSOEBU",
    "raiseConcern": "HSEB",
    "rateConcern": "HSEB",
    "assignConcern": ACTS,
    "answerConcern": ACTS,
}
OPEN = {"getHealth", "getReadiness", "getMetrics"}
BY_KEY = {"getMyCalendar", "getProjectCalendar"}  # whoever has the secret address; see test_calendar_feed
ENDLESS = {"listen"}  # for readers; see test_events
VALUES = {
    "key": MATTER,
    "kind": "land_contract_signed",
    "stage": "project_landing",
    "scope": "sec-1",
    "bundle": "none",
    "duty": "none",
    "staff": "me",
    "absence": "1",
    "calendar": "none",
    "account": "nobody",
    "import_id": "0" * 32,
}


def operations(office: Office) -> dict[str, APIRoute]:
    """Every operation of the document, by its id."""
    assert isinstance(office.client, TestClient)
    assert isinstance(office.client.app, FastAPI)
    routes = (route for route in office.client.app.routes if isinstance(route, APIRoute))
    return {str(route.operation_id): route for route in routes if route.include_in_schema}


def ask(desk: Desk, route: APIRoute, project: str) -> httpx2.Response:
    """Ask for an operation on a project, with nothing in the body and nothing stored."""
    path = route.path.removeprefix("/api/v1").replace("{project}", project)
    unknown = {name: str(uuid4()) for name in ("reminder", "concern", "receiver")}
    for name, value in (VALUES | unknown).items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"a value for {path}"
    if "GET" in (route.methods or ()):
        return desk.get(path)
    preview: dict[str, Any] = {"preview": "true"} if "preview" in query_names(route.dependant) else {}
    body = {"of": "project", "subject": project} if route.operation_id == "takeCalendar" else {}
    return desk.post(path, body, **preview)


@pytest.fixture
def project(office: Office) -> str:
    """A project within reach of every role: its id."""
    specialist = office.desk("specialist")
    path = specialist.register()
    for staff, post in (("t-enterprise", "enterprise"), ("t-observer", "observer")):
        office.appoint(staff, post, path)
    charge = {"effective_on": "2026-03-02", "specialist": "t-specialist", "team": "1"}
    office.desk("lead").done(f"{path}/assignments", charge)
    return path.rpartition("/")[2]


@pytest.fixture
def others(office: Office) -> str:
    """A project of another task force, with nothing of a tax officer's: its id."""
    lead = office.desk("lead", team="9")
    path = lead.register()
    lead.done(f"{path}/assignments", {"effective_on": "2026-03-02", "specialist": "s-else", "team": "9"})
    return path.rpartition("/")[2]


def test_every_operation_has_its_line_and_every_line_its_operation(office: Office) -> None:
    assert set(operations(office)) == set(OPERATIONS) | OPEN | BY_KEY | ENDLESS


@pytest.mark.parametrize("letter", ROLES)
def test_a_role_may_do_what_the_table_says_and_nothing_else(office: Office, project: str, letter: str) -> None:
    desk, routes = office.desk(ROLES[letter], DEPARTMENT), operations(office)
    before = office.positions()
    for operation, allowed in OPERATIONS.items():
        answer = ask(desk, routes[operation], project)
        if letter in allowed:
            assert answer.status_code not in (401, 403, 405, 500), (operation, answer.text)
            assert answer.status_code != 404 or answer.json()["code"] != "unknown_project", (operation, answer.text)
        else:
            told = problem(answer, 403, "right_missing")["params"]
            assert told["role"] == ROLES[letter].value, operation
    assert office.positions() == before


@pytest.mark.parametrize("letter", "HSOEB")
def test_a_project_of_others_answers_as_one_that_is_not_there(office: Office, others: str, letter: str) -> None:
    desk, routes, nobodys = office.desk(ROLES[letter], "tax"), operations(office), str(uuid4())
    for operation, allowed in OPERATIONS.items():
        if "{project}" not in routes[operation].path:
            continue
        theirs, none = (ask(desk, routes[operation], one) for one in (others, nobodys))
        if letter == "B" or (letter == "E" and letter not in allowed and theirs.status_code != 404):
            problem(theirs, 403, "right_missing")
        else:
            problem(theirs, 404, "unknown_project")
        assert without_ids(theirs, others) == without_ids(none, nobodys), operation


def without_ids(answer: httpx2.Response, project: str) -> tuple[int, str, set[str]]:
    return answer.status_code, answer.text.replace(project, "…"), set(answer.headers)


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_who_is_nobody_may_do_nothing(office: Office, operation: str) -> None:
    problem(ask(office.anybody, operations(office)[operation], str(uuid4())), 401, "not_signed_in")


def test_what_is_open_tells_nothing_of_projects(office: Office, project: str) -> None:
    answers: dict[str, Any] = {name: ask(office.anybody, operations(office)[name], project) for name in OPEN}
    assert {answer.status_code for answer in answers.values()} <= {200, 401, 403, 404}
    assert all("叁旺" not in answer.text for answer in answers.values())
