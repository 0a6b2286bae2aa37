"""Cells are read as people mean them, and refused where they could mean two things."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from api.tables.choices import departments, matters, results, team
from api.tables.model import CellError
from api.tables.values import code, contacts, day, identifier, is_blank, number, plain, written, yes
from domain.catalogue.loader import shipped_catalogue
from domain.project.model.phases import Act
from projections.ops.contacts import ContactChannel

THE_DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-12-1",
        "2026-12-01",
        "2026/12/1",
        "2026.12.1",
        "2026年12月1日",
        "2026 年 12 月 1 日",
        "2026年12月1号",
        "20261201",
        20261201,
        "2026-12-01 00:00:00",
        "2026/12/1 8:30",
        " 2026-12-1 ",
        datetime.combine(THE_DAY, time(0)),
        datetime.combine(THE_DAY, time(8, 30)),
        THE_DAY,
        46357,
        46357.0,
        "46357",
    ],
)
def test_a_day_in_any_usual_form_is_that_day(cell: Any) -> None:
    assert day(cell) == THE_DAY


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12月1日", "date_without_year"),
        ("12-1", "date_without_year"),
        ("2026年12月", "date_without_day"),
        ("2026-12", "date_without_day"),
        ("26/12/1", "date_short_year"),
        ("01/12/2026", "date_unreadable"),
        ("2026-2-30", "date_impossible"),
        ("20261301", "date_impossible"),
        ("1926-01-01", "date_beyond_bounds"),
        (45.5, "date_without_year"),
        ("待定", "date_unreadable"),
        (12, "date_unreadable"),
        (True, "date_unreadable"),
    ],
)
def test_a_day_that_could_be_another_is_refused_and_says_why(cell: Any, code: str) -> None:
    with pytest.raises(CellError) as refused:
        day(cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0532 88551234", ("0532-88551234",)),
        ("0532-88551234", ("0532-88551234",)),
        ("（0532）88551234 转 801、13800138000", ("0532-88551234转801", "13800138000")),
        ("138 0013 8000", ("13800138000",)),
        ("0532 88551234、0532 88551235", ("0532-88551234", "0532-88551235")),
        ("13800138000 88551235", ("13800138000", "88551235")),
        ("13800138000\n０５３２ 88551235", ("13800138000", "0532-88551235")),
    ],
)
def test_a_telephone_with_blanks_within_is_one(cell: str, numbers: tuple[str, ...]) -> None:
    assert contacts(ContactChannel.TELEPHONE)(cell) == numbers


@pytest.mark.parametrize("cell", ["0532 88551234 88551235", "张三 13800138000", "0532"])
def test_telephones_that_could_be_others_are_refused(cell: str) -> None:
    with pytest.raises(CellError) as refused:
        contacts(ContactChannel.TELEPHONE)(cell)
    assert (refused.value.code, refused.value.params) == ("telephone_unreadable", {})


def test_strokes_mean_nothing() -> None:
    assert all(map(is_blank, (None, "", "  ", "-", "—", "/", "\u3000")))
    assert not any(map(is_blank, (0, "无", False)))


def test_numbers_of_a_spreadsheet_are_text_without_their_point() -> None:
    assert written(13800138000.0) == "13800138000"
    assert plain(" JM20260303 ") == "JM20260303"
    assert code("JM-2026-1") == "JM-2026-1"
    assert identifier("S-101") == "s-101"


@pytest.mark.parametrize(("cell", "found"), [("1,200.5", "1200.5"), ("25", "25"), (25.0, "25.0"), (3, "3")])
def test_a_number_may_part_its_thousands(cell: Any, found: str) -> None:
    assert number()(cell) == Decimal(found)


@pytest.mark.parametrize("cell", ["1200元", "-3", "nan", "1e30", True])
def test_what_is_no_number_is_refused(cell: Any) -> None:
    with pytest.raises(CellError, match="not_a_number"):
        number()(cell)


def test_yes_and_no() -> None:
    assert [yes(cell) for cell in ("是", "√", "有", 1, "Y", True)] == [True] * 6
    assert [yes(cell) for cell in ("否", "无", 0, "N", False)] == [False] * 5


@pytest.mark.parametrize(
    ("word", "matter"),
    [
        ("建筑工程施工许可证核发", "construction_permit"),
        ("施工许可证", "construction_permit"),
        ("建筑工程施工许可证", "construction_permit"),
        ("建筑工程施工许可证(基坑支护和土方开挖阶段)", "construction_permit_phase1"),
        ("营业执照", "enterprise_registration"),
        ("construction_permit", "construction_permit"),
        ("竣工联合验收", "joint_acceptance"),
    ],
)
def test_a_matter_goes_by_its_usual_names(word: str, matter: str) -> None:
    assert matters(shipped_catalogue()).read(word) == matter


def test_every_matter_goes_by_its_id_and_its_name() -> None:
    read = matters(shipped_catalogue()).read
    for matter in shipped_catalogue().matters.values():
        assert read(matter.id) == read(matter.name_zh) == matter.id


def test_a_word_near_a_matter_is_asked_back() -> None:
    with pytest.raises(CellError) as refused:
        matters(shipped_catalogue()).read("建设工程规划许可")
    assert refused.value.params["suggestion"] == "建设工程规划许可证核发"


def test_departments_task_forces_and_results() -> None:
    read = departments(shipped_catalogue()).read
    assert [read(word) for word in ("自然资源局", "区自然资源局", "即墨区自然资源局", "natural_resources")] == [
        "natural_resources"
    ] * 4
    assert [team(word) for word in ("1", 1.0, "第1专班", "专班一", "十二", "第二服务专班")] == [
        "1",
        "1",
        "1",
        "1",
        "12",
        "2",
    ]
    result = results().read
    assert [result(word) for word in ("准予", "不予许可", "退件", "在办")] == [Act.GRANT, Act.REFUSE, Act.CLOSE, None]
