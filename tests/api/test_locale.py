"""The words people read: no key stands twice, which would leave one of its words unread."""

from pathlib import Path

import pytest

from api.locale import read_texts, text
from api.why_words import step_words


@pytest.mark.parametrize("files", [('{"a": "1", "a": "1"}',), ('{"a": "1"}', '{"a": "2"}')])
def test_a_key_that_stands_twice_in_one_file_or_in_two_is_refused(tmp_path: Path, files: tuple[str, ...]) -> None:
    for number, content in enumerate(files):
        (tmp_path / f"{number}.json").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="'a' stands twice"):
        read_texts(tmp_path)


@pytest.mark.parametrize(("count", "said"), [(0, "0 working days"), (1, "1 working day"), (2, "2 working days")])
def test_an_english_noun_has_its_plural_by_its_count(count: int, said: str) -> None:
    assert text("unit.working_days", "en", count=count) == said


@pytest.mark.parametrize(
    ("step", "zh", "en"),
    [
        ("-3", "到期前第 3 个工作日", "3 working days before"),
        ("0", "到期当日", "on the day itself"),
        ("+1", "到期后第 1 个工作日", "1 working day after"),
        (-1, "到期前第 1 个工作日", "1 working day before"),
        ("escalate:lead", "上报专班长", "goes up to the task-force lead"),
        ("escalate:list", "列入上报清单", "goes on the list"),
    ],
)
def test_a_step_of_a_reminder_is_said_in_words(step: str | int, zh: str, en: str) -> None:
    assert (step_words(step, "zh"), step_words(step, "en")) == (zh, en)


def test_one_day_is_no_days_wherever_days_are_left() -> None:
    for key in ("board.left", "board.overdue", "day.left", "day.over", "effect.later"):
        assert "1 working day " in text(key, "en", count=1) + " "
