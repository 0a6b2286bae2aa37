"""Generated projects: told by real commands, the same for a seed, readable without problems, into empty stores only."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from api.cli.main import main
from api.generate.start import generate, tell_lives
from domain.catalogue.loader import shipped_catalogue
from domain.codes import Codes
from domain.dates.official import official_calendar
from domain.deciding.judging import judge
from domain.errors import DomainError
from domain.event import Event, shanghai_date
from domain.log.ledger import Ledger
from domain.log.recorder import close_recorder, open_recorder
from domain.planning.delays import delays
from domain.planning.excess import DelayCause
from domain.planning.forecast import forecast
from domain.project.events.lifecycle import CodeClaimed, ProjectRegistered
from domain.project.model.evolution import fold, problems, walk
from domain.project.model.rules import Rules
from domain.project.record.consequences import standing_consequences
from domain.project.record.irregularities import irregularities
from domain.project.record.reading import facts
from domain.project.record.record import open_record
from domain.projects import Projects
from domain.reminders.rungs import scheduler_command
from projections.board.pages import board
from projections.database import open_views
from projections.projector.engine import ProjectionEngine

UNTIL = date(2026, 9, 1)
RULES = Rules(shipped_catalogue(), official_calendar())
Logs = dict[str, tuple[Event, ...]]


def nothing(_: int, __: int) -> None:
    """Nobody looks at the progress."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """60 projects: the lives, and copies of them."""
    url = f"sqlite:///{tmp_path_factory.mktemp('generated')}"
    filled(url, 60)
    return url


def filled(url: str, projects: int, seed: int = 1) -> int:
    recorder = open_recorder(url)
    try:
        return generate(Ledger(recorder), RULES, "jimo", projects, seed, UNTIL, nothing)
    finally:
        close_recorder(recorder)


@pytest.fixture(scope="module")
def log(store: str) -> list[Event]:
    recorder = open_recorder(store)
    events = [event for _, event in Ledger(recorder).after(0, 10**6)]
    close_recorder(recorder)
    return events


@pytest.fixture(scope="module")
def logs(log: list[Event]) -> Logs:
    """The projects' own."""
    found: dict[str, list[Event]] = {}
    for event in log:
        found.setdefault(str(event.originator_id), []).append(event)
    return {key: tuple(own) for key, own in found.items() if isinstance(own[0], ProjectRegistered)}


def test_every_life_and_every_copy_reads_without_problems(logs: Logs) -> None:
    assert len(logs) == 60
    for own in logs.values():
        assert [event.originator_version for event in own] == list(range(1, len(own) + 1))
        assert problems(walk(own[0].originator_id, facts(own), RULES)) == []


def test_what_follows_from_the_facts_of_a_copy_stands_in_its_log(logs: Logs) -> None:
    for own in list(logs.values())[45:]:
        record = open_record(own[0].originator_id, own, RULES)
        stamp = scheduler_command(own[0].originator_id).stamp(own[0].originator_id, "jimo", own[-1].recorded_at)
        assert judge(record, (), stamp, RULES, shanghai_date(own[-1].recorded_at)).events == ()
        assert standing_consequences(own)


def test_the_delay_of_every_life_is_explained_to_the_day(logs: Logs) -> None:
    found = []
    for own in logs.values():
        known = facts(own)
        project = fold(own[0].originator_id, known, RULES)
        account = delays(project, RULES, known, forecast(project, RULES, UNTIL))
        if account:
            assert sum(part.days for part in account.parts) == account.slip
            found += [part.cause for part in account.parts]
    assert set(DelayCause) - set(found) <= {DelayCause.OWNER_SUSPENSION, DelayCause.CASCADE}


def test_the_log_is_in_the_order_of_its_moments(log: list[Event]) -> None:
    moments = [event.recorded_at for event in log]
    assert moments == sorted(moments)
    assert shanghai_date(moments[-1]) <= UNTIL


