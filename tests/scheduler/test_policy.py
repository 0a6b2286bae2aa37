"""The policy: the shipped one as the practice wrote it, and what a wrong file is told."""

import re
from datetime import UTC, date, datetime, time

import pytest
import yaml

from api.locale import spelled
from domain.dates.official import official_calendar
from domain.dates.terms import Term, Unit
from domain.errors import DomainError
from domain.project.model.thresholds import USUAL, Thresholds
from domain.reminders.nodes import Node
from domain.reminders.points import term_length
from scheduler.policy.file import new_policy, read_policy, shipped_policy, shipped_policy_content
from scheduler.policy.policy import Addressee
from scheduler.policy.saying import NEEDED, places_of

OVERDUE = (1, 3, 5, 7, 9, 11)


@pytest.mark.parametrize(
    ("length", "ahead"), [(20, (-5, -2, 0)), (10, (-5, -2, 0)), (9, (-1, 0)), (3, (-1, 0)), (2, (0,)), (0, (0,))]
)
def test_the_steps_of_a_promise_follow_the_length_of_its_term(length: int, ahead: tuple[int, ...]) -> None:
    assert shipped_policy().rows[Node.PROMISED].offsets(length) == ahead + OVERDUE


def test_a_promise_is_told_to_the_officer_and_the_specialist() -> None:
    row = shipped_policy().rows[Node.PROMISED]
    assert (row.number, row.to) == (3, (Addressee.OFFICER, Addressee.SPECIALIST))


def test_no_message_says_on_the_day_itself_that_no_day_is_left() -> None:
    for row in shipped_policy().rows.values():
        assert not any("{left}" in wording.today for wording in row.wording.values()), row.number


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


def said(error: DomainError, language: str) -> str:
    """What is wrong, in words."""
    return str(spelled(error.params, language)["cause"])


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


def test_the_shipped_policy_has_the_sixteen_rows_of_the_practice() -> None:
    policy = shipped_policy()
    assert sorted({row.number for row in policy.rows.values()}) == list(range(1, 17))
    assert policy.caps.direct == 3
    assert policy.hours == (time(15),)


def test_the_shipped_words_say_what_they_are_about_and_by_when() -> None:
    assert new_policy(shipped_policy_content()).version == shipped_policy().version
    assert set(NEEDED) == set(shipped_policy().rows)


def test_the_shipped_lights_are_the_usual_ones_and_what_is_left_out_is_as_usual() -> None:
    assert shipped_policy().lights == USUAL
    assert set(shipped_policy_content()["lights"]) == set(Thresholds.__struct_fields__)  # type: ignore[index]
    assert read_policy(changed("lights", {"yellow_before": 4}), "p.yaml").lights == Thresholds(yellow_before=4)


def test_no_wording_names_a_person() -> None:
    """Group robots never name an officer (design §7): there is no place to name one in."""
    assert not {place for node in Node for place in places_of(node)} & {"staff", "officer", "specialist", "lead", "tel"}


