"""Rules in words: why a matter applies or does not, in Chinese and English, with labels instead of identifiers.

The words stand here and not in the locale files because they are a grammar over the catalogue's own labels.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from domain.catalogue.answers import canonical
from domain.catalogue.model import ProfileField
from domain.catalogue.rules import Answer, Criterion, Rule
from domain.catalogue.vocabulary import FieldType

_UNGROUPED = 4
_YUAN, _WAN = "元", 10_000
_EXPLANATION = re.compile(r"\s*[((].*[))]\s*$")


@dataclass(frozen=True)
class _Language:
    always: str
    never: str
    applies: str
    not_applies: str
    yes: str
    no: str
    yes_or_no: str
    alternatives: str
    between: str
    reached: Mapping[tuple[str, bool], str]


_ZH = _Language(
    always="适用：所有项目均办理",
    never="不适用：目录未启用",
    applies="适用：",
    not_applies="不适用：",
    yes="是",
    no="否",
    yes_or_no="{label}：{value}",
    alternatives="或",
    between="；",
    reached={
        (">=", True): "{label} {value}，达到 {limit}",
        (">=", False): "{label} {value}，未达到 {limit}",
        (">", True): "{label} {value}，大于 {limit}",
        (">", False): "{label} {value}，不大于 {limit}",
        ("<=", True): "{label} {value}，不超过 {limit}",
        ("<=", False): "{label} {value}，超过 {limit}",
        ("<", True): "{label} {value}，小于 {limit}",
        ("<", False): "{label} {value}，不小于 {limit}",
        ("==", True): "{label}为{value}",
        ("==", False): "{label}为{value}，不是{limit}",
        ("!=", True): "{label}为{value}，不是{limit}",
        ("!=", False): "{label}为{value}",
        ("in", True): "{label}为{value}",
        ("in", False): "{label}为{value}，不是{limit}",
    },
)
_EN = _Language(
    always="applies: every project needs it",
    never="does not apply: not in use in this catalogue",
    applies="applies: ",
    not_applies="does not apply: ",
    yes="yes",
    no="no",
    yes_or_no="{label}: {value}",
    alternatives=" or ",
    between="; ",
    reached={
        (">=", True): "{label} {value}, at least {limit}",
        (">=", False): "{label} {value}, below {limit}",
        (">", True): "{label} {value}, above {limit}",
        (">", False): "{label} {value}, not above {limit}",
        ("<=", True): "{label} {value}, at most {limit}",
        ("<=", False): "{label} {value}, above {limit}",
        ("<", True): "{label} {value}, below {limit}",
        ("<", False): "{label} {value}, not below {limit}",
        ("==", True): "{label}: {value}",
        ("==", False): "{label}: {value}, not {limit}",
        ("!=", True): "{label}: {value}, not {limit}",
        ("!=", False): "{label}: {value}",
        ("in", True): "{label}: {value}",
        ("in", False): "{label}: {value}, not {limit}",
    },
)
_LANGUAGES = {"zh": _ZH, "en": _EN}


def explain(
    rule: Rule, answers: Mapping[str, Answer], fields: Mapping[str, ProfileField], applies: bool, language: str
) -> str:
    """Why a matter applies or not: `because`, under its heading."""
    words = _LANGUAGES[language]
    if not rule.fields:
        return words.always if applies else words.never
    return (words.applies if applies else words.not_applies) + because(rule, answers, fields, language)


def because(rule: Rule, answers: Mapping[str, Answer], fields: Mapping[str, ProfileField], language: str) -> str:
    """Why a rule came out as it did: each answer that decided, and the condition it met or missed."""
    words = _LANGUAGES[language]
    return words.between.join(
        _sentence(criterion, answers[criterion.field], fields[criterion.field], language)
        for criterion in rule.decisive(answers)
    )


def label_of(field: ProfileField, language: str) -> str:
    """A field's label without the explanation in brackets behind it."""
    return _EXPLANATION.sub("", field.label_zh if language == "zh" else field.label_en)


def value_text(field: ProfileField, value: Answer, language: str) -> str:
    """An answer in words: 是, 860 吨标准煤, 报告表; Chinese money from ten thousand on as people read it, in 万元."""
    words = _LANGUAGES[language]
    if isinstance(value, bool):
        return words.yes if value else words.no
    if field.type is FieldType.NUMBER:
        unit = field.unit_zh if language == "zh" else field.unit_en
        if unit == _YUAN and isinstance(value, int | Decimal) and value >= _WAN:
            value, unit = _in_ten_thousands(value), f"万{_YUAN}"
        return f"{_grouped(value)} {unit}".strip()
    labels = field.value_labels_zh if language == "zh" else field.value_labels_en
    return labels.get(str(value), str(value))


def _in_ten_thousands(value: int | Decimal) -> int | Decimal:
    parts = Decimal(value) / _WAN
    return int(parts) if parts == parts.to_integral_value() else parts.normalize()


def _grouped(number: Answer) -> str:
    """A number as people read it: from five digits on in groups of three."""
    whole, point, rest = canonical(number).partition(".")
    return (f"{int(whole):,}" if len(whole) > _UNGROUPED else whole) + point + rest


def _sentence(criterion: Criterion, answer: Answer, field: ProfileField, language: str) -> str:
    words = _LANGUAGES[language]
    label, value = label_of(field, language), value_text(field, answer, language)
    if isinstance(answer, bool):
        return words.yes_or_no.format(label=label, value=value)
    limit = words.alternatives.join(value_text(field, item, language) for item in criterion.values)
    met = criterion.holds({criterion.field: answer})
    return words.reached[criterion.operator, met].format(label=label, value=value, limit=limit)
