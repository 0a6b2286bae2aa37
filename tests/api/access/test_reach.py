"""Who sees and acts on which projects, by one rule for lists and single ones; what an enterprise sees of its own."""

from collections.abc import Collection
from typing import Any

import pytest

from projections.ops.accounts import Role
from tests.api.office import SEED_ANSWERS, Desk, Office, problem

pytestmark = pytest.mark.both_engines

TODAY = {"effective_on": "2026-03-02"}
MATTER = "construction_planning_permit"
DEPARTMENT = "natural_resources"
REASON = "如实补录"


def escorted(office: Office, specialist: str, team: str) -> str:
    """A project of a specialist with a list, and one matter under way; its path."""
    lead = office.desk("lead", team=team)
    project = lead.register()
    lead.done(f"{project}/profile", {**TODAY, "answers": SEED_ANSWERS})
    lead.done(f"{project}/service-list", {**TODAY, "reason": "画像已定"})
    lead.done(f"{project}/assignments", {**TODAY, "specialist": specialist, "team": team})
    lead.act(project, MATTER, "receive", "03-02", receipt_no="JM-1", reason=REASON)
    lead.act(project, MATTER, "accept", "03-02", reason=REASON)
    return project


@pytest.fixture(scope="module")
def two(shared_office: Office) -> tuple[str, str]:
    """A project of s-a in task force a, and one of s-b in task force b."""
    office = shared_office.at("03-02 09:00")
    return escorted(office, "s-a", "a"), escorted(office, "s-b", "b")


