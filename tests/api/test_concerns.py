"""Concerns over HTTP: raised, answered, rated, and answered once more when the raiser is not satisfied."""

from hashlib import sha256
from typing import Any

import pytest

from domain.concerns.concern import ConcernRaised
from tests.api.office import Desk, Office, problem
from tests.api.pages.test_pages import page

TEXT = "报装两周仍无人上门，经办电话 13800138000 无人接。"


def raised(desk: Desk, project: str, **values: Any) -> str:
    """A concern about a project; its path."""
    body = {"project": project.rpartition("/")[2], "title": "临时用电迟迟未通", "text": TEXT, "at": "3号监测点"}
    return f"/concerns/{desk.done('/concerns', body | values)['id']}"


@pytest.fixture
def project(office: Office, desk: Desk) -> str:
    """A project of task force 1, in the charge of the specialist at the desk; a point of the observer."""
    found = desk.register()
    office.appoint("t-observer", "observer", found)
    body = {"effective_on": "2026-03-02", "specialist": "t-specialist", "team": "1"}
    office.desk("lead").done(f"{found}/assignments", body)
    return found


def test_an_observer_raises_and_rates_what_the_specialist_answers(office: Office, desk: Desk, project: str) -> None:
    observer = office.desk("observer")
    path = raised(observer, project)
    told = observer.get(path).json()
    assert (told["state"], told["handler"], told["raised_by"]) == ("open", "t-specialist", "t-observer")
    assert (told["due_on"], told["days_left"], told["text"]) == ("2026-03-09", 5, TEXT)

    desk.done(f"{path}/answer", {"text": "已协调供电公司。"})
    assert desk.get(path).json()["answers"] == ["已协调供电公司。"]
    observer.done(f"{path}/rate", {"rating": "satisfied"})
    told = observer.get(path).json()
    assert (told["state"], told["rating_name"], told["days_left"]) == ("rated", "满意", None)


def test_who_is_dissatisfied_is_answered_once_more_within_five_working_days(
    office: Office, desk: Desk, project: str
) -> None:
    observer = office.desk("observer")
    path = raised(observer, project)
    desk.done(f"{path}/answer", {"text": "正在协调。"})
    office.at("03-05 09:00")
    observer.done(f"{path}/rate", {"rating": "dissatisfied"})

    told = observer.get(path).json()
    assert (told["state"], told["due_on"], told["rating"]) == ("open", "2026-03-12", "dissatisfied")
    desk.done(f"{path}/answer", {"text": "已通电。"})
    told = observer.get(path).json()
    assert (told["state"], told["answers"]) == ("answered", ["正在协调。", "已通电。"])


def test_the_words_stand_outside_the_log_which_has_their_proof(office: Office, project: str) -> None:
    observer = office.desk("observer")
    path = raised(observer, project)
    events = [event for event in office.runtime.concerns.following.now() if path.endswith(str(event.originator_id))]
    (event,) = events
    assert isinstance(event, ConcernRaised)
    assert event.sha256 == sha256(TEXT.encode()).hexdigest()
    assert "13800138000" not in repr(event)

    office.runtime.texts.erase(event.text, office.clock())
    assert observer.get(path).json()["text"] is None


def test_a_title_with_a_telephone_number_is_refused_and_nothing_is_stored(office: Office, project: str) -> None:
    before = office.positions()
    body = {"project": project.rpartition("/")[2], "title": "请打 13800138000", "text": "无人接听"}

    problem(office.desk("observer").post("/concerns", body), 422, "personal_data")
    assert office.positions() == before


def test_a_repeated_request_raises_once_and_a_preview_never(office: Office, project: str) -> None:
    observer = office.desk("observer")
    body = {"project": project.rpartition("/")[2], "title": "临时用电迟迟未通", "text": TEXT}
    first = observer.post("/concerns", body, key="c-1")
    again = observer.post("/concerns", body, key="c-1")
    assert (first.status_code, again.content) == (201, first.content)

    before = office.positions()
    assert observer.post("/concerns", body, preview="true").json()["events"][0]["topic"] == "ConcernRaised"
    assert office.positions() == before


def test_an_answer_to_an_older_version_is_refused_where_one_is_named(office: Office, desk: Desk, project: str) -> None:
    path = raised(office.desk("observer"), project)
    desk.done(f"{path}/assign", {"handler": "t-specialist", "reason": "由专员答复"}, if_match='"1"')

    previews: tuple[dict[str, Any], ...] = ({"preview": "true"}, {})
    for asked in previews:
        late = desk.post(f"{path}/answer", {"text": "已办"}, if_match='"1"', **asked)
        assert problem(late, 412, "version_conflict")["params"] == {"expected": 1, "current": 2}
    desk.done(f"{path}/answer", {"text": "已办"}, if_match='"2"')


