"""The words people read: no key stands twice, which would leave one of its words unread; English has its own marks."""

import ast
import re
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import main
from api.cli.speaking import LANGUAGE
from api.exchange.leaving import told
from api.locale import read_texts, text, texts
from api.words.explanations import explain
from api.words.why_words import step_words
from domain.catalogue.loader import shipped_content
from domain.catalogue.words import _EN
from domain.dates.terms import Step
from scheduler.policy.file import shipped_policy_content

ROOT = Path(__file__).parents[3]
FULL_WIDTH = re.compile("[\u3000-\u303f\uff00-\uffef]")


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
    for key in ("board.left", "board.overdue", "effect.later"):
        assert "1 working day " in text(key, "en", count=1) + " "


def english_in_files(node: Any, *, english: bool = False) -> Iterator[str]:
    """The English of a file: what stands under `en` or a key that ends so."""
    if isinstance(node, dict):
        for key, inside in node.items():
            yield from english_in_files(inside, english=english or key == "en" or str(key).endswith("_en"))
    elif isinstance(node, list | tuple):
        for inside in node:
            yield from english_in_files(inside, english=english)
    elif english and isinstance(node, str):
        yield node


def english_in_code() -> Iterator[str]:
    """The English of the small tables beside the code that uses them: `{"zh": …, "en": …}`."""
    for package in ("api", "domain", "projections", "scheduler"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Dict):
                    pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key]
                    yield from (ast.unparse(value) for key, value in pairs if ast.unparse(key) == "'en'")


def test_no_english_word_has_full_width_punctuation() -> None:
    tables = {
        "locale": list(texts("en").values()),
        "catalogue": list(english_in_files(shipped_content())),
        "policy": list(english_in_files(shipped_policy_content())),
        "reasons": [words for words in astuple(_EN) if isinstance(words, str)] + list(_EN.reached.values()),
        "code": list(english_in_code()),
    }
    assert all(len(found) > 5 for found in tables.values()), {name: len(found) for name, found in tables.items()}
    wrong = [words for found in tables.values() for words in found if FULL_WIDTH.search(words)]
    assert wrong == []


def test_no_english_name_of_the_catalogue_has_chinese_in_it() -> None:
    assert [words for words in english_in_files(shipped_content()) if re.search("[\u4e00-\u9fff]", words)] == []


def test_what_is_put_together_has_the_marks_of_its_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    off = Step("days_off", date(2026, 5, 1), (("until", date(2026, 5, 5)), ("count", 5)))
    assert "2026-05-01～2026-05-05" in explain(off, "zh")
    assert explain(off, "en").startswith("2026-05-01 to 2026-05-05: 5 days off")
    assert (told({"light": "red", "team": "1"}, "zh"), told({"light": "red", "team": "1"}, "en")) == (
        "light=red、team=1",
        "light=red, team=1",
    )
    for language, between in (("zh", "search、matters"), ("en", "search, matters")):
        monkeypatch.setenv(LANGUAGE, language)
        assert main(["rebuild", "nope"]) == 2
        assert between in capsys.readouterr().err