def items(office: Office, desk: Desk, path: str, **params: Any) -> list[dict[str, Any]]:
    answer = desk.get(path, min_position=office.positions(), limit=200, **params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def seen(office: Office, desk: Desk, projects: Collection[str]) -> set[str]:
    """Which of some projects somebody sees: on the board, among the deadlines, and each by itself, all the same."""
    board = {f"/projects/{row['project']}" for row in items(office, desk, "/projects")}
    single = {one for one in projects if desk.get(one).status_code == 200}
    due = {f"/projects/{row['project']}" for row in items(office, desk, "/deadlines", kind="statutory")}
    assert board & set(projects) == single == due & set(projects)
    return single


def test_a_specialist_sees_his_own_a_lead_his_task_forces(office: Office, two: tuple[str, str]) -> None:
    first, second = two
    assert seen(office, office.desk("specialist", actor="s-a", team="a"), two) == {first}
    assert seen(office, office.desk("specialist", actor="s-c", team="a"), two) == set()
    assert seen(office, office.desk("lead", team="b"), two) == {second}
    for role in (Role.ADMIN, Role.LEADERSHIP, Role.AUDITOR):
        assert seen(office, office.desk(role), two) == {first, second}


def test_an_officer_sees_projects_with_matters_of_his_department(office: Office, two: tuple[str, str]) -> None:
    assert seen(office, office.desk("officer", DEPARTMENT), two) == set(two)
    assert seen(office, office.desk("officer", "nobodys"), two) == set()


def test_the_figures_above_the_board_are_those_of_what_is_seen(office: Office, two: tuple[str, str]) -> None:
    position = office.positions()
    days: tuple[dict[str, Any], ...] = ({}, {"as_known_at": "2026-03-02"})
    for day in days:
        for team in ("a", "b"):
            lead = office.desk("lead", team=team)
            head = lead.get("/board/head", min_position=position, **day).json()
            rows = items(office, lead, "/projects", **day)
            assert head["total"] == len(rows)
            assert sum(head["lights"].values()) == len(rows)
            own = [row for row in rows if row["team"]]
            assert {row["team"] for row in own} == {team}


def test_who_stands_in_for_somebody_sees_what_he_sees_while_he_is_away(office: Office) -> None:
    project = escorted(office, "s-away", "a")
    there, standing_in = (office.desk("specialist", actor=one, team="a") for one in ("s-away", "s-there"))
    assert seen(office, standing_in, {project}) == set()
    days = {"first_on": "2026-03-02", "last_on": "2026-03-04", "substitute": "s-there"}
    there.done("/staff/me/absences", days)
    assert seen(office, standing_in, {project}) == {project}
    standing_in.act(project, MATTER, "grant", "03-02", document="规1", reason=REASON)
    office.at("03-05 09:00")
    assert seen(office, standing_in, {project}) == set()
    problem(standing_in.post(f"{project}/suspend", {**TODAY, "reason": "企业申请"}), 404, "unknown_project")


def test_what_is_in_nobodys_charge_is_the_services_to_take_on(office: Office) -> None:
    project = office.desk("specialist", actor="s-first", team="a").register()
    other, lead = office.desk("specialist", actor="s-other", team="b"), office.desk("lead", team="b")
    assert other.get(project).status_code == lead.get(project).status_code == 200
    lead.done(f"{project}/assignments", {**TODAY, "specialist": "s-other", "team": "b"})
    assert other.get(project).status_code == 200
    problem(office.desk("specialist", actor="s-first", team="a").get(project), 404, "unknown_project")


def test_who_hands_a_project_on_has_it_no_more_from_that_moment(office: Office) -> None:
    project = escorted(office, "s-old", "a")
    old, new = (office.desk("specialist", actor=one, team="a") for one in ("s-old", "s-new"))
    body = {**TODAY, "kind": "visit", "summary": "走访企业"}
    old.done(f"{project}/assistance", body)
    office.desk("lead", team="a").done(f"{project}/assignments", {**TODAY, "specialist": "s-new", "team": "a"})
    for answer in (old.post(f"{project}/assistance", body), old.get(project), old.get(f"{project}/history")):
        problem(answer, 404, "unknown_project")
    new.done(f"{project}/assistance", body)


def test_what_another_process_moved_is_judged_when_the_act_is_decided(office: Office) -> None:
    """The log at hand may be behind; an act is judged on the log it is added to."""
    project = escorted(office, "s-slow", "a")
    here, slow = office.runtime, office.desk("specialist", actor="s-slow", team="a")
    stream = next(one for one in here.ledger.logs.logs if project.endswith(str(one)))
    known = here.ledger.logs.get(stream)
    record = here.projects.records.at_hand(stream, here.rules)
    office.desk("lead", team="a").done(f"{project}/assignments", {**TODAY, "specialist": "s-quick", "team": "a"})
    assert record is not None
    here.ledger.logs.logs[stream] = known  # as another process, which has not read on, has it
    here.projects.records.keep(record, here.rules)
    body = {**TODAY, "reason": "企业申请"}
    problem(slow.post(f"{project}/suspend", body), 404, "unknown_project")


def test_reminders_and_their_reasons_are_ones_own_or_of_ones_projects(office: Office, two: tuple[str, str]) -> None:
    desk = office.desk("specialist", actor="s-a", team="a")
    assert desk.get(f"{two[0]}/reminders").status_code == 200
    problem(desk.get(f"{two[1]}/reminders"), 404, "unknown_project")
    assert desk.get("/reminders", recipient="s-b").json()["items"] == []


def test_concerns_are_of_ones_projects_or_ones_own(office: Office, two: tuple[str, str]) -> None:
    first, second = (one.rpartition("/")[2] for one in two)
    office.appoint("t-observer", "observer", two[0])
    observer = office.desk("observer")
    body = {"title": "临时用电迟迟未通", "text": "报装两周仍无人上门"}
    raised = observer.done("/concerns", {**body, "project": first})["id"]
    problem(observer.post("/concerns", {**body, "project": second}), 404, "unknown_project")
    mine, theirs = (office.desk("specialist", actor=one, team=one[-1]) for one in ("s-a", "s-b"))
    assert [one["id"] for one in mine.get("/concerns", project=first).json()["items"]] == [raised]
    assert raised not in [one["id"] for one in theirs.get("/concerns").json()["items"]]
    problem(theirs.get(f"/concerns/{raised}"), 404, "unknown_concern")
    problem(theirs.get("/concerns", project=first), 404, "unknown_project")


INSIDE = (
    "light",
    "irregularities",
    "assistance",
    "yardsticks",
    "unconfirmed",
    "contested",
    "reason_required",
    "planned",
)


def test_an_enterprise_sees_its_own_project_without_what_is_internal(office: Office, two: tuple[str, str]) -> None:
    office.appoint("e-a", "enterprise", two[0])
    contact = office.desk("enterprise", actor="e-a")
    assert seen(office, contact, two) == {two[0]}
    view = contact.get(two[0]).json()
    assert not set(INSIDE) & set(view)
    row = next(one for one in view["matters"] if one["key"] == MATTER)
    assert (row["phase"], row["receipt_no"]) == ("accepted", "JM-1")
    assert not set(INSIDE) & set(row)
    assert REASON not in contact.get(two[0]).text
    (line,) = items(office, contact, "/projects")
    assert not {"light", "irregularities", "unconfirmed", "late_entries", "concerns", "specialist"} & set(line)
    assert set(contact.get(f"{two[0]}/milestones").json()["milestones"][0]) == {
        "stage",
        "name",
        "milestone",
        "target",
        "forecast",
        "actual",
    }
    for path in ("history", "schedule", "delays", "reminders", "reminders/why"):
        assert problem(contact.get(f"{two[0]}/{path}"), 403, "right_missing")["params"]["right"] == "internal"


def test_an_enterprise_hands_in_and_learns_nothing_internal_by_it(office: Office) -> None:
    project = escorted(office, "s-e", "a")
    office.appoint("e-b", "enterprise", project)
    contact = office.desk("enterprise", actor="e-b")
    path = f"{project}/matters/project_filing/submit"
    foreseen = contact.post(path, TODAY, preview="true").json()
    assert set(foreseen) == {"version", "events", "dates"}
    (event,) = contact.done(path, TODAY)["events"]
    assert event == {
        "version": foreseen["version"] + 1,
        "topic": event["topic"],
        "matter": "project_filing",
        "effective_on": "2026-03-02",
    }
    problem(contact.post(f"{project}/matters/{MATTER}/grant", TODAY), 403, "right_missing")
    problem(contact.post(f"{project}/acts", {"items": []}), 403, "right_missing")


def test_the_directory_names_no_project_of_others(office: Office, two: tuple[str, str]) -> None:
    office.appoint("e-z", "enterprise", two[0])
    mine, theirs = (office.desk("specialist", actor=one, team=one[-1]) for one in ("s-a", "s-b"))
    for path in ("/posts?staff=e-z", "/staff/e-z"):
        assert two[0].rpartition("/")[2] in mine.get(path).text
        assert two[0].rpartition("/")[2] not in theirs.get(path).text


def test_the_pages_know_the_same_bounds(office: Office, two: tuple[str, str]) -> None:
    code = office.desk("auditor").get(two[1]).json()["code"]
    for actor, status in (("s-a", 404), ("s-b", 200)):
        secret = office.desk("specialist", actor=actor, team=actor[-1]).secret
        office.client.cookies.clear()
        page = office.client.get(f"/projects/{code}", headers={"Cookie": f"huhang_session={secret}"})
        assert page.status_code == status
