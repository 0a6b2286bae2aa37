"""A plain request is answered the short way, and nothing about it differs from the framework's."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Request
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route

from api.http.keeping import KeptRoute
from api.http.routing import StrictRoute
from api.http.short_way import NotPlainError, Way, short_way
from api.main import create_app
from api.routers import writes
from tests.api.office import Desk, Office

LONG = "application/json; charset=utf-8"  # means the same, and is not plain
MATTER = "/matters/investment_agreement"
RECEIVED = {"effective_on": "2026-03-02", "receipt_no": "JM-1"}


def test_every_write_has_a_short_way() -> None:
    routes = [route for route in writes.router.routes if isinstance(route, APIRoute)]

    assert len(routes) > 30
    assert [route.path for route in routes if short_way(route.dependant) is None] == []


def test_no_router_is_included_with_dependencies_that_the_short_way_would_miss(office: Office) -> None:
    app = create_app(office.runtime, whole=False)

    assert {type(route) for route in app.routes} <= {StrictRoute, KeptRoute, APIRoute, Route, Mount}


def both(desk: Desk, path: str, body: Any = None, **asked: Any) -> Iterator[tuple[int, Any]]:
    """Status and body of the answer, the short way and the framework's."""
    for content_type in ("application/json", LONG):
        answer = desk.post(path, body, content_type=content_type, **asked)
        told = answer.json()
        told.pop("instance", None)
        told.pop("request_id", None)
        yield answer.status_code, told


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        (RECEIVED | {"colour": "red"}, {}),
        ({"receipt_no": "JM-1"}, {}),
        ({"effective_on": "2026-02-30", "receipt_no": "JM-1"}, {}),
        ([], {}),
        (RECEIVED, {"key": "a b"}),
        (RECEIVED, {"key": "k" * 101}),
        (RECEIVED, {"if_match": "x"}),
        (RECEIVED, {"if_match": None}),
        (RECEIVED, {"if_match": '"99"'}),
        (RECEIVED | {"effective_on": "2026-12-31"}, {}),
        (None, {"content": b"null"}),
        (None, {"content": b"{"}),
        (None, {"content": b""}),
    ],
    ids=range(13),
)
def test_a_refusal_reads_the_same_both_ways(desk: Desk, body: Any, asked: dict[str, Any]) -> None:
    project = desk.register()
    short, long = both(desk, f"{project}{MATTER}/receive", body, **asked)

    assert short == long
    assert short[0] in (412, 422, 428)


def test_who_may_not_is_refused_the_same_both_ways(office: Office, desk: Desk) -> None:
    project = desk.register()
    for asker, status in ((office.anybody, 401), (office.desk("auditor"), 403)):
        short, long = both(asker, f"{project}{MATTER}/receive", RECEIVED)
        assert short == long
        assert short[0] == status


def test_the_same_command_may_come_again_the_other_way(desk: Desk) -> None:
    project = desk.register()
    short, long = both(desk, f"{project}{MATTER}/receive", RECEIVED, key="k-ways")

    assert short == long
    assert short[0] == 200


async def no_way(way: Way, request: Request) -> Any:
    """Everything goes the framework's way."""
    raise NotPlainError


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=2&sort=code", 200),
        ("light=red&team=1&q=%E6%B6%B2%E5%8E%8B", 200),
        ("as_known_at=2026-03-02&sort=landed", 200),
        ("min_position=0&q=", 200),
        ("limit=0", 422),
        ("limit=two", 422),
        ("sort=", 422),
        ("colour=red", 422),
        ("limit=2&limit=2", 422),
        ("as_known_at=2026-02-30", 422),
        ("min_position=9000000", 503),
    ],
)
def test_a_query_is_read_the_same_both_ways(
    office: Office, desk: Desk, monkeypatch: pytest.MonkeyPatch, query: str, status: int
) -> None:
    desk.register()
    monkeypatch.setattr("api.http.staleness.PATIENCE", 0.1)
    short = asked(desk, query)
    monkeypatch.setattr(Way, "answer", no_way)
    office.runtime.kept.answers.clear()
    assert (short[0], short) == (status, asked(desk, query))


def asked(desk: Desk, query: str) -> tuple[int, Any]:
    """Status and body of a list."""
    answer = desk.client.get(f"/api/v1/projects?{query}", headers=desk.headers())
    told = answer.json()
    told.pop("request_id", None)
    return answer.status_code, told


def test_a_query_of_single_values_goes_the_short_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[str] = []
    answer = Way.answer

    async def noted(way: Way, request: Request) -> Any:
        found = await answer(way, request)
        gone.append(way.function.__name__)
        return found

    monkeypatch.setattr(Way, "answer", noted)
    for query in ("limit=3&sort=code", "limit=3&limit=3"):
        desk.client.get(f"/api/v1/projects?{query}", headers=desk.headers())
    assert gone == ["projects"]


def test_no_query_takes_a_list_which_the_short_way_would_miss(office: Office) -> None:
    paths = create_app(office.runtime, whole=False).openapi()["paths"]
    given = [one for path in paths.values() for way in path.values() for one in way.get("parameters", ())]

    assert len(given) > 100
    assert [one["name"] for one in given if one["in"] == "query" and "array" in str(one["schema"])] == []
