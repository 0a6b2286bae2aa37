"""Profile rules: `applies_when` and its like, read once, then evaluated and explained from one tree.

`rule-engine` parses and type-checks the text. Before it sees the text, only the words of the catalogue's expression
language (`meta.expression_language`) are let through: no regular expressions, calls, arithmetic, attributes or
`$now`, since some of them run while a rule is only being read. After it, its tree is reduced to tests of the form
`field operator value`. That one tree decides and explains, so that an answer and its reason cannot differ.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

import rule_engine  # type: ignore[import-untyped]
from rule_engine import ast  # type: ignore[import-untyped]

from domain.catalogue.flaws import Problem, nearest
from domain.catalogue.vocabulary import FieldType

Answer = bool | int | Decimal | str
"""A value of a profile: never a float (ruling 30)."""

LONGEST_RULE = 500
_TOKEN = re.compile(
    r"\s+|(?P<name>[A-Za-z_]\w*)|(?P<text>'[^'\\\n]*'|\"[^\"\\\n]*\")|(?P<number>\d+(\.\d+)?(?![\w.]))"
    r"|==|!=|>=|<=|>|<|[()\[\],]",
    re.ASCII,
)
_WORDS = frozenset({"and", "or", "not", "in", "true", "false"})
_COMPARISONS = {"eq": "==", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_TYPES = {
    FieldType.BOOLEAN: rule_engine.DataType.BOOLEAN,
    FieldType.NUMBER: rule_engine.DataType.FLOAT,
    FieldType.ENUM: rule_engine.DataType.STRING,
}


class RuleError(Exception):
    """A rule that cannot be accepted: the kind of flaw, the words at fault, what should stand there."""

    def __init__(self, problem: Problem, found: str, suggestion: str) -> None:
        super().__init__(problem, found, suggestion)
        self.problem, self.found, self.suggestion = problem, found, suggestion


class FieldShape(Protocol):
    """What a rule must know of a profile field."""

    @property
    def type(self) -> FieldType: ...
    @property
    def allowed_values(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Constant:
    """`true` or `false`."""

    value: bool

    def holds(self, profile: Mapping[str, Answer]) -> bool:  # noqa: ARG002
        """Its value, whatever the profile."""
        return self.value


@dataclass(frozen=True)
class Criterion:
    """`field operator value`; a boolean field alone is `field == true`; `in` has several values."""

    field: str
    operator: str
    values: tuple[Answer, ...]

    def holds(self, profile: Mapping[str, Answer]) -> bool:
        """Whether the profile's answer passes."""
        answer = profile[self.field]
        if self.operator == "in":
            return answer in self.values
        return _OPERATORS[self.operator](answer, self.values[0])


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    part: "Condition"

    def holds(self, profile: Mapping[str, Answer]) -> bool:
        """Whether the part does not hold."""
        return not self.part.holds(profile)


@dataclass(frozen=True)
class Both:
    """Two conditions joined by `and` (`every`) or `or`."""

    every: bool
    left: "Condition"
    right: "Condition"

    def holds(self, profile: Mapping[str, Answer]) -> bool:
        """Whether both parts, or one of them, hold."""
        if self.every:
            return self.left.holds(profile) and self.right.holds(profile)
        return self.left.holds(profile) or self.right.holds(profile)


Condition = Constant | Criterion | Not | Both


@dataclass(frozen=True)
class Rule:
    """A checked rule: its text, the fields it reads in the order of the text, and its condition."""

    text: str
    fields: tuple[str, ...]
    condition: Condition

    def holds(self, profile: Mapping[str, Answer]) -> bool:
        """Whether the rule holds for a complete profile."""
        return self.condition.holds(profile)

    def decisive(self, profile: Mapping[str, Answer]) -> tuple[Criterion, ...]:
        """The tests that make the rule hold, or fail: of an `and` that fails, only the failing parts; and so on."""
        return tuple(dict.fromkeys(_decisive(self.condition, profile)))


