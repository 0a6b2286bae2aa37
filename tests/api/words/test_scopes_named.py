"""A matter of a divided project is called alike wherever it shows, one that had acts before the division too."""

from urllib.parse import urlsplit

import pytest

from projections.ops.feeds import FeedOf
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page
from tests.api.reminders.test_calendar_feed import Reader
from tests.api.reminding import DEPARTMENT, MATTER, Reminding
from tests.api.test_deadlines import got

FIRST, SECOND = MATTER, f"{MATTER}:sec-2"


@pytest.fixture
def divided(reminding: Reminding) -> Reminding:
    """The matter had its acts before; what came later is the second section's."""
    lead = reminding.office.at("09-22 09:00").desk("lead")
    for scope in ("sec-1", "sec-2"):
        section = {"kind": "section", "matters": [MATTER], "effective_on": "2026-09-22", "reason": "分两个标段"}
        lead.done(f"{reminding.project}/scopes", {"id": scope, **section})
    officer = reminding.office.desk("officer", DEPARTMENT)
    officer.act(reminding.project, SECOND, "receive", "09-22", receipt_no="JM-2")
    specialist = reminding.specialist
    specialist.act(reminding.project, SECOND, "accept", "09-22", reason="按办件系统补录")
    return reminding


def code_of(divided: Reminding) -> str:
    divided.office.runtime.projector.wait_for(divided.office.positions(), 10)
    return str(got(divided.specialist, divided.project)["code"])


@pytest.mark.parametrize(("when", "scope"), [("09-28 09:00", "sec-1"), ("09-29 09:00", "sec-2")])
def test_a_message_its_page_and_its_reasons(divided: Reminding, when: str, scope: str) -> None:
    for earlier in ("09-28 09:00",) if when != "09-28 09:00" else ():
        divided.sweep(earlier)
    key = {"sec-1": FIRST, "sec-2": SECOND}[scope]
    message = next(one for one in divided.sweep(when) if f"（标段 {scope}）" in one["text"]["zh"])
    office = divided.office
    office.runtime.projector.wait_for(office.positions(), 10)
    told = [
        message["text"]["zh"],
        office.client.get(urlsplit(message["link"]).path, headers={"Accept": "text/html"}).text,
        page(office, "/reminders", divided.specialist).text,
        page(office, "/day", divided.specialist).text,
        page(office, f"/reminders/{message['rung']}/why", divided.specialist).text,
        page(office, f"/reminders/why?project={code_of(divided)}&matter={key}", divided.specialist).text,
    ]
    assert [f"（标段 {scope}）" in words for words in told] == [True] * len(told)
    assert not any("（sec-" in words for words in told)


@pytest.mark.both_engines
def test_pages_lists_calendars_and_previews(divided: Reminding) -> None:
    office, desk, code = divided.office.at("09-28 09:00"), divided.specialist, code_of(divided)
    lists = [page(office, path, desk).text for path in ("/", "/day", "/deadlines?on=2026-09-30", f"/projects/{code}")]
    lists.append(page(office, "/queue", office.desk("officer", DEPARTMENT)).text)
    lists.append(
        "\n".join(
            Reader(office, FeedOf.STAFF, "s-101").events(f"标段 sec-{one}")["承诺时限"]["SUMMARY"] for one in (1, 2)
        )
    )
    given = {
        "matter": SECOND,
        "act": "suspend",
        "effective_on": "2026-09-28",
        "kind": "expert_review",
        "reason": "评审",
    }
    lists.append(send(office, desk, f"/projects/{code}/do/act", **given).text)
    for words in lists:
        assert "标段 sec-" in words
        assert "（sec-" not in words
