"""A text that a database cannot hold is refused as such, whoever sends it and wherever it stands."""

import pytest

from tests.api.office import V1, Desk, Office, problem

pytestmark = pytest.mark.both_engines

PLACES = ("/projects?q=a%00b", "/accounts/a%00b/personal-data", "/staff/a%00b", "/access?actor=a%00b")
AWAY = {"first_on": "2026-03-09", "last_on": "2026-03-10", "substitute": "s-2"}


@pytest.fixture
def admin(office: Office) -> Desk:
    return office.desk("admin")


@pytest.mark.parametrize("path", PLACES)
def test_a_nul_that_is_asked_for_is_found_nowhere_or_refused(office: Office, admin: Desk, path: str) -> None:
    answer = office.client.get(V1 + path, headers=admin.headers())
    assert answer.status_code in (200, 404, 422), answer.text
    if answer.status_code == 422 and answer.json()["code"] == "unwritable_text":
        assert "看不见的字符" in answer.json()["title"]


def test_a_nul_on_a_form_is_refused(office: Office) -> None:
    office.client.cookies.clear()
    headers = {"Origin": "http://testserver", "Accept": "text/html"}
    answer = office.client.post("/sign-in", data={"account": "a\0b", "password": "x"}, headers=headers)
    assert answer.status_code in (401, 422)


def test_an_id_that_is_not_legible_is_never_recorded(office: Office, admin: Desk) -> None:
    before = office.positions()
    for staff in ("a%00b", "%20", "a" * 1000):
        answer = problem(admin.post(f"/staff/{staff}/absences", AWAY), 422, "invalid_request")
        assert [one["pointer"] for one in answer["errors"]] == ["path:staff"]
        problem(admin.post(f"/staff/{staff}/hand-over", {}), 422, "invalid_request")
    assert office.positions() == before
