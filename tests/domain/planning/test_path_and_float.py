"""The critical path and the floats, worked out by hand."""

from datetime import date

from domain.planning.model import Way
from tests.domain.planning.smallplans import PERMIT, matter, permit, plan_of, small

MARCH_2 = date(2026, 3, 2)


def floats(way: Way) -> dict[str, int | None]:
    return {id_: planned.float for id_, planned in way.matters.items()}


def test_the_path_follows_the_last_prerequisite_from_the_start() -> None:
    catalogue = small(
        matter("a", "5w"), matter("b", "1w", after=["a"]), matter("c", "3w"), permit("1w", after=["b", "c"])
    )
    assert plan_of(catalogue, MARCH_2).promised.critical_path == ("a", "b", PERMIT)


def test_of_two_prerequisites_granted_that_day_the_first_of_the_catalogue_is_on_the_path() -> None:
    """Ruling 34: of a tie of grants the first of the catalogue."""
    catalogue = small(matter("z", "3w"), matter("a", "3w"), permit("1w", after=["a", "z"], prereview=["a"]))
    told = plan_of(catalogue, MARCH_2)
    assert told.promised.critical_path == told.escorted.critical_path == ("z", PERMIT)


def test_when_a_grant_and_the_own_review_set_the_date_the_grant_is_on_the_path() -> None:
    catalogue = small(matter("x", "9w"), matter("a", "1w"), permit("2w", after=["a"], prereview=["x"]))
    told = plan_of(catalogue, MARCH_2)
    assert told.escorted.matters[PERMIT].granted == date(2026, 3, 4)
    assert told.escorted.critical_path == ("a", PERMIT)


def test_when_the_review_took_longest_the_path_goes_on_from_its_begin() -> None:
    """Ruling 34: back from a begin it asks what set that begin."""
    catalogue = small(
        matter("first", "1w"),
        matter("x", "9w", after=["first"]),
        matter("a", "2w"),
        permit("5w", after=["a"], prereview=["x"]),
    )
    told = plan_of(catalogue, MARCH_2)
    assert told.escorted.matters[PERMIT].begins == date(2026, 3, 3)
    assert told.escorted.critical_path == ("first", "x", PERMIT)


def test_when_a_grant_and_a_begin_set_a_begin_the_grant_is_on_the_path() -> None:
    """Ruling 34: of a tie the grant."""
    catalogue = small(matter("x", "9w"), matter("a", "0w"), permit("5w", after=["a"], prereview=["x"]))
    told = plan_of(catalogue, MARCH_2)
    assert told.escorted.critical_path == ("a", PERMIT)


def test_a_matter_passed_by_grant_and_by_begin_is_printed_once() -> None:
    """Ruling 34."""
    catalogue = small(matter("a", "5w"), permit("1w", after=["a"], prereview=["a"]))
    assert plan_of(catalogue, MARCH_2).escorted.critical_path == ("a", PERMIT)


def test_a_permit_that_waits_for_nothing_is_the_whole_path() -> None:
    assert plan_of(small(matter("a", "9w"), permit("1w", prereview=["a"])), MARCH_2).escorted.critical_path == (PERMIT,)


def test_preparation_leaves_the_path_in_one_piece() -> None:
    catalogue = small(
        matter("first", "1w"), matter("x", "9w", after=["first"]), permit("5w", after=["first"], prereview=["x"])
    )
    assert plan_of(catalogue, MARCH_2, preparation=3).escorted.critical_path == ("first", PERMIT)


def test_a_float_is_the_working_days_a_grant_can_move_alone() -> None:
    catalogue = small(matter("a", "1w"), matter("b", "4w"), permit("1w", after=["a", "b"]))
    assert floats(plan_of(catalogue, MARCH_2).promised) == {"a": 3, "b": 0, PERMIT: 0}


def test_a_float_passes_along_a_chain() -> None:
    catalogue = small(
        matter("a", "1w"), matter("b", "1w", after=["a"]), matter("c", "9w"), permit("1w", after=["b", "c"])
    )
    assert floats(plan_of(catalogue, MARCH_2).promised) == {"a": 7, "b": 7, "c": 0, PERMIT: 0}


def test_a_weekend_at_the_end_of_a_term_in_calendar_days_is_float_even_on_the_path() -> None:
    catalogue = small(matter("a", "3w"), permit("2c", after=["a"]))  # Thursday + 2 and Friday + 2 both roll to Monday
    told = plan_of(catalogue, MARCH_2)
    assert told.promised.matters["a"].granted == date(2026, 3, 5)
    assert floats(told.promised) == {"a": 1, PERMIT: 0}


def test_a_review_in_advance_gives_float_to_what_it_no_longer_waits_for() -> None:
    catalogue = small(matter("a", "1w"), permit("5w", after=["a"], prereview=["a"]))
    told = plan_of(catalogue, MARCH_2)
    assert floats(told.promised) == {"a": 0, PERMIT: 0}
    assert floats(told.escorted) == {"a": 3, PERMIT: 0}  # granted on the 9th: `a` may be granted until the 6th


def test_a_float_counts_working_days_over_a_holiday() -> None:
    catalogue = small(matter("a", "1w"), matter("b", "20c"), permit("1w", after=["a", "b"]))
    told = plan_of(catalogue, date(2026, 2, 6))  # b: 26 February; a: 9 February; off from the 15th to the 23rd
    assert floats(told.promised)["a"] == 8  # 10, 11, 12, 13, 14, 24, 25, 26 February


def test_what_the_permit_does_not_wait_for_has_no_float() -> None:
    catalogue = small(matter("a", "1w"), matter("b", "1w", after=[PERMIT]), permit("1w"))
    assert floats(plan_of(catalogue, MARCH_2).promised) == {"a": None, "b": None, PERMIT: 0}


def test_what_a_prereview_can_do_without_has_no_float_however_late() -> None:
    catalogue = small(
        matter("m", "1w"),
        matter("c", "1w", after=["m"]),
        matter("y", "5w"),
        permit("1w", after=["y"], prereview=["c"]),
    )
    told = plan_of(catalogue, MARCH_2)
    assert told.escorted.matters[PERMIT].begins == date(2026, 3, 3)  # when c begins; at the latest when y is granted
    assert floats(told.escorted) == {"m": None, "c": None, "y": 0, PERMIT: 0}


def test_a_delay_that_a_prereview_feels_only_for_a_while_is_exact() -> None:
    catalogue = small(
        matter("m", "1w"),
        matter("c", "1w", after=["m"]),
        matter("y", "9w"),
        permit("8w", after=["y"], prereview=["c"]),
    )
    told = plan_of(catalogue, MARCH_2)
    assert told.escorted.matters[PERMIT].granted == date(2026, 3, 16)
    assert floats(told.escorted)["m"] == 1  # begun on the 4th, the review still ends on the 16th
