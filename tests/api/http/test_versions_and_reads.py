"""ETags, If-Match, 304, HEAD, time travel, and waiting for a position."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from domain.log.ledger import Command
from domain.staff.appointing import Appointment, taking
from domain.staff.directory import Directory
from domain.staff.posts import Post
from tests.api.office import V1, Desk, Office, problem
from tests.scenario import day

pytestmark = pytest.mark.both_engines

AGREEMENT = "investment_agreement"
SUBMIT = {"effective_on": "2026-03-02"}


def test_a_write_answers_its_version_and_position_and_a_read_its_version_and_hash(office: Office, desk: Desk) -> None:
    project = desk.register()
    written = desk.post(f"{project}/matters/{AGREEMENT}/submit", SUBMIT)
    version = written.json()["version"]

    read = desk.get(project)

    assert written.headers["etag"] == f'"{version}"'
    assert int(written.headers["huhang-position"]) == office.positions()
    assert read.json()["version"] == version
    number, _, digest = read.headers["etag"].strip('"').partition("-")
    assert (number, len(digest)) == (str(version), 16)
    assert read.headers["vary"] == "Authorization, Accept-Language, Accept-Encoding"
    assert read.headers["cache-control"] == "private, no-cache"


def test_either_tag_is_good_for_the_next_write(desk: Desk) -> None:
    project = desk.register()
    path = f"{project}/matters/{AGREEMENT}"

    written = desk.post(f"{path}/submit", SUBMIT, if_match=desk.get(project).headers["etag"])
    again = desk.post(f"{path}/submit", SUBMIT, if_match=written.headers["etag"])

    assert (written.status_code, again.status_code) == (200, 200)
    body = problem(desk.post(f"{path}/submit", SUBMIT, if_match=written.headers["etag"]), 412, "version_conflict")
    assert again.headers["etag"] == f'"{body["params"]["current"]}"'
    assert f"当前为 {body['params']['current']}" in body["title"]


def test_of_two_who_decided_on_one_version_one_is_told(served: Office) -> None:
    desk = served.desk()
    project = desk.register()
    path = f"{project}/matters/{AGREEMENT}/submit"

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: desk.post(path, SUBMIT, if_match='"1"').status_code, range(8)))

    assert sorted(answers) == [200] + [412] * 7


@pytest.mark.parametrize("part", ["", "/service-list", "/history"])
def test_a_reader_who_has_it_already_is_told_so(desk: Desk, office: Office, part: str) -> None:
    project = desk.register()
    position: dict[str, Any] = {"min_position": office.positions()} if part == "/history" else {}
    first = desk.get(project + part, **position)
    tag = first.headers["etag"]

    for known in (tag, f'"0-0", {tag}', f"W/{tag}"):
        again = desk.get(project + part, {"If-None-Match": known}, **position)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert desk.get(project + part, {"If-None-Match": '"0-0"'}, **position).status_code == 200
    desk.act(project, AGREEMENT, "submit", "03-02")
    position = {"min_position": office.positions()} if part == "/history" else {}
    changed = desk.get(project + part, {"If-None-Match": tag}, **position)
    assert changed.status_code == 200


def test_the_tag_differs_by_language_and_by_day(office: Office, desk: Desk) -> None:
    project = desk.register()
    chinese = desk.get(project).headers["etag"]

    english = desk.get(project, {"Accept-Language": "en"}).headers["etag"]
    tomorrow = office.at("03-03 09:00").desk().get(project).headers["etag"]

    assert len({chinese, english, tomorrow}) == 3
    assert {tag.split("-")[0] for tag in (chinese, english, tomorrow)} == {'"1'}


def test_every_read_answers_head_like_get_without_the_body(office: Office, desk: Desk) -> None:
    project = desk.register()
    desk.history(project, office.positions())

    for path in ("/projects", project, f"{project}/service-list", f"{project}/history"):
        got = desk.get(path)
        head = office.client.head(V1 + path, headers=desk.headers())
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", got.headers["etag"])
    assert office.client.head(f"{V1}/projects/none", headers=desk.headers()).status_code == 404
    assert office.client.head(V1 + project).status_code == 401


def test_a_read_that_travels_in_time_is_good_for_no_write(desk: Desk) -> None:
    project = desk.register()

    for name in ("as_of", "as_known_at"):
        tag = desk.get(f"{project}?{name}=2026-03-02").headers["etag"]
        assert tag.startswith('"t-')
        refused = desk.post(f"{project}/matters/{AGREEMENT}/submit", SUBMIT, if_match=tag)
        problem(refused, 422, "if_match_form")


def test_a_read_waits_for_the_position_a_write_answered_with(served: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.http.staleness.PATIENCE", 60.0)  # a busy machine takes ten times as long
    desk = served.desk()
    for _ in range(5):
        written = desk.post("/projects", {"name": "新项目", "landed_on": "2026-03-02", "enterprise": {"name": "企业"}})
        reached = int(written.headers["huhang-position"])
        page = desk.get("/projects", min_position=reached)
        assert page.status_code == 200
        assert page.json()["position"] >= reached
        assert written.json()["id"] in {row["project"] for row in page.json()["items"]}


def test_a_position_that_is_not_reached_in_time_is_a_503_with_the_time_to_come_again(
    office: Office, desk: Desk
) -> None:
    project = desk.register()
    began = time.monotonic()

    answer = desk.get(f"{project}/history", min_position=office.positions() + 1)

    problem(answer, 503, "view_behind")
    assert answer.headers["retry-after"] == "1"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("path", ["", "/service-list", "/schedule", "/reminders"])
def test_every_read_of_a_project_is_of_the_position_asked_for_or_none(office: Office, desk: Desk, path: str) -> None:
    project = desk.register()
    reached = office.positions()

    assert desk.get(project + path, min_position=reached).status_code == 200
    answer = desk.get(project + path, min_position=reached + 1)

    problem(answer, 503, "view_behind")
    assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize("path", ["/reminders", "/staff/me", "/posts", "/concerns"])
def test_every_list_is_of_the_position_asked_for_or_none(office: Office, desk: Desk, path: str) -> None:
    assert desk.get(path, min_position=office.positions()).status_code == 200
    problem(desk.get(path, min_position=office.positions() + 1), 503, "view_behind")


def test_what_another_process_recorded_is_seen_by_who_asks_for_its_position(office: Office, desk: Desk) -> None:
    runtime = office.runtime
    runtime.directory.following.looked = float("inf")  # this process has just looked, and would for a while not again
    elsewhere = Directory(runtime.ledger, runtime.settings.district)
    post = Appointment("o-elsewhere", Post.OFFICER, "tax", day("03-02"))
    position = elsewhere.run(taking(runtime.settings.district, Command("a/1", "d", "a", "api"), post)).position

    found = desk.get("/posts", staff="o-elsewhere", min_position=position).json()["items"]

    assert [one["of"] for one in found] == ["tax"]


def test_waiting_needs_a_right_first(office: Office) -> None:
    began = time.monotonic()

    problem(office.anybody.get("/projects", min_position=10**9), 401, "not_signed_in")
    problem(office.desk("observer").get("/projects", min_position=10**9), 403, "right_missing")
    assert time.monotonic() - began < 1


def test_search_takes_percent_and_underscore_as_themselves(office: Office, desk: Desk) -> None:
    desk.register(name="扩产100%项目")
    desk.register(name="A_B 项目")
    desk.register(name="AxB 项目")
    position = office.positions()

    def found(q: str) -> list[str]:
        rows = desk.get("/projects", q=q, min_position=position).json()["items"]
        return sorted(row["name"] for row in rows)

    assert found("%") == ["扩产100%项目"]
    assert found("0%项") == ["扩产100%项目"]
    assert found("a_b") == ["A_B 项目"]
    assert found("\\") == []
    assert found("' OR 1=1 --") == []


def test_a_list_read_page_by_page_shows_every_project_once(own_office: Office) -> None:
    desk = own_office.desk()
    ids = [desk.register(name=f"项目{number}").rpartition("/")[2] for number in range(7)]
    position = own_office.positions()

    for sort in ("urgency", "code", "landed", "due"):
        seen: list[str] = []
        cursor: dict[str, Any] = {}
        while True:
            page = desk.get("/projects", sort=sort, limit=3, min_position=position, **cursor).json()
            seen += [row["project"] for row in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert sorted(seen) == sorted(ids)
    problem(desk.get("/projects", sort="code", cursor=page_cursor(desk)), 422, "bad_cursor")


def page_cursor(desk: Desk) -> str:
    """A cursor of the sort by urgency."""
    return str(desk.get("/projects", limit=1).json()["next"])
