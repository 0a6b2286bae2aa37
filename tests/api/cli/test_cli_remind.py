"""`huhang remind`: what would be sent, read at its moment; one sweep; and what a wrong moment is told."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.cli.main import main
from domain.reminders.events import ReminderSent
from tests.scenario import Scenario
from tests.scheduler.policies import load_policy, promises_only_content
from tests.scheduler.receiver import SECRET, Receiver
from tests.scheduler.stage import MATTER, accepted, started, suspended

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.close()


@pytest.fixture
def store(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """The worked example in a store that the settings name; without a webhook."""
    monkeypatch.setenv("HUHANG_DATABASE_URL", scenario.url)
    monkeypatch.delenv("HUHANG_LANGUAGE", raising=False)
    monkeypatch.delenv("HUHANG_WEBHOOK_URL", raising=False)
    load_policy(scenario, promises_only_content())
    return suspended(accepted(started(scenario)))


@pytest.fixture
def with_webhook(store: Scenario, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    monkeypatch.setenv("HUHANG_WEBHOOK_URL", receiver.url)
    monkeypatch.setenv("HUHANG_WEBHOOK_SECRET", SECRET)
    return store


def answer(capsys: Capture, *arguments: str) -> Any:
    assert main(["remind", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_lists_project_matter_step_due_recipients_and_text(store: Scenario, capsys: Capture) -> None:
    found = answer(capsys, "--at", "2026-10-13T09:00:00+08:00", "--dry-run")
    assert found["window_open"]
    (one,) = found["reminders"]
    assert one == {
        "project": str(store.project),
        "code": "HH-2026-0001",
        "name": "叁旺液压",
        "matter": MATTER,
        "kind": "promised",
        "step": "-1",
        "due": "2026-10-14",
        "provisional": False,
        "to": ["s-07"],
        "text": "【承诺到期】特殊建设工程消防设计审查承诺2026-10-14办结，剩1个工作日（已停表7日）。",
        "supersedes": [],
        "by": {"s-07": "direct"},
        "escalates": None,
    }


@pytest.mark.parametrize(
    ("at", "steps"),
    [
        ("2026-09-28T09:00", []),
        ("2026-10-12T09:00", []),
        ("2026-10-13T00:30+00:00", ["-1"]),
        ("2026-10-13T08:29", []),
        ("2026-10-14T17:59", ["0"]),
    ],
)
def test_a_dry_run_reads_the_record_at_its_moment(store: Scenario, capsys: Capture, at: str, steps: list[str]) -> None:
    assert [one["step"] for one in answer(capsys, "--at", at, "--dry-run")["reminders"]] == steps


def test_a_dry_run_records_nothing(with_webhook: Scenario, receiver: Receiver, capsys: Capture) -> None:
    before = with_webhook.ledger.position()
    answer(capsys, "--at", "2026-10-13T09:00", "--dry-run")
    assert with_webhook.ledger.position() == before
    assert receiver.received == []


def test_without_dry_run_one_sweep_goes_out_and_a_second_sends_nothing(
    with_webhook: Scenario, receiver: Receiver, capsys: Capture
) -> None:
    assert answer(capsys, "--at", "2026-10-13T09:00")["sent"] == 1
    assert answer(capsys, "--at", "2026-10-13T09:00")["sent"] == 0
    (got,) = receiver.received
    assert got.signed
    sent = [event for _, event in with_webhook.ledger.after(0, 1000) if isinstance(event, ReminderSent)]
    assert [str(event.delivery) for event in sent] == [got.delivery]


def test_a_sweep_of_the_past_sends_only_what_still_stands(
    with_webhook: Scenario, receiver: Receiver, capsys: Capture
) -> None:
    with_webhook.at("10-13 16:00").act(MATTER, "grant", "10-13", "按办件系统补录", document="JM-2")
    assert len(answer(capsys, "--at", "2026-10-13T09:00", "--dry-run")["reminders"]) == 1
    assert answer(capsys, "--at", "2026-10-13T09:00")["sent"] == 0
    assert receiver.received == []


def test_people_read_lines(store: Scenario, capsys: Capture) -> None:
    assert main(["remind", "--at", "2026-10-13T09:00", "--dry-run"]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head == "2026-10-13 09:00 应发 1 条："
    assert line.startswith("  HH-2026-0001 叁旺液压 [-1] → s-07（直）：【承诺到期】")


def test_people_read_that_there_is_no_channel(store: Scenario, capsys: Capture) -> None:
    assert main(["remind", "--at", "2026-10-13T09:00"]) == 0
    assert "没有可用通道" in capsys.readouterr().out


def test_people_read_that_the_window_is_closed(store: Scenario, capsys: Capture) -> None:
    for options in (["--dry-run"], []):
        assert main(["remind", "--at", "2026-10-13T18:00", *options]) == 0
        assert "不在发送时段（工作日 08:30–18:00）" in capsys.readouterr().out


def test_the_words_are_english_where_english_is_chosen(
    store: Scenario, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUHANG_LANGUAGE", "en")
    (one,) = answer(capsys, "--at", "2026-10-13T09:00", "--dry-run")["reminders"]
    assert one["text"].startswith("[Promised date] Fire-design review (special projects): promised by 2026-10-14")


@pytest.mark.parametrize("written", ["yesterday", "2026-10-13", "2026-13-01T09:00", ""])
def test_what_is_no_moment_is_one_readable_line(written: str, capsys: Capture) -> None:
    assert main(["remind", "--at", written, "--dry-run"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"--at {written}：不是时刻")
    assert captured.err.count("\n") == 1


def test_now_is_the_moment_when_none_is_given(store: Scenario, capsys: Capture) -> None:
    assert answer(capsys, "--dry-run")["at"].endswith("+00:00")


def test_nobody_to_remind_is_shown(store: Scenario, capsys: Capture) -> None:
    accepted(store.at("01-06 09:00").registered().listed(fire_special_project=True))
    assert main(["remind", "--at", "2026-09-28T09:00", "--dry-run"]) == 0
    assert "→ （尚无对象）：" in capsys.readouterr().out


def test_a_quiet_project_is_told_with_what_was_recorded_last(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", scenario.url)
    started(scenario).at("01-06 09:00").act("enterprise_registration", "receive", "01-06", receipt_no="JM-1")
    found = answer(capsys, "--at", "2026-01-15T09:00", "--dry-run")["reminders"]
    (quiet,) = [one["text"] for one in found if one["kind"] == "stale"]
    assert quiet == (
        "【无动态】叁旺液压已7个工作日无记录，上次：2026-01-06（收件：企业设立登记）。请走访或登记“无变化”。"
    )
