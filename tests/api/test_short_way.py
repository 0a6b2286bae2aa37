"""A plain request is answered the short way, and nothing about it differs from the framework's."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route

from api.keeping import KeptRoute
from api.main import create_app
from api.routers import writes
from api.routing import StrictRoute
from api.short_way import short_way
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
