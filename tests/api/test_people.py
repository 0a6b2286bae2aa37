"""Posts, absences and hand-overs over HTTP: who may record what of whom, and what the reader then sees."""

from typing import Any
from uuid import UUID

import pytest

from domain.log.ledger import Command
from domain.project.events.lifecycle import SpecialistAssigned
from domain.staff.appointing import HandOver, handing_over
from domain.staff.handovers import HandOvers
from projections.ops.accounts import Role
from tests.api.office import Desk, Office, problem
from tests.scenario import moment

BUREAU = "natural_resources"
ON = {"effective_on": "2026-03-02"}
AWAY = {"first_on": "2026-03-09", "last_on": "2026-03-13", "substitute": "s-202"}


@pytest.fixture
def admin(office: Office) -> Desk:
    return office.desk(Role.ADMIN)


@pytest.fixture
def lead(office: Office) -> Desk:
    """The lead of task force 1."""
    return office.desk(Role.LEAD)


def officer(staff: str, **values: Any) -> dict[str, Any]:
    named: dict[str, Any] = {"staff": staff, "post": "officer", "of": BUREAU}
    return {**named, **ON, **values}


def held(desk: Desk, **wanted: str) -> list[str]:
    return [item["staff"] for item in desk.get("/posts", None, **wanted).json()["items"]]


def in_charge(lead: Desk, specialist: str, team: str = "1") -> str:
    """A project of somebody; its path."""
    project = lead.register()
    lead.done(f"{project}/assignments", {**ON, "specialist": specialist, "team": team})
    return project


def test_an_administrator_appoints_and_everybody_who_reads_sees_it(admin: Desk, office: Office) -> None:
    answer = admin.post("/posts", officer("o-11"))
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert [event["topic"] for event in answer.json()["events"]] == ["PostTaken"]
    (item,) = office.desk(Role.AUDITOR).get("/posts", staff="o-11").json()["items"]
    assert (item["post_name"], item["of"], item["of_name"], item["since"]) == (
        "经办人",
        BUREAU,
        "青岛市即墨区自然资源局",
        "2026-03-02",
    )
    admin.done("/posts/leave", officer("o-11"))
    assert held(admin, staff="o-11") == []


def test_a_preview_records_nothing_and_a_repeated_key_acts_once(admin: Desk, office: Office) -> None:
    before = office.positions()
    assert admin.post("/posts", officer("o-21"), preview="true").json()["events"][0]["topic"] == "PostTaken"
    assert office.positions() == before
    first = admin.post("/posts", officer("o-21"), key="once")
    assert admin.post("/posts", officer("o-21"), key="once").json() == first.json()
    problem(admin.post("/posts", officer("o-21", of="ecology"), key="once"), 422, "idempotency_key_reused")
    assert held(admin, of=BUREAU, post="officer").count("o-21") == 1


def test_what_there_is_not_is_refused(admin: Desk) -> None:
    problem(admin.post("/posts", officer("o-31", of="space_bureau")), 422, "unknown_department")
    problem(
        admin.post("/posts", {**officer("e-1"), "post": "enterprise", "of": "HH-1999-0001"}), 404, "unknown_project"
    )
    problem(admin.post("/posts", officer("o-31", of=None)), 422, "post_of_nothing")
    problem(admin.post("/posts", officer("o-31", effective_on="2026-03-03")), 422, "future_date")
    problem(admin.post("/posts/leave", officer("o-31")), 409, "post_not_held")
    problem(admin.post("/posts", {**officer("o-31"), "post": "emperor"}), 422, "invalid_request")


def test_no_task_force_of_a_post_is_a_telephone(admin: Desk) -> None:
    body = {"staff": "s-31", "post": "member", "of": "13812345678", **ON}
    assert "所属" in problem(admin.post("/posts", body), 422, "personal_data")["title"]
    assert held(admin, of="13812345678") == []


def test_the_posts_of_a_task_force_are_found_though_a_project_has_its_code(admin: Desk, office: Office) -> None:
    path = office.desk().register(code="jm-9")
    office.appoint("e-91", "enterprise", path)
    for post in ("lead", "member"):
        admin.done("/posts", {"staff": f"{post}-91", "post": post, "of": "jm-9", **ON})
    assert held(admin, of="jm-9", post="lead") == ["lead-91"]
    assert held(admin, of="jm-9", post="enterprise") == ["e-91"]
    assert held(admin, of="jm-9") == ["e-91", "lead-91", "member-91"]
    assert held(admin, of=path.rpartition("/")[2]) == ["e-91"]


def test_a_lead_appoints_within_his_task_force_only(lead: Desk, office: Office) -> None:
    own, others = in_charge(lead, "s-41"), in_charge(lead, "s-42", team="2")
    lead.done("/posts", {"staff": "s-41", "post": "member", "of": "1", **ON})
    lead.done("/posts", {"staff": "e-41", "post": "enterprise", "of": own.rpartition("/")[2], **ON})
    for post, of in (("member", "2"), ("lead", "1"), ("enterprise", others.rpartition("/")[2]), ("officer", BUREAU)):
        answer = problem(lead.post("/posts", {"staff": "s-41", "post": post, "of": of, **ON}), 403, "right_missing")
        assert answer["params"]["right"] == f"posts:{post}:{of}"
    problem(office.desk(Role.SPECIALIST).post("/posts", officer("o-1")), 403, "right_missing")


