"""`huhang due` and `huhang workdays` as people and scripts use them."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import api.locale
from api.cli.main import main
from api.locale import texts

LOCALE = Path(api.locale.__file__).parent
HEAVY = ("eventsourcing", "fastapi", "sqlalchemy", "pydantic", "yaml", "apscheduler", "jinja2", "orjson")
WHOLE_WEEK = "weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]"


@pytest.fixture(autouse=True)
def _in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUHANG_LANGUAGE", raising=False)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    loaded: dict[str, Any] = json.loads(out)
    return loaded


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize(
    ("arguments", "end", "provisional"),
    [
        (["--term", "5"], "2026-09-29", False),
        (["--term", "15"], "2026-10-19", False),
        (["--term", "15", "--unit", "working"], "2026-10-19", False),
        (["--term", "5", "--pause", "2026-09-24:2026-10-12"], "2026-10-14", False),
        (["--term", "15", "--pause", "2026-09-24:2026-10-12"], "2026-10-28", False),
        (
            ["--term", "15", "--pause", "2026-09-28:2026-10-12", "--pause", "2026-09-24:2026-09-29"],
            "2026-10-28",
            False,
        ),
        (["--term", "5", "--pause", "2026-09-24:2026-09-24"], "2026-09-29", False),
        (["--term", "5", "--extend", "10"], "2026-10-19", False),
        (["--term", "10", "--unit", "calendar"], "2026-10-08", False),
        (["--term", "1", "--unit", "month"], "2026-10-21", False),
        (["--term", "0"], "2026-09-21", False),
        (["--term", "100"], "2027-02-22", True),
        (["--term", "100000"], "2417-04-05", True),
    ],
)
def test_due_answers_as_json(
    capsys: pytest.CaptureFixture[str], arguments: list[str], end: str, provisional: bool
) -> None:
    given = answer(capsys, "due", "--from", "2026-09-21", *arguments)
    assert (given["due"], given["provisional"]) == (end, provisional)
    assert all(isinstance(line, str) and line for line in given["explain"])
    assert "left" not in given


def test_due_of_an_open_pause_is_null_with_what_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    given = answer(capsys, "due", "--from", "2026-03-03", "--term", "3", "--pause", "2026-03-04:")
    assert (given["due"], given["left"]) == (None, 3)


def test_due_speaks_to_people_one_line_per_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "--from", "2026-09-21", "--term", "15"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "自 2026-09-21 起 15 个工作日，到期日 2026-10-19",
        "  · 起算日 2026-09-21 不计入，自次日起算（民法典§201）",
        "  · 2026-09-25～2026-09-27 中秋节放假，不计",
        "  · 2026-10-01～2026-10-07 国庆节放假，不计",
        "  · 2026-10-10 国庆节调休上班，计入",
        "  · 期限 15 个工作日，届满日 2026-10-19",
    ]


def test_an_estimate_is_marked_provisional(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "--from", "2026-12-28", "--term", "4"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "自 2026-12-28 起 4 个工作日，到期日 2027-01-04（暂估）"
    assert "2027 年放假安排未公布（或未收录），2027-01-01 起" in out


def test_a_frozen_term_is_told_with_its_remainder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", "--from", "2026-03-03", "--term", "3", "--pause", "2026-03-04:"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "自 2026-03-03 起 3 个工作日，停表中，暂无到期日，尚余 3 个工作日"


def test_english_on_request(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUHANG_LANGUAGE", "en")
    assert main(["due", "--from", "2026-09-21", "--term", "10", "--unit", "calendar"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "10 calendar days from 2026-09-21: due on 2026-10-08",
        "  · the start day 2026-09-21 is not counted (Civil Code art. 201)",
        "  · 10 calendar days: the term ends on 2026-10-01",
        "  · 2026-10-01 is National Day: moves on to 2026-10-08 (Civil Code art. 203)",
    ]


@pytest.mark.parametrize(
    ("first", "last", "count", "provisional"),
    [
        ("2026-09-30", "2026-10-10", 3, False),
        ("2026-10-10", "2026-09-30", -3, False),
        ("2026-09-21", "2026-09-21", 0, False),
        ("2026-12-31", "2026-12-31", 0, False),
        ("2026-12-30", "2026-12-31", 1, False),
        ("2026-12-31", "2027-01-04", 1, True),
        ("2027-01-04", "2026-12-31", -1, True),
        ("2003-12-31", "2004-01-02", 1, False),
        ("9999-12-31", "9999-12-31", 0, False),
    ],
)
def test_workdays_answer_as_json(
    capsys: pytest.CaptureFixture[str], first: str, last: str, count: int, provisional: bool
) -> None:
    given = answer(capsys, "workdays", "--from", first, "--to", last)
    assert given == {"working_days": count, "provisional": provisional}


def test_workdays_speak_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["workdays", "--from", "2026-12-28", "--to", "2027-01-04"]) == 0
    assert capsys.readouterr().out == "2026-12-28（不含）至 2027-01-04（含）：4 个工作日（暂估）\n"


def test_a_calendar_of_ones_own_is_never_provisional(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_text("weekend: [sunday]\nholidays: [2027-01-01]", encoding="utf-8")
    given = answer(capsys, "due", "--from", "2026-12-30", "--term", "2", "--calendar", str(file))
    assert (given["due"], given["provisional"]) == ("2027-01-02", False)
    counted = answer(capsys, "workdays", "--from", "2026-12-30", "--to", "2027-01-04", "--calendar", str(file))
    assert counted == {"working_days": 3, "provisional": False}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--from", "2026-02-30", "--term", "3"], ["--from", "2026-02-30", "YYYY-MM-DD"]),
        (["--from", "20260921", "--term", "3"], ["--from", "20260921"]),
        (["--from", "", "--term", "3"], ["--from"]),
        (["--from", "2026-09-21", "--term", "-3"], ["-3"]),
        (["--from", "2026-09-21", "--term", "three"], ["--term", "three"]),
        (["--from", "2026-09-21", "--term", "1.5"], ["--term", "1.5"]),
        (["--from", "2026-09-21", "--term", "9" * 5000], ["--term"]),
        (["--from", "2026-09-21", "--term", "999999999"], ["2026-09-21"]),
        (["--from", "2026-09-21", "--term", "999999999", "--unit", "month"], ["2026-09-21"]),
        (["--from", "2026-09-21", "--term", "3", "--unit", "week"], ["week", "working, calendar, month"]),
        (["--from", "2026-09-21", "--term", "3", "--extend", "-1"], ["-1"]),
        (["--from", "2026-09-21", "--term", "3", "--extend", "x"], ["--extend", "x"]),
        (["--from", "2026-09-21", "--term", "3", "--pause", "2026-09-24"], ["--pause", "2026-09-24"]),
        (["--from", "2026-09-21", "--term", "3", "--pause", "2026-09-24:2026-09-23"], ["2026-09-23", "2026-09-24"]),
        (["--from", "2026-09-21", "--term", "3", "--pause", ":2026-09-23"], ["--pause"]),
        (["--from", "2026-09-21", "--term", "3", "--pause", "a:b:c"], ["--pause", "a"]),
        (["--from", "2026-09-21", "--term", "3", "--calendar", "missing.yaml"], ["missing.yaml"]),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_bad_input_is_told_in_one_line_and_ends_with_2(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    arguments: list[str],
    named: list[str],
) -> None:
    monkeypatch.setenv("HUHANG_LANGUAGE", language)
    message = refusal(capsys, "due", *arguments)
    assert all(name in message for name in named)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("weekend: [saturday", ["YAML"]),
        ("weekends: []", ["weekends"]),
        ("weekend: sunday", ["weekend"]),
        ("holidays: [[2026-10-01]]", ["holidays"]),
        ("weekend: [sun]", ["sun", "sunday"]),
        ("holidays: [2026-13-01]", ["2026-13-01"]),
        ("[]", ["weekend, holidays, workdays"]),
        ("{holidays: [2026-10-01], workdays: [2026-10-01]}", ["2026-10-01"]),
        (WHOLE_WEEK, ["weekend"]),
        (WHOLE_WEEK + "\nworkdays: [2026-10-10]", ["workdays"]),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bad_calendar_is_told_in_one_line_and_ends_with_2(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    language: str,
    content: str,
    named: list[str],
) -> None:
    monkeypatch.setenv("HUHANG_LANGUAGE", language)
    file = tmp_path / "calendar.yaml"
    file.write_text(content, encoding="utf-8")
    message = refusal(capsys, "due", "--from", "2026-09-21", "--term", "3", "--calendar", str(file))
    assert all(name in message for name in named)


def test_a_bad_end_of_workdays_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--to" in refusal(capsys, "workdays", "--from", "2026-09-21", "--to", "tomorrow")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("due --from 2026-09-21", "缺少 --term；用法见 huhang due --help"),
        ("due --from", "--from 后面没有写值；用法见 huhang due --help"),
        ("due --from 2026-09-21 --term 5 --colour red", "没有这样的参数：--colour red；用法见 huhang --help"),
        ("duee", "COMMAND 不能写“duee”，可用：due, workdays, plan,"),
        ("export", "--audit --ocel --dossier 须写其中一个；用法见 huhang export --help"),
        ("export --audit a.csv --ocel b.json", "--ocel 与 --audit 只能写一个"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_line_in_the_reader_s_language(
    capsys: pytest.CaptureFixture[str], arguments: str, told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments.split())
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(told)
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ["用法：", "选项", "显示这份说明"]), ("en", ["usage: ", "options"])]
)
def test_the_help_speaks_the_reader_s_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, words: list[str]
) -> None:
    monkeypatch.setenv("HUHANG_LANGUAGE", language)
    with pytest.raises(SystemExit) as ended:
        main(["due", "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert all(word in told for word in words)


def test_both_languages_have_the_same_words_with_the_same_values() -> None:
    chinese, english = (
        {key: _values(texts(language)[key]) for key in json.loads((LOCALE / language / "dates.json").read_bytes())}
        for language in ("zh", "en")
    )
    assert chinese == english


def _values(template: str) -> set[str]:
    return {part.split("}")[0] for part in template.split("{")[1:]}


def test_due_starts_without_the_log_the_web_framework_the_views_or_yaml() -> None:
    program = (
        "import sys; from api.cli.main import main; "
        "code = main(['due', '--from', '2026-09-21', '--term', '15', '--json']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stderr.strip() == "[]"
    assert json.loads(ran.stdout)["due"] == "2026-10-19"


@pytest.mark.parametrize(
    ("language", "document", "many"),
    [("zh", "README.zh.md", 2), ("en", "README.md", 2), ("en", "docs/guides/dates.md", 5)],
)
def test_the_documents_show_what_the_commands_print(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    language: str,
    document: str,
    many: int,
) -> None:
    monkeypatch.setenv("HUHANG_LANGUAGE", language)
    told = (Path(__file__).parents[3] / document).read_text()
    monkeypatch.chdir(tmp_path)
    Path("calendar.yaml").write_text(told.partition("```yaml\n")[2].partition("```")[0])
    commands = re.findall(r"^\$ huhang ((?:due|workdays) .+)$", told, re.MULTILINE)
    assert len(commands) == many
    for command in commands:
        assert main(command.split()) == 0
        assert f"$ huhang {command}\n{capsys.readouterr().out}" in told


def test_a_file_that_is_not_there_is_told_in_the_readers_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, "import", "没有.xlsx", "--dry-run") == "无法打开 没有.xlsx：没有这个文件或文件夹\n"
