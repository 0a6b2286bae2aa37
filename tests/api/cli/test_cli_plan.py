"""`huhang plan` from the command line: JSON for programs, a table for people, one line for what is wrong."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from api.cli import plan as command
from api.cli.main import main
from api.cli.plan_text import plan_lines
from domain.catalogue.loader import shipped_catalogue
from domain.dates.official import official_calendar
from domain.event import SHANGHAI
from tests.domain.planning.smallplans import PERMIT, permit, plan_of, small

SEED = dict(shipped_catalogue().example_profiles["sanwang_hydraulic"])
Plan = Callable[..., dict[str, Any]]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    file = tmp_path / "sanwang.json"
    file.write_text(json.dumps(SEED), encoding="utf-8")
    return file


@pytest.fixture
def as_json(profile: Path, capsys: pytest.CaptureFixture[str]) -> Plan:
    def run(*options: str) -> dict[str, Any]:
        assert main(["plan", "--profile", str(profile), "--start", "2026-03-02", "--json", *options]) == 0
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return run


def test_json_lists_every_matter_with_its_reason(as_json: Plan) -> None:
    answer = as_json()
    assert len(answer["matters"]) == 70
    assert sum(matter["applies"] for matter in answer["matters"]) == 39
    assert answer["matters"][8] == {
        "key": "energy_conservation_review",
        "stage": "project_initiation",
        "applies": False,
        "reason": "不适用：年综合能源消费量 860 吨标准煤，未达到 1000 吨标准煤；年煤炭消费量 0 吨，未达到 1000 吨",
    }


def test_json_gives_three_ways_and_the_gain(as_json: Plan) -> None:
    answer = as_json()
    permits = [answer[way]["construction_permit"] for way in ("statutory", "promised", "escorted")]
    assert permits == ["2026-07-06", "2026-05-12", "2026-04-22"]
    assert answer["escorted"]["matters"][PERMIT] == {
        "begins": "2026-03-16",
        "granted": "2026-04-22",
        "float": 0,
        "provisional": False,
    }
    assert answer["escorted"]["critical_path"][-1] == PERMIT
    assert answer["escorted"]["milestones"]["construction_permitting"] == "2026-04-22"
    assert answer["escorted"]["milestones"]["production_operation"] is None
    assert answer["gain"] == {
        "vs_statutory": {"calendar_days": 75, "working_days": 50},
        "vs_promised": {"calendar_days": 20, "working_days": 12},
    }
    assert answer["construction_days"] is None
    assert answer["catalogue"]["promised_limits"] == "assumed"


def test_json_with_construction_and_preparation(as_json: Plan) -> None:
    answer = as_json("--construction", "300", "--preparation", "2")
    assert (answer["construction_days"], answer["preparation"], answer["provisional"]) == (300, 2, True)
    assert answer["escorted"]["construction_start"] == "2026-05-07"
    assert answer["escorted"]["milestones"]["construction_execution"] == "2027-03-03"


def test_what_has_no_permit_and_no_gate_has_no_gain_and_no_path(profile: Path, as_json: Plan) -> None:
    tiny = {"floor_area_m2": 400, "eia_class": "registration"}
    profile.write_text(json.dumps(tiny), encoding="utf-8")
    answer = as_json()
    assert answer["gain"] == {"vs_statutory": None, "vs_promised": None}
    assert (answer["escorted"]["construction_permit"], answer["escorted"]["critical_path"]) == (None, None)


def test_a_small_hall_without_a_permit_is_planned_to_its_construction_start(profile: Path, as_json: Plan) -> None:
    profile.write_text(json.dumps({"floor_area_m2": 400, "eia_class": "form"}), encoding="utf-8")
    answer = as_json()
    assert answer["escorted"]["construction_permit"] == answer["escorted"]["construction_start"]
    assert answer["escorted"]["critical_path"][-1] == "eia_form_approval"


def test_the_table_tells_it_in_chinese(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--profile", str(profile), "--start", "2026-03-02", "--construction", "300"]) == 0
    told = capsys.readouterr().out
    assert "目录 70 个事项中适用 39 个" in told
    assert "承诺时限为假设值" in told
    assert "施工许可：法定口径 2026-07-06，承诺口径 2026-05-12，护航计划 2026-04-22" in told
    assert "比法定口径提前 75 天（50 个工作日）" in told
    assert "2027-02-16（暂估）" in told
    assert "关键路径（护航计划）：投资协议签订(项目准入会商) → 规划条件核定" in told
    assert "不适用（31 个）" in told
    assert "适用：环评类别为报告表" in told
    assert "{" not in told
    assert "plan." not in told


def test_the_table_without_construction_or_permit_says_so(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile.write_text(json.dumps({"floor_area_m2": 400, "eia_class": "registration"}), encoding="utf-8")
    assert main(["plan", "--profile", str(profile), "--start", "2026-03-02", "--preparation", "1"]) == 0
    told = capsys.readouterr().out
    assert "不排日期" in told
    assert "不计提前量" in told
    assert "每个事项开始前准备 1 个工作日" in told


def test_the_table_speaks_english(
    profile: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUHANG_LANGUAGE", "en")
    assert main(["plan", "--profile", str(profile), "--start", "2026-03-02"]) == 0
    told = capsys.readouterr().out
    assert "39 of the catalogue's 70 matters apply" in told
    assert "75 days (50 working days) earlier than statutory" in told


def test_a_derived_value_is_suggested_not_applied(
    profile: Path, as_json: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    profile.write_text("site_area_m2: 60000\n", encoding="utf-8")
    answer = as_json()
    [suggestion] = answer["suggestions"]
    assert (suggestion["field"], suggestion["default"], suggestion["suggested"]) == (
        "soil_conservation_class",
        "none",
        "report",
    )
    assert not next(item for item in answer["matters"] if item["key"] == "soil_conservation_report")["applies"]
    assert main(["plan", "--profile", str(profile), "--start", "2026-03-02"]) == 0
    assert "建议：水土保持方案类别（soil_conservation_class）未填，已按默认“免”计" in capsys.readouterr().out


def test_without_a_start_it_is_today_in_shanghai(
    profile: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "today", lambda: date(2026, 3, 2))
    assert main(["plan", "--profile", str(profile), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["start"] == "2026-03-02"
    monkeypatch.undo()
    before = datetime.now(SHANGHAI).date()
    assert before <= command.today() <= datetime.now(SHANGHAI).date()


def test_a_plan_later_than_the_law_says_so() -> None:
    catalogue = small(permit("10w", "5w"))
    planned = plan_of(catalogue, date(2026, 3, 2))
    lines = list(plan_lines(catalogue, {}, (), planned, (), official_calendar()))
    assert "比法定口径晚 7 天（5 个工作日）" in lines


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("eia_clas: form", ["eia_clas", "eia_class"]),
        ("eia_class: forms", ["eia_class", "forms", "report, form, registration, none"]),
        ("state_funds: maybe", ["state_funds", "true", "false"]),
        ("annual_coal_t: 1,000", ["annual_coal_t", "1,000", "1000"]),
        ("annual_coal_t: .nan", ["annual_coal_t", "nan"]),
        ("annual_coal_t: -5", ["annual_coal_t", "-5"]),
        ("annual_coal_t:", ["annual_coal_t", "null"]),
        ("- eia_class", ["sanwang.json"]),
        ("", ["sanwang.json"]),
        ("eia_class: [form", ["sanwang.json:"]),
        ("eia_class: form\neia_class: report", ["sanwang.json:2", "duplicate key eia_class"]),
        ('{"eia_class": "form", "eia_class": "report"}', ["duplicate key eia_class"]),
        ("{}: 1", ["sanwang.json"]),
        ('eia_class: "a\\nb"', ["eia_class"]),
    ],
)
def test_a_wrong_profile_is_one_readable_line(
    profile: Path, capsys: pytest.CaptureFixture[str], written: str, words: list[str]
) -> None:
    profile.write_text(written, encoding="utf-8")
    assert main(["plan", "--profile", str(profile)]) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert all(word in answer.err for word in words)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--start", "2026-02-30"], "2026-02-30"),
        (["--start", "tomorrow"], "tomorrow"),
        (["--preparation", "-1"], "--preparation"),
        (["--preparation", "two"], "two"),
        (["--construction", "-1"], "--construction"),
        (["--construction", "1.5"], "1.5"),
        (["--start", "9999-12-31"], "9999"),
    ],
)
def test_a_wrong_option_is_one_readable_line(
    profile: Path, capsys: pytest.CaptureFixture[str], options: list[str], word: str
) -> None:
    option, value = options
    assert main(["plan", "--profile", str(profile), f"{option}={value}"]) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert word in answer.err


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"\x00"])
def test_a_file_that_cannot_be_read_is_one_readable_line(
    profile: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    profile.unlink() if content is None else profile.write_bytes(content)
    assert main(["plan", "--profile", str(profile)]) == 2
    answer = capsys.readouterr()
    assert answer.err.count("\n") == 1
    assert "sanwang.json" in answer.err


def test_a_profile_in_json_with_tabs_and_a_byte_order_mark_is_read(profile: Path, as_json: Plan) -> None:
    profile.write_text("\ufeff" + json.dumps(SEED, indent="\t"), encoding="utf-8")
    assert sum(matter["applies"] for matter in as_json()["matters"]) == 39
