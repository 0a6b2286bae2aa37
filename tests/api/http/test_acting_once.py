"""A command acts once under its key, however often and from wherever it is sent."""

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.office import ENTERPRISE, Desk, Office, problem

pytestmark = pytest.mark.both_engines

MATTER = "/matters/investment_agreement"
RECEIVED = {"effective_on": "2026-03-02", "receipt_no": "JM-1", "reason": "窗口收件"}
LANDED = {"name": "叁旺液压", "landed_on": "2026-03-02", "enterprise": ENTERPRISE}


def test_the_same_key_and_body_are_answered_byte_for_byte_as_the_first_time(office: Office, desk: Desk) -> None:
    project = desk.register()
    path = f"{project}{MATTER}/receive"
    first = desk.post(path, RECEIVED, key="k-1")
    desk.act(project, "investment_agreement", "accept", "03-02")
    before = office.positions()

    again = desk.post(path, RECEIVED, key="k-1")

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["etag"] == first.headers["etag"] == '"3"'
    assert int(again.headers["huhang-position"]) >= int(first.headers["huhang-position"])
    assert office.positions() == before


def test_the_same_request_may_be_spaced_and_ordered_otherwise(office: Office, desk: Desk) -> None:
    project = desk.register()
    path = f"{project}{MATTER}/receive"
    first = desk.post(path, RECEIVED, key="k-2")
    reordered = dict(reversed(RECEIVED.items()))

    for content in (json.dumps(reordered, indent=4), json.dumps(RECEIVED, ensure_ascii=False) + "\n\n"):
        assert desk.post(path, content=content.encode(), key="k-2").content == first.content
    assert len(office.runtime.ledger.load(office.runtime.projects.stream("t-specialist/k-2"))) == 0


def test_a_key_used_for_another_request_is_refused(office: Office, desk: Desk) -> None:
    project = desk.register()
    desk.done(f"{project}{MATTER}/receive", RECEIVED, key="k-3")
    before = office.positions()

    for path, body in (
        (f"{project}{MATTER}/receive", {**RECEIVED, "receipt_no": "JM-2"}),
        (f"{project}{MATTER}/accept", {"effective_on": "2026-03-02"}),
        (f"{project}/facts/land_contract_signed", {"on": "2026-03-02"}),
    ):
        assert "k-3" in problem(desk.post(path, body, key="k-3"), 422, "idempotency_key_reused")["title"]
    assert office.positions() == before


def test_keys_belong_to_their_user(office: Office, desk: Desk) -> None:
    project = desk.register()
    other = office.desk("specialist", actor="t-other")

    desk.done(f"{project}{MATTER}/receive", RECEIVED, key="k-4")
    accepted = other.done(f"{project}{MATTER}/accept", {"effective_on": "2026-03-02"}, key="k-4")

    assert [event["topic"] for event in accepted["events"]] == ["ApplicationAccepted"]


def test_a_registration_sent_again_finds_its_project(office: Office, desk: Desk) -> None:
    first = desk.post("/projects", LANDED, key="k-5", if_match=None)
    desk.register()
    before = office.positions()

    again = desk.post("/projects", LANDED, key="k-5", if_match=None)

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    problem(desk.post("/projects", {**LANDED, "name": "别的项目"}, key="k-5"), 422, "idempotency_key_reused")
    assert office.positions() == before


def test_a_refused_command_leaves_its_key_free(office: Office, desk: Desk) -> None:
    project = desk.register()
    before = office.positions()
    path = f"{project}{MATTER}"

    problem(desk.post(f"{path}/accept", {"effective_on": "2026-03-02"}, key="k-6"), 409, "act_out_of_order")
    problem(desk.post(f"{path}/receive", RECEIVED, key="k-6", if_match='"9"'), 412, "version_conflict")
    problem(desk.post("/projects", {**LANDED, "landed_on": "2026-03-03"}, key="k-6"), 422, "future_date")
    assert office.positions() == before

    assert desk.done(f"{path}/receive", RECEIVED, key="k-6")["version"] == 3
    assert desk.done("/projects", LANDED, key="k-6")["version"] == 1


def test_a_command_that_changes_nothing_records_nothing(office: Office, desk: Desk) -> None:
    project = desk.register()
    lead = office.desk("lead")
    charge = {"effective_on": "2026-03-02", "specialist": "s-101", "team": "1"}
    lead.done(f"{project}/assignments", charge)
    before = office.positions()

    answer = lead.post(f"{project}/assignments", charge)

    assert (answer.status_code, answer.json()["events"], answer.headers["etag"]) == (200, [], '"2"')
    assert office.positions() == before


def test_twenty_keys_sent_160_times_by_eight_threads_are_twenty_acts(served: Office) -> None:
    desk = served.desk()
    project = desk.register()
    asked = [{"effective_on": "2026-03-02", "reason": f"第 {number} 次申报"} for number in range(20)]
    turns = [number for number in range(20) for _ in range(8)]
    random.Random(3).shuffle(turns)

    def send(number: int) -> tuple[int, int, bytes]:
        answer = desk.post(f"{project}{MATTER}/submit", asked[number], key=f"key-{number}")
        return number, answer.status_code, answer.content

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, turns))

    assert {status for _, status, _ in answers} == {200}
    assert len({(number, content) for number, _, content in answers}) == 20
    recorded = [
        row["reason"] for row in desk.history(project, served.positions()) if row["topic"] == "ApplicationSubmitted"
    ]
    assert sorted(recorded) == sorted(body["reason"] for body in asked)


def test_many_registering_at_once_each_get_a_number_of_their_own(served: Office) -> None:
    desk = served.desk()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: desk.post("/projects", LANDED, key=f"r-{number % 16}"), range(32)))

    assert {answer.status_code for answer in answers} == {201}
    ids = {answer.json()["id"] for answer in answers}
    assert len(ids) == 16
    codes = sorted(desk.get(f"/projects/{one}").json()["code"] for one in ids)
    assert codes == [f"HH-2026-{number:04d}" for number in range(1, 17)]
