"""`huhang reminders audit`: 0 when nothing is missing or extra, 1 with the findings when something is (2026)."""

import json
import sqlite3
from pathlib import Path

import pytest

from api.cli.main import main
from domain.reminders.events import ReminderSent
from tests.api.reminding import DEPARTMENT, SPECIALIST, Reminding

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def swept(reminding: Reminding, monkeypatch: pytest.MonkeyPatch) -> Reminding:
    """A week of sweeps."""
    admin = reminding.office.at("01-05 09:30").desk("admin")
    officer = {"staff": "o-1", "post": "officer", "of": DEPARTMENT, "effective_on": "2026-01-05"}
    admin.done("/posts", officer)
    for on in ("09-22", "09-23", "09-24", "09-25", "09-28"):
        for hour in ("08:30", "08:40"):
            reminding.sweep(f"{on} {hour}")
    monkeypatch.setenv("HUHANG_DATABASE_URL", reminding.office.runtime.settings.database_url)
    monkeypatch.setenv("HUHANG_LANGUAGE", "en")
    return reminding


def gone(reminding: Reminding) -> ReminderSent:
    """What was sent to the specialist about the promise, taken out of the store."""
    ledger = reminding.office.runtime.ledger
    sent = [event for _, event in ledger.after(0, 10_000) if isinstance(event, ReminderSent)]
    sent = [event for event in sent if (event.step, event.staff) == ("-1", SPECIALIST)]
    file = Path(reminding.office.runtime.settings.database_url.removeprefix("sqlite:///")) / "events.sqlite"
    with sqlite3.connect(file) as connection:
        statement = "DELETE FROM stored_events WHERE originator_id = ? AND originator_version = ?"
        connection.execute(statement, (sent[0].originator_id.hex, sent[0].originator_version))
    return sent[0]


def test_nothing_missing_nothing_extra(swept: Reminding, capsys: Capture) -> None:
    assert main(["reminders", "audit"]) == 0
    assert "nothing missing, nothing extra" in capsys.readouterr().out
    assert main(["reminders", "audit", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"missing": [], "extra": []}


def test_a_gap_is_named_and_the_exit_code_says_so(swept: Reminding, capsys: Capture) -> None:
    sent = gone(swept)
    assert main(["reminders", "audit"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Missing: 1"
    assert "[-1]" in lines[1]
    assert SPECIALIST in lines[1]
    assert lines[1].endswith("due, and without an outcome by the close of the day")
    assert lines[2] == "Extra: 0"
    assert main(["reminders", "audit", "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["missing"]
    assert (found["rung"], found["staff"], found["code"]) == (str(sent.rung), SPECIALIST, "not_sent")
    assert main(["reminders", "audit", "--from", "2026-09-29"]) == 0
