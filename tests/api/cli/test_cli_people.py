"""`huhang post` and `huhang absence`: who is who, kept by whoever runs the server."""

import pytest

from api.cli.main import main
from domain.staff.directory import Directory
from domain.staff.posts import Post
from tests.scenario import Scenario, day

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def store(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    monkeypatch.setenv("HUHANG_DATABASE_URL", scenario.url)
    monkeypatch.setenv("HUHANG_LANGUAGE", "en")
    return scenario


def said(capsys: Capture, *arguments: str, code: int = 0) -> list[str]:
    """What a command prints, line by line."""
    assert main(list(arguments)) == code
    out, err = capsys.readouterr()
    return (err if code else out).splitlines()


TAKE = ("post", "take", "--staff", "o-1", "--post", "officer", "--of", "natural_resources", "--on", "2026-03-02")


def test_a_post_is_taken_listed_and_left(store: Scenario, capsys: Capture) -> None:
    assert said(capsys, *TAKE) == ["o-1 is handling officer natural_resources from 2026-03-02 on"]
    assert Directory(store.ledger, "jimo").now().holds("o-1", Post.OFFICER, "natural_resources", day("03-02"))
    said(
        capsys, "absence", "add", "--staff", "o-1", "--from", "2026-03-09", "--to", "2026-03-13", "--substitute", "o-2"
    )
    line = "o-1  handling officer  natural_resources  2026-03-02"
    assert said(capsys, "post", "list", "--on", "2026-03-06") == [line]
    assert said(capsys, "post", "list", "--on", "2026-03-09") == [f"{line}  (o-2 stands in)"]
    said(capsys, "post", "leave", *TAKE[2:-1], "2026-03-10")
    assert said(capsys, "post", "list", "--on", "2026-03-10") == []


def test_of_a_task_force_that_nothing_else_knows_is_told(capsys: Capture) -> None:
    for staff, told in (("s-1", 1), ("s-2", 0)):
        assert main(["post", "take", "--staff", staff, "--post", "member", "--of", "9", "--on", "2026-03-02"]) == 0
        assert capsys.readouterr().err.count("There is no task force") == told


def test_an_absence_is_recorded_and_ended(capsys: Capture) -> None:
    days = ("--from", "2099-03-09", "--to", "2099-03-13")
    assert said(capsys, "absence", "add", "--staff", "s-1", *days, "--substitute", "s-2") == [
        "Recorded as number 1: s-1 is away from 2099-03-09 to 2099-03-13, s-2 stands in"
    ]
    assert said(capsys, "absence", "list") == ["s-1  1  2099-03-09  2099-03-13  s-2  planned"]
    assert said(capsys, "absence", "end", "--staff", "s-1", "1", "--on", "2099-03-09") == [
        "Absence 1 of s-1 ends; back on 2099-03-09"
    ]
    assert said(capsys, "absence", "list") == []


def test_what_cannot_be_is_refused_in_one_line(capsys: Capture) -> None:
    for arguments, words in (
        ([*TAKE[:5], "emperor", *TAKE[6:]], "There is no post emperor"),
        ([*TAKE[:7], "space_bureau", *TAKE[8:]], "has no department space_bureau"),
        ([*TAKE[:-1], "2026-13-01"], "2026-13-01"),
        (["absence", "end", "--staff", "s-9", "4", "--on", "2026-03-02"], "has no absence number 4"),
    ):
        (line,) = said(capsys, *arguments, code=2)
        assert words in line
