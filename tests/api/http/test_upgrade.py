"""After an upgrade: the views may lack what today's code reads of them, until they are made anew."""

import pytest
from sqlalchemy import text

from projections.database import writing
from tests.api.office import Office, problem

pytestmark = pytest.mark.both_engines

LACKING = text("ALTER TABLE portfolio DROP COLUMN scopes")
BUILT_BEFORE = text("UPDATE projection_views SET built_as = 'an older one' WHERE name = 'portfolio'")


def with_a_column_less(office: Office, *, outdated: bool) -> None:
    """Views as an older version left them; or, not `outdated`, broken in a way that no version left."""
    office.runtime.projector.catch_up()
    office.runtime.projector.stop()
    with writing(office.runtime.views) as connection:
        connection.execute(LACKING)
        if outdated:
            connection.execute(BUILT_BEFORE)


def test_a_board_that_is_still_to_be_made_anew_is_asked_for_again(own_office: Office) -> None:
    desk = own_office.at("03-02 09:00").desk()
    project = desk.register()
    with_a_column_less(own_office, outdated=True)

    refused = desk.get("/projects")
    problem(refused, 503, "views_renewed")
    assert refused.headers["retry-after"] == "5"

    own_office.runtime.projector.catch_up()
    assert [f"/projects/{row['project']}" for row in desk.get("/projects").json()["items"]] == [project]


def test_a_mistake_of_ours_is_not_told_as_an_upgrade(own_office: Office) -> None:
    desk = own_office.at("03-02 09:00").desk()
    desk.register()
    with_a_column_less(own_office, outdated=False)
    problem(desk.get("/projects"), 500, "internal_error")
