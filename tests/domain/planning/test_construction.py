"""The construction start, works complete and what comes after, milestones."""

from datetime import date

from domain.catalogue.model import Gate
from domain.planning.model import Plan, Way
from tests.domain.planning.smallplans import (
    COMPLETION,
    EXECUTION,
    OPERATION,
    PERMIT,
    matter,
    permit,
    plan_of,
    small,
)

SEPTEMBER_21 = date(2026, 9, 21)


def dates(way: Way, id_: str) -> tuple[str, str]:
    """Begin and grant as MM-DD, `-` for none."""
    planned = way.matters[id_]
    begins, granted = (f"{day:%m-%d}" if day else "-" for day in (planned.begins, planned.granted))
    return begins, granted


def milestones(told: Plan, stage: str) -> set[date | None]:
    return {way.milestones[stage] for way in told.ways().values()}


def test_construction_starts_when_the_permit_and_every_gate_are_granted() -> None:
    catalogue = small(
        matter("gate", "5w", gate=Gate.CONSTRUCTION_START),
        matter("other", "9w", gate=Gate.PRODUCTION_START),
        permit("2w"),
    )
    told = plan_of(catalogue, SEPTEMBER_21)
    assert told.promised.construction_permit == date(2026, 9, 23)
    assert told.promised.construction_start == date(2026, 9, 29)
    assert plan_of(catalogue, SEPTEMBER_21, without=["gate"]).promised.construction_start == date(2026, 9, 23)


def test_works_are_complete_so_many_calendar_days_later_rolled_to_a_working_day() -> None:
    told = plan_of(small(permit("2w")), SEPTEMBER_21, construction_days=10)
    assert milestones(told, EXECUTION) == {date(2026, 10, 8)}
    assert milestones(plan_of(small(permit("2w")), SEPTEMBER_21, construction_days=0), EXECUTION) == {date(2026, 9, 23)}


def test_nothing_after_works_begins_before_works_are_complete() -> None:
    """Ruling 33: held back it begins that day."""
    catalogue = small(
        permit("2w"),
        matter("check", "3w", after=[PERMIT], stage=COMPLETION),
        matter("open", "1w", stage=OPERATION),
        matter("during", "1w", after=[PERMIT], stage=EXECUTION),
    )
    told = plan_of(catalogue, SEPTEMBER_21, construction_days=10)
    for way in told.ways().values():
        assert dates(way, "check") == ("10-08", "10-12")
        assert dates(way, "open") == ("10-08", "10-09")
        assert dates(way, "during") == ("09-23", "09-24")


def test_with_prereview_it_is_granted_not_before_works_are_complete() -> None:
    """Ruling 33: with pre-review it is granted not before it."""
    catalogue = small(permit("2w"), matter("check", "3w", after=[PERMIT], prereview=[PERMIT], stage=COMPLETION))
    told = plan_of(catalogue, SEPTEMBER_21, construction_days=10)
    assert dates(told.promised, "check") == ("10-08", "10-12")
    assert dates(told.escorted, "check") == ("09-21", "10-08")


def test_a_long_review_still_ends_after_its_limit() -> None:
    catalogue = small(permit("2w"), matter("check", "12w", after=[PERMIT], prereview=[PERMIT], stage=COMPLETION))
    told = plan_of(catalogue, SEPTEMBER_21, construction_days=10)
    assert dates(told.escorted, "check") == ("09-21", "10-14")


def test_a_prereview_after_works_still_has_its_issue_lag() -> None:
    catalogue = small(
        permit("2w"),
        matter("first", "2w", after=[PERMIT], stage=COMPLETION),
        matter("second", "1w", after=["first"], prereview=["first"], stage=OPERATION),
    )
    told = plan_of(catalogue, SEPTEMBER_21, construction_days=10)
    assert dates(told.escorted, "first") == ("10-08", "10-10")
    assert dates(told.escorted, "second") == ("10-08", "10-12")


