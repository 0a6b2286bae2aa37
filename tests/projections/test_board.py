"""The board: order, filters, cursors, and lights that change with the date alone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect, select, update

from domain.deciding.commands import AssignSpecialist, DirectService
from domain.errors import DomainError
from domain.project.events.service import Course
from projections.board.heads import heads
from projections.board.order import LIGHTS
from projections.board.pages import one
from projections.board.queries import kept_walks
from projections.board.rows import BoardRow
from projections.views import search
from projections.views.portfolio import portfolio
from tests.projections.conftest import Shown, all_rows
from tests.scenario import Scenario, day

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"
REASON = "如实补录"


def a_project(scenario: Scenario, name: str, landed_on: str = "01-05") -> str:
    """One more project with its list; its code."""
    scenario.registered(landed_on, code=name).listed()
    return name


def running(scenario: Scenario, name: str, received: str, accepted: str) -> str:
    """A project whose planning permit (3 working days promised) is accepted, in good time for its plan."""
    scenario.at("02-27 09:00")
    a_project(scenario, name, "02-27")
    scenario.at(f"{received} 10:00").act(MATTER, "receive", received, receipt_no="JM-1")
    scenario.at(f"{accepted} 10:00").act(MATTER, "accept", accepted, REASON)
    return name


@pytest.fixture
def busy(shown: Shown) -> Shown:
    """On 2026-04-02: one over its statutory limit, one over the promised by five, one due soon, one with time."""
    scenario = shown.scenario
    running(scenario, "statutory", "03-02", "03-03")
    running(scenario, "promised", "03-19", "03-20")
    running(scenario, "soon", "03-30", "03-31")
    scenario.at("04-02 09:00")
    a_project(scenario, "fresh")
    return shown


TODAY = "04-02"


def codes(rows: tuple[BoardRow, ...]) -> list[str]:
    return [row.code for row in rows]


def test_urgency_puts_statutory_red_first_then_other_red_then_yellow_then_the_rest(busy: Shown) -> None:
    rows = busy.board(TODAY).rows
    assert codes(rows) == ["statutory", "promised", "soon", "fresh"]
    assert [row.light.light for row in rows] == ["red", "red", "yellow", "green"]
    assert [row.light.cause for row in rows] == ["over_statutory", "over_promised_by_five", "due_soon", None]
    assert rows[0].light.department == "natural_resources"


def test_the_next_node_is_a_milestones_target_where_that_comes_before_any_limit(busy: Shown) -> None:
    """A target that has passed hides no limit; the rail has it."""
    a_project(busy.scenario, "new", "04-01")
    rows = {row.code: row for row in busy.board(TODAY).rows}
    today, aimed, late = day(TODAY), rows["new"].next_due, rows["statutory"]
    assert aimed is not None
    assert (aimed.kind, aimed.matter, aimed.start, aimed.owner) == ("milestone_target", "", None, "team")
    targets = {stop["id"]: stop["open_target"] for stop in rows["new"].rail if stop["open_target"]}
    assert aimed.on.isoformat() == targets[str(aimed.stage)] == min(targets.values())
    assert aimed.days_left == busy.scenario.rules.calendar.working_days(today, aimed.on)
    assert any(stop["open_target"] and stop["open_target"] < today.isoformat() for stop in late.rail)
    assert late.next_due is not None
    assert late.next_due.kind == "promised"


def test_a_service_that_was_terminated_has_no_next_node(busy: Shown) -> None:
    busy.scenario.do(DirectService(course=Course.TERMINATE, effective_on=day(TODAY), reason="企业放弃"))
    found = {row.code: row.next_due for row in busy.board(TODAY).rows}
    assert {code: due is None for code, due in found.items()} == {
        "statutory": False,
        "promised": False,
        "soon": False,
        "fresh": True,
    }


@pytest.mark.parametrize("sort", ["due", "urgency"])
def test_a_service_that_has_ended_comes_after_those_with_something_due(busy: Shown, sort: str) -> None:
    """Its permits live on, and with them its deadlines."""
    scenario = busy.scenario.at("04-02 10:00")
    running(scenario, "ended", "03-02", "03-03")
    scenario.at("04-02 11:00").act(MATTER, "grant", "04-02", REASON, document="规1")
    scenario.do(DirectService(course=Course.TERMINATE, effective_on=day(TODAY), reason="企业放弃"))
    busy.projector.catch_up()
    with busy.database.connect() as connection:
        stored = dict(connection.execute(select(portfolio.c.code, portfolio.c.due_on)).all())
    assert stored["ended"]
    assert codes(busy.board(TODAY, sort=sort).rows)[-1] == "ended"


@pytest.mark.parametrize(
    ("status", "has"), [("active", True), ("suspended", True), ("completed", False), ("archived", False)]
)
def test_the_next_node_goes_with_the_service(busy: Shown, status: str, *, has: bool) -> None:
    busy.projector.catch_up()
    with busy.database.begin() as connection:
        connection.execute(update(portfolio).values(status=status))
    assert {row.next_due is not None for row in busy.board(TODAY).rows} == {has}


def test_days_left_are_working_days_and_negative_when_overdue(busy: Shown) -> None:
    rows = {row.code: row for row in busy.board(TODAY).rows}
    soon, statutory = rows["soon"].next_due, rows["statutory"].next_due
    assert soon is not None
    assert statutory is not None
    assert (soon.on, soon.days_left) == (day("04-03"), 1)
    assert statutory.days_left < 0


def test_the_light_changes_with_the_date_alone(busy: Shown) -> None:
    busy.projector.catch_up()
    before = all_rows(busy)
    seen = [next(row.light.light for row in busy.board(today).rows if row.code == "promised") for today in LIGHT_DAYS]
    assert seen == ["green", "yellow", "red"]
    assert all_rows(busy) == before


LIGHT_DAYS = ("03-19", "03-26", "04-01")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"light": "red"}, ["statutory", "promised"]),
        ({"light": "yellow"}, ["soon"]),
        ({"light": "green"}, ["fresh"]),
        ({"light": "blue"}, []),
        ({"stage": "planning_permission"}, ["statutory", "promised", "soon"]),
        ({"q": "FRES"}, ["fresh"]),
        ({"q": "旺液"}, ["statutory", "promised", "soon", "fresh"]),
        ({"q": "%"}, []),
        ({"sort": "code"}, ["fresh", "promised", "soon", "statutory"]),
        ({"sort": "due"}, ["statutory", "promised", "soon", "fresh"]),
    ],
)
def test_filters_and_sorts(busy: Shown, wanted: dict[str, str], found: list[str]) -> None:
    assert codes(busy.board(TODAY, **wanted).rows) == found


def test_a_project_is_found_by_its_specialist_and_task_force(busy: Shown) -> None:
    busy.scenario.do(AssignSpecialist(effective_on=day(TODAY), specialist="s-7", team="team-3"))
    assert codes(busy.board(TODAY, specialist="s-7").rows) == ["fresh"]
    assert codes(busy.board(TODAY, team="team-3").rows) == ["fresh"]
    assert codes(busy.board(TODAY, team="team-4").rows) == []


def pages(shown: Shown, **wanted: str) -> list[list[str]]:
    cursor: str | None = None
    found = []
    while True:
        page = shown.board(TODAY, limit=1, cursor=cursor, **wanted)
        found.append(codes(page.rows))
        cursor = page.next
        if cursor is None:
            return found


@pytest.mark.parametrize("sort", ["urgency", "due", "code", "landed"])
def test_pages_join_to_the_whole_list(busy: Shown, sort: str) -> None:
    joined = [code for page in pages(busy, sort=sort) for code in page]
    assert joined == codes(busy.board(TODAY, sort=sort).rows)


@pytest.fixture(params=[0, 500])
def looked_up(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Up to how many rows of a light are looked up."""
    kept_walks.cache_clear()
    monkeypatch.setattr("projections.board.queries.FEW", request.param)
    yield request.param
    kept_walks.cache_clear()


