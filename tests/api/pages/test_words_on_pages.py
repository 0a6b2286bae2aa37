"""Words typed on a page are held to what the API holds them to: nothing invisible, not only blanks."""

import pytest

from tests.api.office import Office
from tests.api.pages.test_acting_pages import send

pytestmark = pytest.mark.both_engines

INVISIBLE, BLANK = "看不见\0的", "   "


@pytest.mark.parametrize("words", [INVISIBLE, BLANK])
def test_help_given_is_told_in_legible_words(office: Office, words: str) -> None:
    desk = office.desk("lead")
    code = desk.get(desk.register()).json()["code"]
    before = office.positions()
    given = {"key": "k", "kind": "accompanied", "on": "2026-03-02", "summary": words}
    answer = send(office, desk, f"/projects/{code}/assistance", **given)
    assert (answer.status_code, office.positions()) == (422, before)
    assert "经过" in answer.text or "summary" in answer.text


@pytest.mark.parametrize("words", [INVISIBLE, BLANK])
def test_a_concern_is_answered_in_legible_words(office: Office, words: str) -> None:
    desk = office.desk("lead")
    project = desk.register()
    concern = desk.done("/concerns", {"project": project.rpartition("/")[2], "title": "用电", "text": "未通"})["id"]
    before = office.positions()
    answer = send(office, desk, f"/concerns/{concern}/answer", key="k", words=words)
    assert (answer.status_code, office.positions()) == (422, before)