def test_names_and_codes_are_each_projects_own_and_claimed(store: str, log: list[Event], logs: Logs) -> None:
    first = [own[0] for own in logs.values() if isinstance(own[0], ProjectRegistered)]
    assert len({event.code for event in first}) == 60
    assert len({event.name for event in first}) > 50
    claims = {event.code: event.project for event in log if isinstance(event, CodeClaimed)}
    assert claims == {event.code: str(event.originator_id) for event in first}
    recorder = open_recorder(store)
    codes = Codes(Ledger(recorder), "jimo")
    used = Counter(event.code[:7] for event in first)
    assert codes.next_made(2026) == f"HH-2026-{used['HH-2026'] + 1:04d}"
    close_recorder(recorder)


def test_lives_are_varied(logs: Logs) -> None:
    topics = Counter(event.TOPIC for own in logs.values() for event in own)
    wanted = (
        "SupplementRequested",
        "ClockSuspended",
        "LimitExtended",
        "MatterRefused",
        "ApplicationNotAccepted",
        "ProceedingClosed",
        "RecordCorrected",
        "RecordConfirmed",
        "ProjectSuspended",
        "PreReviewOpinionGiven",
        "AcceptanceDeemed",
        "FactRecorded",
        "DecisionDelivered",
        "ProjectCompleted",
    )
    assert [topic for topic in wanted if not topics[topic]] == []
    codes = {
        code
        for own in logs.values()
        for found in irregularities(walk(own[0].originator_id, facts(own), RULES), RULES).values()
        for code in found
    }
    assert {"over_promised", "decision_without_document", "answered_late"} <= codes


def test_commands_are_seldom_refused() -> None:
    lives = tell_lives(RULES, "jimo", 8, 5, UNTIL)
    refused, saves = sum((life.refused for life in lives), Counter[str]()), sum(len(life.saves) for life in lives)
    assert refused.total() < saves / 20


def test_the_same_seed_tells_the_same_and_another_does_not(tmp_path: Path) -> None:
    def stored(name: str, seed: int) -> list[tuple[str, bytes]]:
        url = f"sqlite:///{tmp_path}/{name}"
        filled(url, 3, seed)
        recorder = open_recorder(url)
        found = [(one.topic, one.state) for one in recorder.select_notifications(0, 10**6)]
        close_recorder(recorder)
        return found

    first = stored("one", 7)
    assert stored("two", 7) == first
    assert stored("three", 8) != first


@pytest.mark.both_engines
def test_a_generated_store_has_a_board(database_url: str) -> None:
    filled(database_url, 5)
    recorder, views = open_recorder(database_url), open_views(database_url)
    ledger = Ledger(recorder)
    ProjectionEngine(ledger, views, RULES).catch_up()
    page = board(views, UNTIL, calendar=RULES.calendar)
    assert len(page.rows) == 5
    projects = Projects(ledger, RULES, "jimo")
    assert projects.by_code(page.rows[0].code) is not None
    views.dispose()
    close_recorder(recorder)


def test_a_store_with_records_is_left_alone(store: str) -> None:
    with pytest.raises(DomainError, match="generate_store_not_empty"):
        filled(store, 1)


def test_the_command_line_says_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", f"sqlite:///{tmp_path}/store")
    monkeypatch.setattr("api.cli.generate.PACE", 0)
    asked = ["generate", "--projects", "2", "--seed", "3", "--until", "2026-03-02"]
    assert main(asked) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "已生成 2 个项目" in lines[-1]
    assert "100%" in lines[-2]
    assert main(asked) == 2
    assert "库中已有记录" in capsys.readouterr().err
    monkeypatch.setenv("HUHANG_DATABASE_URL", f"sqlite:///{tmp_path}/other")
    assert main(["generate", "--projects", "0"]) == 2
    assert main(["generate", "--projects", "1", "--until", "2199-01-01"]) == 2
    assert main(["generate", "--projects", "1", "--until", "tomorrow"]) == 2
