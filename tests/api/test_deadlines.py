"""Open deadlines over HTTP: of one project at two times, across projects from the view."""

from typing import Any

import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem

MATTER = "construction_planning_permit"
DEPARTMENT = "natural_resources"
REASON = "如实补录"
TODAY = {"effective_on": "2026-03-02"}
STOP = {"kind": "hearing", "notice_no": "听证1号", "notice_on": "2026-03-03", "expected_end": "2026-03-20"}


def accepted(desk: Desk, specialist: str = "s-1") -> str:
    """A project of a specialist with one matter received and accepted on 03-02."""
    project = desk.register()
    desk.done(f"{project}/profile", {**TODAY, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {**TODAY, "reason": "画像已定"})
    desk.done(f"{project}/assignments", {**TODAY, "specialist": specialist, "team": "7"})
    desk.act(project, MATTER, "receive", "03-02", receipt_no="JM-1", reason=REASON)
    desk.act(project, MATTER, "accept", "03-02", reason=REASON)
    return project


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.desk("lead", team="7")


@pytest.fixture
def project(desk: Desk) -> str:
    return accepted(desk)


def got(desk: Desk, path: str, **params: Any) -> Any:
    answer = desk.get(path, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def due(told: Any) -> list[tuple[str, str | None, int | None]]:
    return [(item["kind"], item["due_on"], item["left"]) for item in told["deadlines"] if item["matter"] == MATTER]


def test_a_project_shows_what_is_due_with_the_days_left_and_why(desk: Desk, project: str) -> None:
    told = got(desk, f"{project}/deadlines")
    assert due(told) == [("promised", "2026-03-05", 3), ("statutory", "2026-03-30", 20)]
    assert (told["as_of"], told["id"]) == ("2026-03-02", project.removeprefix("/projects/"))
    first = next(item for item in told["deadlines"] if item["matter"])
    assert (first["matter_name"], first["start"]) == ("建设工程规划许可证核发", "2026-03-02")
    assert (first["owner"], first["department"], first["provisional"]) == ("department", DEPARTMENT, False)
    assert first["explain"]


def test_overdue_is_below_zero(office: Office, desk: Desk, project: str) -> None:
    office.at("03-10 09:00")
    assert due(got(desk, f"{project}/deadlines"))[0] == ("promised", "2026-03-05", -3)


def test_it_is_read_at_two_times(office: Office, desk: Desk, project: str) -> None:
    office.at("03-06 09:00")
    desk.act(project, MATTER, "grant", "03-04", reason=REASON, document="规1")
    now = got(desk, f"{project}/deadlines", as_of="2026-03-05")
    known = got(desk, f"{project}/deadlines", as_of="2026-03-05", as_known_at="2026-03-05")
    before = got(desk, f"{project}/deadlines", as_of="2026-03-03")
    assert [kind for kind, _, _ in due(now)] == ["delivery", "permit_lapse"]
    assert due(known)[0] == ("promised", "2026-03-05", 0)
    assert due(before)[0] == ("promised", "2026-03-05", 2)
    assert desk.get(f"{project}/deadlines", as_of="2026-03-05").headers["etag"].startswith('"t-')


def test_a_stop_freezes_the_limits(office: Office, desk: Desk, project: str) -> None:
    office.at("03-03 09:00")
    desk.act(project, MATTER, "suspend", "03-03", reason="听证", **STOP)
    assert due(got(desk, f"{project}/deadlines")) == [("suspension_end", "2026-03-20", 13)]


def test_all_projects_deadlines_come_by_due_date_and_page_by_page(office: Office, desk: Desk) -> None:
    projects = {accepted(desk, "s-paged").removeprefix("/projects/") for _ in range(3)}
    position = office.positions()
    wanted = {"specialist": "s-paged", "min_position": position}
    told = got(desk, "/deadlines", **wanted)
    assert (told["as_of"], told["next"], told["position"] >= position) == ("2026-03-02", None, True)
    days = [item["due_on"] for item in told["items"]]
    assert days == sorted(days)
    assert {item["project"] for item in told["items"]} == projects
    first = next(item for item in told["items"] if item["matter"])
    assert (first["kind"], first["matter"], first["due_on"], first["left"]) == ("promised", MATTER, "2026-03-05", 3)
    assert (first["name"], first["matter_name"], first["team"]) == ("叁旺液压", "建设工程规划许可证核发", "7")
    assert "explain" not in first
    items: list[Any] = []
    cursor: dict[str, Any] = {}
    while True:
        page = got(desk, "/deadlines", limit=2, **wanted, **cursor)
        items += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert items == told["items"]


def test_they_are_chosen_by_day_kind_and_whose_they_are(office: Office, desk: Desk) -> None:
    accepted(desk, "s-chosen")
    wanted = {"specialist": "s-chosen", "min_position": office.positions()}

    def kinds(**more: Any) -> list[str]:
        return [item["kind"] for item in got(desk, "/deadlines", **wanted, **more)["items"]]

    assert kinds(department=DEPARTMENT) == ["promised", "statutory"]
    assert kinds(department=DEPARTMENT, due_before="2026-03-05") == ["promised"]
    assert kinds(due_before="2026-03-04", department=DEPARTMENT) == []
    assert kinds(kind="statutory", team="7") == ["statutory"]
    assert kinds(team="8") == []


def test_what_is_granted_or_stopped_is_no_longer_among_them(office: Office, desk: Desk) -> None:
    granted, stopped = accepted(desk, "s-done"), accepted(desk, "s-stopped")
    office.at("03-04 09:00")
    desk.act(granted, MATTER, "grant", "03-04", reason=REASON, document="规1")
    desk.act(stopped, MATTER, "suspend", "03-04", reason="听证", **{**STOP, "notice_on": "2026-03-04"})
    position = office.positions()
    for specialist, kind in (("s-done", "delivery"), ("s-stopped", "suspension_end")):
        told = got(desk, "/deadlines", specialist=specialist, department=DEPARTMENT, min_position=position)
        assert kind in {item["kind"] for item in told["items"]}
        assert not {"promised", "statutory"} & {item["kind"] for item in told["items"] if item["matter"] == MATTER}


@pytest.mark.parametrize(
    ("params", "code", "pointer"),
    [
        ({"colour": "red"}, "invalid_request", "query:colour"),
        ({"due_before": "2026-02-30"}, "invalid_request", "query:due_before"),
        ({"kind": "promise"}, "invalid_request", "query:kind"),
        ({"limit": "201"}, "invalid_request", "query:limit"),
        ({"team": "\0"}, "invalid_request", "query:team"),
        ({"cursor": "rubbish"}, "bad_cursor", "query:cursor"),
    ],
)
def test_what_nobody_reads_is_refused(desk: Desk, params: dict[str, Any], code: str, pointer: str) -> None:
    body = problem(desk.get("/deadlines", **params), 422, code)
    assert [item["pointer"] for item in body["errors"]] == [pointer]


def test_an_unknown_project_or_parameter_is_refused(desk: Desk, project: str) -> None:
    problem(desk.get("/projects/HH-1999-0001/deadlines"), 404, "unknown_project")
    problem(desk.get(f"{project}/deadlines", kind="statutory"), 422, "invalid_request")


def test_the_words_follow_the_reader(desk: Desk, project: str) -> None:
    desk.language = "en"
    first = got(desk, f"{project}/deadlines")["deadlines"][0]
    desk.language = "zh"
    assert first["matter_name"].isascii()