def test_everybody_records_his_own_absence_a_lead_those_of_his_people(lead: Desk, office: Office) -> None:
    specialist = office.desk(Role.SPECIALIST, actor="s-51")
    specialist.done("/staff/me/absences", AWAY)
    problem(specialist.post("/staff/s-52/absences", AWAY), 403, "right_missing")
    problem(lead.post("/staff/s-52/absences", AWAY), 403, "right_missing")
    lead.done("/posts", {"staff": "s-52", "post": "member", "of": "1", **ON})
    lead.done("/staff/s-52/absences", AWAY)
    in_charge(lead, "s-53")
    office.runtime.projector.wait_for(office.positions(), 5)
    lead.done("/staff/s-53/absences", AWAY)
    for role in (Role.OFFICER, Role.LEADERSHIP, Role.ENTERPRISE):
        office.desk(role).done("/staff/me/absences", AWAY)
    for role in (Role.AUDITOR, Role.OBSERVER):
        problem(office.desk(role).post("/staff/me/absences", AWAY), 403, "right_missing")


def test_an_absence_is_shown_and_ends_early(office: Office) -> None:
    specialist = office.desk(Role.SPECIALIST, actor="s-61")
    number = specialist.done("/staff/me/absences", AWAY)["version"]
    (absence,) = specialist.get("/staff/me").json()["absences"]
    assert absence == {"absence": number, **AWAY, "state": "planned"}
    problem(specialist.post("/staff/me/absences", AWAY), 409, "absence_overlaps")
    office.at("03-11 09:00")
    assert specialist.get("/staff/s-202").json()["stands_in_for"].count("s-61") == 1
    specialist.done(f"/staff/me/absences/{number}/end", {"returned_on": "2026-03-11"})
    (absence,) = specialist.get("/staff/me").json()["absences"]
    assert (absence["last_on"], absence["state"]) == ("2026-03-10", "over")
    problem(specialist.post(f"/staff/me/absences/{number}/end", {"returned_on": "2026-03-12"}), 409, "absence_over")
    problem(specialist.post("/staff/me/absences/77/end", {"returned_on": "2026-03-12"}), 404, "unknown_absence")


def test_an_enterprise_contact_reads_of_himself_only(office: Office) -> None:
    contact = office.desk(Role.ENTERPRISE)
    assert contact.get("/staff/me").status_code == 200
    problem(contact.get("/staff/s-51"), 403, "right_missing")
    problem(contact.get("/posts"), 403, "right_missing")


def test_all_projects_of_a_person_go_to_his_successor_each_by_a_command_of_its_own(lead: Desk, office: Office) -> None:
    first, second = in_charge(lead, "s-71"), in_charge(lead, "s-71")
    wanted = {"successor": "s-72", **ON, "reason": "岗位调整"}
    answer = lead.done("/staff/s-71/hand-over", wanted, key="go")
    paths = {f"/projects/{one}" for one in answer["projects"]}
    assert paths == {first, second}
    for project in (first, second):
        assert specialist_of(lead, project) == "s-72"
    log = office.runtime.ledger.load(answer_id(first))
    assert isinstance(log[-1], SpecialistAssigned)
    assert (log[-1].actor, log[-1].team, log[-1].reason) == ("t-lead", "1", "岗位调整")
    assert log[-1].cause.endswith("/1")
    before = office.positions()
    assert lead.done("/staff/s-71/hand-over", wanted, key="go") == answer
    assert office.positions() == before


def answer_id(path: str) -> UUID:
    return UUID(path.rpartition("/")[2])


def specialist_of(desk: Desk, project: str) -> str:
    found: str = desk.get(project).json()["people"]["specialist"]
    return found


def test_some_projects_may_go_and_only_those_of_the_own_task_force(lead: Desk, office: Office) -> None:
    reader = office.desk("auditor")
    first, second, others = in_charge(lead, "s-81"), in_charge(lead, "s-81"), in_charge(lead, "s-81", team="2")
    wanted = {"successor": "s-82", **ON}
    strange = {**wanted, "projects": [others.rpartition("/")[2]]}
    problem(lead.post("/staff/s-81/hand-over", strange), 404, "unknown_project")
    problem(lead.post("/staff/s-81/hand-over", {**wanted, "team": "2"}), 403, "right_missing")
    lead.done("/staff/s-81/hand-over", {**wanted, "projects": [first.rpartition("/")[2]]})
    assert [specialist_of(reader, one) for one in (first, second, others)] == ["s-82", "s-81", "s-81"]


def test_a_hand_over_that_was_cut_short_is_carried_on_by_the_scheduler(lead: Desk, office: Office) -> None:
    first, second = in_charge(lead, "s-91"), in_charge(lead, "s-91")
    lead.done(f"{second}/assignments", {**ON, "specialist": "s-93", "team": "1"})  # meanwhile somebody else's
    here = office.runtime
    wanted = HandOver("s-91", "s-92", "", (answer_id(first), answer_id(second)), moment("03-02 09:00").date())
    here.directory.run(handing_over("jimo", Command("t-lead/cut", "d", "t-lead", "api"), wanted))
    waiting = HandOvers(here.projects, here.directory)
    assert [waiting.carry_on(), waiting.carry_on(), HandOvers(here.projects, here.directory).carry_on()] == [1, 0, 0]
    assert [specialist_of(lead, one) for one in (first, second)] == ["s-92", "s-93"]
