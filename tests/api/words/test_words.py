"""Every refusal has words in both languages, and the words have the values they name."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest

from api.access.rights import Right
from api.locale import LANGUAGES, text, texts
from api.words.problem_words import sentence, worded
from domain.catalogue.loader import shipped_catalogue
from domain.catalogue.profile import complete_profile
from domain.errors import DomainError
from domain.lights import Cause, Light
from domain.planning.excess import DelayCause
from domain.planning.foreseen import Basis
from domain.project.due.deadlines import DeadlineKind, Owner
from domain.project.model.phases import Act, Phase
from domain.project.record.irregularities import Irregularity
from domain.reminders.digests import DigestKind
from domain.reminders.nodes import Node
from projections.ops.accounts import Role
from projections.ops.contacts import ContactChannel

ROOT = Path(__file__).parents[3]
PACKAGES = ("domain", "projections", "scheduler", "api")
REFUSALS = ("DomainError", "ProblemError")
PASSED_ON = ("error.code", "problem.code", "code")  # raised again, or handed in, by the name they had
ADDED_BY_THE_JUDGE = {"in_the_way"}  # to every refusal of an act, when it is known which other act it meets
LAST_RESORT = "domain/deciding/judging.py"  # a problem that nobody described is out of order, without more words
ENUMS: dict[str, type[StrEnum]] = {
    "act": Act,
    "because": Basis,
    "cause": Cause,
    "channel": ContactChannel,
    "delay": DelayCause,
    "digest": DigestKind,
    "irregularity": Irregularity,
    "kind": DeadlineKind,
    "light": Light,
    "node": Node,
    "owner": Owner,
    "phase": Phase,
    "right": Right,
    "role": Role,
}


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of these names in the four packages, with its place."""
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def codes(call: ast.Call) -> list[str]:
    """The codes a refusal may have: one, or one of two."""
    first = call.args[0]
    choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [choice.value for choice in choices if isinstance(choice, ast.Constant) and isinstance(choice.value, str)]


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_is_raised_has_words(language: str) -> None:
    found = 0
    for place, call in calls(*REFUSALS):
        if ast.unparse(call.args[0]) in PASSED_ON:
            continue
        assert codes(call), f"{place}: a code that cannot be read from the code"
        for code in codes(call):
            found += 1
            assert code in texts(language), f"{place}: no words for {code}"
    assert found > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_name_only_values_that_the_refusal_carries(language: str) -> None:
    for place, call in calls(*REFUSALS):
        given = {keyword.arg for keyword in call.keywords}
        if None in given or place.startswith(LAST_RESORT):  # `**params`: not to be read from the code
            continue
        for code in codes(call):
            assert placeholders(texts(language)[code]) <= given | ADDED_BY_THE_JUDGE, f"{place}: {code}"


def test_every_field_rule_of_ours_has_words() -> None:
    for place, call in calls("PydanticCustomError"):
        for code in codes(call):
            assert f"field.{code}" in texts("zh"), f"{place}: no words for field.{code}"


def test_both_languages_have_the_same_keys_with_the_same_values() -> None:
    chinese, english = texts("zh"), texts("en")

    assert chinese.keys() == english.keys()
    assert {key: placeholders(chinese[key]) for key in chinese} == {key: placeholders(english[key]) for key in english}


@pytest.mark.parametrize("prefix", ENUMS)
def test_every_value_that_people_see_has_a_word(prefix: str) -> None:
    for language in LANGUAGES:
        missing = [value for value in ENUMS[prefix] if f"{prefix}.{value.value}" not in texts(language)]
        assert missing == [], language


def test_chinese_is_chinese_and_english_is_english() -> None:
    def chinese(words: str) -> bool:
        return any("\u4e00" <= letter <= "\u9fff" for letter in words)

    wordless = [key for key, words in texts("zh").items() if not chinese(words) and any(map(str.isalpha, words))]
    assert [key for key in wordless if placeholders(texts("zh")[key]) == set()] == []
    marks = {f"light.{light}" for light in Light}  # the character is the mark, in every language
    assert {key for key, words in texts("en").items() if chinese(words)} <= marks


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("form_", "画像字段 环评类别(报告书/报告表/登记表/豁免) 的值“form_”不在可选值之内（{allowed}）：是否为 form？"),
        ("x", "画像字段 环评类别(报告书/报告表/登记表/豁免) 的值“x”不在可选值之内；可用：{allowed}"),
    ],
)
def test_the_choices_are_told_once_where_none_is_like_what_was_written(written: str, told: str) -> None:
    catalogue = shipped_catalogue()
    with pytest.raises(DomainError) as refused:
        complete_profile(catalogue, {"eia_class": written})
    error = refused.value
    assert sentence(error.code, error.params, "zh", catalogue) == told.format(allowed=error.params["allowed"])


def test_identifiers_become_words_in_titles() -> None:
    catalogue = shipped_catalogue()
    params: dict[str, object] = {
        "matter": "investment_agreement",
        "phase": "granted",
        "act": "accept",
        "in_the_way": "grant 2026-03-05 (v7)",
        "codes": "over_promised、waive",
        "field": "effective_on",
        "right": "act:tax",
        "index": 3,
        "version": "17",
    }

    assert worded(params, "zh", catalogue) == {
        "matter": catalogue.matters["investment_agreement"].name_zh,
        "phase": "已准予",
        "act": "受理",
        "in_the_way": "准予 2026-03-05 (v7)",
        "codes": "超承诺时限、免办",
        "field": "生效日",
        "right": f"登记办理（{catalogue.departments['tax'].zh}）",
        "index": 3,
        "version": "17",
    }
    assert worded({"act": "unheard-of", "field": "floor_area_m2"}, "zh", catalogue) == {
        "act": "unheard-of",
        "field": catalogue.profile_fields["floor_area_m2"].label_zh,
    }


def test_words_without_a_value_have_a_dash_and_never_fail() -> None:
    assert text("code_taken", "zh") == "编号 — 已被其他项目使用"


def test_a_key_without_words_comes_back_as_itself() -> None:
    assert text("no_such_key", "zh", on=1) == "no_such_key on=1"
