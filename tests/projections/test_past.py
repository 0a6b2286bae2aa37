"""The board of a past moment is the board as it was, whatever was corrected later: rows, filters, lights and head."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from orjson import dumps

from domain.deciding.commands import AssignSpecialist
from domain.errors import DomainError
from domain.event import SHANGHAI, shanghai_date
from domain.log.ledger import Command
from domain.project.events.lifecycle import ProjectRegistered
from domain.project.record.reading import end_of_day
from domain.project.record.record import Record, open_record
from domain.projects import Projects
from domain.rulebook import Rulebook
from projections.board.heads import Heads, heads
from projections.board.pages import Page, board
from projections.board.past_heads import heads_within
from projections.projector.checking import check
from projections.projector.past_filling import fill_past
from projections.projector.rebuild import rebuild
from projections.rows.batches import Touched, by_stream
from projections.views.all_views import all_views
from projections.views.past import PastView, days_of, missing, past_row
from projections.views.reach import EVERYTHING
from tests.projections.conftest import Shown, all_rows, views_of
from tests.projections.lives import live
from tests.scenario import Scenario, day, moment

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"  # promised 3 working days, by law 20
REASON = "如实记录"


def board_then(shown: Shown, known_at: datetime, **wanted: str | int) -> Page:
    calendar, today = shown.projector.book.at(known_at).calendar, shanghai_date(known_at)
    return board(shown.database, today, calendar=calendar, known_at=known_at, **wanted)  # type: ignore[arg-type]


def head_then(shown: Shown, known_at: datetime) -> Heads:
    return heads_within(shown.database, shanghai_date(known_at), EVERYTHING, known_at)


def accepted(scenario: Scenario) -> Scenario:
    """A project of 01-05, its matter received and accepted on 03-02."""
    scenario.at("01-05 09:00").registered().listed().at("03-02 10:00")
    scenario.act(MATTER, "receive", "03-02", REASON, receipt_no="1")
    scenario.act(MATTER, "accept", "03-02", REASON)
    return scenario


def as_it_was(shown: Shown, today: date) -> tuple[dict[str, Page], Heads]:
    """The board of a day in every order, and its head, with the position of the views left out."""
    shown.projector.catch_up()
    calendar = shown.projector.rules.calendar
    pages = {sort: board(shown.database, today, sort=sort, calendar=calendar) for sort in ("urgency", "due", "code")}
    return pages, heads(shown.database, today)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_evening_looks_later_as_it_did_then(shown: Shown, seed: int) -> None:
    scenario, evenings = shown.scenario, dict[date, tuple[dict[str, Page], Heads]]()
    for _ in live(scenario, seed, projects=3, steps=25):
        today = scenario.now.astimezone(SHANGHAI).date()
        evenings[today] = as_it_was(shown, today)
    assert len(evenings) > 10
    for today, (pages, head) in evenings.items():
        known_at = end_of_day(today)
        for sort, page in pages.items():
            assert board_then(shown, known_at, sort=sort).rows == page.rows
        told = head_then(shown, known_at)
        assert {**vars(told), "position": 0} == {**vars(head), "position": 0}


def by_a_rulebook(shown: Shown) -> Rulebook:
    """The scenario's projects and views read by what is loaded."""
    scenario = shown.scenario
    book = Rulebook(scenario.ledger, "jimo")
    book.record_shipped({"rows": {}}, "1")
    scenario.projects, shown.projector.book = Projects(scenario.ledger, book, "jimo"), book
    return book


def quiet_after(book: Rulebook, days: int) -> None:
    """A policy by which a project without news turns yellow after so many working days."""
    content = {"rows": {}, "lights": {"quiet_before_permit": days}}
    book.run(book.loading_policy(loading(f"{days} days"), content, f"{days} days"))


def loading(key: str) -> Command:
    return Command(id=f"t-admin/{key}", digest=key, actor="t-admin", via="api")