def test_preparation_is_done_while_works_go_on() -> None:
    catalogue = small(permit("2w"), matter("check", "1w", after=[PERMIT], stage=COMPLETION))
    held = plan_of(catalogue, SEPTEMBER_21, preparation=1, construction_days=10)
    assert held.promised.construction_start == date(2026, 9, 24)
    assert dates(held.promised, "check") == ("10-08", "10-09")
    late = plan_of(catalogue, SEPTEMBER_21, preparation=1, construction_days=0)
    assert dates(late.promised, "check") == ("09-28", "09-29")


def test_without_construction_days_what_comes_after_works_has_no_dates() -> None:
    catalogue = small(
        permit("2w"),
        matter("check", "1w", after=[PERMIT], stage=COMPLETION),
        matter("open", "1w", stage=OPERATION),
        matter("later", "1w", after=["check"], stage=EXECUTION),
        milestones={"construction_permitting": (PERMIT,), COMPLETION: ("check",), OPERATION: ("open",)},
    )
    told = plan_of(catalogue, SEPTEMBER_21)
    for way in told.ways().values():
        assert {dates(way, id_) for id_ in ("check", "open", "later")} == {("-", "-")}
        assert {way.matters[id_].float for id_ in ("check", "open", "later")} == {None}
        assert way.milestones["construction_permitting"] == way.construction_permit == date(2026, 9, 23)
        assert [way.milestones[stage] for stage in (EXECUTION, COMPLETION, OPERATION)] == [None, None, None]


def test_a_prereview_that_waits_for_a_matter_after_works_waits_for_its_prerequisites_instead() -> None:
    catalogue = small(
        matter("a", "3w"),
        matter("check", "1w", stage=COMPLETION),
        permit("2w", after=["a"], prereview=["check"]),
    )
    told = plan_of(catalogue, SEPTEMBER_21)
    assert dates(told.escorted, PERMIT) == ("09-24", "09-29")
    assert dates(plan_of(catalogue, SEPTEMBER_21, construction_days=10).escorted, PERMIT) == ("09-24", "09-29")


def test_a_milestone_is_the_latest_grant_of_its_matters_that_apply() -> None:
    catalogue = small(
        matter("a", "1w"),
        matter("b", "3w"),
        matter("c", "9w"),
        milestones={"project_landing": ("a", "b", "c"), "project_initiation": ("c",)},
    )
    told = plan_of(catalogue, SEPTEMBER_21, without=["c"])
    assert milestones(told, "project_landing") == {date(2026, 9, 24)}
    assert milestones(told, "project_initiation") == {None}


def test_without_a_permit_everything_refers_to_the_construction_start() -> None:
    """Ruling 33."""
    catalogue = small(
        matter("a", "1w"),
        matter("gate", "2w", "4w", after=["a"], gate=Gate.CONSTRUCTION_START),
        matter("b", "2w", gate=Gate.CONSTRUCTION_START),
        permit("9w"),
    )
    told = plan_of(catalogue, SEPTEMBER_21, without=[PERMIT])
    assert told.promised.construction_permit == told.promised.construction_start == date(2026, 9, 24)
    assert told.promised.critical_path == ("a", "gate")
    assert {id_: planned.float for id_, planned in told.promised.matters.items()} == {"a": 0, "gate": 0, "b": 1}
    assert told.gain_vs_statutory is not None
    assert told.gain_vs_statutory.working_days == 2


def test_without_a_permit_or_a_gate_there_is_nothing_to_aim_at() -> None:
    told = plan_of(small(matter("a"), permit()), SEPTEMBER_21, without=[PERMIT], construction_days=10)
    for way in told.ways().values():
        assert (way.construction_permit, way.construction_start, way.critical_path) == (None, None, ())
        assert way.milestones[EXECUTION] is None
        assert way.matters["a"].float is None
    assert (told.gain_vs_statutory, told.gain_vs_promised) == (None, None)


def test_a_construction_start_that_waits_for_works_complete_is_never_reached() -> None:
    catalogue = small(matter("check", stage=COMPLETION), permit(after=["check"]))
    told = plan_of(catalogue, SEPTEMBER_21, construction_days=10)
    assert told.escorted.construction_start is None
    assert dates(told.escorted, PERMIT) == ("-", "-")
