"""Stages reopened and milestone targets moved over HTTP."""

import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem

TODAY = "2026-03-02"
STAGE = "construction_permitting"


@pytest.fixture
def project(desk: Desk) -> str:
    project = desk.register()
    desk.done(f"{project}/profile", {"effective_on": TODAY, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {"effective_on": TODAY, "reason": "画像已定"})
    return project


def target(desk: Desk, project: str) -> dict[str, str]:
    rows = desk.get(f"{project}/milestones").json()["milestones"]
    found: dict[str, str] = next(row for row in rows if row["stage"] == STAGE)
    return found


def test_a_target_is_moved_and_the_original_stays(desk: Desk, project: str) -> None:
    original = target(desk, project)["original_target"]
    answer = desk.done(f"{project}/milestones/{STAGE}/target", {"on": "2026-12-01", "reason": "土地延期"})
    assert answer["events"][0]["topic"] == "MilestoneTargetMoved"
    row = target(desk, project)
    assert (row["original_target"], row["target"]) == (original, "2026-12-01")


def test_too_late_for_the_specialist_the_missing_right_is_named(office: Office, desk: Desk, project: str) -> None:
    path = f"{project}/milestones/{STAGE}/target"
    desk.done(path, {"on": "2026-03-13", "reason": "提前"})  # 9 working days left
    refused = problem(desk.post(path, {"on": "2026-04-30", "reason": "延期"}), 403, "right_missing")
    assert refused["params"]["right"] == "move_target_lead"
    assert "专班长" in refused["title"]
    office.desk("leadership").done(path, {"on": "2026-04-30", "reason": "延期"})


def test_a_stage_that_is_not_closed_is_not_reopened(desk: Desk, project: str) -> None:
    body = {"effective_on": TODAY, "reason": "方案调整"}
    problem(desk.post(f"{project}/stages/{STAGE}/reopen", body), 409, "stage_not_closed")
    problem(desk.post(f"{project}/stages/demolition/reopen", body), 404, "unknown_stage")
