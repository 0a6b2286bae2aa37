"""Every page, at the desk and in the hand: no error, nothing asked of anybody else, readable for everybody."""

import pytest

from projections.ops.accounts import Role
from tests.browser.conftest import Visiting

PAGES = (
    ("", "/"),
    ("", "/?lang=en"),
    ("", "/?light=red"),
    ("", "/?as_known_at=2026-11-20"),
    ("", "/projects/HH-2025-0001"),
    ("", "/projects/HH-DEMO-0003"),
    ("", "/reminders"),
    ("", "/reminders?state=undelivered"),
    ("lead", "/reminders"),
    ("lead", "/reminders?state=listed"),
    ("specialist", "/reminders/why?project=HH-2025-0001"),
    ("specialist", "/calendars"),
    ("specialist", "/day"),
    ("leadership", "/day"),
    ("officer", "/queue"),
    ("lead", "/projects/HH-DEMO-0002/do/day"),
    ("lead", "/projects/HH-DEMO-0002/do/profile"),
    ("lead", "/projects/HH-DEMO-0002/do/fact"),
    ("leadership", "/projects/HH-DEMO-0002/do/target"),
    ("", "/sign-in"),
    ("lead", "/new"),
    ("leadership", "/projects/HH-DEMO-0003/what-if?without_pre_review=on&day_off=2026-12-01"),
    ("leadership", "/projects/HH-DEMO-0002/delays"),
    ("", "/deadlines"),
    ("officer", "/deadlines?on=2026-11-25"),
    ("leadership", "/figures"),
    ("auditor", "/audit"),
    ("auditor", "/audit?mark=late&kind=project"),
    ("leadership", "/policy?on=2026-11-26"),
    ("admin", "/admin"),
    ("admin", "/people"),
    ("admin", "/teams"),
    ("lead", "/teams?lang=en"),
    ("admin", "/admin/team?team_code=1&team_name=高端装备专班"),
    ("admin", "/admin/account"),
    ("admin", "/admin/post?lang=en"),
    ("lead", "/projects/HH-DEMO-0002/do/assign"),
    ("admin", "/webhooks"),
    ("admin", "/dossiers?project=HH-2025-0001"),
    ("admin", "/personal-data?staff=s-101"),
    ("admin", "/admin/person-erase?staff=s-101"),
    ("admin", "/admin/webhook-resume?lang=en"),
    ("leadership", "/dossiers?lang=en"),
    ("admin", "/admin/webhook"),
    ("admin", "/admin/hand-over?staff=s-101"),
    ("auditor", "/access"),
    ("admin", "/admin/year"),
    ("enterprise", "/mine"),
    ("lead", "/projects/HH-DEMO-0002/service-list"),
    ("lead", "/import"),
)


OUTSIDE = ("enterprise", "observer")
ONE_LINE = 54  # points


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", [one.value for one in Role])
def test_the_head_of_a_page_takes_one_line_at_a_small_desk(visit: Visiting, role: str, language: str) -> None:
    window = visit(role)
    window.page.set_viewport_size({"width": 1280, "height": 800})
    page = window.open(f"{'/mine' if role in OUTSIDE else '/'}?lang={language}")
    assert page.locator("header").evaluate("head => head.offsetHeight") <= ONE_LINE


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_a_page_behaves_and_everybody_can_read_it(visit: Visiting, width: str, role: str, path: str) -> None:
    window = visit(role, width)
    window.open(path)
    window.check()
