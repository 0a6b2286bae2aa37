"""Whose move it is, on every page: the button says the act that comes next, and its form is that act's."""

import re

import pytest

from api.pages.project.standing import under_way, usual_act
from domain.project.model.phases import Phase
from tests.api.office import Office
from tests.api.pages.test_pages import page
from tests.api.test_deadlines import DEPARTMENT, MATTER, STOP, accepted, got

BUTTON = re.compile(rf'href="([^"]*/do/act\?matter={MATTER}&(?:amp;)?act=[^"]*)"[^>]*>([^<]*)</a>')
OPENED = re.compile(r'<input type="hidden" name="act" value="([^"]*)"')


@pytest.mark.parametrize(
    ("kind", "phase", "act"),
    [
        ("promised", Phase.ACCEPTED, "grant"),
        ("promised", Phase.SUSPENDED, "resume"),
        ("acceptance_answer", Phase.RECEIVED, "accept"),
        ("idle_land", Phase.GRANTED, None),
    ],
)
def test_a_matter_that_is_stopped_is_to_be_resumed_before_all_else(kind: str, phase: Phase, act: str | None) -> None:
    assert usual_act(kind, stopped=phase is Phase.SUSPENDED) == act


@pytest.mark.parametrize(
    ("phase", "act"),
    [(Phase.ACCEPTED, "grant"), (Phase.SUSPENDED, "resume"), (Phase.SUPPLEMENT_REQUESTED, "supplement")],
)
def test_what_holds_the_permit_opens_what_comes_next(phase: Phase, act: str) -> None:
    row = {"phase": phase, "promised": None, "statutory": None, "accepted_on": None, "received_on": "2026-03-02"}
    assert under_way(row)["act"] == act


def buttons(office: Office, path: str, role: str) -> set[tuple[str, str]]:
    """What the buttons of the matter say on somebody's page, and the acts of the forms they open."""
    desk = office.desk(role, DEPARTMENT, team="7")
    found = BUTTON.findall(page(office, path, desk).text)
    return {
        (said, OPENED.findall(page(office, address.replace("&amp;", "&"), desk).text)[0]) for address, said in found
    }


@pytest.mark.parametrize("end", [STOP["expected_end"], None])
def test_the_passed_limit_of_a_stopped_matter_opens_what_it_says(office: Office, end: str | None) -> None:
    desk = office.desk("lead", team="7")
    project = accepted(desk)
    office.at("03-09 09:00")
    desk.act(project, MATTER, "suspend", "03-09", reason="听证", **{**STOP, "expected_end": end})
    code = got(desk, project)["code"]
    got(desk, "/projects", min_position=office.positions())
    said = {("恢复计时", "resume")}
    assert buttons(office, f"/projects/{code}", "lead") == said
    assert buttons(office, "/day", "lead") == said
    assert buttons(office, "/deadlines?on=2026-03-05", "lead") == said
    assert buttons(office, "/queue", "officer") == said
