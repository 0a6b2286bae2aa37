"""The rows of reminders: what became of each last, brought up by whoever reads, and the same when made anew."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.cli.rebuild import rebuild_store
from domain.log.ledger import Command
from domain.reminders.answers import Answerer, acknowledging, snoozing
from domain.reminders.nodes import Node
from domain.reminders.rungs import Recipient, Reminders, Rung
from projections.database import open_views, reading, writing
from projections.rows import followed
from projections.views import reminders as table
from projections.views.reminders import ReminderRows
from tests.scenario import Scenario, day, moment

pytestmark = pytest.mark.both_engines

SPECIALIST = Recipient("specialist", "s-07")
OFFICER = Recipient("officer", "o-1")
RUNG = Rung("jimo", UUID(int=7), "fire_design_review", 1, Node.PROMISED, day("09-29"), -1, day("09-28"))
LATER = Rung("jimo", UUID(int=7), "fire_design_review", 1, Node.PROMISED, day("09-29"), 0, day("09-29"))


class Told:
    """Reminder streams, and rows on them."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario.at("09-28 09:00")
        self.reminders = Reminders(scenario.ledger, "jimo")
        self.database = open_views(scenario.url)
        scenario.closing.callback(self.database.dispose)
        self.rows = ReminderRows(scenario.ledger, self.database)

    def sent(self, rung: Rung = RUNG, to: Recipient = SPECIALIST) -> None:
        self.reminders.sent(rung, to, "webhook", "2026-1")

    def answer(self, what: Callable[..., Any], *more: Any) -> None:
        key = f"k-{self.scenario.ledger.position()}"
        job = what(RUNG.stream, Command(f"s-07/{key}", key, "s-07", "api"), Answerer("s-07"), "", *more)
        self.scenario.projects.run(job)

    def found(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """All rows, by step and person."""
        self.rows.catch_up()
        with reading(self.database) as connection:
            rows = connection.execute(select(table.reminders)).mappings()
            return {(row["step"], row["staff"]): dict(row) for row in rows}


@pytest.fixture
def told(scenario: Scenario) -> Told:
    return Told(scenario)


def test_a_row_says_what_was_told_to_whom_and_when(told: Told) -> None:
    told.sent()
    row = told.found()["-1", "s-07"]
    assert (row["rung"], row["project"], row["matter"], row["attempt"]) == (
        str(RUNG.id),
        str(UUID(int=7)),
        "fire_design_review",
        1,
    )
    assert (row["kind"], row["deadline"], row["due_on"], row["state"]) == ("promised", "promised", day("09-29"), "sent")
    assert (row["channel"], row["policy"], row["role"]) == ("webhook", "2026-1", "specialist")
    assert row["sent_at"] == row["recorded_at"] == moment("09-28 09:00")
    assert row["delivery"] == str(RUNG.delivery("s-07"))


def test_a_reminder_ends_with_its_deadline_that_of_a_milestone_with_its_target() -> None:
    ends = {node: table.deadline_of(node) for node in (Node.MILESTONE_TARGET, Node.ONE_OFF_DUTY, Node.SUPPLEMENT)}
    assert ends == {
        Node.MILESTONE_TARGET: "milestone_target",
        Node.ONE_OFF_DUTY: "post_permit_duty",
        Node.SUPPLEMENT: None,
    }


def test_people_have_rows_of_their_own(told: Told) -> None:
    told.sent()
    told.reminders.failed(RUNG, OFFICER, "email", "smtp_550", final=True)
    rows = told.found()
    assert (rows["-1", "s-07"]["state"], rows["-1", "o-1"]["state"]) == ("sent", "refused")
    assert rows["-1", "o-1"]["problem"] == "smtp_550"
    assert rows["-1", "o-1"]["sent_at"] is None


def test_a_failure_is_over_when_the_message_was_taken(told: Told) -> None:
    told.reminders.failed(RUNG, SPECIALIST, "webhook", "timeout", final=False)
    assert told.found()["-1", "s-07"]["state"] == "failing"
    told.scenario.at("09-28 09:02")
    told.sent()
    row = told.found()["-1", "s-07"]
    assert (row["state"], row["problem"], row["sent_at"]) == ("sent", "", moment("09-28 09:02"))


def test_answers_stand_in_the_row(told: Told) -> None:
    told.sent()
    told.answer(snoozing, day("10-08"), told.scenario.rules.calendar)
    assert told.found()["-1", "s-07"]["snoozed_until"] == day("10-08")
    told.scenario.at("09-28 10:00")
    told.answer(acknowledging)
    row = told.found()["-1", "s-07"]
    assert (row["acknowledged_at"], row["acknowledged_by"], row["snoozed_until"]) == (
        moment("09-28 10:00"),
        "s-07",
        None,
    )
    assert (row["state"], row["sent_at"]) == ("sent", moment("09-28 09:00"))


def test_what_was_superseded_is_nobodys(told: Told) -> None:
    told.reminders.superseded(RUNG, by=LATER)
    told.sent(LATER)
    rows = told.found()
    assert (rows["-1", ""]["state"], rows["-1", ""]["superseded_by"]) == ("superseded", str(LATER.id))
    assert set(rows) == {("-1", ""), ("0", "s-07")}


def test_rows_made_anew_are_the_same(told: Told) -> None:
    told.sent()
    told.reminders.failed(RUNG, OFFICER, "email", "smtp_550", final=True)
    told.answer(acknowledging)
    told.reminders.superseded(LATER, by=RUNG)
    before = told.found()
    assert len(before) == 3
    assert told.rows.rebuild() == told.scenario.ledger.position()
    assert told.found() == before


def test_the_command_makes_them_anew(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    told.sent()
    before = told.found()
    with writing(told.database) as connection:
        connection.execute(table.reminders.delete())
    assert told.found() == {}
    rebuild_store(told.scenario.url, ["reminders"])
    assert told.found() == before
    assert "reminders" in capsys.readouterr().out


def test_more_events_than_a_batch_are_read_to_the_end(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followed, "BATCH", 3)
    for number in range(10):
        told.sent(RUNG, Recipient("officer", f"o-{number}"))
    assert len(told.found()) == 10
    assert told.rows.position() == told.scenario.ledger.position()


def test_two_readers_at_once_make_the_same_rows(told: Told) -> None:
    told.sent()
    other = ReminderRows(told.scenario.ledger, told.database)
    assert other.catch_up() == told.rows.catch_up()
    told.sent(LATER)
    other.catch_up()
    assert set(told.found()) == {("-1", "s-07"), ("0", "s-07")}
