"""Every list comes page by page: nothing twice, nothing left out, whatever comes and goes between two pages."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.api.office import Desk, Office, problem
from tests.api.test_receivers import SECRET

pytestmark = pytest.mark.both_engines

WEBHOOK = {"url": "http://127.0.0.1:9/nobody", "secret": SECRET}
LISTS: dict[str, tuple[str, ...]] = {
    "/accounts": ("account", "newest"),
    "/posts": ("post", "staff", "newest"),
    "/concerns": ("state", "due", "newest"),
    "/webhooks": ("oldest", "newest"),
    "/me/calendars": ("oldest", "newest"),
}
SORTED = [(path, sort) for path, sorts in LISTS.items() for sort in sorts]


def reader(office: Office, path: str) -> Desk:
    return office.desk("specialist" if path in ("/concerns", "/me/calendars") else "admin")


def makers(office: Office) -> dict[str, Callable[[int], Any]]:
    """How one more comes onto each list; its name."""
    admin, specialist = office.desk("admin"), office.desk("specialist")
    project = specialist.register().rpartition("/")[2]
    concern = {"project": project, "text": "报装两周未答复"}
    post = {"post": "officer", "of": "natural_resources", "effective_on": "2026-03-02"}
    return {
        "/accounts": lambda n: admin.done("/accounts", {"account": f"p-{n:02}", "role": "auditor"})["account"],
        "/posts": lambda n: admin.done("/posts", {**post, "staff": f"o-{n:02}"}) and f"o-{n:02}",
        "/concerns": lambda n: specialist.done("/concerns", {**concern, "title": f"用电 {n}"})["id"],
        "/webhooks": lambda _: admin.done("/webhooks", WEBHOOK)["id"],
        "/me/calendars": lambda _: specialist.done("/me/calendars", {"of": "project", "subject": project})["id"],
    }


def names(items: list[dict[str, Any]]) -> list[str]:
    keys = ("account", "staff", "id")
    return [next(str(item[key]) for key in keys if key in item) for item in items]


def pages(desk: Desk, path: str, **asked: Any) -> Iterator[list[str]]:
    cursor: dict[str, Any] = {}
    while True:
        page = desk.get(path, limit=2, **asked, **cursor).json()
        yield names(page["items"])
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


@pytest.mark.parametrize("path", LISTS)
def test_what_stays_is_on_one_page_whatever_is_added_between_two(own_office: Office, path: str) -> None:
    desk, make = reader(own_office, path), makers(own_office)[path]
    for number in range(5):
        own_office.at(f"03-02 09:0{number}")
        make(2 * number)
    more = iter(range(1, 99, 2))
    for sort in LISTS[path]:
        before, seen = names(desk.get(path, sort=sort).json()["items"]), []
        own_office.at("03-02 10:00")
        for page in pages(desk, path, sort=sort):
            assert len(page) <= 2
            seen += page
            if len(seen) < 5:
                make(next(more))
        assert [one for one in seen if one in before] == before, sort
        assert len(seen) == len(set(seen)), sort


@pytest.mark.parametrize("path", LISTS)
def test_the_newest_are_first_where_that_is_asked(own_office: Office, path: str) -> None:
    make, made = makers(own_office)[path], []
    for number in range(3):
        own_office.at(f"03-0{number + 2} 09:00")
        made.append(make(number))
    found = names(reader(own_office, path).get(path, sort="newest").json()["items"])
    assert path == "/posts" or [one for one in found if one in made] == made[::-1]  # a post is as new as its first day


@pytest.mark.parametrize(("path", "sort"), SORTED)
def test_a_cursor_is_good_for_its_own_list_and_sort_only(own_office: Office, path: str, sort: str) -> None:
    desk, make = reader(own_office, path), makers(own_office)[path]
    for number in range(2):
        make(number)
    cursor = desk.get(path, sort=sort, limit=1).json()["next"]

    for other, another in SORTED:
        if (other, another) != (path, sort):
            problem(reader(own_office, other).get(other, sort=another, cursor=cursor), 422, "bad_cursor")


@pytest.mark.parametrize("path", LISTS)
def test_an_unknown_sort_is_refused_by_name(office: Office, path: str) -> None:
    told = problem(reader(office, path).get(path, sort="colour"), 422, "invalid_request")
    assert [error["pointer"] for error in told["errors"]] == ["query:sort"]
