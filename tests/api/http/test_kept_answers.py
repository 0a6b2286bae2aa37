"""An answer is kept until anything changes that it depends on, whoever changes it; nobody gets another's."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from api.building import build
from api.http.answers import represented
from api.http.kept_answers import Answer, KeptAnswers
from api.settings import Settings
from projections.ops.accounts import Role
from tests.api.conftest import opened
from tests.api.office import Desk, Office

pytestmark = pytest.mark.both_engines


@pytest.fixture
def wall(database_url: str) -> Iterator[Office]:
    with opened(database_url) as office:
        yield office.at("03-02 09:00")


def seen(desk: Desk, office: Office, headers: dict[str, str] | None = None) -> httpx2.Response:
    """The board, once the views have read everything; asked for with the same words each time, so it may be kept."""
    assert office.runtime.projector.wait_for(office.positions(), 30)
    return desk.get("/projects", headers)


def row(desk: Desk, office: Office) -> dict[str, Any]:
    """The one project on it."""
    (found,) = seen(desk, office).json()["items"]
    return dict(found)


def test_what_has_not_changed_is_answered_with_the_same_bytes_and_304(wall: Office) -> None:
    desk = wall.desk("lead")
    desk.register()
    first = seen(desk, wall)
    for _ in range(3):
        again = seen(desk, wall)
        assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    unchanged = seen(desk, wall, {"If_None_Match": first.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_what_another_process_records_shows_at_once(wall: Office, database_url: str) -> None:
    desk = wall.desk("lead")
    project = desk.register()
    assert row(desk, wall)["specialist"] == ""

    other = build(Settings(database_url=database_url), wall.clock)
    issued = other.tokens.issue("t-other", Role.LEAD, "", "1")
    with opened(database_url) as second:
        Desk(second.client, issued.secret).done(
            f"{project}/assignments", {"specialist": "s-7", "team": "1", "effective_on": "2026-03-02"}
        )
    other.close()
    assert row(desk, wall)["specialist"] == "s-7"


def test_a_substitute_and_a_concern_show_though_no_view_has_a_row_of_them(wall: Office) -> None:
    desk = wall.desk("lead")
    project = desk.register()
    desk.done(f"{project}/assignments", {"specialist": "s-7", "team": "1", "effective_on": "2026-03-02"})
    assert (row(desk, wall)["substitute"], row(desk, wall)["concerns"]) == (None, 0)

    body = {"first_on": "2026-03-02", "last_on": "2026-03-06", "substitute": "s-8"}
    wall.desk("admin").done("/staff/s-7/absences", body)
    desk.done("/concerns", {"project": project.rpartition("/")[2], "title": "用电", "text": "报装两周", "at": "3号点"})
    assert (row(desk, wall)["substitute"], row(desk, wall)["concerns"]) == ("s-8", 1)


def test_a_day_later_the_days_left_are_fewer_though_nothing_was_recorded(wall: Office) -> None:
    desk = wall.desk("lead")
    project = desk.register()
    desk.act(project, "investment_agreement", "receive", "03-02", receipt_no="JM-1")
    before = row(desk, wall)["next_due"]["days_left"]
    wall.at("03-03 09:00")
    assert row(desk, wall)["next_due"]["days_left"] == before - 1


def test_who_does_not_unpack_gets_it_plain_with_a_tag_of_its_own(wall: Office) -> None:
    desk = wall.desk("lead")
    desk.register()
    desk.register()
    packed, plain = seen(desk, wall), seen(desk, wall, {"Accept_Encoding": "identity"})
    assert (packed.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert packed.json() == plain.json()
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"]
    again = seen(desk, wall, {"Accept_Encoding": "identity", "If_None_Match": plain.headers["etag"]})
    assert again.status_code == 304


def test_nobody_gets_what_was_kept_for_another(wall: Office) -> None:
    desk = wall.desk("lead")
    desk.register()
    assert row(desk, wall)["code"]
    enterprise = seen(wall.desk("enterprise"), wall)
    assert enterprise.json()["items"] == []


def test_the_answer_made_longest_ago_goes_first(wall: Office) -> None:
    kept = KeptAnswers(wall.runtime.kept.changes, most=2)
    for name in ("a", "b", "c"):
        kept.keep(name, Answer(represented(name.encode(), "p", packed=False), kept.changes.state()))
    assert list(kept.answers) == ["b", "c"]
