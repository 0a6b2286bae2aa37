"""The policy: the shipped one as the practice wrote it, and what a wrong file is told."""

from datetime import UTC, date, datetime

import pytest
import yaml

from domain.dates.calendar import official_calendar
from domain.dates.terms import Term, Unit
from domain.errors import DomainError
from domain.nodes import Node
from projections.ops.accounts import Role
from scheduler.policy import term_length
from scheduler.policy_file import read_policy, shipped_policy

OVERDUE = (1, 3, 5, 7, 9, 11)


@pytest.mark.parametrize(
    ("length", "ahead"), [(20, (-5, -2, 0)), (10, (-5, -2, 0)), (9, (-1, 0)), (3, (-1, 0)), (2, (0,)), (0, (0,))]
)
def test_the_steps_of_a_promise_follow_the_length_of_its_term(length: int, ahead: tuple[int, ...]) -> None:
    assert shipped_policy().rows[Node.PROMISED].offsets(length) == ahead + OVERDUE


def test_a_promise_is_told_to_the_officer_and_the_specialist() -> None:
    row = shipped_policy().rows[Node.PROMISED]
    assert (row.number, row.to) == (3, (Role.OFFICER, Role.SPECIALIST))


def test_the_length_of_a_term_in_months_is_counted_in_working_days() -> None:
    calendar = official_calendar()
    assert term_length(calendar, date(2026, 9, 21), Term(15, Unit.WORKING_DAYS)) == 15
    assert term_length(calendar, date(2026, 9, 21), Term(10, Unit.CALENDAR_DAYS)) == 6
    assert term_length(calendar, date(2026, 9, 21), Term(1, Unit.MONTHS)) == 17


def test_the_window_is_read_in_shanghai() -> None:
    window, calendar = shipped_policy().window, official_calendar()
    assert window.is_open(datetime(2026, 9, 28, 0, 30, tzinfo=UTC), calendar)
    assert not window.is_open(datetime(2026, 9, 28, 10, 0, tzinfo=UTC), calendar)


GOOD = {
    "version": "1",
    "window": {"opens": "08:30", "closes": "18:00"},
    "rows": {
        "promised": {
            "row": 3,
            "ladders": [{"from": 0, "before": [0]}],
            "overdue": {"first": 1, "every": 2, "repeats": 5},
            "to": ["specialist"],
            "wording": {
                language: {"ahead": "{matter} {due}", "overdue": "{over}", "stopped": "({stopped})", "provisional": "?"}
                for language in ("zh", "en")
            },
        }
    },
}
ROW = "rows.promised"


def changed(place: str, value: object) -> str:
    """The good file with one place changed, as YAML."""
    content = yaml.safe_load(yaml.safe_dump(GOOD))
    *path, last = place.split(".")
    target = content
    for step in path:
        target = target[int(step) if isinstance(target, list) else step]
    target[int(last) if isinstance(target, list) else last] = value
    return yaml.safe_dump(content, allow_unicode=True)


def test_the_good_file_is_taken() -> None:
    assert read_policy(yaml.safe_dump(GOOD), "p.yaml").rows[Node.PROMISED].offsets(7) == (0, *OVERDUE)


def test_a_row_without_overdue_steps_ends_with_the_due_date() -> None:
    content = yaml.safe_load(yaml.safe_dump(GOOD))
    del content["rows"]["promised"]["overdue"]
    assert read_policy(yaml.safe_dump(content), "p.yaml").rows[Node.PROMISED].offsets(7) == (0,)


@pytest.mark.parametrize(
    ("place", "value", "where", "what"),
    [
        ("colour", 1, "policy.colour", "unknown"),
        ("version", "", "version", "must be a text"),
        ("window.opens", 830, "window.opens", "08:30"),
        ("window.opens", "8:30", "window.opens", "08:30"),
        ("window.closes", "08:30", "window.closes", "later than opens"),
        ("rows", [], "rows", "mapping"),
        ("rows.promise", {}, "rows.promise", "unknown kind of deadline"),
        (f"{ROW}.row", True, f"{ROW}.row", "whole number"),
        (f"{ROW}.ladders", [], f"{ROW}.ladders", "at least one"),
        (f"{ROW}.ladders", [{"from": 3, "before": [0]}], f"{ROW}.ladders", "must begin from 0"),
        (f"{ROW}.ladders", [{"from": 0, "before": [0]}] * 2, f"{ROW}.ladders", "same length"),
        (f"{ROW}.ladders.0.before", [2, 2], f"{ROW}.ladders[0].before", "twice"),
        (f"{ROW}.ladders.0.before", [-1], f"{ROW}.ladders[0].before[0]", "0 or more"),
        (f"{ROW}.ladders.0", {"from": 0}, f"{ROW}.ladders[0].before", "missing"),
        (f"{ROW}.overdue.every", 0, f"{ROW}.overdue.every", "1 or more"),
        (f"{ROW}.to", ["boss"], f"{ROW}.to[0]", "unknown role 'boss'"),
        (f"{ROW}.wording", {"zh": {}}, f"{ROW}.wording.en", "missing"),
        (f"{ROW}.wording.zh.ahead", "{who}", f"{ROW}.wording.zh.ahead", "unknown place {who}"),
        (f"{ROW}.wording.zh.ahead", "{matter.key}", f"{ROW}.wording.zh.ahead", "unknown place"),
        (f"{ROW}.wording.zh.ahead", "{matter:>99999999}", f"{ROW}.wording.zh.ahead", "unknown place"),
        (f"{ROW}.wording.en.overdue", "{due", f"{ROW}.wording.en.overdue", "braces"),
    ],
)
def test_a_flaw_is_named_with_its_place(place: str, value: object, where: str, what: str) -> None:
    with pytest.raises(DomainError) as error:
        read_policy(changed(place, value), "p.yaml")
    assert error.value.code == "policy_invalid"
    assert error.value.params["place"] == where
    assert what in str(error.value.params["cause"])


def test_a_file_that_is_no_yaml_is_named_with_its_line() -> None:
    with pytest.raises(DomainError) as error:
        read_policy("version: 1\nversion: 2", "p.yaml")
    assert error.value.params == {"place": "p.yaml:2", "cause": "duplicate key version"}
