"""The rulebook: calendar years, catalogues and policies as events, read as they were known (design §6, ruling 30)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pytest

from domain.catalogue.loader import canonical_text, shipped_catalogue, shipped_content
from domain.dates.official import official_calendar, official_years
from domain.log.ledger import Command
from domain.project.model.thresholds import USUAL
from domain.project.record.reprojecting import DatesReprojected
from domain.projects import Projects
from domain.reprojections import Reprojections
from domain.rulebook import CalendarYearLoaded, Rulebook, shipping
from tests.scenario import Scenario, an_act, day, moment, refused

pytestmark = pytest.mark.both_engines

NOTICE: Mapping[str, Any] = {
    "official": True,
    "source": "放假安排通知",
    "holidays": {"2027-01-01": "元旦", "2027-01-04": "元旦"},
    "workdays": {},
}


@pytest.fixture
def book(scenario: Scenario) -> Rulebook:
    """What the package ships is recorded on 5 January 2026."""
    scenario.at("01-05 09:00")
    book = Rulebook(scenario.ledger, "jimo")
    book.record_shipped({"rows": {}}, "1")
    return book


def command(key: str) -> Command:
    return Command(id=f"t-admin/{key}", digest=key, actor="t-admin", via="api")


def test_what_the_package_ships_is_recorded_once(scenario: Scenario, book: Rulebook) -> None:
    years = {getattr(event, "year", 0) for event in book.log("calendar")}
    assert {2024, 2025, 2026} <= years
    assert {event.via for event in book.log("calendar")} == {"import"}
    assert [getattr(event, "version", "") for event in book.log("catalogue")] == [shipped_catalogue().version]
    before = scenario.ledger.position()
    Rulebook(scenario.ledger, "jimo").record_shipped({"rows": {}}, "1")
    assert scenario.ledger.position() == before


def test_an_event_holds_canonical_text_and_its_hash(book: Rulebook) -> None:
    """Ruling 30."""
    event: Any = book.log("catalogue")[0]
    assert event.text == canonical_text(shipped_content())
    assert event.sha256 == hashlib.sha256(event.text.encode()).hexdigest() == shipped_catalogue().digest


def test_the_shipped_rules_are_the_shipped_objects(book: Rulebook) -> None:
    assert book.now().catalogue is shipped_catalogue()
    assert book.now().calendar is official_calendar()
    assert book.now() is book.now()


def test_a_years_notice_is_no_longer_an_estimate(scenario: Scenario, book: Rulebook) -> None:
    before = book.now()
    assert before.calendar.is_provisional(day("2027-01-04"))
    scenario.at("11-02 09:00")
    book.run(book.loading_year(command("k1"), 2027, NOTICE))
    after = book.now()
    assert after is not before
    assert after.calendar.version != before.calendar.version
    assert not after.calendar.is_provisional(day("2027-01-04"))
    assert not after.calendar.is_working_day(day("2027-01-04"))


def test_rules_are_read_as_they_were_known(scenario: Scenario, book: Rulebook) -> None:
    scenario.at("11-02 09:00")
    book.run(book.loading_year(command("k1"), 2027, NOTICE))
    assert book.at(moment("11-01 12:00")).calendar.is_working_day(day("2027-01-04"))
    assert not book.at(moment("11-02 12:00")).calendar.is_working_day(day("2027-01-04"))
    assert book.at(moment("2025-01-01 00:00")).calendar is official_calendar()


def test_a_year_that_came_with_a_later_package_was_an_estimate_before(scenario: Scenario) -> None:
    """An older package knew the years to 2025; open dates move with the newer one, and their project says so."""
    book = Rulebook(scenario.at("01-05 09:00").ledger, "jimo")
    scenario.projects = Projects(scenario.ledger, book, "jimo")
    older = [(canonical_text(days), {"year": year}) for year, days in official_years().items() if year < 2026]
    book.run(book.loading("calendar", shipping("calendar"), CalendarYearLoaded, *older))
    assert book.now().calendar.is_provisional(day("2026-02-16"))
    scenario.registered().at("02-13 09:00")
    scenario.do(an_act("investment_agreement", "receive", "02-13", receipt_no="1"))

    scenario.at("02-14 09:00")
    book.record_shipped({"rows": {}}, "1")
    assert book.now().calendar is official_calendar()
    assert not book.now().calendar.is_working_day(day("2026-02-16"))
    assert book.at(moment("02-13 12:00")).calendar.is_working_day(day("2026-02-16"))
    assert Reprojections(scenario.projects, book, lambda: [scenario.project]).carry_on() == 1
    assert [(item.was_due, item.due_on) for item in scenario.event("DatesReprojected").moved] == [
        (day("2026-02-20"), day("2026-02-27"))
    ]


def test_rules_know_those_before_them_and_since_when(scenario: Scenario, book: Rulebook) -> None:
    assert book.now().before is None
    scenario.at("11-02 09:00")
    book.run(book.loading_policy(command("k1"), {"rows": {}}, "2"))
    assert book.now().before is None  # the lights are the same
    lights = {"rows": {}, "lights": {"quiet_before_permit": 3}}
    book.run(book.loading_policy(command("k2"), lights, "3"))
    scenario.at("11-03 09:00")
    book.run(book.loading_policy(command("k3"), {"rows": {}}, "4"))
    now = book.now()
    assert (now.since, now.lights) == (moment("11-03 09:00"), USUAL)
    before = now.at(moment("11-02 09:00"))
    assert (before.since, before.lights.quiet_before_permit) == (moment("11-02 09:00"), 3)
    assert now.at(moment("11-02 08:59")) is before.before
    assert book.now() is now


def test_the_same_notice_twice_changes_nothing(scenario: Scenario, book: Rulebook) -> None:
    for key in ("k1", "k2"):
        book.run(book.loading_year(command(key), 2027, NOTICE))
    assert sum(getattr(event, "year", 0) == 2027 for event in book.log("calendar")) == 1


@pytest.mark.parametrize(
    "content",
    [
        {"holidays": {"2026-12-31": "元旦"}},
        {"holidays": {"2027-01-01": "元旦"}, "workdays": {"2027-01-01": "元旦"}},
    ],
)
def test_a_notice_that_cannot_be_is_refused(book: Rulebook, content: Mapping[str, Any]) -> None:
    with refused("calendar_year_invalid"):
        book.loading_year(command("k1"), 2027, content)


def edited(version: str) -> Any:
    """The shipped catalogue with a promise of its own."""
    content = json.loads(canonical_text(shipped_content()))
    content["meta"]["version"] = version
    content["matters"][0]["promised_days"] = 9
    return content


def test_a_catalogue_is_loaded_beside_the_one_before(book: Rulebook) -> None:
    old = shipped_catalogue().version
    book.run(book.loading_catalogue(command("k1"), edited("district-2")))
    rules = book.now()
    assert rules.catalogue.version == "district-2"
    assert rules.pinned(old).catalogue is shipped_catalogue()
    assert rules.pinned(old) is rules.pinned(old)


def test_a_version_keeps_its_content(book: Rulebook) -> None:
    with refused("catalogue_version_taken"):
        book.loading_catalogue(command("k1"), edited(shipped_catalogue().version))


def test_a_flawed_catalogue_is_refused(book: Rulebook) -> None:
    with refused("catalogue_invalid"):
        book.loading_catalogue(command("k1"), {"meta": {}})


def test_open_dates_move_with_the_notice_and_the_project_says_so(scenario: Scenario, book: Rulebook) -> None:
    """Received on Tuesday 29 December: the fifth working day moves from 6 to 7 January."""
    scenario.projects = Projects(scenario.ledger, book, "jimo")
    scenario.registered().at("12-30 09:00")
    act = an_act("investment_agreement", "receive", "12-29", receipt_no="1")
    scenario.do(act)
    book.run(book.loading_year(command("k1"), 2027, NOTICE))
    following = Reprojections(scenario.projects, book, lambda: [scenario.project])
    assert following.carry_on() == 1
    event = scenario.event("DatesReprojected")
    assert (event.cause, event.via) == ("calendar 2027 v24", "scheduler")
    assert [(item.kind, item.was_due, item.due_on) for item in event.moved] == [
        ("acceptance_answer", day("2027-01-06"), day("2027-01-07"))
    ]
    again = Reprojections(scenario.projects, book, lambda: [scenario.project])  # as in another process
    assert [following.carry_on(), again.carry_on()] == [0, 0]
    assert [item.TOPIC for item in scenario.log].count("DatesReprojected") == 1


def test_who_dies_between_the_notice_and_its_projects_is_carried_on(scenario: Scenario, book: Rulebook) -> None:
    """The dates moved are those between the rules before this notice and with it, whatever was loaded since."""
    scenario.projects = Projects(scenario.ledger, book, "jimo")
    scenario.registered().at("12-30 09:00")
    scenario.do(an_act("investment_agreement", "receive", "12-29", receipt_no="1"))
    book.run(book.loading_year(command("k1"), 2027, NOTICE))
    scenario.at("12-30 09:05")
    book.run(book.loading_year(command("k2"), 2027, {**NOTICE, "holidays": {"2027-01-01": "元旦"}}))

    assert Reprojections(scenario.projects, book, lambda: [scenario.project]).carry_on() == 2
    moves = [
        [(item.was_due, item.due_on) for item in event.moved]
        for event in scenario.log
        if isinstance(event, DatesReprojected)
    ]
    there, back = (day("2027-01-06"), day("2027-01-07")), (day("2027-01-07"), day("2027-01-06"))
    assert moves == [[there], [back]]


def test_a_project_registered_after_the_notice_has_nothing_to_say_about_it(scenario: Scenario, book: Rulebook) -> None:
    scenario.projects = Projects(scenario.ledger, book, "jimo")
    scenario.at("12-30 09:00")
    book.run(book.loading_year(command("k1"), 2027, NOTICE))
    scenario.at("12-30 10:00").registered()
    scenario.do(an_act("investment_agreement", "receive", "12-29", receipt_no="1"))

    assert Reprojections(scenario.projects, book, lambda: [scenario.project]).carry_on() == 0