def compile_rule(text: str, fields: Mapping[str, FieldShape]) -> Rule:
    """Read a rule over these profile fields; `RuleError` says what is wrong and what should stand there."""
    names = _read_words(text, fields)
    context = rule_engine.Context(
        type_resolver=rule_engine.type_resolver_from_dict(
            {name: _TYPES[fields[name].type] for name in names}
        ),
        default_timezone="utc",
    )
    try:
        expression = rule_engine.Rule(text, context=context).statement.expression
    except (rule_engine.EngineError, RecursionError) as error:
        raise RuleError(Problem.RULE_SYNTAX, text, "field operator value") from error
    return Rule(text, tuple(names), _condition(expression, fields))


def _read_words(text: str, fields: Mapping[str, FieldShape]) -> dict[str, None]:
    """The fields a text names, in order; refuses every word outside the expression language."""
    if len(text) > LONGEST_RULE:
        raise RuleError(Problem.RULE_FORBIDDEN, f"{text[:20]}…", f"<= {LONGEST_RULE}")
    names: dict[str, None] = {}
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise RuleError(
                Problem.RULE_FORBIDDEN, text[position : position + 20], "== != > >= < <= in and or not"
            )
        name = token["name"]
        if name and name not in _WORDS:
            if name not in fields:
                raise RuleError(Problem.RULE_UNKNOWN_FIELD, name, nearest(name, fields))
            names[name] = None
        position = token.end()
    return names


def _condition(node: Any, fields: Mapping[str, FieldShape]) -> Condition:
    match node:
        case ast.BooleanExpression():
            return Constant(bool(node.value))
        case ast.LogicExpression():
            return Both(node.type == "and", _condition(node.left, fields), _condition(node.right, fields))
        case ast.UnaryExpression() if node.type == "not":
            return Not(_condition(node.right, fields))
        case ast.SymbolExpression():
            if fields[node.name].type is not FieldType.BOOLEAN:
                raise RuleError(Problem.RULE_NOT_BOOLEAN, node.name, f"{node.name} == …")
            return Criterion(node.name, "==", (True,))
        case ast.ComparisonExpression() if isinstance(node.left, ast.SymbolExpression):
            return _test(node.left.name, _COMPARISONS[node.type], [node.right], fields)
        case ast.ContainsExpression() if isinstance(node.container, ast.ArrayExpression) and isinstance(
            node.member, ast.SymbolExpression
        ):
            return _test(node.member.name, "in", node.container.value, fields)
    if isinstance(node, ast.LiteralExpressionBase):
        raise RuleError(Problem.RULE_NOT_BOOLEAN, str(node.value), "field operator value")
    raise RuleError(Problem.RULE_SYNTAX, str(node), "field operator value")


def _test(name: str, sign: str, literals: list[Any], fields: Mapping[str, FieldShape]) -> Criterion:
    field = fields[name]
    values = tuple(_value(literal) for literal in literals)
    for value in values:
        if _type_of(value) is not field.type:
            raise RuleError(Problem.RULE_WRONG_TYPE, f"{name} {sign} {value}", f"{name}: {field.type}")
        if isinstance(value, str) and value not in field.allowed_values:
            raise RuleError(
                Problem.RULE_UNKNOWN_VALUE, f"{name} {sign} '{value}'", nearest(value, field.allowed_values)
            )
    if not values or (sign not in {"==", "!=", "in"} and field.type is not FieldType.NUMBER):
        raise RuleError(Problem.RULE_WRONG_TYPE, f"{name} {sign}", f"{name}: {field.type}")
    return Criterion(name, sign, values)


def _value(literal: Any) -> Answer:
    match literal:
        case ast.BooleanExpression():
            return bool(literal.value)
        case ast.FloatExpression():
            return (
                int(literal.value)
                if literal.value == literal.value.to_integral_value()
                else Decimal(literal.value)
            )
        case ast.StringExpression():
            return str(literal.value)
    raise RuleError(Problem.RULE_SYNTAX, str(literal), "field operator value")


def _type_of(value: Answer) -> FieldType:
    if isinstance(value, bool):
        return FieldType.BOOLEAN
    return FieldType.ENUM if isinstance(value, str) else FieldType.NUMBER


def _decisive(condition: Condition, profile: Mapping[str, Answer]) -> Iterator[Criterion]:
    match condition:
        case Criterion():
            yield condition
        case Not():
            yield from _decisive(condition.part, profile)
        case Both():
            outcome = condition.holds(profile)
            for part in (condition.left, condition.right):
                if part.holds(profile) == outcome:
                    yield from _decisive(part, profile)