def test_it_is_given_to_somebody_else_who_then_answers(office: Office, desk: Desk, project: str) -> None:
    path = raised(office.desk("observer"), project)
    officer = office.desk("officer")
    problem(officer.post(f"{path}/answer", {"text": "x"}), 403, "right_missing")

    desk.done(f"{path}/assign", {"handler": officer_id(office), "due_on": "2026-03-04", "reason": "属部门职责"})
    assert officer.get("/concerns", handler="me").json()["items"][0]["due_on"] == "2026-03-04"
    problem(officer.post(f"{path}/assign", {"handler": "s-9"}), 403, "right_missing")
    officer.done(f"{path}/answer", {"text": "已办理。"})
    problem(officer.post(f"{path}/answer", {"text": "再答"}), 409, "concern_closed")


def test_a_handlers_list_has_what_names_nobody_where_he_is_in_charge(office: Office, desk: Desk, project: str) -> None:
    observer, name = office.desk("observer"), project.rpartition("/")[2]
    given, unnamed = raised(observer, project, handler=officer_id(office)), raised(observer, project)
    for handler, path in (("me", unnamed), ("t-specialist", unnamed), (officer_id(office), given)):
        (item,) = desk.get("/concerns", project=name, handler=handler).json()["items"]
        assert path.endswith(item["id"])
        assert item["handler"] == handler.replace("me", "t-specialist")
    assert desk.get("/concerns", project=name, handler="s-9").json()["items"] == []


def officer_id(office: Office) -> str:
    """The staff id by which the officer's token names him."""
    actor = next(name for name in office.desks if name.startswith("t-officer"))
    return actor.lower()


def test_who_did_not_raise_it_neither_sees_it_nor_rates_it(office: Office, desk: Desk, project: str) -> None:
    path = raised(office.desk("observer"), project)
    enterprise = office.desk("enterprise")
    problem(enterprise.get(path), 404, "unknown_concern")
    assert enterprise.get("/concerns").json()["items"] == []
    problem(enterprise.post(f"{path}/rate", {"rating": "satisfied"}), 404, "unknown_concern")

    desk.done(f"{path}/answer", {"text": "已办理。"})
    problem(desk.post(f"{path}/rate", {"rating": "satisfied"}), 403, "not_the_raiser")
    problem(office.desk("auditor").post(f"{path}/answer", {"text": "x"}), 403, "right_missing")


def test_what_was_not_answered_is_not_rated_and_a_term_is_not_over_before_it_begins(
    office: Office, desk: Desk, project: str
) -> None:
    observer = office.desk("observer")
    path = raised(observer, project)
    problem(observer.post(f"{path}/rate", {"rating": "satisfied"}), 409, "concern_not_answered")
    problem(desk.post(f"{path}/assign", {"due_on": "2026-02-27"}), 422, "due_before_raised")
    body = {"project": "HH-0000-9999", "title": "x", "text": "y"}
    problem(observer.post("/concerns", body), 404, "unknown_project")
    problem(observer.get("/concerns/none"), 404, "unknown_concern")


def test_the_list_has_the_open_ones_first_and_takes_filters(office: Office, desk: Desk, project: str) -> None:
    observer = office.desk("observer")
    answered, later = raised(observer, project), raised(observer, project, due_on="2026-03-20")
    desk.done(f"{answered}/answer", {"text": "已办理。"})
    name = project.rpartition("/")[2]

    items = desk.get("/concerns", project=name).json()["items"]
    assert [(item["id"] in later, item["state"]) for item in items] == [(True, "open"), (False, "answered")]
    assert len(desk.get("/concerns", project=name, state="answered").json()["items"]) == 1


def test_the_board_counts_what_is_still_to_be_answered(office: Office, desk: Desk, project: str) -> None:
    first = raised(office.desk("observer"), project)
    raised(office.desk("observer"), project)
    desk.done(f"{first}/answer", {"text": "已办理。"})

    items = desk.get("/projects", min_position=office.positions(), limit=200).json()["items"]
    (row,) = [item for item in items if project.endswith(item["project"])]
    assert (row["concerns"], row["substitute"]) == (1, None)


def test_a_concern_stands_in_the_day_of_who_is_to_answer_until_he_did(office: Office, desk: Desk, project: str) -> None:
    path = raised(office.desk("observer"), project, title="路口开设无人答复")
    office.runtime.projector.wait_for(office.positions(), 5)
    desk = office.desk("specialist")
    day = page(office, "/day", desk).text
    assert "路口开设无人答复" in day
    assert "剩 5 个工作日" in day
    assert "路口开设无人答复" not in page(office, "/day", office.desk("lead")).text
    desk.done(f"{path}/answer", {"text": "已协调供电公司。"})
    assert "路口开设无人答复" not in page(office, "/day", desk).text
