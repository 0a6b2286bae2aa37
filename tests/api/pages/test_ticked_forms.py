"""What can be ticked on a form opens as it stands, comes back as it was sent, and is recorded so."""

import re

from tests.api.office import SEED_ANSWERS, Desk, Office
from tests.api.pages.test_acting_pages import AGREEMENT, receipt, registered, send
from tests.api.pages.test_pages import page

ON = {"effective_on": "2026-03-02"}
WRONG = {"effective_on": "2126-03-02"}


def ticked(shown: str) -> set[tuple[str, str]]:
    """The boxes that are ticked, by name and value."""
    boxes = re.findall(r'<input type="checkbox" name="(\w+)" value="([\w-]+)"( checked)?>', shown)
    return {(name, value) for name, value, on in boxes if on}


def test_a_profile_opens_ticked_as_it_was_answered_and_comes_back_as_it_was_sent(office: Office, desk: Desk) -> None:
    registered(office, desk, "JM-TICK-1")
    path = "/projects/JM-TICK-1/do/profile"
    yes = {(name, "on") for name, answer in SEED_ANSWERS.items() if answer is True}
    assert len(yes) > 1
    opened = ticked(page(office, path, desk).text)
    assert yes <= opened
    given = {name: "on" for name, _ in opened}
    given.pop(next(iter(sorted(yes)))[0])
    refused = send(office, desk, path, key="k", **WRONG, **given)
    assert (refused.status_code, ticked(refused.text)) == (422, {(name, "on") for name in given})


def test_papers_that_are_not_complete_are_recorded_so(office: Office, desk: Desk) -> None:
    project, path = registered(office, desk, "JM-TICK-2"), "/projects/JM-TICK-2/do/act"
    desk.act(project, AGREEMENT, "receive", "03-02", receipt_no="JM-1")
    desk.act(project, AGREEMENT, "request-supplement", "03-02", materials=["章程"])
    asked = {"matter": AGREEMENT, "act": "supplement"}
    assert ("complete", "on") in ticked(page(office, f"{path}?matter={AGREEMENT}&act=supplement", desk).text)

    refused = send(office, desk, path, key="k-1", **asked, **WRONG)
    assert (refused.status_code, ("complete", "on") in ticked(refused.text)) == (422, False)
    phases = []
    for number, complete in enumerate(({}, {"complete": "on"})):
        assert send(office, desk, path, key=f"k-{number}", confirm="yes", **asked, **ON, **complete).status_code == 303
        phases.append(desk.get(project).json()["matters"][0]["phase"])
    assert phases == ["supplement_requested", "supplemented"]


def test_of_what_else_was_done_that_day_only_what_was_ticked_comes_back_ticked(office: Office, desk: Desk) -> None:
    registered(office, desk, "JM-TICK-3")
    path = "/projects/JM-TICK-3/do/act"
    assert ticked(page(office, f"{path}?matter={AGREEMENT}", desk).text) == set()
    previewed = send(office, desk, path, key="k", also="accept", **receipt())
    assert (previewed.status_code, ticked(previewed.text)) == (200, {("also", "accept")})
