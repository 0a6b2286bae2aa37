"""One view broken by a bad event: it stops and is named, the others go on and equal a rebuild."""

from collections.abc import Mapping

import pytest

from domain.event import Event
from domain.project.events.applications import ApplicationAccepted
from projections.rows.batches import Touched
from projections.rows.sheets import Values
from projections.rows.tables import Row
from projections.rows.view import View
from projections.views.all_views import all_views
from projections.views.milestones import MilestonesView
from tests.projections.conftest import Shown, all_rows, views_of
from tests.projections.lives import live
from tests.scenario import Scenario

pytestmark = pytest.mark.both_engines

NAME = MilestonesView.name
MATTER = "fire_design_review"  # its clock starts with the acceptance, which so adds rows that the grant takes away


class Broken(MilestonesView):
    """Cannot bear an acceptance."""

    def rows(self, touched: Touched) -> Mapping[str, list[Row | Values]]:
        for event in touched.news:
            if isinstance(event, ApplicationAccepted):
                raise LookupError(f"{event.matter} of {touched.project.name}")
        return super().rows(touched)


def with_one_broken() -> list[View]:
    return [Broken() if view.name == NAME else view for view in all_views()]


@pytest.fixture
def broken(scenario: Scenario) -> Shown:
    """Each step is a batch of its own, and the acceptance stops the milestones."""
    views = views_of(scenario, "broken", with_one_broken())
    scenario.at("03-02 09:00").registered(landed_on="03-01").listed(fire_special_project=True)
    views.projector.catch_up()
    scenario.at("03-03 09:00").act(MATTER, "receive", "03-03", receipt_no="JM-1")
    views.projector.catch_up()
    scenario.at("03-04 09:00").act(MATTER, "accept", "03-04", "如实补录")
    views.projector.catch_up()
    scenario.at("03-05 09:00").act(MATTER, "grant", "03-05", "如实补录", document="JM-9")
    views.projector.catch_up()
    for _ in live(scenario, 7, projects=1, steps=20):
        views.projector.catch_up()
    return views


def others(shown: Shown) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in all_rows(shown).items() if name != NAME}


def first_acceptance(scenario: Scenario) -> tuple[int, Event]:
    log = scenario.ledger.after(0, 10_000)
    return next(entry for entry in log if isinstance(entry[1], ApplicationAccepted))


def test_the_others_equal_a_rebuild(broken: Shown) -> None:
    anew = views_of(broken.scenario, "anew")
    anew.projector.catch_up()
    assert others(broken) == others(anew)
    assert broken.projector.health().lag == 0


def test_the_broken_one_is_named_with_position_and_cause(broken: Shown) -> None:
    position, _ = first_acceptance(broken.scenario)
    stopped = [view for view in broken.projector.health().views if not view.running]
    assert [(view.name, view.stopped_at) for view in stopped] == [(NAME, position)]
    assert (stopped[0].cause or "").startswith("LookupError")


def test_the_event_that_broke_it_is_found_in_the_middle_of_a_batch(scenario: Scenario) -> None:
    views = views_of(scenario, "broken", with_one_broken())
    scenario.at("03-02 09:00").registered(landed_on="03-01").listed()
    views.projector.catch_up()
    for _ in range(2):
        scenario.at("03-03 09:00").registered(landed_on="03-01").listed(fire_special_project=True)
        scenario.at("03-03 09:00").act(MATTER, "receive", "03-03", receipt_no="JM-1")
        scenario.at("03-04 09:00").act(MATTER, "accept", "03-04", "如实补录")
        scenario.at("03-05 09:00").act(MATTER, "grant", "03-05", "如实补录", document="JM-9")
    views.projector.catch_up()
    position, _ = first_acceptance(scenario)
    assert [view.stopped_at for view in views.projector.health().views if not view.running] == [position]
    assert position < scenario.ledger.position()
