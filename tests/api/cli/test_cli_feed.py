"""`huhang feed`: an address shown once, a list without secrets, and revocation."""

import pytest

from api.cli.main import main
from projections.ops.database import open_ops
from projections.ops.feeds import Feeds
from tests.scenario import Scenario
from tests.scheduler.stage import started

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def store(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    monkeypatch.setenv("HUHANG_DATABASE_URL", scenario.url)
    monkeypatch.delenv("HUHANG_LANGUAGE", raising=False)
    return started(scenario)


def issued(capsys: Capture, *options: str) -> tuple[str, str]:
    """The sentence and the path."""
    assert main(["feed", "add", *options]) == 0
    sentence, path = capsys.readouterr().out.splitlines()
    return sentence, path


def test_the_address_is_shown_once_and_the_list_has_no_secret(store: Scenario, capsys: Capture) -> None:
    sentence, path = issued(capsys, "--staff", "s-07")
    start, _, secret = path.partition("=")
    assert start == "/api/v1/me/calendar.ics?key"
    assert "专员 s-07" in sentence
    assert main(["feed", "list"]) == 0
    listed = capsys.readouterr().out
    assert secret not in listed
    assert listed.split()[1:] == ["专员", "s-07", "zh", "有效"]


def test_a_project_is_named_by_its_code(store: Scenario, capsys: Capture) -> None:
    _, path = issued(capsys, "--project", "HH-2026-0001", "--language", "en")
    assert path.startswith(f"/api/v1/projects/{store.project}/calendar.ics?key=")


def test_a_revoked_feed_is_closed(store: Scenario, capsys: Capture) -> None:
    _, path = issued(capsys, "--team", "专班三")
    engine = open_ops(store.url)
    (feed,) = Feeds(engine).listed()
    assert main(["feed", "revoke", feed.id]) == 0
    assert Feeds(engine).find(path.partition("=")[2]) is None
    engine.dispose()
    main(["feed", "list"])
    assert "已于" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add"], "须注明"),
        (["add", "--project", "HH-2026-0099"], "HH-2026-0099"),
        (["add", "--staff", "s-07", "--language", "fr"], "没有语言"),
        (["revoke", "none"], "没有日历订阅"),
    ],
)
def test_slips_are_told_in_one_line(capsys: Capture, arguments: list[str], words: str) -> None:
    assert main(["feed", *arguments]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
