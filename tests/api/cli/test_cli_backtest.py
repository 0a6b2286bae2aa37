"""`huhang reminders backtest`: figures for people and programs; what a wrong file or day is told."""

import json
from pathlib import Path

import pytest
import yaml

from api.cli.main import main
from tests.scenario import Scenario
from tests.scheduler.policies import promises_only_content
from tests.scheduler.stage import MATTER, accepted, started

Capture = pytest.CaptureFixture[str]
DAYS = ("--from", "2026-09-21", "--to", "2026-10-30")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump(promises_only_content(), allow_unicode=True), encoding="utf-8")
    return file


@pytest.fixture
def store(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """One promise by 09-29, kept on 10-09."""
    monkeypatch.setenv("HUHANG_DATABASE_URL", scenario.url)
    monkeypatch.delenv("HUHANG_LANGUAGE", raising=False)
    accepted(started(scenario)).at("10-09 17:00").act(MATTER, "grant", "10-09", "按办件系统补录", document="JM-2")
    return scenario


def test_a_policy_in_a_file_is_tried(store: Scenario, policy: Path, capsys: Capture) -> None:
    assert main(["reminders", "backtest", "--policy", str(policy), *DAYS, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["policy"], found["projects"], found["passed"], found["warned_ahead"]) == ("promises", 1, 1, 1)
    assert found["kinds"] == {"direct": found["told"]}
    assert {one["staff"] for one in found["people"]} == {"s-07", "(officer approval_bureau)"}


def test_people_read_lines(store: Scenario, policy: Path, capsys: Capture) -> None:
    assert main(["reminders", "backtest", "--policy", str(policy), *DAYS]) == 0
    head, messages, people, *persons, warned, false = capsys.readouterr().out.splitlines()
    assert head == "规则 promises，2026-09-21 至 2026-10-30，1 个项目"
    assert messages.startswith("消息 8 条（单独 8）")
    assert people == "每人每周："
    assert len(persons) == 2
    assert warned == "过期 1 项：提前告知 1，当日 0，过期后 0，未告知 0"
    assert false.startswith("误报 0 项")


def test_without_a_file_it_is_the_policy_in_force(store: Scenario, capsys: Capture) -> None:
    assert main(["reminders", "backtest", *DAYS, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["policy"] == "2026-7"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--policy", "/nowhere.yaml"], "/nowhere.yaml"),
        (["--from", "2026-13-01"], "--from"),
    ],
)
def test_what_is_wrong_is_one_readable_line(store: Scenario, options: list[str], words: str, capsys: Capture) -> None:
    assert main(["reminders", "backtest", *options]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