@pytest.mark.usefixtures("looked_up")
@pytest.mark.parametrize("sort", ["urgency", "due", "code", "landed"])
def test_the_rows_of_a_light_are_the_same_whether_they_are_passed_or_looked_up(busy: Shown, sort: str) -> None:
    scenario = busy.scenario
    a_project(scenario, "resting")
    scenario.do(DirectService(course=Course.SUSPEND, effective_on=day(TODAY), reason="停工"))
    for on in ("03-20", TODAY, "05-20"):
        whole = busy.board(on, sort=sort).rows
        for light in LIGHTS:
            of_light = codes(tuple(row for row in whole if row.light.light == light))
            assert codes(busy.board(on, sort=sort, light=light).rows) == of_light
    for light in LIGHTS:
        joined = [code for page in pages(busy, sort=sort, light=light) for code in page]
        assert joined == codes(busy.board(TODAY, sort=sort, light=light).rows)


def test_a_cursor_goes_on_where_it_stood_while_rows_change(busy: Shown) -> None:
    first = busy.board(TODAY, limit=2)
    busy.scenario.registered(code="new").listed()
    running(busy.scenario.at("04-02 10:00"), "urgent", "03-02", "03-03")
    rest = busy.board(TODAY, limit=10, cursor=first.next)
    assert codes(first.rows) == ["statutory", "promised"]
    assert codes(rest.rows)[0] == "soon"
    assert not set(codes(first.rows)) & set(codes(rest.rows))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"cursor": "rubbish"}, "bad_cursor"),
        ({"cursor": "W10"}, "bad_cursor"),
        ({"sort": "luck"}, "unknown_sort"),
        ({"light": "pink"}, "unknown_light"),
    ],
)
def test_what_cannot_be_answered_is_refused(busy: Shown, wanted: dict[str, str], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        busy.board(TODAY, **wanted)
    assert refused.value.code == code


def test_a_cursor_of_another_sort_is_refused(busy: Shown) -> None:
    cursor = busy.board(TODAY, limit=1, sort="code").next
    with pytest.raises(DomainError):
        busy.board(TODAY, cursor=cursor)


def test_one_project_is_found_by_id_and_by_code(busy: Shown) -> None:
    busy.projector.catch_up()
    found = one(busy.database, "fresh", day(TODAY))
    assert found is not None
    again = one(busy.database, busy.scenario.project, day(TODAY))
    assert again is not None
    assert found.project == again.project == str(busy.scenario.project)
    assert one(busy.database, "nothing", day(TODAY)) is None


def test_the_head_counts_what_the_board_shows(busy: Shown) -> None:
    busy.projector.catch_up()
    head = heads(busy.database, day(TODAY))
    assert head.total == 4
    assert head.lights == {"red": 2, "yellow": 1, "green": 1, "stopped": 0, "blue": 0}
    assert (head.over_statutory, head.over_promised) == (1, 2)
    assert head.due_today == 0
    assert heads(busy.database, day("04-03")).due_today == 1
    assert head.due_this_week == 1
    assert head.position == busy.scenario.ledger.position()


def test_the_head_of_an_empty_store_is_all_noughts(shown: Shown) -> None:
    head = shown.heads(TODAY)
    assert (head.total, head.unconfirmed, head.median_ahead) == (0, 0, None)


def test_a_stuck_project_says_whose_move_it_is_and_since_when(busy: Shown) -> None:
    scenario = busy.scenario
    scenario.act(MATTER, "receive", TODAY, receipt_no="JM-7")
    stuck = one_row(busy, "fresh").stuck
    assert stuck is not None
    assert (stuck.matter, stuck.owner, stuck.since, stuck.day) == (MATTER, "department", day(TODAY), 0)
    scenario.act(MATTER, "request-supplement", TODAY, materials=("总平面图",))
    stuck = one_row(busy, "fresh").stuck
    assert stuck is not None
    assert stuck.owner == "enterprise"
    assert one_row(busy, "fresh").open_requests == 1


def one_row(shown: Shown, code: str) -> BoardRow:
    return next(row for row in shown.board(TODAY).rows if row.code == code)


def test_a_permit_the_department_has_not_confirmed_earns_nothing(shown: Shown) -> None:
    scenario = shown.scenario
    scenario.at("01-05 09:00").registered(expected_on=day("04-10"), expected_document="投资合同").listed()
    scenario.via = "api"
    scenario.at("03-04 10:00").act("construction_permit", "receive", "03-04", receipt_no="JM-1")
    scenario.act("construction_permit", "grant", "03-04", REASON, document="施1")
    row = shown.board("03-09").rows[0]
    assert row.permit.granted_on == day("03-04")
    assert row.permit.ahead_days is None
    assert row.unconfirmed == 2


def test_an_expected_date_noted_after_the_first_list_is_shown_and_earns_nothing(shown: Shown) -> None:
    scenario = shown.scenario
    scenario.at("01-05 09:00").registered().listed()
    from domain.deciding.commands import ExpectPermit

    scenario.do(ExpectPermit(effective_on=day("01-05"), on=day("04-10"), document="合同"))
    permit = shown.board("03-09").rows[0].permit
    assert (permit.expected_on, permit.later, permit.ahead_days) == (day("04-10"), True, None)


def test_a_late_entry_is_counted_and_an_imported_one_is_not(shown: Shown) -> None:
    scenario = shown.scenario
    scenario.at("01-05 09:00").registered().listed()
    scenario.at("03-09 10:00").act(MATTER, "receive", "03-02", receipt_no="JM-1")
    assert shown.board("03-09").rows[0].late_entries == 0
    scenario.via = "api"
    scenario.act(MATTER, "accept", "03-03", REASON)
    assert shown.board("03-09").rows[0].late_entries == 1


@pytest.mark.only_postgresql
def test_codes_are_sorted_by_code_points_whatever_the_language_of_the_server(shown: Shown) -> None:
    columns = {column["name"]: column["type"] for column in inspect(shown.database).get_columns("portfolio")}
    assert columns["code"].collation == "C"  # type: ignore[attr-defined]


def test_a_permit_of_the_first_phase_opens_the_gate_and_earns_no_honour(shown: Shown) -> None:
    """Ruling 26: honours wait for the construction permit."""
    scenario = shown.scenario
    scenario.at("01-05 09:00").registered(expected_on=day("04-10"), expected_document="投资合同")
    scenario.listed(phased_construction_permit=True)
    scenario.at("03-06 10:00").act("construction_permit_phase1", "receive", "03-06", receipt_no="JM-1")
    scenario.act("construction_permit_phase1", "grant", "03-06", REASON, document="施1")
    permit = shown.board("03-09").rows[0].permit
    assert (permit.granted_on, permit.ahead_days) == (None, None)


@pytest.mark.parametrize(("granted_on", "ahead"), [("04-29", True), ("04-30", True), ("05-01", False)])
def test_at_least_a_month_ahead_is_a_calendar_month_without_a_roll(shown: Shown, granted_on: str, ahead: bool) -> None:
    """Ruling 18: a month before 05-31 is 04-30, the last day of April; the holiday of 05-01 gives no grace."""
    scenario = shown.scenario
    scenario.at("01-05 09:00").registered(expected_on=day("05-31"), expected_document="投资合同").listed()
    scenario.at(f"{granted_on} 10:00").act("construction_permit", "receive", granted_on, receipt_no="JM-1")
    scenario.act("construction_permit", "grant", granted_on, REASON, document="施1")
    assert shown.board("05-06").rows[0].permit.month_ahead is ahead


SOUGHT = {
    "液压": True,
    "压": True,
    "司": True,  # the last character of a name begins no pair
    "液叁": False,
    "旺压": False,  # both characters are there, not together
    "山东叁旺液压有限公司": True,
    "HH-2026": True,
    "hh-2026": True,
    "%": False,
    "鑫": False,
}


@pytest.mark.parametrize("few", [search.RARE, 0])
def test_a_search_finds_what_stands_in_name_code_or_enterprise(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(search, "RARE", few)  # as if every piece were common
    shown.scenario.registered(code="HH-2026-0007")
    assert {sought: bool(shown.board("04-02", q=sought).rows) for sought in SOUGHT} == SOUGHT