@pytest.mark.parametrize(
    ("node", "length", "ahead"),
    [
        (Node.STATUTORY, 15, (-5, -2, -1, 0)),
        (Node.PERMIT_LAPSE, 60, (-20, -10, -5, -1)),
        (Node.PERMIT_LAPSE, 249, (-60, -20, -5)),
        (Node.LAND_DATE, 100, (-60, -20, -5)),
        (Node.IDLE_LAND, 250, (-120, -60, -20)),
        (Node.RECURRING_DUTY, 21, (-3,)),
        (Node.RECURRING_DUTY, 63, (-5,)),
        (Node.RECURRING_DUTY, 249, (-20, -5)),
    ],
)
def test_the_steps_ahead_follow_the_length(node: Node, length: int, ahead: tuple[int, ...]) -> None:
    assert tuple(step for step in shipped_policy().rows[node].offsets(length) if step <= 0) == ahead


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
        (f"{ROW}.to", ["boss"], f"{ROW}.to[0]", "unknown value 'boss'"),
        (f"{ROW}.wording", {"zh": {}}, f"{ROW}.wording.en", "missing"),
        (f"{ROW}.wording.zh.ahead", "{who}", f"{ROW}.wording.zh.ahead", "unknown place {who}"),
        (f"{ROW}.wording.zh.ahead", "{matter.key}", f"{ROW}.wording.zh.ahead", "unknown place"),
        (f"{ROW}.wording.zh.ahead", "{matter:>99999999}", f"{ROW}.wording.zh.ahead", "unknown place"),
        (f"{ROW}.wording.en.overdue", "{due", f"{ROW}.wording.en.overdue", "braces"),
        (f"{ROW}.wording.en.ahead", "{matter}", f"{ROW}.wording.en.ahead", "does not say {due}"),
        (f"{ROW}.wording.en.ahead", "{received}", f"{ROW}.wording.en.ahead", "unknown place {received}"),
        (f"{ROW}.overdue.repeats", 6, f"{ROW}.overdue.repeats", "5 at most"),
        (f"{ROW}.overdue.then", "boss", f"{ROW}.overdue.then", "unknown value 'boss'"),
        (f"{ROW}.to", {}, f"{ROW}.to", "at least one role"),
        (f"{ROW}.to", {"officer": {"by": "pigeon"}}, f"{ROW}.to.officer.by", "one of direct, digest, sms, merged"),
        (f"{ROW}.to", {"officer": {}}, f"{ROW}.to.officer.by", "missing"),
        (f"{ROW}.to", {"officer": {"by": "digest", "sms": ["last"]}}, f"{ROW}.to.officer.sms[0]", "whole number"),
        (f"{ROW}.to", {"officer": {"by": "digest", "sms": [-4]}}, f"{ROW}.to.officer", "no step -4"),
        (
            f"{ROW}.to",
            {"officer": {"by": "digest", "direct": [0], "sms": [0]}},
            f"{ROW}.to.officer.sms[0]",
            "another way already",
        ),
        (f"{ROW}.escalation", [{"to": "lead"}], f"{ROW}.escalation[0].at", "missing"),
        (f"{ROW}.escalation", [{"to": "lead", "at": 2, "clock": "3 pm"}], f"{ROW}.escalation[0].clock", "08:30"),
        (f"{ROW}.escalation", [{"to": "lead", "at": 2, "listed": 1}], f"{ROW}.escalation[0].listed", "true or false"),
        (f"{ROW}.escalation", [{"to": "lead", "at": 2}] * 2, f"{ROW}.escalation[1].to", "goes up already"),
        ("caps", {"direct": 0}, "caps.direct", "1 or more"),
        ("lights", {"green_after": 3}, "lights.green_after", "unknown"),
        ("lights", {"red_after_promised": 0}, "lights.red_after_promised", "1 or more"),
        ("lights", {"yellow_before_short": 0}, "lights.yellow_before_short", "1 or more"),
        ("lights", {"yellow_before": "3"}, "lights.yellow_before", "whole number"),
        ("lights", {"yellow_before": 367}, "lights.yellow_before", "366 at most"),
        ("caps", {"direct": 3}, "digests.daily", "missing"),
        (f"{ROW}.to", {"officer": {"by": "digest"}}, "digests.daily", "missing"),
        (f"{ROW}.to", {"officer": {"by": "merged"}}, "digests.recurring", "missing"),
        ("digests", {"hourly": {}}, "digests.hourly", "unknown value 'hourly'"),
        ("digests", {"daily": {"wording": {"zh": "{staff}", "en": "x"}}}, "digests.daily.wording.zh", "unknown place"),
    ],
)
def test_a_flaw_is_named_with_its_place(place: str, value: object, where: str, what: str) -> None:
    with pytest.raises(DomainError) as error:
        read_policy(changed(place, value), "p.yaml")
    assert error.value.code == "policy_invalid"
    assert error.value.params["place"] == where
    assert what in said(error.value, "en")
    assert re.search("[\u4e00-\u9fff]", said(error.value, "zh"))


def test_a_file_that_is_no_yaml_is_named_with_its_line() -> None:
    with pytest.raises(DomainError) as error:
        read_policy("version: 1\nversion: 2", "p.yaml")
    assert (error.value.params["place"], "no valid YAML" in said(error.value, "en")) == ("p.yaml:2", True)