def test_every_evening_looks_later_as_it_did_then_whatever_was_loaded_since(shown: Shown) -> None:
    """Other lights every few days, on days with entries and on days without."""
    scenario, evenings = shown.scenario, dict[date, tuple[dict[str, Page], Heads]]()
    book = by_a_rulebook(shown)
    for step, _ in enumerate(live(scenario, 4, projects=2, steps=25)):
        if step % 6 == 5:
            scenario.now += timedelta(days=step % 4)
            quiet_after(book, step)
        today = scenario.now.astimezone(SHANGHAI).date()
        evenings[today] = as_it_was(shown, today)
    rebuild(scenario.ledger, shown.database, book.now(), all_views(), whole=True)
    list(fill_past(scenario.ledger, shown.database, book.now()))
    for today, (pages, head) in evenings.items():
        known_at = end_of_day(today)
        for sort, page in pages.items():
            assert board_then(shown, known_at, sort=sort).rows == page.rows
        assert {**vars(head_then(shown, known_at)), "position": 0} == {**vars(head), "position": 0}
    assert check(scenario.ledger, shown.database, book.now(), all_views()).equal


def test_a_board_of_the_past_goes_by_the_days_off_that_were_known_then(shown: Shown) -> None:
    """Accepted on Wednesday 30 December, promised in 3 working days: by 5 January, with the 4th off by the 6th."""
    scenario = shown.scenario
    book = by_a_rulebook(shown)
    scenario.at("12-28 09:00").registered("12-28").listed().at("12-30 10:00")
    scenario.act(MATTER, "receive", "12-30", REASON, receipt_no="1")
    scenario.act(MATTER, "accept", "12-30", REASON)
    shown.projector.catch_up()
    scenario.at("12-31 10:00")
    off = {"2027-01-01": "元旦", "2027-01-04": "元旦"}
    book.run(book.loading_year(loading("2027"), 2027, {"holidays": off, "source": "通知"}))
    moments = [moment(f"12-{at}") for at in ("30 23:59", "31 09:59", "31 10:00", "31 23:59")]
    due = [day(f"2027-01-0{on}") for on in (5, 5, 6, 6)]
    for _ in ("along the log", "anew"):
        shown.projector.catch_up()
        found = [board_then(shown, at).rows[0].next_due for at in moments]
        assert [limit and limit.on for limit in found] == due
        rebuild(scenario.ledger, shown.database, book.now(), all_views(), whole=True)
    with pytest.raises(DomainError, match="past_incomplete"):
        board_then(shown, moments[0])


def test_a_late_entry_and_a_correction_do_not_change_what_the_board_showed(shown: Shown) -> None:
    scenario = accepted(shown.scenario)
    scenario.at("03-10 09:00").act(MATTER, "grant", "03-05", REASON, document="规1")  # entered late
    scenario.at("03-12 09:00").correct(scenario.version_of("MatterGranted", MATTER), effective_on="2026-03-09")
    shown.projector.catch_up()
    (before,) = board_then(shown, end_of_day(day("03-09"))).rows
    (entered,) = board_then(shown, end_of_day(day("03-10"))).rows
    (corrected,) = board_then(shown, end_of_day(day("03-12"))).rows
    assert (before.light.light, before.over_promised_on) == ("yellow", day("03-06"))
    assert (entered.over_promised_on, entered.irregularities.get("over_promised")) == (None, None)
    assert corrected.irregularities["over_promised"] == 1


def test_a_moment_within_a_day_shows_nothing_that_was_recorded_after_it(shown: Shown) -> None:
    scenario = accepted(shown.scenario)
    scenario.at("03-04 15:00").act(MATTER, "grant", "03-04", REASON, document="规1")
    shown.projector.catch_up()
    (morning,) = board_then(shown, moment("03-04 09:00")).rows
    (evening,) = board_then(shown, moment("03-04 15:00")).rows
    assert (morning.over_promised_on, evening.over_promised_on) == (day("03-06"), None)
    assert morning.version < evening.version


