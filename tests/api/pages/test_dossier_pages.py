"""Dossiers on pages: what leaves is named before it does, what arrives is seen before it is recorded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest

from api.dossier.leaving import dossier
from projections.ops.accounts import Role
from tests.api.conftest import opened
from tests.api.office import Desk, Office, problem
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import HERE, page

NAME = "搬来的项目"


@dataclass
class Two:
    """An installation with a project, and one that gets it."""

    here: Office
    there: Office
    code: str
    data: bytes


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    here, there = (f"sqlite:///{tmp_path / name}" for name in ("here", "there"))
    with opened(here) as office, opened(there) as other:
        desk = office.at("03-02 09:00").desk()
        project = desk.register(name=NAME)
        concern = {"project": project.rpartition("/")[2], "title": "迟迟不受理", "text": "已交三周"}
        desk.done("/concerns", concern)
        code = desk.get(project).json()["code"]
        other.at("04-01 09:00")
        yield Two(office, other, code, dossier(office.runtime, UUID(concern["project"])))


def hand_in(office: Office, desk: Desk, content: bytes) -> httpx2.Response:
    """A file as the browser of somebody signed in sends it."""
    office.client.cookies.clear()
    headers = {"Cookie": f"huhang_session={desk.secret}", **HERE}
    return office.client.post("/dossiers", files={"file": ("项目.zip", content, "application/zip")}, headers=headers)


def waiting(text: str) -> str:
    """The address that takes in what is shown."""
    return "/dossiers/" + text.partition('action="/dossiers/')[2].partition('"')[0]


def projects(office: Office) -> list[Any]:
    return [item["name"] for item in office.desk(Role.ADMIN).get("/projects").json()["items"]]


def test_a_project_leaves_having_seen_what_it_takes_along(two: Two) -> None:
    auditor = two.here.desk(Role.AUDITOR)
    assert f"/dossiers?project={two.code}" in page(two.here, f"/projects/{two.code}", auditor).text

    shown = page(two.here, f"/dossiers?project={two.code}", auditor).text
    file = page(two.here, f"/projects/{two.code}/dossier.zip", auditor)

    assert NAME in shown
    assert "、1 段文字" in shown
    assert 'type="file"' not in shown
    assert file.content == two.data
    assert f"{two.code}.zip" in file.headers["content-disposition"]
    unknown = page(two.here, "/dossiers?project=HH-2026-9999", auditor)
    assert unknown.status_code == 404
    assert "HH-2026-9999" in unknown.text


def test_a_project_that_is_none_is_told_above_the_form(two: Two) -> None:
    answer = page(two.here, "/dossiers?project=HH-1999-0001", two.here.desk("admin"))
    assert answer.status_code == 404
    assert "没有这个项目：HH-1999-0001" in answer.text
    assert 'value="HH-1999-0001"' in answer.text


def test_a_dossier_is_seen_before_it_is_taken_in_and_comes_in_once(two: Two) -> None:
    admin = two.there.desk(Role.ADMIN)
    seen = hand_in(two.there, admin, two.data)
    assert seen.status_code == 200, seen.text
    assert f"将导入项目 {two.code} {NAME}" in seen.text
    assert projects(two.there) == []

    for _ in range(2):
        answer = send(two.there, admin, waiting(seen.text), code=two.code)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/dossiers?arrived={two.code}")

    two.there.runtime.projector.catch_up()
    assert projects(two.there) == [NAME]
    assert f'<a href="/projects/{two.code}">' in page(two.there, f"/dossiers?arrived={two.code}", admin).text
    again = hand_in(two.there, admin, two.data)
    assert again.status_code == 409
    assert "未导入" in again.text


def overtaken(monkeypatch: pytest.MonkeyPatch, part: Any, name: str, first: Callable[[], httpx2.Response]) -> None:
    """Have another request be done first, when one comes to this call."""
    call = getattr(part, name)

    def late(wanted: Any) -> Any:
        monkeypatch.setattr(part, name, call)
        assert first().status_code in (201, 303)
        return call(wanted)

    monkeypatch.setattr(part, name, late)


def test_of_two_who_confirm_at_once_both_are_told_that_it_came_in(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = two.there.desk(Role.ADMIN)
    path = waiting(hand_in(two.there, admin, two.data).text)

    def confirm() -> httpx2.Response:
        return send(two.there, admin, path, code=two.code)

    overtaken(monkeypatch, two.there.runtime.imports, "content", confirm)
    assert confirm().status_code == 303


def test_a_dossier_sent_twice_at_once_with_its_key_is_answered_twice_alike(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = two.there.desk(Role.ADMIN)

    def arrive() -> httpx2.Response:
        return admin.post("/dossiers", content=two.data, content_type="application/zip", key="k-1")

    overtaken(monkeypatch, two.there.runtime.ledger, "moment", arrive)
    answer = arrive()
    assert (answer.status_code, answer.json()["code"]) == (201, two.code), answer.text


def test_one_dossier_of_a_person_waits_a_week_at_most_and_goes_with_him(two: Two) -> None:
    admin, here = two.there.desk(Role.ADMIN), two.there.runtime
    other = two.there.desk(Role.ADMIN, actor="t-admin-2")
    first, others, later = (waiting(hand_in(two.there, one, two.data).text) for one in (admin, other, admin))
    kept = [here.imports.content(path.rpartition("/")[2]) for path in (first, others, later)]
    assert kept == [b"", two.data, two.data]
    assert send(two.there, admin, first, code=two.code).status_code == 404
    problem(admin.get(f"/imports/{later.rpartition('/')[2]}"), 404, "unknown_import")

    assert admin.done("/accounts/t-admin-2/erase", {})["imports"] == 1
    assert here.imports.content(others.rpartition("/")[2]) == b""
    two.there.at("04-08 09:00")
    here.forget_old()
    assert here.imports.content(later.rpartition("/")[2]) == two.data
    two.there.at("04-08 09:01")
    here.forget_old()
    assert here.imports.get(later.rpartition("/")[2]) is None


def test_what_is_no_dossier_is_told_so_and_nothing_waits(two: Two) -> None:
    admin = two.there.desk(Role.ADMIN)
    refused = hand_in(two.there, admin, two.data[:-40])
    assert refused.status_code == 422
    assert "这不是一份完整的项目档案" in refused.text
    assert 'action="/dossiers/' not in refused.text
    assert hand_in(two.there, admin, b"").headers["location"] == "/dossiers"


def test_nobody_takes_in_what_another_has_looked_at(two: Two) -> None:
    seen = hand_in(two.there, two.there.desk(Role.ADMIN), two.data)
    other = send(two.there, two.there.desk(Role.ADMIN, actor="a-2"), waiting(seen.text), code=two.code)
    assert other.status_code == 404
    assert projects(two.there) == []


@pytest.mark.parametrize("role", [Role.LEAD, Role.SPECIALIST, Role.OFFICER, Role.ENTERPRISE])
def test_dossiers_are_for_those_who_may_read_the_whole_log(two: Two, role: Role) -> None:
    for path in ("/dossiers", f"/projects/{two.code}/dossier.zip"):
        problem(page(two.here, path, two.here.desk(role)), 403, "right_missing")


@pytest.mark.parametrize("role", [Role.LEADERSHIP, Role.AUDITOR])
def test_only_the_administrator_takes_one_in(two: Two, role: Role) -> None:
    problem(hand_in(two.there, two.there.desk(role), two.data), 403, "right_missing")
    admin = two.there.desk(Role.ADMIN)
    path = waiting(hand_in(two.there, admin, two.data).text)
    problem(send(two.there, two.there.desk(role), path, code=two.code), 403, "right_missing")
