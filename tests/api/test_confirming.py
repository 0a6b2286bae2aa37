"""Confirming and contesting over HTTP: whose word it is, and how the history shows it."""

from tests.api.office import DEPARTMENT, Office, problem

MATTER = "investment_agreement"
RECEIPT = 2  # after the registration


def test_an_officer_confirms_what_the_specialist_recorded(office: Office) -> None:
    specialist, officer = office.desk("specialist"), office.desk("officer")
    project = specialist.register()
    version = RECEIPT
    specialist.act(project, MATTER, "receive", "03-02")

    specialist_refused = specialist.post(f"{project}/matters/{MATTER}/confirm", {"version": version})
    assert problem(specialist_refused, 403, "right_missing")["params"]["right"] == "confirm"
    other = office.desk("officer", "approval_bureau").post(f"{project}/matters/{MATTER}/confirm", {"version": version})
    assert problem(other, 403, "not_the_department")["params"]["department"] == DEPARTMENT

    answer = officer.post(f"{project}/matters/{MATTER}/confirm", {"version": version})
    assert answer.status_code == 200, answer.text
    problem(officer.post(f"{project}/matters/{MATTER}/confirm", {"version": version}), 409, "not_pending")

    lines = {row["version"]: row for row in officer.history(project, int(answer.headers["Huhang-Position"]))}
    confirmation = answer.json()["version"]
    assert lines[version]["confirmed_by"] == confirmation
    assert f"已由第 {confirmation} 条确认" in lines[version]["line"]
    assert "待核" not in lines[version]["line"]
    assert lines[confirmation]["line"].startswith("2026-03-02 部门确认")


def test_a_contested_entry_shows_with_its_contest(office: Office) -> None:
    specialist, officer = office.desk("specialist"), office.desk("officer")
    project = specialist.register()
    version = RECEIPT
    specialist.act(project, MATTER, "receive", "03-02")
    path = f"{project}/matters/{MATTER}/contest"

    problem(officer.post(path, {"version": version}), 422, "invalid_request")
    answer = officer.post(path, {"version": version, "reason": "未收到该申请"})
    assert answer.status_code == 200, answer.text
    matter = next(row for row in officer.get(project).json()["matters"] if row["key"] == MATTER)
    assert (matter["unconfirmed"], matter["contested"]) == ([version], [version])

    lines = {row["version"]: row for row in officer.history(project, int(answer.headers["Huhang-Position"]))}
    assert "待核" in lines[version]["line"]
    assert f"部门有异议，见第 {answer.json()['version']} 条" in lines[version]["line"]
