"""The worked table of design §2, asked over HTTP with as_of and as_known_at."""

from typing import Any

import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"  # promised 3 working days
WHY = {"reason": "按办件系统补录"}


@pytest.fixture
def project(office: Office, desk: Desk) -> str:
    """The list is out, and the application of the table received on 03-02 and recorded that day."""
    office.at("01-05 09:00")
    project = desk.register("2026-01-05", profile=SEED_ANSWERS)
    desk.done(f"{project}/service-list", {"effective_on": "2026-01-05", "reason": "画像已定"})
    office.at("03-02 10:00")
    desk.act(project, MATTER, "receive", "03-02", receipt_no="JM-1")
    return project


def read(desk: Desk, project: str, on: str, known: str) -> dict[str, Any]:
    answer = desk.get(project, as_of=f"2026-{on}", as_known_at=f"2026-{known}")
    assert answer.headers["etag"].startswith('"t-')
    row = next(item for item in answer.json()["matters"] if item["key"] == MATTER)
    promised = row["promised"] or {}
    shown = ("phase", "accepted_on", "granted_on", "answer_due_on")
    found = {name: row[name] for name in shown} | {name: promised.get(name) for name in ("due_on", "left", "stopped")}
    return {name: value for name, value in found.items() if value is not None and value is not False}


def test_late_entry(office: Office, desk: Desk, project: str) -> None:
    office.at("03-09 09:00")
    desk.act(project, MATTER, "accept", "03-03", **WHY)
    office.at("03-31 09:00")
    received = {"phase": "received", "answer_due_on": "2026-03-09"}
    accepted = {"phase": "accepted", "accepted_on": "2026-03-03", "due_on": "2026-03-06", "left": 1}

    assert read(desk, project, "03-05", "03-05") == received
    assert read(desk, project, "03-05", "03-09T18:00") == accepted
    assert read(desk, project, "03-05", "03-09T08:59") == received
    assert read(desk, project, "03-02", "03-31") == received


def granted_a_day_late(office: Office, desk: Desk, project: str) -> int:
    """Granted on 03-05 as it was recorded, on 03-06 as it was corrected on 03-10; the version of the grant."""
    office.at("03-03 10:00")
    desk.act(project, MATTER, "accept", "03-03", **WHY)
    office.at("03-05 10:00")
    granted = desk.act(project, MATTER, "grant", "03-05", document="建字1号", **WHY)["events"][0]["version"]
    office.at("03-10 10:00")
    correction = {"version": granted, "reason": "证载日期为3月6日", "set": {"effective_on": "2026-03-06"}}
    desk.done(f"{project}/corrections", correction)
    office.at("03-31 09:00")
    return int(granted)


def test_corrected(office: Office, desk: Desk, project: str) -> None:
    granted_a_day_late(office, desk, project)

    assert read(desk, project, "03-05", "03-06")["granted_on"] == "2026-03-05"
    assert read(desk, project, "03-05", "03-31") == {
        "phase": "accepted",
        "accepted_on": "2026-03-03",
        "due_on": "2026-03-06",
        "left": 1,
    }
    assert read(desk, project, "03-06", "03-31")["granted_on"] == "2026-03-06"


def test_out_of_order(office: Office, desk: Desk, project: str) -> None:
    office.at("03-03 10:00")
    desk.act(project, MATTER, "accept", "03-03", **WHY)
    office.at("03-10 10:00")
    desk.act(project, MATTER, "grant", "03-10", document="建字1号", **WHY)
    office.at("03-12 10:00")
    stop = {"kind": "hearing", "notice_no": "听告〔2026〕1号", "notice_on": "2026-03-04", **WHY}
    endless = {"effective_on": "2026-03-04", **stop}
    refused = problem(desk.post(f"{project}/matters/{MATTER}/suspend", endless), 409, "act_out_of_order")
    assert "准予 2026-03-10" in refused["title"]
    desk.act(project, MATTER, "suspend", "03-04", resumed_on="2026-03-06", **stop)
    office.at("03-31 09:00")

    accepted = {"phase": "accepted", "accepted_on": "2026-03-03"}
    assert read(desk, project, "03-09", "03-09") == {**accepted, "due_on": "2026-03-06", "left": -1}
    stopped = read(desk, project, "03-05", "03-31")
    assert stopped == {"phase": "suspended", "accepted_on": "2026-03-03", "left": 3, "stopped": True}
    assert read(desk, project, "03-09", "03-31") == {**accepted, "due_on": "2026-03-10", "left": 1}
    granted = read(desk, project, "03-10", "03-31")
    assert (granted["granted_on"], granted["due_on"], granted["left"]) == ("2026-03-10", "2026-03-10", 0)


def test_the_history_takes_both_times(office: Office, desk: Desk, project: str) -> None:
    granted = granted_a_day_late(office, desk, project)

    def entries(on: str, known: str) -> dict[int, Any]:
        at = {"as_of": f"2026-{on}", "as_known_at": f"2026-{known}"}
        return {row["version"]: row["corrected_by"] for row in desk.history(project, office.positions(), **at)}

    assert entries("03-05", "03-06")[granted] is None
    assert granted not in entries("03-05", "03-31")
    corrected = entries("03-06", "03-31")
    assert corrected[granted] in corrected
    whole = {row["version"]: row["corrected_by"] for row in desk.history(project, office.positions())}
    assert entries("03-31", "03-31") == whole


def test_a_history_at_two_times_is_refused_where_the_project_is(office: Office, desk: Desk, project: str) -> None:
    position = office.positions()

    assert desk.get(f"{project}/history", as_of="2026-03-02", min_position=position).headers["etag"].startswith('"t-')
    problem(desk.get(f"{project}/history", as_of="2026-01-04"), 404, "unknown_project")
    problem(desk.get(f"{project}/history", as_known_at="2026-01-04"), 404, "unknown_project")
    problem(desk.get(f"{project}/history", as_of="2026-03-03"), 422, "future_date")
