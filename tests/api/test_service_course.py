"""Suspending, resuming, terminating, completing and archiving a project over HTTP (ruling 28)."""

import pytest

from tests.api.office import Desk, Office, problem

pytestmark = pytest.mark.both_engines

TODAY = "2026-03-02"
MATTER = "investment_agreement"


def body(reason: str = "企业申请") -> dict[str, str]:
    return {"effective_on": TODAY, "reason": reason}


def test_a_suspended_project_is_grey_and_shows_since_when(desk: Desk) -> None:
    project = desk.register()
    answer = desk.done(f"{project}/suspend", body("资金安排"))
    assert [event["topic"] for event in answer["events"]] == ["ProjectSuspended"]
    shown = desk.get(project).json()
    assert (shown["status"], shown["light"]["light"]) == ("suspended", "stopped")
    assert shown["pauses"] == [{"suspended_on": TODAY, "resumed_on": None, "reason": "资金安排"}]
    desk.done(f"{project}/resume", body("资金到位"))
    assert desk.get(project).json()["pauses"][0]["resumed_on"] == TODAY


def test_the_history_says_so_in_words(desk: Desk) -> None:
    project = desk.register()
    answer = desk.post(f"{project}/suspend", body("资金安排"))
    line = desk.history(project, int(answer.headers["huhang-position"]))[-1]["line"]
    assert "服务暂停；理由：资金安排" in line


@pytest.mark.parametrize(
    ("course", "code"),
    [("resume", "project_not_suspended"), ("complete", "stage_open"), ("suspend", "reason_required")],
)
def test_what_cannot_be_is_refused_in_words(desk: Desk, course: str, code: str) -> None:
    project = desk.register()
    answer = desk.post(f"{project}/{course}", body("" if code == "reason_required" else "理由"))
    found = problem(answer, 422 if code == "reason_required" else 409, code)
    assert "production_operation" not in found["title"]


def test_an_ended_project_takes_no_acts_from_the_next_day(office: Office, desk: Desk) -> None:
    """The lead ends a project, not the specialist (design §9)."""
    project = desk.register()
    office.desk("lead").done(f"{project}/terminate", body("企业放弃投资"))
    office.at("03-03 09:00")
    answer = desk.post(f"{project}/matters/{MATTER}/receive", {"effective_on": "2026-03-03", "receipt_no": "1"})
    assert "已终止" in problem(answer, 409, "project_ended")["title"]


def test_a_preview_shows_the_light_and_stores_nothing(desk: Desk) -> None:
    project = desk.register()
    shown = desk.done(f"{project}/suspend", body(), preview="true")
    assert shown["lights"]["after"]["light"] == "stopped"
    assert desk.get(project).json()["status"] == "active"
