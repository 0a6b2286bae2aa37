"""Ruling 31: 401, 403/404, 422 of the body, key found, 428/412, domain. Each request here fails two checks in turn."""

from tests.api.office import ENTERPRISE, Desk, Office, problem

MATTER = "/matters/investment_agreement"
RECEIVED = {"effective_on": "2026-03-02", "receipt_no": "JM-1"}


def test_who_asks_comes_before_everything(office: Office, desk: Desk) -> None:
    project = desk.register()
    nobody, stranger = office.anybody, Desk(office.client, "made-up")

    for asker in (nobody, stranger):
        for path in (project, "/projects/none", "/projects", f"{project}/history?foo=bar"):
            answer = asker.get(path)
            problem(answer, 401, "not_signed_in")
            assert answer.headers["www-authenticate"] == "Bearer"
        problem(asker.post(f"{project}{MATTER}/receive", content=b"{"), 401, "not_signed_in")
        problem(asker.post(f"/projects/none{MATTER}/receive", RECEIVED, if_match="x"), 401, "not_signed_in")


def test_the_right_comes_before_the_body(office: Office, desk: Desk) -> None:
    project = desk.register()
    auditor, officer = office.desk("auditor"), office.desk("officer", "approval_bureau")

    for body in (b"{", b"null", b'{"foo": 1}'):
        problem(auditor.post("/projects", content=body), 403, "right_missing")
        problem(auditor.post(f"{project}{MATTER}/receive", content=body), 403, "right_missing")
        problem(officer.post(f"{project}{MATTER}/receive", content=body), 403, "right_missing")
    problem(auditor.post("/projects", content=b"a=b", content_type="text/plain"), 403, "right_missing")


def test_what_does_not_exist_comes_before_the_body(desk: Desk) -> None:
    problem(desk.post(f"/projects/none{MATTER}/receive", content=b"{"), 404, "unknown_project")
    problem(desk.post("/projects/none/acts", {"items": []}, if_match=None), 404, "unknown_project")


def test_who_may_read_nothing_is_not_told_what_exists(office: Office, desk: Desk) -> None:
    project = desk.register()

    for path in (project, "/projects/none"):
        problem(office.desk("observer").get(path), 403, "right_missing")
        problem(office.desk("observer").post(f"{path}{MATTER}/receive", RECEIVED), 403, "right_missing")


def test_the_body_comes_before_the_key_and_the_version(desk: Desk) -> None:
    project = desk.register()
    path = f"{project}{MATTER}/receive"
    desk.done(path, RECEIVED, key="k-body")

    problem(desk.post(path, {"effective_on": "2026-02-30"}, key="k-body", if_match=None), 422, "invalid_request")


def test_the_key_comes_before_the_version(desk: Desk) -> None:
    project = desk.register()
    path = f"{project}{MATTER}/receive"
    first = desk.post(path, RECEIVED, key="k-version", if_match='"1"')

    for stale in ('"1"', '"99"', None, "*"):
        again = desk.post(path, RECEIVED, key="k-version", if_match=stale)
        assert (again.status_code, again.content) == (200, first.content)
        other = desk.post(path, {**RECEIVED, "receipt_no": "JM-2"}, key="k-version", if_match=stale)
        problem(other, 422, "idempotency_key_reused")


def test_the_version_comes_before_the_domain(desk: Desk) -> None:
    project = desk.register()
    future = {"effective_on": "2026-12-31", "receipt_no": "JM-1"}

    for path, body in (
        (f"{project}{MATTER}/receive", future),
        (f"{project}/matters/nope/receive", RECEIVED),
        (f"{project}{MATTER}/accept", {"effective_on": "2026-03-02"}),
        (f"{project}/corrections", {"version": 99, "reason": "x", "void": True}),
        (f"{project}/acts", {"items": [{"act": "receive", "matter": "nope", **RECEIVED}]}),
    ):
        assert problem(desk.post(path, body, if_match=None), 428, "version_required")["params"] == {"current": 1}
        answer = desk.post(path, body, if_match='"7"')
        assert problem(answer, 412, "version_conflict")["params"] == {"expected": 7, "current": 1}
        assert answer.headers["etag"] == '"1"'
        assert desk.post(path, body, if_match='"1"').status_code in (404, 409, 422)


def test_a_registration_needs_no_version(desk: Desk) -> None:
    body = {"name": "叁旺液压", "landed_on": "2026-03-02", "enterprise": ENTERPRISE}

    assert desk.post("/projects", body, if_match=None).status_code == 201
    assert desk.post("/projects", body, if_match='"99"').status_code == 201