def test_filters_pages_and_head_work_at_a_past_moment(shown: Shown) -> None:
    scenario = shown.scenario
    for team in ("1", "1", "2"):
        accepted(scenario).do(AssignSpecialist(effective_on=day("03-02"), specialist="s-1", team=team))
    shown.projector.catch_up()
    for row in board_then(shown, end_of_day(day("03-02"))).rows:
        scenario.at("03-20 09:00").project = UUID(row.project)
        scenario.do(AssignSpecialist(effective_on=day("03-20"), specialist="s-2", team="9"))
    shown.projector.catch_up()
    then = end_of_day(day("03-06"))
    assert len(board_then(shown, then, team="1").rows) == 2
    assert board_then(shown, then, team="9").rows == ()
    assert len(board_then(shown, then, specialist="s-1", light="yellow").rows) == 3
    assert len(board_then(shown, then, q="叁旺").rows) == 3
    first = board_then(shown, then, limit=2)
    assert first.next
    rest = board_then(shown, then, limit=2, cursor=first.next)
    assert len({row.project for row in (*first.rows, *rest.rows)}) == 3
    head = head_then(shown, then)
    assert (head.total, head.over_promised, head.due_this_week, head.lights["yellow"]) == (3, 3, 0, 3)
    assert head_then(shown, end_of_day(day("03-05"))).due_today == 3


def test_before_the_first_project_there_was_none(shown: Shown) -> None:
    accepted(shown.scenario)
    shown.projector.catch_up()
    assert board_then(shown, moment("01-04 09:00")).rows == ()
    assert head_then(shown, moment("01-04 09:00")).total == 0


def test_rows_of_days_are_the_same_in_batches_of_any_size(scenario: Scenario) -> None:
    lived = views_of(scenario, "lived", batch=2)
    for _ in live(scenario, 5, projects=2, steps=20):
        lived.projector.catch_up()
    expected = all_rows(lived)["portfolio_past"]
    assert len(expected) > 10
    assert all_rows_of(scenario, "whole") == expected
    days = {row[-3] for row in expected}
    assert max(days) - min(days) > timedelta(days=5)


@pytest.mark.parametrize("seed", [3, 8])
def test_a_row_of_the_past_is_what_the_log_of_that_evening_says_alone(scenario: Scenario, seed: int) -> None:
    """Each row against one worked out from nothing but the events recorded by that evening."""
    list(live(scenario, seed, projects=3, steps=45))
    alone: list[bytes] = []
    for project, told in by_stream(scenario.ledger.after(0, 10_000)).items():
        if isinstance(told[0][1], ProjectRegistered):
            for day_ in days_of(told):
                known = scenario.ledger.load(project)[: day_[-1][1].originator_version]
                record = open_record(project, known, scenario.rules)
                alone.append(dumps(past_row(Touched(told[0][0], day_, scenario.rules, partial(always, record)))))
    assert len(alone) > 20
    assert sorted(map(dumps, all_rows_of(scenario, "whole"))) == sorted(alone)


def always(record: Record, _: Touched) -> Record:
    """A record at hand."""
    return record


def test_a_rebuild_leaves_the_past_open_and_says_so_until_it_is_made_up(shown: Shown) -> None:
    scenario = accepted(shown.scenario)
    shown.projector.catch_up()
    before = all_rows(shown)
    rebuild(scenario.ledger, shown.database, scenario.rules, all_views(), whole=True)
    assert board_then(shown, end_of_day(day("03-02"))).rows  # the last day is there, and what was before the first
    assert board_then(shown, moment("01-04 09:00")).rows == ()
    for ask in (board_then, head_then):
        with pytest.raises(DomainError) as refused:
            ask(shown, end_of_day(day("02-01")))
        assert (refused.value.code, refused.value.params) == ("past_incomplete", {"left": 1})
    (unfilled,) = check(scenario.ledger, shown.database, scenario.rules, [PastView()]).findings[:1]
    assert unfilled.state == "unfilled"
    list(fill_past(scenario.ledger, shown.database, scenario.rules))
    assert all_rows(shown) == before
    assert board_then(shown, end_of_day(day("02-01"))).rows


def test_a_past_that_cannot_be_made_up_stops_its_view_and_no_other(shown: Shown) -> None:
    scenario = accepted(shown.scenario)
    shown.projector.catch_up(past=False)
    with shown.database.begin() as connection:
        connection.execute(missing.update().values(first=0))  # there is no such version
    shown.projector.catch_up()
    stopped = {view.name: view.cause for view in shown.projector.health().views if not view.running}
    assert stopped.keys() == {"portfolio_past"}
    assert scenario.ledger.position() == shown.projector.position()


def all_rows_of(scenario: Scenario, part: str) -> list[tuple[object, ...]]:
    anew = views_of(scenario, part)
    anew.projector.catch_up()
    return list(all_rows(anew)["portfolio_past"])
