"""What lists are filtered and sorted by: what cannot be is refused where it stands, with what can be."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.building import build
from api.main import create_app
from api.settings import Settings
from tests.api.office import V1, Desk, Office, problem
from tests.api.pages.test_pages import page

NONE = "no-such-thing"
OPEN = {"q", "team", "specialist", "staff", "handler", "recipient", "actor", "of", "key"}
"""Anything may be looked for there: words, and ids of whom nobody may have heard of yet."""
TOLD = ("/projects/{project}/reminders/why", "matter")
"""That a matter is none of the project's is an answer there."""
LISTS = (
    ("/projects", "light", "red"),
    ("/projects", "stage", "construction_permitting"),
    ("/projects", "sort", "urgency"),
    ("/projects.xlsx", "light", "red"),
    ("/projects.xlsx", "stage", "construction_permitting"),
    ("/projects.xlsx", "sort", "urgency"),
    ("/deadlines", "kind", "statutory"),
    ("/deadlines", "department", "natural_resources"),
    ("/deadlines", "sort", "latest"),
    ("/deadlines.xlsx", "kind", "statutory"),
    ("/deadlines.xlsx", "department", "natural_resources"),
    ("/statistics", "department", "natural_resources"),
    ("/reminders", "state", "undelivered"),
    ("/reminders", "sort", "oldest"),
    ("/concerns", "state", "answered"),
    ("/concerns", "sort", "newest"),
    ("/posts", "post", "officer"),
    ("/posts", "sort", "staff"),
    ("/accounts", "role", "auditor"),
    ("/accounts", "sort", "newest"),
    ("/webhooks", "sort", "oldest"),
    ("/me/calendars", "sort", "oldest"),
    ("/access", "kind", "refused"),
    ("/access", "sort", "oldest"),
    ("/access/digests", "sort", "oldest"),
    ("/audit", "kind", "project"),
    ("/audit", "mark", "contested"),
    ("/audit.csv", "kind", "project"),
    ("/audit.jsonl", "mark", "contested"),
)


@pytest.fixture
def admin(office: Office) -> Desk:
    return office.desk("admin")


def reader(office: Office, path: str) -> Desk:
    """Who may read what is there."""
    return office.desk("specialist" if path.startswith("/me/") else "admin")


def refused(desk: Desk, path: str, name: str, value: str = NONE) -> Any:
    """The one refusal of a parameter."""
    asked: dict[str, Any] = {name: value}
    answer = desk.get(path, **asked)
    assert answer.status_code == 422, f"{path}?{name}={value}: {answer.status_code}"
    (error,) = answer.json()["errors"]
    assert error["pointer"] == f"query:{name}"
    return error


@pytest.mark.parametrize(("path", "name", "known"), LISTS)
def test_what_is_none_of_a_closed_list_is_refused_with_the_list(
    office: Office, path: str, name: str, known: str
) -> None:
    asked: dict[str, Any] = {name: known}
    assert known in refused(reader(office, path), path, name)["message"]
    assert reader(office, path).get(path, **asked).status_code == 200


def test_a_matter_that_is_written_wrong_is_answered_with_the_nearest(admin: Desk) -> None:
    assert "construction_permit" in refused(admin, "/statistics", "matter", "construction_permits")["message"]
    assert admin.get("/statistics", matter="construction_permit").status_code == 200


def test_posts_of_a_department_that_is_none_are_refused_and_those_of_a_project_are_found_by_its_code(
    office: Office, admin: Desk
) -> None:
    error = admin.get("/posts", post="officer", of=NONE).json()["errors"][0]
    assert (error["pointer"], "natural_resources" in error["message"]) == ("query:of", True)
    project = office.desk().register()
    office.appoint("t-filtered", "enterprise", project)
    code = office.desk().get(project).json()["code"]
    assert [one["staff"] for one in admin.get("/posts", of=code).json()["items"]] == ["t-filtered"]


def described(shared_url: str) -> Iterator[tuple[str, str]]:
    """Every query parameter of every read that needs no more than a project."""
    runtime = build(Settings(database_url=shared_url))
    paths = create_app(runtime).openapi()["paths"]
    runtime.close()
    for path, item in paths.items():
        read = item.get("get", {})
        if path.startswith(V1) and path.replace("{project}", "").find("{") < 0:
            yield from ((path[len(V1) :], one["name"]) for one in read.get("parameters", ()) if one["in"] == "query")


def test_no_parameter_takes_what_it_cannot_mean(office: Office, shared_url: str) -> None:
    own = office.desk().register()
    told = list(described(shared_url))
    assert len(told) > 60
    for path, name in told:
        if name in OPEN or (path, name) == TOLD or path.endswith("calendar.ics"):
            continue
        desk, asked = reader(office, path), path.replace("/projects/{project}", own)
        if name == "project":
            problem(desk.get(asked, project=NONE), 404, "unknown_project")
        else:
            refused(desk, asked, name)


def test_pages_say_what_there_is_too(office: Office, admin: Desk) -> None:
    for path, known in (("/?stage=", "construction_permitting"), ("/deadlines?department=", "natural_resources")):
        answer = page(office, path + NONE, admin)
        assert answer.status_code == 422
        assert known in answer.text
        assert page(office, path, admin).status_code == 200
